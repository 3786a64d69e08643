/** What players have told the keepers of the world, with the room and the request it came from. */
import { z } from 'zod'
import { remarkRow } from '../../../schema/admin.ts'
import { remarkLeft, remarksSubject } from '../../../schema/events/people.ts'
import { historyOf } from '../../log/travel/history.ts'
import type { Db } from '../../platform/database.ts'
import type { HttpApp } from '../http/http-server.ts'
import { forAdmins } from './for-admins.ts'

const shownMost = 100

export function addRemarks(app: HttpApp, db: Db): void {
  app.get(
    '/admin/api/remarks',
    forAdmins('What players told the keepers, the newest first', z.array(remarkRow)),
    () => remarksOf(db),
  )
}

async function remarksOf(db: Db): Promise<z.infer<typeof remarkRow>[]> {
  const told = await historyOf(db, remarksSubject, { limit: shownMost })
  return told.toReversed().flatMap(({ type, data, actorName, atMs, cause }) => {
    const read = type === remarkLeft.type ? remarkLeft.data.safeParse(data) : undefined
    if (!read?.success) return []
    const { kind, room, whom, words } = read.data
    const about = whom === undefined ? {} : { whom }
    return [
      {
        kind,
        by: actorName,
        room,
        words,
        at: new Date(atMs).toISOString(),
        request: cause,
        ...about,
      },
    ]
  })
}
