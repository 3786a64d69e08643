/**
 * What a shard does with a command besides applying it, as decision 32 has it: commands of those who
 * have gone on are sent after them, whoever steps into a shadow is handed over, and a notice from
 * another shard brings somebody in. What is sent is a row of the same flush; the relay carries it.
 */
import { lookAround } from '../../../handlers/scene.ts'
import type { Character, Entity } from '../../../schema/entities.ts'
import {
  type Command,
  type CommandStatus,
  encodeCommands,
  numberOfStatus,
  type Output,
} from '../../../schema/envelope.ts'
import type { StoredEvent } from '../../../schema/fold.ts'
import { requestId } from '../../../schema/ids.ts'
import type { CommandRow } from '../../../server/core/store/tick-store.ts'
import { applyCommand } from '../../../server/core/tick/commands/apply-command.ts'
import type { ApplyParts, Arrived } from '../../../server/core/tick/commands/command-run.ts'
import { NumbersNotLoaded } from '../../../server/core/tick/commands/numbers.ts'
import { showView } from '../../../server/core/tick/show.ts'
import { showOwnState } from '../../../server/core/tick/show-state.ts'
import {
  beginDraft,
  type Draft,
  keepDraft,
  pushOutput,
  type Target,
  type TickWork,
} from '../../../server/core/tick/tick-work.ts'
import {
  belongings,
  goneOn,
  type HandedOver,
  handedOver,
  markOf,
  recordPassage,
  type Stretch,
  stretchesOf,
  takenIn,
} from './passage.ts'
import { homeShard, shadowsIn, shardOfRoom } from './world.ts'

/** Where a hand-over stands in the giving shard's log. */
export interface LogPosition {
  readonly shard: number
  readonly tick: number
  readonly ordinal: number
}

/** What only shards say of a session, beside the outputs of the product. */
export type RoadOutput =
  | { readonly f: 'moved'; readonly k: number; readonly to: string[]; readonly shard: number }
  | {
      readonly f: 'arrived'
      readonly k: number
      readonly to: string[]
      readonly front: number
      /** The last tick of the giving shard that the session is told of. */
      readonly after: { readonly shard: number; readonly tick: number }
    }

/** Thrown when the other shard's log has to be asked for a hand-over first. */
export class PassageNotLoaded extends Error {
  readonly at: LogPosition
  constructor(at: LogPosition) {
    super('the hand-over is not in memory')
    this.at = at
  }
}

export interface ShardParts {
  readonly apply: ApplyParts
  /** What the other log holds at a position: null when there is no hand-over. Throws `PassageNotLoaded`. */
  readonly passageAt: (at: LogPosition) => StoredEvent | null
  readonly rules: ProtocolRules
}

/** The decisions of the protocol that a planted fault may get wrong. */
export interface ProtocolRules {
  /** The shard that a command is for, as far as this one knows. */
  shardFor(work: TickWork, command: Command): number
  /** The shard by which a line goes round that has come before its turn; undefined: it is taken here. */
  goesRound(work: TickWork, command: Command, parts: ApplyParts): number | undefined
  /** Whether a notice was acted on before. Throws `NumbersNotLoaded`. */
  wasTakenIn(work: TickWork, id: string, parts: ApplyParts): boolean
  noteTakenIn(work: TickWork, id: string, row: Pick<CommandRow, 'status' | 'actor'>): void
  belongings(draft: Draft, id: string): Entity[]
  /** The session's numbers go on where they were. */
  goOnFrom(work: TickWork, session: string, lastN: number): void
}

/** Longer than anybody walks while a command is on its way; then it is answered where it is. */
const passesMax = 16

export const soundRules: ProtocolRules = {
  shardFor(work, command) {
    const { overlay, shard } = work
    const id = command.t === 'attach' ? command.person.character : command.session
    if (overlay.need(id)) return shard
    const mark = overlay.need(markOf(id))
    if (mark?.kind === 'record') return (mark.data as { to: number }).to
    return homeShard
  },
  goesRound(work, command, parts) {
    if (command.t !== 'line' || command.n <= lastNumberOf(work, command.session, parts) + 1) {
      return undefined
    }
    return stretchesOf(work.overlay, command.session, work.shard).at(-2)?.shard ?? work.shard
  },
  wasTakenIn: (work, id, parts) => lastNumberOf(work, id, parts) > 0,
  noteTakenIn(work, id, row) {
    work.commands.push({ session: id, n: 1, code: '', enqueuedMs: work.moment.atMs, ...row })
    work.lastNumbers.set(id, 1)
  },
  belongings: (draft, id) => belongings(draft.world, id),
  goOnFrom: (work, session, lastN) => void work.lastNumbers.set(session, lastN),
}

function lastNumberOf(work: TickWork, session: string, parts: ApplyParts): number {
  const last = work.lastNumbers.get(session) ?? parts.lastNumber(session)
  if (last === undefined) throw new NumbersNotLoaded(session)
  return last
}

/** The steps of one command, each of which can be taken again after something was loaded. */
export function stepsOf(work: TickWork, arrived: Arrived, parts: ShardParts): (() => void)[] {
  const { command } = arrived
  if (command.t === 'system' && command.name === 'take-in') {
    const at = command.data as unknown as LogPosition
    return [() => takeIn(work, command.session, at, parts)]
  }
  const { inner, passes } = unwrapped(arrived)
  return [
    () => {
      const { command } = inner
      const shard = parts.rules.shardFor(work, command)
      // Those before it are on their way by another stream: behind them it comes in its turn.
      const goesTo =
        shard === work.shard ? parts.rules.goesRound(work, command, parts.apply) : shard
      if (goesTo === undefined || passes >= passesMax) applyCommand(work, inner, parts.apply)
      else sendAfter(work, goesTo, inner, passes)
    },
    () => handOverAll(work, inner.command, parts),
  ]
}

