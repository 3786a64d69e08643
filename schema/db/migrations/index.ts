/** The ordered, static list of migrations. A released one is never edited: add the next. */
import type { Migration } from 'kysely/migration'
import * as eventStore from './0001-event-store.ts'
import * as roles from './0002-roles.ts'
import * as history from './0003-history.ts'
import * as workers from './0005-workers.ts'
import * as sharedWork from './0006-shared-work.ts'
import * as retention from './0007-retention.ts'
import * as eventParts from './0008-event-parts.ts'
import * as storage from './0009-storage.ts'
import * as timelines from './0010-timelines.ts'
import * as signIns from './0011-sign-ins.ts'
import * as ledgerPages from './0012-ledger-pages.ts'
import * as shortHistory from './0013-short-history.ts'
import * as resumes from './0014-resumes.ts'
import * as eventPages from './0015-event-pages.ts'
import * as standbys from './0016-standbys.ts'
import * as partsOverGaps from './0017-parts-over-gaps.ts'
import * as guestNames from './0018-guest-names.ts'
import * as accountLives from './0019-account-lives.ts'
import * as adminActs from './0020-admin-acts.ts'
import * as hiddenHashes from './0021-hidden-hashes.ts'
import * as installed from './0022-installed.ts'
import * as silentStandbys from './0023-silent-standbys.ts'
import * as textSettings from './0024-text-settings.ts'

export const migrations: Readonly<Record<string, Migration>> = {
  '0001-event-store': { up: (db) => eventStore.up(db) },
  '0002-roles': { up: (db) => roles.up(db) },
  '0003-history': { up: (db) => history.up(db) },
  '0005-workers': { up: (db) => workers.up(db) },
  '0006-shared-work': { up: (db) => sharedWork.up(db) },
  '0007-retention': { up: (db) => retention.up(db) },
  '0008-event-parts': { up: (db) => eventParts.up(db), down: (db) => eventParts.down(db) },
  '0009-storage': { up: (db) => storage.up(db) },
  '0010-timelines': { up: (db) => timelines.up(db) },
  '0011-sign-ins': { up: (db) => signIns.up(db) },
  '0012-ledger-pages': { up: (db) => ledgerPages.up(db) },
  '0013-short-history': { up: (db) => shortHistory.up(db) },
  '0014-resumes': { up: (db) => resumes.up(db) },
  '0015-event-pages': { up: (db) => eventPages.up(db) },
  '0016-standbys': { up: (db) => standbys.up(db), down: (db) => standbys.down(db) },
  '0017-parts-over-gaps': {
    up: (db) => partsOverGaps.up(db),
    down: (db) => partsOverGaps.down(db),
  },
  '0018-guest-names': { up: (db) => guestNames.up(db), down: (db) => guestNames.down(db) },
  '0019-account-lives': { up: (db) => accountLives.up(db), down: (db) => accountLives.down(db) },
  '0020-admin-acts': { up: (db) => adminActs.up(db), down: (db) => adminActs.down(db) },
  '0021-hidden-hashes': { up: (db) => hiddenHashes.up(db), down: (db) => hiddenHashes.down(db) },
  '0022-installed': { up: (db) => installed.up(db), down: (db) => installed.down(db) },
  '0023-silent-standbys': {
    up: (db) => silentStandbys.up(db),
    down: (db) => silentStandbys.down(db),
  },
  '0024-text-settings': { up: (db) => textSettings.up(db), down: (db) => textSettings.down(db) },
}
