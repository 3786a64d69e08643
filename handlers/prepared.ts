/** What is ready for a scene right now, and what rules do meanwhile. It only reads and never waits. */
import { z } from 'zod'
import type { Mobile, Record_, Room } from '../schema/entities.ts'
import {
  type Narration,
  narrationId,
  planOf,
  type SocialBundle,
  socialId,
} from '../schema/events/scenes.ts'
import type { RoomId } from '../schema/ids.ts'
import { mobilePrototype } from '../schema/words.ts'
import { charactersAt, mobilesAt, type WorldReader } from '../schema/world.ts'
import { declarationOf } from '../schema/world-file.ts'
import { feelingFor, reputationWord } from './rules/bonds.ts'
import { occupantsOf } from './scene-view.ts'

/** World beats (a quarter of a second by default) for which the narration of a room is fresh. */
const narrationHoldsBeats = 11_520

const status = z.enum(['ready', 'pending'])

export const preparedSchema = z.strictObject({
  actions: z.strictObject({
    status,
    prepared: z.array(
      z.strictObject({
        npc: z.string(),
        name: z.string(),
        option: z.string(),
        text: z.string(),
      }),
    ),
  }),
  social: z.strictObject({
    status,
    gossip: z.array(z.string()),
    reputation: z.array(z.strictObject({ id: z.string(), word: z.string() })),
  }),
  narration: z.strictObject({
    status,
    text: z.string().optional(),
    narration: z.string().optional(),
  }),
  behaviour: z.array(z.strictObject({ npc: z.string(), name: z.string(), hint: z.string() })),
})
export type Prepared = z.infer<typeof preparedSchema>

/** The prepared material of a room at a world beat; stale material counts as missing. */
export function preparedIn(world: WorldReader, room: Room, beat: number): Prepared {
  const mobiles = mobilesAt(world, room.id)
  const prepared = mobiles.flatMap((mobile) => {
    const [next] = planOf(world, mobile.id, beat)?.actions ?? []
    return next ? [{ npc: mobile.id, name: mobile.name, ...next }] : []
  })
  const bundle = socialOf(world, room.id, beat)
  const narration = narrationOf(world, room.id, beat)
  const reputation = reputationIn(world, room, beat)
  return {
    actions: { status: prepared.length > 0 ? 'ready' : 'pending', prepared },
    social: bundle
      ? { status: 'ready', gossip: [...bundle.gossip], reputation }
      : { status: 'pending', gossip: [], reputation },
    narration: narration
      ? { status: 'ready', text: narration.text, narration: narration.narration }
      : { status: 'pending' },
    behaviour: mobiles.map((mobile) => ({
      npc: mobile.id,
      name: mobile.name,
      hint: behaviourHint(world, mobile),
    })),
  }
}

/** What the people here think of each player who is here, in one word: the strongest feeling of all. */
function reputationIn(world: WorldReader, room: Room, beat: number) {
  const people = mobilesAt(world, room.id).filter(
    ({ proto }) => mobilePrototype(world, proto)?.persona !== undefined,
  )
  return charactersAt(world, room.id)
    .slice(0, playersMax)
    .map((character) => {
      const words = people.map(({ proto }) =>
        reputationWord(feelingFor(world, proto, character, beat)),
      )
      const word = reputationWords.find((one) => words.includes(one)) ?? 'unknown'
      return { id: character.id, word }
    })
}

const playersMax = 20
/** The strongest first. */
const reputationWords = ['feared', 'doubted', 'trusted', 'liked'] as const

/** What a mobile does by rule while nothing is prepared: the same state gives the same hint. */
export function behaviourHint(world: WorldReader, mobile: Mobile): string {
  if (mobile.fighting) return 'fights'
  if (mobile.position === 'sleeping' || mobile.position === 'resting') return mobile.position
  const hints = (mobilePrototype(world, mobile.proto)?.behaviours ?? []).flatMap(
    ({ kind }) => declarationOf(kind)?.hint ?? [],
  )
  return hints.toSorted((a, b) => a.rank - b.rank)[0]?.text ?? 'waits'
}

/** The narration of a room that is still fresh. */
export function narrationOf(world: WorldReader, room: RoomId, beat: number): Narration | undefined {
  const record = world.get(narrationId(room))
  if (record?.kind !== 'record') return undefined
  const narration = record.data as Narration
  return narration.beat + narrationHoldsBeats > beat ? narration : undefined
}

/** The gossip of a scene, if it was made for just this company and is not stale. */
export function socialOf(world: WorldReader, room: RoomId, beat: number): SocialBundle | undefined {
  const record = world.get(socialId(room)) as Record_ | undefined
  const bundle = record?.kind === 'record' ? (record.data as SocialBundle) : undefined
  if (!bundle || bundle.until < beat) return undefined
  return bundle.occupants === occupantsOf(world, room) ? bundle : undefined
}
