/**
 * What two people say to each other of themselves: of somebody, of news, of a quarrel, of what one wants or of
 * the hour. The words follow from the two and the matter alone, so nobody has to keep them.
 */
import type { Mobile, Room } from '../../schema/entities.ts'
import { type News, newsOf } from '../../schema/events/news.ts'
import type { EntityId } from '../../schema/ids.ts'
import { ownOf } from '../../schema/own.ts'
import { capital, mobilePrototype } from '../../schema/words.ts'
import type { WorldReader } from '../../schema/world.ts'
import type { MobilePrototype } from '../../schema/world-file.ts'
import { timeAt } from '../clock.ts'
import type { Moment } from '../decision.ts'
import { conflictsIn } from '../scene-view.ts'
import { inSentence } from './facts/asking.ts'
import { taleOf } from './facts/news.ts'
import { mannerOf } from './manner.ts'
import { wayOfTemper } from './soft-lines.ts'

export interface Pair {
  readonly world: WorldReader
  readonly now: Moment
  readonly room: Room
  /** Who begins, and who is spoken to. */
  readonly first: Mobile
  readonly second: Mobile
}

export interface Line {
  readonly by: EntityId
  readonly text: string
}

/** In the order kind, curt, low, sly. {A} begins, {B} answers, {X} is what they talk of. */
type Lines = readonly [string, string, string, string]

const asksOf: Lines = [
  'What do you make of {X} these days, {B}?',
  '{B}. {X}. Your view.',
  'Have you thought of {X} lately, {B}? I have.',
  'Between us, {B}: what is {X} worth?',
]
const noView: Lines = [
  'I wish {X} well, and a little further off.',
  'I keep out of that.',
  'I try not to think of people. It only ends in thinking.',
  'What I think of {X} depends on who is asking, {A}.',
]
const tells: Lines = [
  'Have you heard, {B}? {X}',
  '{B}. News. {X}',
  'They tell things, {B}. {X}',
  'You did not hear this from me, {B}. {X}',
]
const hears: Lines = [
  'Well. And one thinks that nothing ever happens here.',
  'Somebody will pay for that.',
  'There was a time when one was told good things.',
  'Now that is worth knowing. Who else knows?',
]
const ends: Lines = [
  'That is all that I heard of it.',
  'That is all.',
  'I wish that I had not heard it.',
  'Everybody, by tonight.',
]
const ofQuarrel: Lines = [
  'They will have to sit down together in the end.',
  'Let them. I have work.',
  'It will end badly. It always does.',
  'Where two quarrel, a third does well. I have seen it.',
]
const grants: Lines = [
  'You may be right, {B}.',
  'We will see.',
  'I hope that you are wrong.',
  'We will all remember that you said it.',
]
const ofWish: Lines = [
  'I hope that you get it, {A}.',
  'Who does not want something.',
  'I gave up wanting things. One sleeps no better for it.',
  'And what would it be worth to you, {A}?',
]
const ofHour: Lines = [
  'A long {X}, {B}.',
  'The same {X} as ever.',
  'Another {X} that goes by, {B}.',
  'A quiet {X}. I do not trust it, {B}.',
]
const passes: Lines = [
  'We got through the last one, too.',
  'Work does not do itself.',
  'They go by, the days. One hardly hears them.',
  'Quiet is only noise that has not begun.',
]

/** What the first of two could bring up now, as keys that `exchangeOf` reads. */
export function mattersOf({ world, now, room, first, second }: Pair): string[] {
  const prototype = mobilePrototype(world, first.proto)
  const { opinions = [], wants = [] } = prototype?.persona ?? {}
  return [
    ...opinions.flatMap(({ of }, at) =>
      of && of !== second.proto && mobilePrototype(world, of) ? [`opinion ${at}`] : [],
    ),
    ...newsOf(world, room.zone, now.beat)
      .filter((item) => ownOf(item.knows, first.proto) && !ownOf(item.knows, second.proto))
      .map(({ id }) => `news ${id}`),
    ...conflictsIn(world, room.id).flatMap(({ id, gossip }) =>
      gossip.map((_, at) => `quarrel ${id} ${at}`),
    ),
    ...wants.map((_, at) => `want ${at}`),
    'hour',
  ]
}

