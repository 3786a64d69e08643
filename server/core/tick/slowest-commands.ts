/** Keeps the slowest commands of the last minutes, with the time of each phase. */
import type { LineCommand } from '../../../schema/envelope.ts'
import { requestId } from '../../../schema/ids.ts'
import type { SlowCommand } from '../../../schema/telemetry.ts'
import { endToEnd, type Tracing } from '../../platform/tracing.ts'
import type { StageName } from './stages.ts'

const keptMax = 20
const keptMs = 15 * 60_000

export class SlowestCommands {
  /** Slowest first. */
  #kept: readonly SlowCommand[] = []

  get all(): readonly SlowCommand[] {
    return this.#kept
  }

  /** False for most commands, which need not be measured then. */
  wouldKeep(totalMs: number): boolean {
    const fastest = this.#kept.at(-1)
    return this.#kept.length < keptMax || !fastest || totalMs > fastest.totalMs
  }

  add(command: SlowCommand): void {
    this.#kept = [...this.#kept, command]
      .filter((one) => one.atMs > command.atMs - keptMs)
      .sort((one, other) => other.totalMs - one.totalMs)
      .slice(0, keptMax)
  }
}

/** The phases of a command whose frames were published at `doneMs`, after these stages of its tick. */
export function phasesOf(
  command: LineCommand,
  storedMs: number,
  stages: ReadonlyMap<StageName, number>,
  doneMs: number,
): SlowCommand {
  const totalMs = doneMs - command.at
  const inTick = Object.fromEntries(stages)
  const inTickMs = Object.values(inTick).reduce((sum, ms) => sum + ms, 0)
  const store = Math.max(0, storedMs - command.at)
  return {
    request: requestId(command.session, command.n),
    // Only the verb, because the words of players are private.
    line: command.line.split(/\s/, 1)[0]?.slice(0, 20) ?? '',
    atMs: doneMs,
    totalMs,
    phases: { store, wait: Math.max(0, totalMs - store - inTickMs), ...inTick },
  }
}

/** Traces the stages of a tick for its oldest command; the tick's other commands had the same stages. */
export function traceStages(
  tracing: Pick<Tracing, 'part'>,
  { request, atMs, phases: { store: _store, ...inTick } }: SlowCommand,
): void {
  const stages = endToEnd(inTick, atMs)
  const startMs = stages[0]?.startMs ?? atMs
  tracing.part(request, { name: 'tick', startMs, endMs: atMs }, stages)
}
