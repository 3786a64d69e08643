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
}
