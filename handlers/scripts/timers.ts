/** Scripts whose time has come: those that waited, and those of hours and intervals. */

import { onEvent } from '../../schema/define-event.ts'
import type { Direction } from '../../schema/directions.ts'
import { zoneReset } from '../../schema/events/npc.ts'
import { type ScriptWait, scriptWaitEnded, waitsOf } from '../../schema/events/scripts.ts'
import { builtWays, wayChanged } from '../../schema/events/ways.ts'
import type { RoomId } from '../../schema/ids.ts'
import type { Root } from '../../schema/scripts/vocabulary.ts'
import { roomsOf } from '../../schema/world.ts'
import { isTurnOf, timeAt } from '../clock.ts'
import type { Act, ActContext } from '../decision.ts'
import { defineReaction, eventActs, type System, type SystemContext } from '../define-system.ts'
import { callScript } from './call.ts'
import { type Scripted, scriptIndex } from './index.ts'
import { beatsPerSecond } from './limits.ts'
import { type Call, callsFor, type Holder } from './listeners.ts'
import { seesOf } from './reaction.ts'
import { handleOf } from './sight.ts'
import { fromStored, type Stored, type Value } from './values.ts'

/** Goes on with every script that has waited long enough, in the order in which they are due. */
export const scriptWaitsEnd: System = {
  name: 'script-waits',
  everyBeats: 1,
  run(context) {
    const { world, now } = context
    return scriptIndex(world).zones.flatMap((zone): Act[] => {
      const due = waitsOf(world, zone).filter((one) => one.due <= now.beat)
      return due.map((wait) => ({ kind: 'later', acts: (at) => goOn({ ...at, now }, zone, wait) }))
    })
  },
}

function goOn(context: ActContext, zone: string, wait: ScriptWait): readonly Act[] {
  const { world } = context
  const script = scriptIndex(world).byId.get(wait.script)
  const end = (why: 'due' | 'edited' | 'gone') =>
    eventActs(scriptWaitEnded({ zone, wait: wait.wait, why }))
  if (script?.digest !== wait.digest) return end('edited')
  // The place is asked for first: what is not in memory is loaded, and the script goes on then.
  if (wait.room !== '') world.room(wait.room)
  const ofZone = wait.holder.startsWith('zone:')
  const handle = ofZone ? null : handleOf(world, wait.holder)
  const holderRuns = ofZone || handle !== null || script.header.many
  if (!holderRuns && !wait.sees.some(({ name }) => name === 'room')) return end('gone')
  const entity = ofZone ? undefined : world.get(wait.holder)
  const holder: Holder = {
    id: wait.holder,
    handle,
    mobile: entity?.kind === 'mobile' ? entity : undefined,
  }
  const sees = new Map(
    wait.sees.map(({ name, value }): [Root, Value] => [name as Root, fromStored(value as Stored)]),
  )
  const slots = wait.slots.map((value) => fromStored(value as Stored))
  const called = callScript(context, { script, holder, sees, position: { at: wait.at, slots } })
  // A zone that rests is asked again: a wait is late, and never lost.
  if (called.ended === 'resting') return called.acts
  return [...end('due'), ...called.acts]
}

/** Once a second of world time. */
const passBeats = 4

/** Intervals and hours: of zones with players in them, and of what is in rooms with players. */
export const scriptTimes: System = {
  name: 'script-times',
  everyBeats: passBeats,
  run(context) {
    const { world, now, activeRooms } = context
    const { listens } = scriptIndex(world)
    if (listens.size === 0 || activeRooms.length === 0) return []
    const hour = timeAt(world, now.beat).hour
    const isNew = timeAt(world, Math.max(0, now.beat - passBeats)).hour !== hour
    const rooms = roomsOf(world, activeRooms)
    const acts: Act[] = []
    for (const { id: room, zone } of rooms) {
      if (listens.has(`${zone} every`))
        acts.push(...timed(context, room, 'every', passes(now.beat)))
    }
    if (!isNew) return acts
    const isNow: Passes = ({ script, holder }) =>
      script.reaction === undefined &&
      holder.handle?.handle !== 'room' &&
      !holder.id.startsWith('zone:') &&
      script.header.hours?.includes(hour) === true
    for (const { id: room, zone } of rooms) {
      if (listens.has(`${zone} hour`)) acts.push(...timed(context, room, 'hour', isNow))
    }
    for (const zone of new Set(rooms.map((room) => room.zone))) {
      if (listens.has(`${zone} hour`)) acts.push(...hourly(context, zone, hour))
    }
    return acts
  },
}

type Passes = (call: Call) => boolean

/** True when an interval of a script is over; each has beats of its own. */
function passes(beat: number): Passes {
  return ({ script, holder }) => {
    const every = (script.header.every ?? 1) * beatsPerSecond
    return every <= passBeats || isTurnOf(`${holder.id} ${script.id}`, beat, every, passBeats)
  }
}

function timed(context: SystemContext, room: RoomId, on: 'every' | 'hour', turn: Passes): Act[] {
  const happening = { on, room } as const
  return callsFor(context.world, happening, 'after')
    .filter(({ script }) => script.header.by !== 'self')
    .filter(turn)
    .map((call) => laterCall(context, call, happening))
}

/** Hours belong to the whole zone: what stands in one of its rooms runs there, seen or not. */
function hourly(context: SystemContext, zone: string, hour: number): Act[] {
  const { byHolder } = scriptIndex(context.world)
  const acts: Act[] = []
  for (const [key, scripts] of byHolder) {
    for (const script of scripts) {
      if (script.zone !== zone || script.on !== 'hour' || !script.header.hours?.includes(hour))
        continue
      const call = callOf(context, key, script)
      const room = call?.holder.handle?.handle === 'room' ? call.holder.id : ''
      if (call) acts.push(laterCall(context, call, { on: 'hour', room, zone }))
    }
  }
  return acts
}

/** The call of a room or zone; what stands in rooms is asked for by the mobiles' own pass. */
function callOf({ world }: SystemContext, key: string, script: Scripted): Call | undefined {
  const [kind, id = ''] = [key.slice(0, key.indexOf(':')), key.slice(key.indexOf(':') + 1)]
  if (kind === 'zone') return { script, holder: { id: key, handle: null } }
  if (kind !== 'room' || !world.room(id)) return undefined
  return { script, holder: { id, handle: { handle: 'room', id } } }
}

function laterCall(
  { dice, now }: SystemContext,
  call: Call,
  happening: Parameters<typeof seesOf>[2],
): Act {
  return {
    kind: 'later',
    // The moment is that of the beat, which a tick that is late may have passed.
    acts: (context) =>
      callScript({ ...context, dice, now }, { ...call, sees: seesOf(context, call, happening) })
        .acts,
  }
}

/** Ways that scripts have made or bent are as they were built when their zone is reset. */
export const scriptedWaysEnd = defineReaction(
  'scripted-ways-end',
  onEvent(zoneReset, ({ world }, { zone }) => {
    const events = Object.keys(builtWays(world, zone)).map((key) => {
      const slash = key.lastIndexOf('/')
      const direction = key.slice(slash + 1) as Direction
      return wayChanged({ zone, room: key.slice(0, slash), direction, asBuilt: true })
    })
    return eventActs(...events)
  }),
)
