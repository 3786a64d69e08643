/**
 * Answers that may serve another visitor, kept for all workers.
 *
 * Invariant: rows are found by a digest of the whole scope (world, mobile, persona version, mood,
 * versions of what the answer depends on), so what one mobile said never comes from another, and an
 * answer under older circumstances is never found, whether or not anybody has dropped it yet.
 */
import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { Db } from '../../server/platform/database.ts'
import { type CacheScope, scopeKey } from '../talk/response-cache.ts'
import type { SharedAnswers } from '../talk/shared-answers.ts'

/** As many as the cache compares for one question. */
const answersMax = 200

export function createKeptAnswers(db: Db, onError: (error: unknown) => void): SharedAnswers {
  return {
    async find(scope, intent) {
      const found = sql<{ exact: string; strict: string; say: string; leftMs: number }>`
        select exact, strict, say,
          (extract(epoch from until - now()) * 1000)::float8 as "leftMs"
        from kept_answers
        where scope = ${digestOf(scope)} and intent = ${intent} and until > now()
        order by until desc limit ${answersMax}`.execute(db)
      const { rows } = await found.catch((error: unknown) => {
        onError(error)
        return { rows: [] }
      })
      return rows
        .reverse()
        .map(({ exact, strict, say, leftMs }) => ({ intent, exact, strict, say, ttlMs: leftMs }))
    },
    async keep(answers) {
      for (const { scope, intent, exact, strict, say, ttlMs } of answers) {
        await sql`
          insert into kept_answers (scope, intent, exact, strict, marks, say, until)
          values (${digestOf(scope)}, ${intent}, ${exact}, ${strict}, ${marksOf(scope)}, ${say},
                  now() + make_interval(secs => ${ttlMs / 1_000}))
          on conflict (scope, intent, exact, strict) do update
            set say = excluded.say, until = excluded.until`.execute(db)
      }
    },
    async invalidate(changes) {
      const marks = [...new Set(changes.map(({ kind, id }) => `${kind}:${id}`))]
      if (marks.length > 0) await sql`delete from kept_answers where marks && ${marks}`.execute(db)
    },
  }
}

function digestOf(scope: CacheScope): string {
  return createHash('sha256').update(scopeKey(scope)).digest('base64url')
}

/** The same as the scope's dependencies, without their versions: what an event can name. */
function marksOf({ npc, deps }: CacheScope): string[] {
  return [`npc:${npc}`, ...deps.map((dep) => dep.slice(0, dep.lastIndexOf('@')))]
}
