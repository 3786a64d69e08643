/**
 * The whole rule machine without a bus or a database: lines go through the tick's own code with
 * systems and reactions, and everybody's frames are read as words. Tests of scripts run in it.
 */

import { idsFor } from '../../handlers/dice.ts'
import { systems } from '../../handlers/systems.ts'
import { type Refusal, refused } from '../../schema/answers/refused.ts'
import type { NewEvent } from '../../schema/define-event.ts'
import { type CommandStatus, type LineCommand, statusOfNumber } from '../../schema/envelope.ts'
import {
  type Job,
  type JobResult,
  jobSchema,
  missedCommandName,
  resultCommandName,
} from '../../schema/jobs.ts'
import { toPlain } from '../../schema/markup.ts'
import { wordsOf } from '../../schema/render.ts'
import { type ViewData, withDelta } from '../../schema/view-delta.ts'
import { NotLoaded } from '../../schema/world.ts'
import {
  type BuildOrder,
  type OrderProblem,
  orderWords,
} from '../../schema/world-file/build-orders.ts'
import type { WorldMap } from '../../schema/world-map.ts'
import { applyCommand } from '../core/tick/commands/apply-command.ts'
import { runSystem } from '../core/tick/run-system.ts'
import { showViews } from '../core/tick/show-views.ts'
import { type Addressed, beginWork, type TickWork } from '../core/tick/tick-work.ts'
import { createViewMemory, keepViews } from '../core/tick/view-memory.ts'

const heartbeatMs = 250

/** What one line or pause brought about. */
export interface Turn {
  readonly status: CommandStatus | undefined
  readonly events: readonly NewEvent[]
  /** Jobs for writers that were asked for, whole. */
  readonly jobs: readonly Job[]
  /** Why a command was refused, for programs. */
  readonly code: string | undefined
  /** What a person read, as plain text, in order. */
  read(name: string): readonly string[]
  /** Kinds of the frames a person was sent, in order. */
  kinds(name: string): readonly string[]
  /** What was wrong with a build order, field by field. */
  readonly problems: readonly OrderProblem[]
}

export interface Play {
  readonly world: WorldMap
  /** Every event so far, in order. */
  readonly log: NewEvent[]
  /** Commands that broke a rule; a test that plays expects none. */
  readonly broken: unknown[]
  beat: number
  /** One typed line of a person in the world, whose session is `s<name>`. */
  type(name: string, line: string): Turn
  /** One build order of a person in the world. */
  build(name: string, order: BuildOrder): Turn
  /** Lets `beats` heartbeats pass with everything the world does by itself. */
  wait(beats: number): Turn
  /** A writer's result arrives, as the command that carries it. */
  answer(result: JobResult): Turn
  /** A worker says that it found the job too late. */
  miss(job: Job): Turn
  /** The state part of this name as a person was sent it, with the changes since. */
  state(name: string, part: string): unknown
}

/** What a play keeps between its turns. */
function newTable(world: WorldMap) {
  const numbers = new Map<string, number>()
  const broken: unknown[] = []
  return {
    tick: 7,
    world,
    numbers,
    broken,
    states: new Map<string, unknown>(),
    log: [] as NewEvent[],
    views: createViewMemory(),
    parts: {
      rules: { linkGraceBeats: 480 },
      activeRooms: () => [...new Set([...world.charactersPresent()].map(({ place }) => place))],
      lastNumber: (session: string) => numbers.get(session) ?? 0,
      knownOutcome: () => undefined,
      waitMaxMs: Number.POSITIVE_INFINITY,
      onQuarantine: (_request: string, error: unknown) => broken.push(error),
    },
  }
}

type Table = ReturnType<typeof newTable>

