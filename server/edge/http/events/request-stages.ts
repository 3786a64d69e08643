/** How far the requests of one stream have come, as its events tell it. */
import type { CommandStatus } from '../../../../schema/envelope.ts'

export type RequestStage =
  | { readonly stage: 'queued' }
  | { readonly stage: 'processing' }
  | { readonly stage: 'ended'; readonly status: CommandStatus; readonly result?: object }

type Tell = (name: string, data: string, id?: string) => void

/** Requests that are remembered, so that nothing is told twice; older ones are forgotten. */
const requestsMax = 500

/**
 *   queued ──▶ processing ──▶ ended (told as `completed` or `failed`)
 *
 * Invariants: a request never goes back; each stage is told once; `processing` is told before the end.
 */
export class RequestStages {
  readonly #tell: Tell
  readonly #stages = new Map<string, RequestStage['stage']>()

  constructor(tell: Tell) {
    this.#tell = tell
  }

  /** Tells that the request has come to `next`, unless it was there before. `id`: where a resume may begin. */
  enter(request: string, next: RequestStage, id?: string): void {
    const known = this.#stages.get(request)
    if (known === next.stage || known === 'ended' || (known && next.stage === 'queued')) return
    if (next.stage === 'ended') this.enter(request, { stage: 'processing' })
    this.#remember(request, next.stage)
    const status = next.stage === 'ended' ? next.status : next.stage
    const more = next.stage === 'ended' && next.result ? { result: next.result } : {}
    this.#tell(eventName(next), JSON.stringify({ request, status, ...more }), id)
  }

  #remember(request: string, stage: RequestStage['stage']): void {
    this.#stages.set(request, stage)
    if (this.#stages.size <= requestsMax) return
    const [oldest] = this.#stages.keys()
    if (oldest !== undefined) this.#stages.delete(oldest)
  }
}

function eventName(next: RequestStage): string {
  if (next.stage !== 'ended') return `request.${next.stage}`
  return next.status === 'completed' ? 'request.completed' : 'request.failed'
}
