/** What scripts want done, as lines and events: each by the rules and rights that it goes through. */
import { type Direction, directions } from '../../schema/directions.ts'
import type { Character, Mobile } from '../../schema/entities.ts'
import { npcSpoke } from '../../schema/events/npc.ts'
import { roomNarrated } from '../../schema/events/scenes.ts'
import { scriptTold } from '../../schema/events/script-health.ts'
import { scriptRemembered } from '../../schema/events/scripts.ts'
import type { ActName, Root } from '../../schema/scripts/vocabulary.ts'
import { cleanSpeech } from '../../schema/text.ts'
import { beingIn, roomOf, type WorldReader } from '../../schema/world.ts'
import type { Zone } from '../../schema/world-file.ts'
import type { Act, ActContext } from '../decision.ts'
import { eventActs } from '../define-system.ts'
import type { Scripted } from './index.ts'
import { beatsPerSecond, memoMax } from './limits.ts'
import type { Holder } from './listeners.ts'
import { Fault, type Meter } from './meter.ts'
import { completed, type Sees } from './sight.ts'
import { isHandle, toStored, type Value } from './values.ts'

/** The moment at which one act is performed. */
export interface Stage {
  readonly context: ActContext
  readonly script: Scripted
  readonly holder: Holder
  readonly sees: Sees
  readonly given: readonly Value[]
  readonly meter: Meter
}

/** Thrown by an act that the rules do not allow; it is left out, and the others go on. */
export class Refused extends Error {}

export type Performer = (stage: Stage) => readonly Act[]

export function refuse(why: string): never {
  throw new Refused(why)
}

/** An argument as a text; of somebody or something the name. */
export function textAt({ given, meter, context }: Stage, at: number): string {
  const value = given[at] ?? null
  if (!isHandle(value)) return meter.shown(value)
  const entity = context.world.get(value.id)
  return entity && 'name' in entity ? (entity.name ?? '') : ''
}

export function lineAt(stage: Stage, at: number): string {
  return cleanSpeech(textAt(stage, at)) || refuse('nothing to read')
}

export function numberAt({ given, meter }: Stage, at: number): number {
  return meter.number(given[at] ?? null)
}

export function idAt(stage: Stage, at: number): string {
  return completed(stage.script.zone, textAt(stage, at))
}

export function directionAt(stage: Stage, at: number): Direction {
  const word = textAt(stage, at)
  return directions.find((one) => one === word) ?? refuse('no such direction')
}

/** Simple reactions are the mobile's own deeds: they may do what it may. */
export function isTrusted({ script }: Stage): boolean {
  return script.reaction !== undefined
}

/** Somebody in the zone of the script. */
export function beingAt(stage: Stage, at: number): Character | Mobile {
  const value = stage.given[at] ?? null
  if (value === null) return refuse('nobody')
  if (!isHandle(value)) throw new Fault('somebody is expected here')
  const being = beingIn(stage.context.world, value.id) ?? refuse('gone')
  if (!isTrusted(stage) && zoneOf(stage.context.world, being.place) !== stage.script.zone) {
    refuse('in another zone')
  }
  return being
}

export function zoneOf(world: WorldReader, room: string): string | undefined {
  const entity = room === '' ? undefined : world.get(room)
  return entity?.kind === 'room' ? entity.zone : undefined
}

/** The mobile that has the script. */
export function selfOf({ context, holder }: Stage): Mobile {
  const self = context.world.get(holder.id)
  return self?.kind === 'mobile' ? self : refuse('only mobiles do that')
}

/** The room where the script runs now: of what has it, or where it began. */
export function roomHere({ context, holder, sees }: Stage): string {
  const own = holder.handle ? roomOf(context.world, holder.id)?.id : undefined
  const seen = sees.get('room' satisfies Root) ?? null
  return own ?? (isHandle(seen) ? seen.id : refuse('nowhere'))
}