/** One tick at a beat: what `run` does to it, and what people read of it. */
function turnOf(table: Table, beat: number, run: (work: TickWork) => void): Turn {
  table.tick += 1
  const { tick, world, views, broken, numbers, log, states } = table
  const atMs = 1_700_000_000_000 + beat * heartbeatMs
  const moment = { tick, beat, atMs, heartbeatMs }
  const at = { shard: 1, worldName: 'test', moment, newId: idsFor(1, tick).next }
  const work = beginWork(world, at, views)
  run(work)
  showViews(work, (where, error) => broken.push(where, error))
  keepViews(work.views)
  work.overlay.mergeDown()
  for (const [session, n] of work.lastNumbers) numbers.set(session, n)
  const events = work.events.map(({ type, body }): NewEvent => ({ type, data: JSON.parse(body) }))
  log.push(...events)
  keepStates(states, work.outputs)
  const status = work.commands.at(-1)?.status
  return {
    status: status === undefined ? undefined : statusOfNumber(status),
    events,
    jobs: work.jobs.map(({ body }) => jobSchema.parse(JSON.parse(body))),
    code: work.commands.at(-1)?.code,
    read: (name) => framesOf(work.outputs, name).map(textOf).filter(Boolean),
    kinds: (name) => framesOf(work.outputs, name).map((output) => output.kind),
    problems: work.outputs.flatMap(problemsIn),
  }
}

function problemsIn(output: Addressed): readonly OrderProblem[] {
  if (output.f !== 'event' || output.kind !== refused.kind) return []
  return (output.data as unknown as Refusal).problems ?? []
}

function runSystems(work: TickWork, beat: number, parts: Table['parts']): void {
  for (const system of systems) {
    if (beat % system.everyBeats !== 0) continue
    try {
      runSystem(work, system, beat, parts)
    } catch (error) {
      if (!(error instanceof NotLoaded)) throw error
    }
  }
}

/** Plays in `world`, which changes in place. */
export function playIn(world: WorldMap, beat = 28): Play {
  const table = newTable(world)
  const { numbers, parts, states, log, broken } = table
  const next = (session: string) => (numbers.get(session) ?? 0) + 1
  /** A system command of a worker. */
  const say = (session: string, name: string, data: Record<string, unknown>) =>
    turnOf(table, play.beat, (work) => {
      const command = { t: 'system' as const, session, n: next(session), name, data, at: 0 }
      applyCommand(work, { command, origin: 'w1', storedMs: 0 }, parts)
    })
  const command = (name: string, content: Pick<LineCommand, 'line' | 'order'>) => {
    const session = `s${name.toLowerCase()}`
    return turnOf(table, play.beat, (work) => {
      const sent = { t: 'line' as const, session, n: next(session), ...content, at: 0 }
      applyCommand(work, { command: sent, origin: 'g1', storedMs: 0 }, parts)
    })
  }
  const play: Play = {
    world,
    log,
    broken,
    beat,
    type: (name, line) => command(name, { line }),
    build: (name, order) => command(name, { line: orderWords(order), order }),
    wait(beats) {
      return turnOf(table, play.beat, (work) => {
        for (let passed = 0; passed < beats; passed += 1) {
          play.beat += 1
          runSystems(work, play.beat, parts)
        }
      })
    },
    answer: (result) => say(result.job, resultCommandName(result.kind), { ...result }),
    miss: ({ job }) => say(job, missedCommandName, { job }),
    state: (name, part) => states.get(`s${name.toLowerCase()}/${part}`),
  }
  return play
}

type EventOutput = Extract<Addressed, { f: 'event' }>

function framesOf(outputs: readonly Addressed[], name: string): EventOutput[] {
  const session = `s${name.toLowerCase()}`
  return outputs.filter(
    (output): output is EventOutput =>
      output.f === 'event' && output.targets.some((target) => target.session === session),
  )
}

/** Views travel as JSON between tick and gateway, so the words are made from what arrives there. */
function textOf(output: EventOutput): string {
  return toPlain(wordsOf(output.kind, output.role, JSON.parse(JSON.stringify(output.data))))
}

function keepStates(states: Map<string, unknown>, outputs: readonly Addressed[]): void {
  for (const output of outputs) {
    if (output.f === 'delta') {
      for (const { session } of output.targets) {
        const key = `${session}/${output.part}`
        states.set(key, withDelta(states.get(key) as ViewData, output.change))
      }
      continue
    }
    const part =
      output.f === 'state' ? output.part : output.f === 'event' ? output.state : undefined
    if (!part || (output.f !== 'state' && output.f !== 'event')) continue
    for (const { session } of output.targets) states.set(`${session}/${part}`, output.data)
  }
}
