/** What models have cost, per day and model, over all workers: gathered here, added up in the database. */
import { sql } from 'kysely'
import type { Db } from '../../server/platform/database.ts'

export interface Spent {
  readonly model: string
  readonly promptTokens: number
  readonly answerTokens: number
  readonly micros: number
}

export interface SpendBook {
  add(spent: Spent): void
  /** Writes what has gathered since the last time; rejects with a retryable error and loses nothing then. */
  flush(): Promise<void>
}

export function createSpendBook(db: Db): SpendBook {
  let gathered = new Map<string, Spent & { calls: number }>()
  const add = (spent: Spent, calls: number) => {
    const sum = gathered.get(spent.model)
    gathered.set(spent.model, {
      model: spent.model,
      calls: (sum?.calls ?? 0) + calls,
      promptTokens: (sum?.promptTokens ?? 0) + spent.promptTokens,
      answerTokens: (sum?.answerTokens ?? 0) + spent.answerTokens,
      micros: (sum?.micros ?? 0) + spent.micros,
    })
  }
  return {
    add: (spent) => add(spent, 1),
    async flush() {
      if (gathered.size === 0) return
      const writing = [...gathered.values()]
      gathered = new Map()
      try {
        for (let one = writing[0]; one; one = writing[0]) {
          await sql`
            insert into llm_spend (day, model, calls, prompt_tokens, answer_tokens, micros)
            values ((now() at time zone 'utc')::date, ${one.model}, ${one.calls},
                    ${one.promptTokens}, ${one.answerTokens}, ${one.micros})
            on conflict (day, model) do update set
              calls = llm_spend.calls + excluded.calls,
              prompt_tokens = llm_spend.prompt_tokens + excluded.prompt_tokens,
              answer_tokens = llm_spend.answer_tokens + excluded.answer_tokens,
              micros = llm_spend.micros + excluded.micros`.execute(db)
          writing.shift()
        }
      } finally {
        // What was not written stays for the next flush.
        for (const one of writing) add(one, one.calls)
      }
    },
  }
}
