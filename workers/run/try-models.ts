/** When the models of a worker are tried out. */
import type { LlmClient } from '../llm/client.ts'
import type { RunnerObserver } from './contract.ts'

const tryAgainMs = 30_000
const tryAnewMs = 86_400_000

/** Finds out how the models want to be asked: soon, again while one cannot be reached, and every day. */
export function tryModels(
  client: Pick<LlmClient, 'probe' | 'profiles'>,
  observer: Pick<RunnerObserver, 'failed'>,
): () => void {
  let timer: NodeJS.Timeout | undefined
  let isOver = false
  const round = async () => {
    await client.probe().catch((error: unknown) => observer.failed('probe', error))
    const isUnknown = Object.values(client.profiles()).some(({ from }) => from === 'assumed')
    if (!isOver) timer = setTimeout(() => void round(), isUnknown ? tryAgainMs : tryAnewMs).unref()
  }
  void round()
  return () => {
    isOver = true
    clearTimeout(timer)
  }
}
