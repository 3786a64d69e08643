/**
 * What people of a zone tell each other about what happened in public. An item names characters by id and never
 * by their words, so nothing private is in it, and who is forgotten is named by nobody any more.
 */
import { z } from 'zod'
import { defineEvent } from '../define-event.ts'
import { characterId, prototypeId, roomId, zoneId } from '../id-fields.ts'
import {
  type CharacterId,
  DEFINITIONS_PLACE,
  type PrototypeId,
  type RecordId,
  type RoomId,
  type ZoneId,
} from '../ids.ts'
import { ownOf } from '../own.ts'
import { nobody } from '../views.ts'
import { recordData, type WorldReader, type WorldWriter } from '../world.ts'

export const newsKinds = ['slain', 'died', 'quest', 'gift', 'brawl', 'outcome'] as const
export type NewsKind = (typeof newsKinds)[number]

/** How somebody came to know: by seeing it, or from somebody else, who may have got it wrong. */
export interface Source {
  readonly from: PrototypeId
  readonly truth: 'seen' | 'told' | 'twisted'
}

export interface News {
  readonly id: string
  readonly what: NewsKind
  readonly who?: CharacterId
  /** The mobile, thing or conflict that it is about, by its key. */
  readonly of: string
  readonly room: RoomId
  readonly beat: number
  /** 0 to 100 when it happened. */
  readonly heat: number
  readonly knows: Readonly<Record<PrototypeId, Source>>
}

const itemsMax = 40
const knowersMax = 32
/** World beats in which half of the interest is gone: four days of the usual clock. */
const halfBeats = 46_080
const coldAt = 5

export function newsId(zone: ZoneId): RecordId {
  return `news:${zone}`
}

/** What is still talked about in a zone, the oldest first. */
export function newsOf(
  world: Pick<WorldReader, 'get'>,
  zone: ZoneId,
  beat: number,
): readonly News[] {
  const all = recordData<readonly News[]>(world, newsId(zone)) ?? []
  return all.filter((one) => heatAt(one, beat) >= coldAt)
}

export function heatAt({ heat, beat: born }: News, beat: number): number {
  return Math.floor(heat / 2 ** Math.floor(Math.max(0, beat - born) / halfBeats))
}

function putNews(world: WorldWriter, zone: ZoneId, data: readonly News[]): void {
  world.put({
    id: newsId(zone),
    kind: 'record',
    of: 'news',
    place: DEFINITIONS_PLACE,
    data: data.slice(-itemsMax),
  })
}

export const newsBorn = defineEvent({
  type: 'news-born',
  about: 'Something that people saw is worth telling.',
  data: z.strictObject({
    zone: zoneId,
    what: z.enum(newsKinds),
    who: characterId.optional(),
    of: z.string().max(160),
    room: roomId,
    heat: z.int().min(0).max(100),
    seenBy: z.array(prototypeId).max(knowersMax),
  }),
  subject: (data) => newsId(data.zone),
  views: nobody,
  evolve(world, { zone, seenBy, ...item }, { beat, tick, ordinal }) {
    const isSame = (one: News) =>
      one.what === item.what && one.who === item.who && one.of === item.of
    const others = newsOf(world, zone, beat).filter((one) => !isSame(one))
    const knows = Object.fromEntries(
      seenBy.map((npc) => [npc, { from: npc, truth: 'seen' as const }]),
    )
    putNews(world, zone, [...others, { ...item, id: `${tick}-${ordinal}`, beat, knows }])
  },
})

export const newsSpread = defineEvent({
  type: 'news-spread',
  about: 'People of a zone told each other what they knew; now and then one got it wrong.',
  data: z.strictObject({
    zone: zoneId,
    tales: z
      .array(
        z.strictObject({
          id: z.string().max(40),
          from: prototypeId,
          to: prototypeId,
          twisted: z.boolean(),
        }),
      )
      .max(itemsMax * 3),
  }),
  subject: (data) => newsId(data.zone),
  views: nobody,
  evolve(world, { zone, tales }, { beat }) {
    const told = newsOf(world, zone, beat).map((item): News => {
      const fresh = tales.filter(({ id }) => id === item.id)
      const knows = Object.entries(item.knows)
      for (const { from, to, twisted } of fresh) {
        if (ownOf(item.knows, to) || knows.length >= knowersMax) continue
        knows.push([to, { from, truth: twisted ? 'twisted' : 'told' }])
      }
      return fresh.length > 0 ? { ...item, knows: Object.fromEntries(knows) } : item
    })
    putNews(world, zone, told)
  },
})
