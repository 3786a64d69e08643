/**
 * The jobs that the world asks for, and when. Nothing here waits: rules read what is prepared, ask
 * once for what is missing, and go on in the meantime.
 */
import type { Character, Mobile, Room } from '../../../schema/entities.ts'
import { canonIndex } from '../../../schema/events/canon.ts'
import { sceneryCounted, scenesTold } from '../../../schema/events/scenery.ts'
import { narrationId, planOf, workAsked } from '../../../schema/events/scenes.ts'
import type { RoomId } from '../../../schema/ids.ts'
import type { Dossier } from '../../../schema/jobs/dossier.ts'
import {
  declaredJobs,
  type JobKind,
  type NewJob,
  type PayloadOf,
  talkKey,
} from '../../../schema/jobs.ts'
import { pendingJobs } from '../../../schema/pending.ts'
import { keywordsOf, mobilePrototype } from '../../../schema/words.ts'
import { charactersAt, mobilesAt, type WorldReader } from '../../../schema/world.ts'
import type { Moment } from '../../decision.ts'
import type { Act } from '../../define-system.ts'
import { narrationOf, socialOf } from '../../prepared.ts'
import {
  conflictViewsIn,
  historyWith,
  mobileView,
  occupantsOf,
  readyLines,
  sceneView,
} from '../../scene-view.ts'

type AskData = Parameters<typeof workAsked>[0]

interface WantedJob<K extends JobKind> {
  readonly kind: K
  readonly key: string
  /** Jobs of one turn are answered in their order; a job without one stands alone. */
  readonly turn?: string
  /** Called only when the job is really asked for. */
  readonly payload: () => PayloadOf<K>
  readonly room: RoomId
  readonly about?: Partial<
    Pick<
      AskData,
      | 'npc'
      | 'speaker'
      | 'line'
      | 'keepsLine'
      | 'private'
      | 'conflict'
      | 'phase'
      | 'options'
      | 'occupants'
      | 'request'
    >
  >
}

/**
 * Asks for a job unless one of the same key is under way, so that one need makes one job. The event
 * and its job stand next to each other, because the answer names the event.
 */
export function askForJob<K extends JobKind>(
  world: WorldReader,
  now: Moment,
  wanted: WantedJob<K>,
): Act[] {
  if (isUnderWay(world, wanted.key, now.beat)) return []
  const { fallbackBeats, staleBeats } = declaredJobs[wanted.kind]
  const asked = workAsked({
    kind: wanted.kind,
    key: wanted.key,
    room: wanted.room,
    ...wanted.about,
    due: fallbackBeats === null ? 0 : now.beat + fallbackBeats,
    until: now.beat + staleBeats,
  })
  // `wanted` pairs kind and payload; TypeScript forgets that for a kind it does not know.
  const job = {
    kind: wanted.kind,
    key: wanted.turn ?? wanted.key,
    payload: wanted.payload(),
  } as NewJob
  return [
    { kind: 'events', events: [asked] },
    { kind: 'job', job },
  ]
}

function isUnderWay(world: WorldReader, key: string, beat: number): boolean {
  return Object.values(pendingJobs(world)).some((work) => work.key === key && work.until >= beat)
}

/** Asks for everything that a scene with players should have ready and that is missing or stale. */
export function prepareScene(world: WorldReader, now: Moment, room: Room): Act[] {
  if (charactersAt(world, room.id).length === 0 || isFlooded(world)) return []
  const speakers = mobilesAt(world, room.id).filter((mobile) => hasPersona(world, mobile))
  return [
    ...askForNarration(world, now, room),
    ...(speakers.length > 0 ? askForGossip(world, now, room) : []),
    ...speakers.slice(0, 6).flatMap((mobile) => askForPlan(world, now, room, mobile)),
  ]
}

/** So many jobs under way stop jobs for scenery: its answers would be stale before they came. */
const underWayMax = 120

function isFlooded(world: WorldReader): boolean {
  return Object.keys(pendingJobs(world)).length >= underWayMax
}

export function hasPersona(world: WorldReader, mobile: Mobile): boolean {
  return mobilePrototype(world, mobile.proto)?.persona !== undefined
}

