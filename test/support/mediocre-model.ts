/**
 * A mediocre model, seeded: it reads the prompt, picks what it knows by the words of the line, and words it
 * badly at fixed rates. A better prompt gets a better answer, as with a real one.
 */
import { pickerFor } from '../../workers/narrator/pick.ts'
import type { ChatRequest } from './fake-llm.ts'

const wordsOf = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{N}]{3,}/gu) ?? []
const hollow = new Set(
  `the what who where how you your about tell that this does would can are was for and with from know think have much many`.split(
    /\s+/,
  ),
)

const openers = [
  'Well,',
  'Hm.',
  'Let me think.',
  'Ah.',
  'So you ask that.',
  'There is this:',
] as const
const nothingKnown = [
  'I would not know, but the tide might.',
  'Some things one keeps for the long evenings.',
  'It is said one thing here and another on the quay.',
  'I have wondered about that myself, on and off.',
  'A fair question; the answer is older than I am.',
  'Nobody has asked me that since the winter.',
] as const

/** The raw text of an answer. */
export function mediocreAnswer({ messages }: ChatRequest): string {
  const prompt = messages.map(({ content }) => content).join('\n')
  const line = lineIn(prompt)
  // Keys of fences differ in every run: the same question shall get the same answer.
  const pick = pickerFor(`${line}|${factsIn(prompt).join()}`)
  const name = /You are (.*?), by nature/.exec(prompt)?.[1] ?? 'I'
  let say = wording(prompt, line, pick)
  let emote: string | null = pick.chance(30) ? 'looks up for a moment.' : null
  if (pick.chance(6)) say = pick.one(factsIn(prompt) as [string, ...string[]]) ?? say
  if (pick.chance(15))
    say = `${say} ${'And there is more to it than that, as there always is with such things. '.repeat(4)}`
  if (pick.chance(10)) say = `${say} ${lastSaid(prompt)}`.trim()
  if (pick.chance(8)) say = `${say} Ask Lord Vexmoor of Kellwick about it.`
  if (pick.chance(15)) say = `*wipes both hands* ${say}`
  if (pick.chance(12)) emote = `${name} looks away.`
  if (pick.chance(8)) say = `${name}: ${say}`
  if (pick.chance(4)) say = `${say} Ann: I see, thank you.`
  if (pick.chance(10)) say = say.replace(/[.!?]\s*$/, '')
  if (pick.chance(10)) say = `"${say.replaceAll('"', '')}"`
  if (pick.chance(2)) say = 'Das ist nicht mein Schiff, und ich weiß es auch nicht.'
  if (pick.chance(1.5)) say = 'As an AI language model I cannot say.'
  const json = JSON.stringify({ say, emote, mood: null, remember: null })
  if (pick.chance(1)) return ''
  if (pick.chance(3)) return json.slice(0, json.indexOf('"emote"'))
  if (pick.chance(4)) return `<think>The visitor asks: ${line}. I should answer.</think>${json}`
  return pick.chance(8) ? `Here is the answer:\n\`\`\`json\n${json}\n\`\`\`` : json
}

/** What the visitor says: the last fenced text of the prompt. */
function lineIn(prompt: string): string {
  const fenced = [...prompt.matchAll(/<<[^>]*>>\n([\s\S]*?)\n<<end/g)]
  return fenced.at(-1)?.[1] ?? prompt.slice(-200)
}

function factsIn(prompt: string): string[] {
  const known = /You know: ([\s\S]*?)\nKEY /.exec(prompt)?.[1] ?? ''
  return known
    .split('\n')
    .map((fact) => fact.replace(/^You know too: /, ''))
    .filter(Boolean)
}

function lastSaid(prompt: string): string {
  const turns = [...prompt.matchAll(/^(?:you|npc)[^:\n]{0,20}: (.*)$/gim)]
  return turns.at(-1)?.[1] ?? ''
}

function wording(prompt: string, line: string, pick: ReturnType<typeof pickerFor>): string {
  const asked = new Set(wordsOf(line).filter((word) => !hollow.has(word)))
  const scored = factsIn(prompt).map((fact) => ({
    fact,
    score: wordsOf(fact).filter((word) => asked.has(word)).length,
  }))
  const [best] = scored.toSorted((a, b) => b.score - a.score)
  const opener = pick.chance(50) ? `${pick.one(openers)} ` : ''
  // What it knows of something is said in the words that it was given, without the heading.
  const said = best?.fact.replace(/^(?:Of|Who|Where|What) [^:]{1,30}: /, '')
  return best && best.score > 0 ? `${opener}${said}` : pick.one(nothingKnown)
}
