/**
 * The whole rule machine without a bus or a database: lines go through the tick's own code with
 * systems and reactions, and everybody's frames are read as words.
 */

import { idsFor } from '../../handlers/dice.ts'
import { systems } from '../../handlers/systems.ts'
import type { NewEvent } from '../../schema/define-event.ts'
import { type CommandStatus, statusOfNumber } from '../../schema/envelope.ts'
import { type Job, type JobResult, jobSchema, resultCommandName } from '../../schema/jobs.ts'
import { toPlain } from '../../schema/markup.ts'
import { wordsOf } from '../../schema/render.ts'
import { type ViewData, withDelta } from '../../schema/view-delta.ts'
import { NotLoaded } from '../../schema/world.ts'
import { WorldMap } from '../../schema/world-map.ts'
import { applyCommand } from '../../server/core/tick/commands/apply-command.ts'
import { runSystem } from '../../server/core/tick/run-system.ts'
import { showViews } from '../../server/core/tick/show-views.ts'
import { type Addressed, beginWork, type TickWork } from '../../server/core/tick/tick-work.ts'
import { createViewMemory, keepViews } from '../../server/core/tick/view-memory.ts'

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
  /** Lets `beats` heartbeats pass with everything the world does by itself. */
  wait(beats: number): Turn
  /** A writer's result arrives, as the command that carries it. */
  answer(result: JobResult): Turn
  /** The state part of this name as a person was sent it, with the changes since. */
  state(name: string, part: string): unknown
}

/** Plays in `world`, which changes in place. */
export function playIn(world: WorldMap, beat = 28): Play {
  let tick = 7
  const numbers = new Map<string, number>()
  const states = new Map<string, unknown>()
  const log: NewEvent[] = []
  const broken: unknown[] = []
  const views = createViewMemory()
  const parts = {
    rules: { linkGraceBeats: 480 },
    activeRooms: () => [...new Set([...world.charactersPresent()].map(({ place }) => place))],
    lastNumber: (session: string) => numbers.get(session) ?? 0,
    knownOutcome: () => undefined,
    waitMaxMs: Number.POSITIVE_INFINITY,
    onQuarantine: (_request: string, error: unknown) => broken.push(error),
  }
  const turn = (run: (work: TickWork) => void): Turn => {
    tick += 1
    const work = beginWork(
      world,
      {
        shard: 1,
        worldName: 'test',
        moment: {
          tick,
          beat: play.beat,
          atMs: 1_700_000_000_000 + play.beat * heartbeatMs,
          heartbeatMs,
        },
        newId: idsFor(tick).next,
      },
      views,
    )
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
    }
  }
  const play: Play = {
    world,
    log,
    broken,
    beat,
    type(name, line) {
      const session = `s${name.toLowerCase()}`
      const n = (numbers.get(session) ?? 0) + 1
      return turn((work) => {
        const command = { t: 'line' as const, session, n, line, at: 0 }
        applyCommand(work, { command, origin: 'g1', storedMs: 0 }, parts)
      })
    },
    wait(beats) {
      return turn((work) => {
        for (let passed = 0; passed < beats; passed += 1) {
          play.beat += 1
          for (const system of systems) {
            if (play.beat % system.everyBeats !== 0) continue
            try {
              runSystem(work, system, play.beat, parts)
            } catch (error) {
              if (!(error instanceof NotLoaded)) throw error
            }
          }
        }
      })
    },
    answer(result) {
      return turn((work) => {
        const session = result.job
        const n = (numbers.get(session) ?? 0) + 1
        const name = resultCommandName(result.kind)
        const command = { t: 'system' as const, session, n, name, data: { ...result }, at: 0 }
        applyCommand(work, { command, origin: 'w1', storedMs: 0 }, parts)
      })
    },
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

/** A copy of a world in one layer, which a play may change. */
export function oneLayer(world: WorldMap): WorldMap {
  const copy = new WorldMap()
  const layers: WorldMap[] = []
  for (let layer: WorldMap | undefined = world; layer; layer = layer.below) layers.unshift(layer)
  for (const layer of layers) {
    for (const [id, entity] of layer.entities) entity ? copy.load(entity) : copy.forget(id)
  }
  return copy
}
