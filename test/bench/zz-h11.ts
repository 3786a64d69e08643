import { startPostgres } from '../../server/embedded/postgres.ts'
import { readSecrets } from '../../server/embedded/secrets.ts'
import { mkdirSync } from 'node:fs'
import { migrate, openDatabase } from '../../server/platform/database.ts'
import { makeLargeLog } from './large-log.ts'
import { sql } from 'kysely'
import { projectAll } from '../../server/travel/projector.ts'
import { stateAt } from '../../server/travel/state-at.ts'
import { verifyWorld } from '../../server/verify/verify-world.ts'
const dir = process.argv[2]!,
  n = Number(process.argv[3])
mkdirSync(dir, { recursive: true })
const pg = await startPostgres({
  dataDir: dir,
  passwords: readSecrets(dir).postgres,
  port: 0,
  sharedBuffersMb: 128,
  logFile: dir + '/pg.log',
  searchPath: process.env.PATH ?? '',
})
const db = openDatabase(pg.url('owner'), 'bench', 3)
try {
  const done = await migrate(db)
  if (done.length) {
    const t = performance.now()
    console.log(await makeLargeLog(db, { events: n, withEntities: false }))
    console.log('made in', performance.now() - t)
  }
  {
    const t = performance.now()
    let n = 0
    const all = await projectAll(db, {
      onProgress: (e) => {
        if (e - n > 200000) {
          n = e
          console.log(e, Math.round(performance.now() - t))
        }
      },
    })
    console.log('projected', all, performance.now() - t)
  }
  const last = Number((await db.selectFrom('shards').select('tick').executeTakeFirstOrThrow()).tick)
  for (const f of [0.1, 0.5, 0.9, 0.99999, 1])
    for (const id of ['ring.r7', 'c7', 'i7']) {
      const tick = Math.floor(last * f)
      const t = performance.now()
      const s = await stateAt(db, id, tick)
      console.log(
        id,
        tick,
        s?.contents.length,
        s?.entity.place,
        Math.round(performance.now() - t) + 'ms',
      )
    }
  console.log(
    (
      await sql`select relname, pg_total_relation_size(oid)/1e6 as mb from pg_class where relname in ('events','event_subjects','entity_states','place_contents')`.execute(
        db,
      )
    ).rows,
  )
  for (let r = 0; r < 1; r++) {
    const rep = await verifyWorld(db)
    console.log({ ...rep, differences: rep.differences.length })
  }
} finally {
  await db.destroy()
  await pg.stop()
}
