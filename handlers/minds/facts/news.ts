/** What somebody has seen or heard of, with its source and its age. */
import { type News, newsOf, type Source } from '../../../schema/events/news.ts'
import type { EntityId } from '../../../schema/ids.ts'
import type { Fact } from '../../../schema/jobs/dossier.ts'
import { ownOf } from '../../../schema/own.ts'
import { mobilePrototype } from '../../../schema/words.ts'
import type { WorldReader } from '../../../schema/world.ts'
import type { Conflict } from '../../../schema/world-file.ts'
import { beatsPerMinute } from '../../clock.ts'
import type { Moment } from '../../decision.ts'
import { type Asking, fact, inSentence } from './asking.ts'

const itemsMax = 3

/** Lines that ask for what happens in town: for others nobody looks up who did what. */
export const asksForNews =
  /\b(?:news|rumou?rs?|gossip|happen(?:s|ed|ing)?|tidings|latest|heard|new|last night)\b/i

export function newsFacts(asking: Asking): Fact[] {
  const { world, mobile, room, now, words, speaker } = asking
  if (!asksForNews.test(words)) return []
  return newsOf(world, room.zone, now.beat)
    .flatMap((item) => {
      const source = ownOf(item.knows, mobile.proto)
      const told = source && taleOf({ ...asking, listener: speaker.id }, item, source)
      return told ? [fact(`news:${item.id}`, told)] : []
    })
    .slice(-itemsMax)
    .toReversed()
}

interface Telling extends Pick<Asking, 'world'> {
  readonly now: Pick<Moment, 'beat'>
  /** Whoever is told; of its own deeds it is told with "you". */
  readonly listener: EntityId
}

/** An item as somebody tells it who knows it from there; undefined when there is nothing left to tell. */
export function taleOf(asking: Telling, item: News, { from, truth }: Source): string | undefined {
  const { world } = asking
  const what = deed(asking, item, truth)
  if (!what) return undefined
  if (truth === 'seen') return `I saw it myself: ${what}, ${ageOf(asking, item)}.`
  const teller = mobilePrototype(world, from)?.name ?? 'Somebody'
  return truth === 'told'
    ? `${capital(teller)} says that ${what}, ${ageOf(asking, item)}.`
    : `${capital(teller)} says, and it may be half true, that ${what}.`
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)

/** What happened, as a clause. In a tale gone wrong it was somebody from outside. */
function deed(asking: Telling, item: News, truth: Source['truth']): string | undefined {
  const { world } = asking
  if (item.what === 'outcome') return outcomeIn(world, item.of)
  const who = truth === 'twisted' ? 'somebody from outside' : whoOf(asking, item)
  const whom = nameOfKind(world, item.of)
  const place = inSentence(world.room(item.room)?.title ?? 'some place')
  return {
    slain: `${who} killed ${whom} at ${place}`,
    died: `${who} ${who === 'you' ? 'were' : 'was'} struck down at ${place}`,
    quest: `${who} did what ${whom} had asked for`,
    gift: `${who} gave ${whom} a present at ${place}`,
    brawl: `${who} raised a hand against ${whom} at ${place}`,
  }[item.what]
}

function outcomeIn(world: WorldReader, of: string): string | undefined {
  const [conflict = '', outcome = ''] = of.split(' ')
  const declared = world.definitions.get<Conflict>('conflict', conflict)
  const told = declared?.outcomes.find(({ id }) => id === outcome)?.canon
  return told?.replace(/[.!]$/, '')
}

function whoOf({ world, listener }: Telling, { who }: News): string {
  return who === listener ? 'you' : nameOf(world, who)
}

function nameOf(world: WorldReader, id: string | undefined): string {
  const character = id === undefined ? undefined : world.need(id)
  return character?.kind === 'character' ? character.name : 'somebody'
}

function nameOfKind(world: WorldReader, proto: string): string {
  return inSentence(mobilePrototype(world, proto)?.name ?? 'somebody')
}

function ageOf({ world, now }: Telling, { beat }: News): string {
  const hours = Math.floor((now.beat - beat) / (60 * beatsPerMinute(world)))
  if (hours < 1) return 'not an hour ago'
  if (hours < 24) return `${hours === 1 ? 'an hour' : `${hours} hours`} ago`
  return hours < 48 ? 'yesterday' : `${Math.floor(hours / 24)} days ago`
}