function askForNarration(world: WorldReader, now: Moment, room: Room): Act[] {
  if (narrationOf(world, room.id, now.beat)) return []
  const first = world.get(narrationId(room.id)) === undefined
  const asked = askForJob(world, now, {
    kind: 'narrate-room',
    key: `room ${room.id}`,
    room: room.id,
    payload: () => ({
      scene: sceneView(world, room, now),
      occasion: first ? 'first-visit' : 'quiet',
      happened: [],
    }),
  })
  // Nobody is told two scenes in a row alike.
  const counted = charactersAt(world, room.id).map(({ id }) =>
    sceneryCounted({ character: id, told: scenesTold(world, id) + 1 }),
  )
  return asked.length > 0 ? [...asked, { kind: 'events', events: counted }] : []
}

function askForGossip(world: WorldReader, now: Moment, room: Room): Act[] {
  if (socialOf(world, room.id, now.beat)) return []
  const occupants = occupantsOf(world, room.id)
  return askForJob(world, now, {
    kind: 'social-bundle',
    key: `social ${room.id} ${occupants}`,
    room: room.id,
    about: { occupants },
    payload: () => ({
      scene: sceneView(world, room, now),
      occupants,
      conflicts: conflictViewsIn(world, room.id),
    }),
  })
}

/** What rules allow a mobile to do in a scene; a worker picks among them and finds the words. */
function planOptions(world: WorldReader, room: Room, mobile: Mobile) {
  const others = mobilesAt(world, room.id).filter((one) => one.id !== mobile.id)
  return [
    { id: 'work', label: 'goes on with what it does here' },
    { id: 'watch', label: 'watches who is here' },
    { id: 'mutter', label: 'says something to itself' },
    ...(others[0] ? [{ id: 'confer', label: `turns to ${others[0].name.slice(0, 60)}` }] : []),
    ...(conflictViewsIn(world, room.id).length > 0
      ? [{ id: 'brood', label: 'broods over the quarrel' }]
      : []),
  ]
}

function askForPlan(world: WorldReader, now: Moment, room: Room, mobile: Mobile): Act[] {
  if (mobile.fighting || planOf(world, mobile.id, now.beat)) return []
  const options = planOptions(world, room, mobile)
  return askForJob(world, now, {
    kind: 'npc-plan',
    key: `plan ${room.id} ${mobile.id}`,
    room: room.id,
    about: { npc: mobile.id, options: options.map((option) => option.id) },
    payload: () => ({
      scene: sceneView(world, room, now),
      npc: mobileView(world, mobile, now.beat),
      options,
      wanted: 3,
    }),
  })
}

/** Asks a worker what a mobile says to words that no rule of it knows. */
export function askForReply(
  world: WorldReader,
  now: Moment,
  talk: {
    readonly room: Room
    readonly mobile: Mobile
    readonly speaker: Character
    readonly words: string
    readonly private: boolean
    readonly request: string
    readonly dossier: Dossier
  },
): Act[] {
  const { room, mobile, speaker, words } = talk
  const prototype = mobilePrototype(world, mobile.proto)
  return askForJob(world, now, {
    kind: 'npc-reply',
    // Two lines of one talk are two jobs, answered in order. The words are not in the key: it is not sealed.
    turn: talkKey(mobile.id, speaker.id),
    key: `reply ${mobile.id} ${speaker.id} ${now.tick} ${talk.request}`,
    room: room.id,
    about: {
      npc: mobile.id,
      speaker: speaker.id,
      line: words,
      keepsLine: true,
      private: talk.private,
      ...(talk.request ? { request: talk.request } : {}),
    },
    payload: () => ({
      scene: sceneView(world, room, now),
      npc: mobileView(world, mobile, now.beat),
      speaker: { id: speaker.id, name: speaker.name },
      line: words,
      private: talk.private,
      history: historyWith(world, mobile.id, speaker.id),
      conflicts: conflictViewsIn(world, room.id),
      canonVersion: canonIndex(world, room.zone).version,
      dossier: talk.dossier,
      called: keywordsOf(world, mobile).slice(0, 16),
      fallback: readyLines(prototype, 'unsure', 'idle')
        .filter((line) => !line.startsWith(':'))
        .slice(0, 8)
        .map((line) => line.slice(0, 600)),
    }),
  })
}