/** The lines of an exchange about a matter, in their order; none when it is no matter any more. */
export function exchangeOf(pair: Pair, matter: string): Line[] {
  const [kind = '', key = '', at = '0'] = matter.split(' ')
  const made = ownOf(makers, kind)?.(pair, key, Number(at))
  return made ? made.map(([who, text]) => said(pair, who, text)) : []
}

/** The news that an exchange passes on. */
export function newsIn({ world, now, room }: Pair, matter: string): News | undefined {
  const [kind, id] = matter.split(' ')
  return kind === 'news'
    ? newsOf(world, room.zone, now.beat).find((one) => one.id === id)
    : undefined
}

type Spoken = readonly ['first' | 'second', string]
const makers: Readonly<
  Record<string, (pair: Pair, key: string, at: number) => readonly Spoken[] | undefined>
> = {
  opinion(pair, key) {
    const own = personaOf(pair, 'first')?.opinions?.[Number(key)]
    const about = own?.of ? mobilePrototype(pair.world, own.of) : undefined
    if (!own?.of || !about) return undefined
    const x = inSentence(about.name)
    const other = personaOf(pair, 'second')?.opinions?.find(({ of }) => of === own.of)
    return [
      ['first', inWay(pair, 'first', asksOf, x)],
      ['second', other?.says ?? inWay(pair, 'second', noView, x)],
      ['first', own.says],
    ]
  },
  news(pair, key) {
    const item = newsIn(pair, `news ${key}`)
    const { world, now, first, second } = pair
    const source = item && ownOf(item.knows, first.proto)
    const tale = source && taleOf({ world, now, listener: second.id }, item, source)
    if (!tale) return undefined
    return [
      ['first', inWay(pair, 'first', tells, tale)],
      ['second', inWay(pair, 'second', hears)],
      ['first', inWay(pair, 'first', ends)],
    ]
  },
  quarrel(pair, key, at) {
    const conflict = conflictsIn(pair.world, pair.room.id).find(({ id }) => id === key)
    const gossip = conflict?.gossip[at]
    if (!gossip) return undefined
    return [
      ['first', gossip],
      ['second', inWay(pair, 'second', ofQuarrel)],
      ['first', inWay(pair, 'first', grants)],
    ]
  },
  want(pair, key) {
    const want = personaOf(pair, 'first')?.wants?.[Number(key)]
    if (!want) return undefined
    return [
      ['first', want.says],
      ['second', inWay(pair, 'second', ofWish)],
    ]
  },
  hour(pair) {
    const { hour } = timeAt(pair.world, pair.now.beat)
    const part =
      hour < 5 || hour >= 22 ? 'night' : hour < 12 ? 'morning' : hour < 18 ? 'day' : 'evening'
    return [
      ['first', inWay(pair, 'first', ofHour, part)],
      ['second', inWay(pair, 'second', passes)],
    ]
  },
}

const prototypeOf = (pair: Pair, who: 'first' | 'second') =>
  mobilePrototype(pair.world, pair[who].proto)
const personaOf = (pair: Pair, who: 'first' | 'second') => prototypeOf(pair, who)?.persona

function inWay(pair: Pair, who: 'first' | 'second', lines: Lines, x = ''): string {
  const way = ownOf(wayOfTemper, personaOf(pair, who)?.temper ?? '') ?? 'kind'
  const text = lines[['kind', 'curt', 'low', 'sly'].indexOf(way)] ?? lines[0]
  return text
    .replaceAll('{A}', called(prototypeOf(pair, 'first')))
    .replaceAll('{B}', called(prototypeOf(pair, 'second')))
    .replaceAll('{X}', x)
}

/** How neighbours call somebody: "Maud", but "the ferryman" where that is the whole name. */
function called(prototype: MobilePrototype | undefined): string {
  const { name = 'you', keywords = [] } = prototype ?? {}
  const own = name.split(' ').filter((word) => /^\p{Lu}/u.test(word))
  const call = keywords.flatMap((word) => own.find((one) => one.toLowerCase() === word) ?? [])
  return call[0] ?? own.at(-1) ?? inSentence(name)
}

function said(pair: Pair, who: 'first' | 'second', text: string): Line {
  const prototype = prototypeOf(pair, who)
  const voiced = prototype && mannerOf(prototype).shout ? text.toUpperCase() : capital(text)
  return { by: pair[who].id, text: voiced.slice(0, 400) }
}
