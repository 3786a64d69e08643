/**
 * What somebody says by rule: an answer from the facts of the dossier, in its own manner, and never the
 * same sentence twice within a dozen. The tick says at once what is sure; workers say the rest where no
 * model answers.
 */
import type { Dossier, Manner } from '../../schema/jobs/dossier.ts'
import { ownOf } from '../../schema/own.ts'
import { knownAbout, refusal, tellers } from './answers/index.ts'
import { contentOf } from './meaning.ts'
import { type Act, actOf, plainLine } from './questions.ts'
import { softLines, unclear, unknownSubject } from './soft-lines.ts'
import { type Answer, Tale, type Telling } from './tale.ts'

export type { Telling } from './tale.ts'

export interface Told {
  readonly say: string
  readonly act: Act
  /** Rests on data or on the author's words: nobody has to think about it. */
  readonly sure: boolean
  /** Nothing fitted. */
  readonly shrug: boolean
}

/** Acts that ask what somebody or something is: the subject decides. */
const aboutSubject: ReadonlySet<Act> = new Set<Act>([
  'know',
  'other',
  'way',
  'think',
  'use',
  'safe',
  'leads',
  'family',
])

/** Nobody has to think about these, whatever is answered. */
const manners: ReadonlySet<Act> = new Set<Act>([
  'hello',
  'bye',
  'thanks',
  'sorry',
  'yes',
  'no',
  'laugh',
  'howAre',
  'insult',
])

const questionWords = new Set(
  `where who what how why when way far long much many get go find come reach lead tell know think like feel say make seen heard met
  show take dangerous safe honest good use work used`.split(/\s+/),
)

export function tell(telling: Telling): Told {
  const plain = plainLine(telling.line, telling.called)
  const act = actOf(plain)
  const about = contentOf(plain).filter((word) => !questionWords.has(word))
  const tale = new Tale(telling, plain, act === 'myName' ? about.slice(-1) : about)
  const found = refusal(tale, act) ?? answerOf(tale, act)
  const answer = found ?? shrug(tale)
  return {
    say: unsaid(tale, answer),
    act,
    sure:
      manners.has(act) ||
      tale.one('bond')?.own === 'refused' ||
      (answer.sure === true && isPlainly(tale, act)),
    shrug: found === undefined,
  }
}

const briefWords = 10

/** Whether a line is about that and nothing else: a long one, or one with more in it, wants thinking about. */
function isPlainly(tale: Tale, act: Act): boolean {
  const words = tale.plain.split(' ').length
  if (words > briefWords) return false
  if (act === 'other') return uncovered(tale) === 0 && words <= tale.about.length + bareWords
  return act !== 'know' || uncovered(tale) <= 1
}

const bareWords = 2

/** How many words of what a line is about are those of no single fact. */
function uncovered(tale: Tale): number {
  const most = Math.max(0, ...tale.telling.dossier.facts.map((one) => tale.fit(one)))
  return tale.about.length - most
}

function answerOf(tale: Tale, act: Act): Answer | undefined {
  const direct = tellers[act]?.(tale)
  if (direct?.text) return direct
  if (aboutSubject.has(act) && (act !== 'other' || uncovered(tale) === 0)) {
    const known = knownAbout(tale)
    if (known) return known
  }
  const soft = softLines[act]
  return soft ? { text: tale.inOwnWay(soft) } : undefined
}

/** Nobody knows everything: who might know, what else could be asked, or a plain no. */
function shrug(tale: Tale): Answer {
  const subject = tale.about.slice(0, 4).join(' ')
  const topics = tale.all('topic').flatMap(({ about }) => about.slice(0, 1))
  const ready = tale.all('unsure').flatMap(({ own }) => own ?? [])
  const lines = [...ready]
  const other = tale.one('ask')
  if (other)
    lines.push(`${tale.inOwnWay(unknownSubject)} Ask ${other.text}. ${other.own ?? ''}`.trim())
  if (!other && subject !== '' && subject.length < 40) {
    lines.push(tale.inOwnWay(unknownSubject))
    const [one, two] = topics
    if (one && two) lines.push(`${tale.inOwnWay(unknownSubject)} Ask me about ${one}, or ${two}.`)
  }
  lines.push(...unclear.map((one) => tale.inOwnWay(one)))
  const said = saidBefore(tale.telling.dossier)
  const text = lines.find((one) => !said.has(flat(one))) ?? lines[0] ?? 'Hm.'
  return ready.includes(text) ? { text, own: true } : { text }
}

