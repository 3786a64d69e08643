/** Why a request was refused: the words that its author was shown, read from the outputs of its tick. */
import { type Refusal, refused } from '../../../schema/answers/refused.ts'
import { parseRequestId } from '../../../schema/ids.ts'
import type { OutputArchive } from '../session/ports.ts'
import type { AppliedAt } from './request-answers.ts'

/** In words, and field by field where a build order was refused. */
export type WhyRefused = Partial<Pick<Refusal, 'problems'> & { readonly detail: string }>

/** Nothing when the outputs are gone, which are kept for some minutes. Rejects while the store is away. */
export type ReadRefusal = (request: string, at: AppliedAt) => Promise<WhyRefused>

export function createReadRefusal(archive: Pick<OutputArchive, 'read'>): ReadRefusal {
  return async (request, { shard, tick }) => {
    const session = parseRequestId(request)?.session
    if (!session) return {}
    const ticks = await archive.read(shard, tick - 1, tick, { session })
    for (const output of ticks.flatMap(({ outputs }) => outputs)) {
      if (output.f !== 'event' || output.kind !== refused.kind || output.cause !== request) continue
      const { text, problems } = output.data as unknown as Refusal
      return { detail: text, ...(problems ? { problems } : {}) }
    }
    return {}
  }
}
