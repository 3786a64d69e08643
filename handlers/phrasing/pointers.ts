/** Words that other worlds know and this one needs not: each is answered by what to do instead. */
import { described } from '../../schema/answers/things.ts'
import { ownOf } from '../../schema/own.ts'
import { withoutStop } from '../arguments.ts'
import { answer } from '../decision.ts'
import type { LineReader } from '../define-command.ts'

const screen =
  'Over telnet “set colour”, “set width” and “set screenreader” change how things are shown; on the page look under Settings.'
const own = 'Shorthands of your own are made under Settings on the page, or in your client.'
const keepers =
  'Tell the keepers of the world: “bug” and what does not work, “typo” and what is misspelt, “idea” and what you wish for, “report” and a name.'
const news =
  'What is new is in “news”, what people talk about on the channels: “channels” lists them, “gossip” shows the last of it.'
const away = 'Nobody minds if you pause. Say so, if you like: “afk supper”.'
const account =
  'Names and passwords are looked after at the door, where you sign in, never by a line that others might read.'
const speech =
  'Words are said by “say hello”, or to one person by “ask maud about work” and “tell ann hello”.'
const kept = 'Everything you do is kept as you do it: there is nothing to save.'

const pointers: Readonly<Record<string, string>> = {
  save: kept,
  autosave: kept,
  color: screen,
  colour: screen,
  colors: screen,
  colours: screen,
  ansi: screen,
  prompt: screen,
  brief: screen,
  verbose: screen,
  compact: screen,
  toggle: screen,
  config: screen,
  preferences: screen,
  width: screen,
  screenreader: screen,
  alias: own,
  unalias: own,
  macro: own,
  trigger: own,
  bind: own,
  petition: keepers,
  suggest: keepers,
  feedback: keepers,
  admin: keepers,
  boards: news,
  note: news,
  policy: 'Be kind, play fair, and leave people alone who want to be left alone.',
  version: 'This world runs on Mudstream.',
  credits: 'This world runs on Mudstream.',
  about: 'This world runs on Mudstream. “help” shows what you can do, “where” where you are.',
  idle: away,
  achievements: 'What you have done shows in “score”, “quests” and “skills”.',
  achievement: 'What you have done shows in “score”, “quests” and “skills”.',
  password: account,
  passwd: account,
  delete: account,
  suicide: account,
  undo: 'What is done is done. You may still go back: “exits” shows the ways.',
  replay: 'The last words on a channel come back by “history gossip”; on the page scroll up.',
  steal:
    'Fingers that take what belongs to others are broken here. Buy, find or earn it: “list” shows what is for sale.',
  craft:
    'Nobody has taught you to make things. Skills are taught by people: “train” shows what somebody here teaches.',
  mine: 'There is nothing here to dig for. “help” shows what you can do.',
  fish: 'You have no line with you. “help” shows what you can do.',
  swim: 'You stay out of the water. “exits” shows the ways out of here.',
  fly: 'Your feet stay where they are. “exits” shows the ways out of here.',
  marry: 'Some things need no command: “emote” and “title” say it in your own words.',
  auction: 'Sell it in a shop by “sell”, or offer it to everybody: “market selling a lamp”.',
  trade:
    'Give things by “give <thing> to <name>”, or offer them to everybody: “market selling a lamp”.',
  play: 'You are playing already. “hint” shows what you could do here.',
  start: 'You have begun already. “hint” shows what you could do here.',
  tutorial: '“hint” shows what you could do here, “help” everything else.',
  speech,
  xyzzy: 'Nothing happens. “help” shows what does.',
}

export const pointer: LineReader = {
  always: true,
  words: () => Object.keys(pointers),
  read(_context, line) {
    const [verb = ''] = line.trim().split(/\s/, 1)
    const text = ownOf(pointers, withoutStop(verb.toLowerCase()))
    return text === undefined ? null : answer(described({ text }))
  },
}
