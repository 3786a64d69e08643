/**
 * What can be done with somebody, with a thing or on a way out: every verb that takes such an argument and
 * whose own rule would not refuse it here and now. There is no list of what suits what.
 */
import type { OptionsView } from '../schema/answers/guidance.ts'
import type { Direction } from '../schema/directions.ts'
import type { Character, Item, Mobile } from '../schema/entities.ts'
import { itemName, keywordsOf, wordsOf } from '../schema/words.ts'
import { itemsAt } from '../schema/world.ts'
import type { Skill } from '../schema/world-file.ts'
import { proficiency } from './abilities/skills.ts'
import { useSkill } from './abilities/use-skill.ts'
import type { Context, Decision, Dice } from './decision.ts'
import type { ArgumentSpec, CommandType } from './define-command.ts'
import { find, fits, isHidden, othersHere } from './nouns.ts'

/** What options are asked for. */
export type Subject = Character | Mobile | Item | Direction
type Option = OptionsView['options'][number]

/** So many of what is here are tried for a second argument. */
const othersMax = 12
/** So many proposals are shown of one verb. */
const proposalsMax = 6

/** Verbs of these groups are for work on the world, and not for play in it. */
const work: ReadonlySet<string> = new Set(['building', 'admin'])

export function optionsFor(
  context: Context,
  subject: Subject,
  commands: readonly CommandType[],
): Option[] {
  const phrase = phraseFor(context, subject)
  const tried = { ...context, dice: fairDice, newId: (prefix: string) => `${prefix}0` }
  const verbs = commands.filter(({ help, unoffered }) => !unoffered && !work.has(help.group))
  const isBlow = ({ help }: CommandType) => help.group === 'fighting'
  // Nobody should strike a friend because blows stand among words.
  const ordered = [...verbs.filter((one) => !isBlow(one)), ...verbs.filter(isBlow)]
  return [
    ...ordered.flatMap((command) => optionsOf(tried, command, subject, phrase)),
    ...skillsOn(tried, subject, phrase),
  ]
}

/** Whether a try would come to anything is asked, not how it would come out. */
const fairDice: Dice = {
  between: (low) => low,
  roll: (count, _sides, plus = 0) => count + plus,
  chance: () => false,
  pick: ([first]) => first,
}

function optionsOf(
  context: Context,
  command: CommandType,
  subject: Subject,
  phrase: string,
): Option[] {
  const { verb, help, arguments: specs = [] } = command
  const [first, second] = specs
  const { brief } = help
  if (typeof subject === 'string' && verb === subject) return [{ line: verb, brief }]
  if (!first || !suits(first, subject)) return []
  const begun = { [first.name]: phrase }
  const works = (args: Readonly<Record<string, string>>) =>
    isTaken(command.decide(context, { ...begun, ...args }, { verb, usable: () => [] }))
  const line = `${verb} ${phrase}`
  if (!second) return works({}) ? [{ line, brief }] : []
  const longer = `${line}${second.after?.[0] ? ` ${second.after[0]}` : ''}`
  if (!second.optional || !works({})) {
    const fits = fillings(context, second, subject).some((word) => works({ [second.name]: word }))
    return fits ? [{ line: `${longer} …`, brief }] : []
  }
  return [
    { line: second.kind === 'rest' ? `${longer} …` : line, brief },
    ...proposalsFor(context, second, subject).map((words) => ({
      line: `${longer} ${words}`,
      brief: '',
    })),
  ]
}

function proposalsFor(context: Context, spec: ArgumentSpec, subject: Subject): readonly string[] {
  if (typeof subject === 'string' || subject.kind === 'item') return []
  return (spec.proposals?.(context, subject) ?? []).slice(0, proposalsMax)
}

const isTaken = ({ kind }: Decision): boolean => kind !== 'reject'

/** Somebody or some thing is a noun; a way out is one too for verbs that open and shut. */
function suits({ kind }: ArgumentSpec, subject: Subject): boolean {
  if (typeof subject === 'string') return kind === 'direction' || kind === 'thing'
  return kind === 'thing' || (kind === 'person' && subject.kind !== 'item')
}

/** Words that the second argument could be. */
function fillings(context: Context, { kind }: ArgumentSpec, subject: Subject): string[] {
  if (kind === 'rest') return ['hello']
  const { world, actor, room } = context
  const others =
    kind === 'person'
      ? othersHere(world, actor)
      : kind === 'thing'
        ? [...itemsAt(world, actor.id), ...itemsAt(world, room.id)]
        : []
  return others
    .filter((one) => one !== subject)
    .slice(0, othersMax)
    .map((one) => phraseFor(context, one))
}

function skillsOn(context: Context, subject: Subject, phrase: string): Option[] {
  if (typeof subject === 'string' || subject.kind === 'item') return []
  const { world, actor } = context
  return world.definitions
    .all<Skill>('skill')
    .filter(({ data }) => proficiency(actor, data) !== undefined)
    .filter(({ data }) => data.target === 'character')
    .filter(({ data }) => isTaken(useSkill(context, data, phrase)))
    .map(({ data }) => ({ line: `${data.verb} ${phrase}`, brief: data.description }))
}

/** The shortest words that mean exactly this one, or one just like it. */
export function phraseFor(context: Context, subject: Subject): string {
  if (typeof subject === 'string') return subject
  const { world, actor } = context
  if (subject.kind === 'character') return subject.name.toLowerCase()
  const isItem = subject.kind === 'item'
  const candidates: readonly (Character | Mobile | Item)[] = isItem
    ? thingsAtHand(context)
    : othersHere(world, actor)
  const keywords = keywordsOf(world, subject)
  const name = isItem ? itemName(world, { ...subject, count: 1 }) : subject.name
  const words = wordsOf(name).filter((word) => keywords.includes(word))
  const phrases = [...(isItem ? words.toReversed() : []), ...keywords, words.join(' ')]
  for (const phrase of phrases.filter((one) => one !== '')) {
    const found = find(world, phrase, candidates, { none: () => '' })
    if (found.kind !== 'found') continue
    const [meant] = found.entities
    if (meant.id === subject.id) return phrase
    // A heap of like things is one thing to say; which of three rats is meant is not.
    if (isItem && meant.kind === 'item' && meant.proto === subject.proto) return phrase
  }
  const [word = ''] = phrases
  const alike = candidates.filter((one) => fits(world, one, word.split(' ')))
  return `${alike.findIndex(({ id }) => id === subject.id) + 1}.${word}`
}

/** What somebody may mean who names a thing. */
export function thingsAtHand({ world, actor, room }: Context): Item[] {
  return [
    ...itemsAt(world, actor.id),
    ...itemsAt(world, room.id).filter((item) => !isHidden(world, item)),
  ]
}
