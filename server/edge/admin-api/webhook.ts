/** Sends alerts to the webhook of the settings: one POST for each alert, tried three times. */
import type { SloAlert } from '../../../schema/admin.ts'

const tries = 3
const timeoutMs = 5_000

export interface WebhookParts {
  readonly url: string
  readonly world: string
  readonly sleep: (ms: number) => Promise<void>
  readonly onTrouble: (error: unknown) => void
}

/** An alert in one line. */
export function wordsOf({ objective, state, valueMs, goalMs }: SloAlert, world: string): string {
  return `Mudstream ${world}: ${objective} ${state}: ${Math.round(valueMs)} ms, goal ${goalMs} ms`
}

/** Sends the alert as JSON; resolves when it was accepted, or given up after `onTrouble` was told. */
export async function sendAlert(alert: SloAlert, parts: WebhookParts): Promise<void> {
  const text = wordsOf(alert, parts.world)
  const body = JSON.stringify({ text, world: parts.world, ...alert })
  for (let attempt = 1; ; attempt += 1) {
    try {
      const response = await fetch(parts.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
        signal: AbortSignal.timeout(timeoutMs),
      })
      await response.body?.cancel()
      if (response.ok) return
      throw new Error(`the address for alerts answered ${response.status}`)
    } catch (error) {
      if (attempt >= tries) return parts.onTrouble(error)
      await parts.sleep(attempt * 1_000)
    }
  }
}