/** A command that was sent after its session, as its gateway published it. */
function unwrapped(arrived: Arrived): { inner: Arrived; passes: number } {
  const { command } = arrived
  if (command.t !== 'system' || command.name !== 'sent-after') return { inner: arrived, passes: 0 }
  const { sent, origin, passes } = command.data as { sent: Command; origin: string; passes: number }
  return { inner: { ...arrived, command: sent, origin }, passes }
}

function sendAfter(
  work: TickWork,
  shard: number,
  { command, origin }: Arrived,
  passes: number,
): void {
  const draft = beginDraft(work)
  const id = `f${work.shard}x${work.moment.tick.toString(36)}x${work.jobs.length}`
  const data = { sent: command, origin, passes: passes + 1 }
  send(draft, shard, { t: 'system', session: id, n: 1, name: 'sent-after', data, at: command.at })
  keepDraft(draft)
}

/** A row of the outbox; its id is the command's session, by which the stream drops repeats for a while. */
function send(draft: Draft, shard: number, command: Command & { t: 'system' }): void {
  const body = encodeCommands([command])
  const to = { lane: 'maintenance', kind: 'to-shard', key: String(shard) } as const
  draft.jobs.push({ id: command.session, ...to, body })
}

function handOverAll(work: TickWork, { session, ...command }: Command, parts: ShardParts): void {
  const draft = beginDraft(work, 'n' in command ? { cause: requestId(session, command.n) } : {})
  for (const room of shadowsIn(work.shard)) {
    for (const id of draft.world.idsAt(room)) {
      const being = draft.world.get(id)
      if (being?.kind === 'character') handOver(draft, being, room, parts)
    }
  }
  keepDraft(draft)
}

function handOver(draft: Draft, being: Character, room: string, parts: ShardParts): void {
  const { work, world } = draft
  const { shard, moment } = work
  const to = shardOfRoom(room)
  const session = being.session ?? ''
  const target = targetOf(draft, session)
  const stretches = goneOn(stretchesOf(world, session, shard), to, moment.tick)
  const entities = parts.rules.belongings(draft, being.id)
  const lastN = session === '' ? 0 : lastNumberOf(work, session, parts.apply)
  const data = { character: being.id, session, room, lastN, stretches, entities, to }
  const ordinal = recordPassage(draft, handedOver, data)
  const id = `h${shard}x${moment.tick.toString(36)}x${ordinal}`
  const position = { shard, tick: moment.tick, ordinal }
  send(draft, to, {
    t: 'system',
    session: id,
    n: 1,
    name: 'take-in',
    data: position,
    at: moment.atMs,
  })
  if (target) tell(draft, { f: 'moved', shard: to, targets: [target] })
  // What it was shown here says nothing about what it will have seen when it comes back.
  if (session !== '') draft.shown.set(session, null)
}

/** Acts on a notice: what is taken in is what the other log says, and the notice itself says nothing. */
function takeIn(work: TickWork, id: string, at: LogPosition, parts: ShardParts): void {
  if (parts.rules.wasTakenIn(work, id, parts.apply)) return
  const found = parts.passageAt(at)
  const record = (status: CommandStatus, actor: string): void =>
    parts.rules.noteTakenIn(work, id, { status: numberOfStatus(status), actor })
  // The giving shard has gone back to a time before it: it never happened.
  if (!found) return record('refused', '')
  const { to: _here, ...coming } = found.data as unknown as HandedOver
  const { character, session, room, stretches } = coming
  const draft = beginDraft(work, { actor: character })
  for (const one of [room, markOf(character), markOf(session)]) draft.world.need(one)
  recordPassage(draft, takenIn, { ...coming, from: at })
  const target = targetOf(draft, session)
  if (target) {
    const { front } = stretches.at(-1) as Stretch
    tell(draft, {
      f: 'arrived',
      front,
      after: { shard: at.shard, tick: at.tick },
      targets: [target],
    })
    const being = draft.world.get(character) as Character
    showView(draft, lookAround(draft.world, being), [target])
    showOwnState(draft, character, [target])
  }
  keepDraft(draft)
  if (session !== '') parts.rules.goOnFrom(work, session, coming.lastN)
  record('completed', character)
}

function targetOf(draft: Draft, id: string): Target | undefined {
  const session = id === '' ? undefined : draft.world.get(id)
  return session?.kind === 'session' ? { session: id, gateway: session.gateway } : undefined
}

type Untold<T> = T extends unknown ? Omit<T, 'k' | 'to'> : never

/** Outputs travel as JSON, and those of roads with those of the product. */
function tell(
  draft: Draft,
  output: Untold<RoadOutput> & { readonly targets: readonly Target[] },
): void {
  pushOutput(draft, output as unknown as Parameters<typeof pushOutput>[1])
}

/** Whoever is attached learns by which way the session came, so that it can be resumed from any part of it. */
export function nameRoads(work: TickWork): void {
  for (const output of work.outputs) {
    if (output.f !== 'attached') continue
    const session = output.targets[0]?.session ?? ''
    Object.assign(output, { stretches: stretchesOf(work.overlay, session, work.shard) })
  }
}

export type AttachedOutput = Extract<Output, { f: 'attached' }> & { readonly stretches: Stretch[] }