const flat = (text: string) =>
  text
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()

function saidBefore({ said }: Pick<Dossier, 'said'>): ReadonlySet<string> {
  return new Set(
    said.flatMap((line) => [flat(line), ...(line.match(/[^.!?…]+[.!?…]*/gu) ?? []).map(flat)]),
  )
}

const usualOpenings: Readonly<Record<string, readonly string[]>> = {
  calm: ['Well now.', 'Let me see.'],
  cheerful: ['Ha!', 'Gladly told.'],
  gruff: ['Hm.', 'Listen.'],
  angry: ['What? Fine.', 'If you must know.'],
  wary: ['Why do you ask? Never mind.', 'Between us.'],
  sad: ['Ah.', 'If it helps you.'],
  afraid: ['Not so loud.', 'I may say that much.'],
  sly: ['Since you ask so nicely.', 'This one is free.'],
}

const again: Readonly<Record<string, readonly string[]>> = {
  calm: ['As I said:', 'It is still so:'],
  cheerful: ['Again? Gladly:', 'Once more, then:'],
  gruff: ['I said it:', 'Wash your ears:'],
  angry: ['For the last time:', 'Again:'],
  wary: ['You asked that before:', 'The same as before:'],
  sad: ['I told you:', 'It has not changed:'],
  afraid: ['I have said it already:', 'Please, once more and no more:'],
  sly: ['The second telling costs nothing either:', 'You heard me well enough:'],
}

const openEvery = 3

/** The answer in somebody's manner; one that was given before is given as such. */
function unsaid(tale: Tale, answer: Answer): string {
  const { manner, ...dossier } = tale.telling.dossier
  const said = saidBefore(dossier)
  const isNew = (text: string) => !said.has(flat(text))
  const { short } = answer
  const plain = manner.terse && short && isNew(short) ? short : answer.text
  const isOld = !isNew(plain)
  const tries = isOld
    ? ofTemper(again, manner).map((put) => `${put} ${lower(plain)}`)
    : opened(tale, answer, plain)
  const text = tries.find(isNew) ?? tries[0] ?? plain
  return answer.own && !isOld ? text : voiced(tale, text)
}

/** The answer as it stands, and with words before it, in the order in which they are tried. */
function opened(tale: Tale, answer: Answer, plain: string): string[] {
  const { manner } = tale.telling.dossier
  const opener = tale.pick('opening', manner.openings ?? ofTemper(usualOpenings, manner)) ?? ''
  const opens = !answer.own && !manner.terse && tale.draw('opens', openEvery) === 0
  return [opens ? `${opener} ${plain}` : plain, plain, `${opener} ${plain}`]
}

function ofTemper(
  lines: Readonly<Record<string, readonly string[]>>,
  { temper }: Manner,
): readonly string[] {
  return ownOf(lines, temper) ?? lines['calm'] ?? []
}

function lower(text: string): string {
  return /^\p{Lu}\p{Ll}+ /u.test(text) &&
    /^(?:The|A|An|You|It|There|To|Up|Down|In|For|This|That|Here|About|Nobody|South|North|East|West)\b/.test(
      text,
    )
    ? text.charAt(0).toLowerCase() + text.slice(1)
    : text
}

const addressEvery = 3
const addressedMax = 140

function voiced(tale: Tale, text: string): string {
  const { address, shout, terse } = tale.telling.dossier.manner
  let voice = text
  const mayAddress = address && !terse && text.length <= addressedMax && !text.includes(address)
  if (
    mayAddress &&
    !text.includes(tale.telling.speaker) &&
    tale.draw('address', addressEvery) === 0
  ) {
    voice = text.replace(/([.!?])$/u, `, ${address}$1`)
  }
  return (shout ? voice.toUpperCase().replaceAll('.', '!') : voice).slice(0, 600)
}
