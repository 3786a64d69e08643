/** Words that are said, not done: "hello", "hi maud", "thanks", "good night". They are spoken like any others. */
import { described } from '../../../schema/answers/things.ts'
import { capital } from '../../../schema/words.ts'
import { withoutStop } from '../../arguments.ts'
import type { Context, Decision } from '../../decision.ts'
import type { LineReader } from '../../define-command.ts'
import { find, othersHere, readNoun } from '../../nouns.ts'
import { speak } from './speech.ts'

const farewells = ['bye', 'goodbye', 'farewell', 'cya', 'goodnight', 'bb']
const spoken = new Set([
  ...[
    'hello',
    'hi',
    'hey',
    'hiya',
    'hullo',
    'hallo',
    'ahoy',
    'greetings',
    'welcome',
    'howdy',
    'yo',
  ],
  ...['yes', 'yeah', 'yep', 'aye', 'no', 'nope', 'nay', 'ok', 'okay', 'sure', 'maybe', 'perhaps'],
  ...[
    'thanks',
    'thank',
    'thx',
    'ty',
    'cheers',
    'please',
    'sorry',
    'pardon',
    'excuse',
    'congratulations',
  ],
  ...['oh', 'ah', 'wow', 'hmm', 'ouch', 'oops', 'haha', 'hehe', 'brb', 'nice', 'great', 'cool'],
  ...farewells,
])
const goodWhat = new Set(['morning', 'day', 'afternoon', 'evening', 'night', 'bye'])

/** Words between a greeting and a name. */
const joining = new Set(['to', 'there', 'the', 'dear', 'old'])

/** A line that begins with such a word is said; to somebody, when nothing but a name follows. */
export const greeting: LineReader = {
  words: () => [...spoken],
  read(context, line) {
    const words = line.trim().split(/\s+/)
    const plain = words.map((word) => withoutStop(word.toLowerCase()))
    const [first = '', second = ''] = plain
    const length = first === 'good' && goodWhat.has(second) ? 2 : spoken.has(first) ? 1 : 0
    if (length === 0) return null
    const name = plain.slice(length).filter((word) => !joining.has(word))
    return withNote(first === 'good' ? second : first, say(context, words, { length, name }))
  },
}

function say(
  context: Context,
  words: readonly string[],
  { length, name }: { readonly length: number; readonly name: readonly string[] },
): Decision {
  const { world, actor } = context
  const whole = capital(words.join(' '))
  if (name.length === 0 || readNoun(name.join(' ')).all) return speak(context, 'say', whole)
  const present = othersHere(world, actor)
  const found = find(world, name.join(' '), present, { none: () => '' })
  if (found.kind === 'refused') return speak(context, 'say', whole)
  const greeted = withoutStop(words.slice(0, length).join(' '))
  return speak(context, 'ask', `${capital(greeted)}!`, found.entities[0])
}

/** Who says goodbye may want to leave, and is told how; nobody is sent away by a word. */
function withNote(word: string, decision: Decision): Decision {
  const leaves = farewells.includes(word) || word === 'night'
  if (!leaves || decision.kind !== 'accept') return decision
  const text = '{dim}To leave the world, type “quit”.{/}'
  return { ...decision, answer: () => [described({ text })] }
}
