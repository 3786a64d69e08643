/**
 * People of a room who talk with each other where players hear it: two of them, one matter, a line in each turn
 * of the room, and silence as soon as a player speaks. Who talks, of what and how far they are is in the mind of
 * the one who began; the words follow from that.
 */
import { onEvent } from '../../../schema/define-event.ts'
import type { Mobile, Room } from '../../../schema/entities.ts'
import { newsSpread } from '../../../schema/events/news.ts'
import { npcMinded } from '../../../schema/events/npc.ts'
import { speechUttered } from '../../../schema/events/speech.ts'
import type { RoomId } from '../../../schema/ids.ts'
import { charactersAt, mobilesAt, type WorldReader } from '../../../schema/world.ts'
import {
  type Act,
  defineReaction,
  eventActs,
  type System,
  type SystemContext,
} from '../../define-system.ts'
import { exchangeOf, mattersOf, newsIn, type Pair } from '../../minds/exchange.ts'
import { hasPersona } from '../scenes/scene-jobs.ts'
import { line } from './sight.ts'

/** Ten seconds at the usual heartbeat: one turn of a room. */
const turnBeats = 40
/** Three minutes without a word to anybody of the room, and without an exchange. */
const quietBeats = 720
/** Nobody takes part in more than one exchange in so many beats: six minutes. */
const againBeats = 1_440
/** So often two begin, once they could. */
const beginsPercent = 15

const over = -1

interface Going extends Omit<Pair, 'world' | 'now' | 'room'> {
  readonly matter: string
  readonly next: number
}

/** The exchange that is under way in a room. */
export function exchangeIn(world: WorldReader, room: RoomId, beat: number): Going | undefined {
  for (const first of mobilesAt(world, room)) {
    const { exWith, exOf, exNext, exAt } = first.mind ?? {}
    if (exNext === undefined || exNext === over || beat - Number(exAt) > 2 * turnBeats) continue
    const second = world.get(String(exWith))
    if (second?.kind === 'mobile' && second.place === room && isFree(second) && isFree(first)) {
      return { first, second, matter: String(exOf), next: Number(exNext) }
    }
  }
  return undefined
}

const isFree = ({ position, fighting }: Mobile) => position !== 'sleeping' && !fighting

export const exchanges: System = {
  name: 'npc-exchanges',
  everyBeats: turnBeats,
  run: (context) =>
    context.activeRooms.flatMap((id) => {
      const room = context.world.room(id)
      if (!room || charactersAt(context.world, id).some(({ fighting }) => fighting)) return []
      const going = exchangeIn(context.world, id, context.now.beat)
      return going ? goOn(context, room, going) : begin(context, room)
    }),
}

function begin(context: SystemContext, room: Room): Act[] {
  const { world, now, dice } = context
  const people = mobilesAt(world, room.id).filter((one) => isFree(one) && hasPersona(world, one))
  if (people.length < 2 || people.some((one) => isWithin(one, now.beat, quietBeats))) return []
  if (!dice.chance(beginsPercent)) return []
  const rested = people.filter(
    ({ mind }) => now.beat - Number(mind?.['exAt'] ?? -againBeats) >= againBeats,
  )
  const first = dice.pick(rested)
  const second = dice.pick(rested.filter((one) => one !== first))
  if (!first || !second) return []
  const last = first.mind?.['exOf']
  const matter = dice.pick(
    mattersOf({ world, now, room, first, second }).filter((one) => one !== last),
  )
  return matter ? goOn(context, room, { first, second, matter, next: 0 }) : []
}

/** Whether somebody spoke with a player, or in an exchange, so short a time ago. */
function isWithin({ mind }: Mobile, beat: number, beats: number): boolean {
  return [mind?.['spokeAt'], mind?.['exAt']].some(
    (at) => at !== undefined && beat - Number(at) < beats,
  )
}

function goOn({ world, now }: SystemContext, room: Room, going: Going): Act[] {
  const { first, second, matter, next } = going
  const pair = { world, now, room, first, second }
  const lines = exchangeOf(pair, matter)
  const said = lines[next]
  const mind = {
    exWith: second.id,
    exOf: matter,
    exNext: next + 1 < lines.length ? next + 1 : over,
    exAt: now.beat,
  }
  const noted = npcMinded({ mobile: first.id, mind })
  if (!said) return next === 0 ? [] : eventActs(noted)
  const news = next === 0 ? newsIn(pair, matter) : undefined
  const twisted = news?.knows[first.proto]?.truth === 'twisted'
  const tale = { id: news?.id ?? '', from: first.proto, to: second.proto, twisted }
  return [
    ...eventActs(
      noted,
      npcMinded({ mobile: second.id, mind: { exAt: now.beat, exNext: over } }),
      ...(news ? [newsSpread({ zone: room.zone, tales: [tale] })] : []),
    ),
    line(said.by === first.id ? first : second, `say ${said.text}`),
  ]
}

/** Whoever speaks is not talked over. */
export const exchangesEnd = defineReaction(
  'npc-exchanges-end',
  onEvent(speechUttered, ({ world, now }, { actor, room, how }) => {
    if (how === 'tell' || world.get(actor)?.kind !== 'character') return []
    const going = exchangeIn(world, room, now.beat)
    if (!going) return []
    return eventActs(npcMinded({ mobile: going.first.id, mind: { exNext: over, exAt: now.beat } }))
  }),
)