/** The zone has to be allowed what is dangerous, by an admin. */
export function needDanger(stage: Stage, danger: Zone['dangers'][number]): void {
  if (isTrusted(stage)) return
  const zone = stage.context.world.definitions.get<Partial<Zone>>('zone', stage.script.zone)
  if (!zone?.dangers?.includes(danger)) refuse(`the zone may not do that (${danger})`)
}

export function told(
  { script }: Stage,
  where: { readonly room?: string; readonly except?: string; readonly to?: string },
  text: string,
): readonly Act[] {
  return eventActs(scriptTold({ script: script.id, zone: script.zone, text, ...where }))
}

function mobileSays(stage: Stage, line: string): readonly Act[] {
  return [{ kind: 'line', actor: selfOf(stage).id, line }]
}

/** Words that `force` may make somebody type: steps, postures and gestures. */
const harmless = new Set<string>([...directions, 'sit', 'stand', 'rest', 'sleep', 'wake'])

/** What is said and shown, and what beings are made to do by typed lines. */
export const wordActs = {
  echo(stage) {
    const room = roomHere(stage)
    const text = isTrusted(stage) ? textAt(stage, 0) : lineAt(stage, 0)
    return eventActs(roomNarrated({ room, text, occasion: 'scripted', by: 'rules' }))
  },
  send: (stage) => told(stage, { to: beingAt(stage, 0).id }, lineAt(stage, 1)),
  others(stage) {
    const { id, place } = beingAt(stage, 0)
    return told(stage, { room: place, except: id }, lineAt(stage, 1))
  },
  near_echo(stage) {
    const { world } = stage.context
    const here = world.room(roomHere(stage))
    const around = Object.values(here?.exits ?? {}).map((exit) => exit?.to ?? '')
    const rooms = [...new Set([here?.id ?? '', ...around])].filter(
      (room) => zoneOf(world, room) === stage.script.zone,
    )
    return rooms.flatMap((room) => told(stage, { room }, lineAt(stage, 0)))
  },
  zone_echo: (stage) => told(stage, {}, lineAt(stage, 0)),
  say: (stage) => mobileSays(stage, `say ${textAt(stage, 0)}`),
  emote: (stage) => mobileSays(stage, `emote ${textAt(stage, 0)}`),
  act: (stage) => mobileSays(stage, textAt(stage, 0)),
  tell(stage) {
    const { id: npc, place: room } = selfOf(stage)
    const to = beingAt(stage, 0).id
    const say = textAt(stage, 1).slice(0, 600)
    return eventActs(npcSpoke({ npc, room, say, to, private: true, by: 'rules' }))
  },
  force(stage) {
    const { id: actor, place } = beingAt(stage, 0)
    const line = cleanSpeech(textAt(stage, 1)).toLowerCase()
    const [first = '', ...others] = line.split(' ')
    const { world } = stage.context
    const gesture = world.definitions.get('social', first) !== undefined && others.length === 0
    if (!gesture && (!harmless.has(first) || others.length > 0))
      refuse('nobody can be made to do that')
    if (zoneOf(world, place) !== stage.script.zone) refuse('in another zone')
    return [{ kind: 'line', actor, line }]
  },
  remember(stage) {
    const { id: character, kind } = beingAt(stage, 0)
    if (kind !== 'character') refuse('only players are remembered')
    const value = toStored(stage.given[2] ?? null)
    if (JSON.stringify(value).length > memoMax) refuse('too much to remember')
    const { script, zone } = { script: stage.script.id, zone: stage.script.zone }
    const seconds = stage.given.length > 3 ? numberAt(stage, 3) : undefined
    const until =
      seconds === undefined
        ? {}
        : { until: stage.context.now.beat + Math.max(0, seconds) * beatsPerSecond }
    const key = textAt(stage, 1).slice(0, 60)
    return eventActs(scriptRemembered({ script, character, zone, key, value, ...until }))
  },
} satisfies Partial<Record<ActName, Performer>>
