/** What somebody knows of itself: name, trade, and what its author says of it. */
import type { Fact } from '../../../schema/jobs/dossier.ts'
import { list } from '../../../schema/words.ts'
import type { BehaviourKind, Faction, MobilePrototype } from '../../../schema/world-file.ts'
import { inFirstPerson } from '../first-person.ts'
import { type Asking, fact } from './asking.ts'

/** What somebody does by a behaviour that others have something of. */
const trades: Readonly<Partial<Record<BehaviourKind, readonly [he: string, i: string]>>> = {
  shopkeeper: ['keeps shop', 'keep shop'],
  innkeeper: ['lets beds', 'let beds'],
  trainer: ['teaches', 'teach'],
  healer: ['tends the hurt', 'tend the hurt'],
  banker: ['keeps other people’s money', 'keep other people’s money'],
  guard: ['stands guard', 'stand guard'],
  patrol: ['walks the rounds', 'walk the rounds'],
  schedule: ['keeps regular hours', 'keep regular hours'],
}

export function selfFacts({ world, prototype }: Asking): Fact[] {
  const { name, pronouns, persona, faction, description } = prototype
  const did = prototype.behaviours.flatMap(({ kind }) => [trades[kind] ?? []])
  const done = did.filter((pair): pair is readonly [string, string] => pair.length === 2)
  const group = faction ? world.definitions.get<Faction>('faction', faction) : undefined
  return [
    fact('me:name', `${name} is the name.`, { own: name }),
    fact('me:look', description),
    ...(done.length > 0
      ? [
          fact('me:trade', `${name} ${list(done.map(([he]) => he))}.`, {
            own: `I ${list(done.map(([, i]) => i))}.`,
          }),
        ]
      : []),
    ...(group ? [fact('me:people', `${name} is one of ${group.name}.`, { own: group.name })] : []),
    ...(persona?.facts ?? []).map((text, at) =>
      fact(`me:fact:${at}`, text, { own: inFirstPerson(text, pronouns) }),
    ),
    ...ownLines(prototype),
  ]
}

const occasions = ['unsure', 'farewell', 'thanks'] as const

function ownLines({ lines, talk, greets }: MobilePrototype): Fact[] {
  const isSpoken = (text: string) => !text.startsWith(':')
  const spoken = (texts: readonly string[]) => texts.filter(isSpoken)
  const ready = occasions.flatMap((occasion) =>
    spoken(lines[occasion] ?? []).map((own, at) => fact(`${occasion}:${at}`, own, { own })),
  )
  const greeting = spoken(greets).map((own, at) => fact(`greet:${at}`, own, { own }))
  const topics = talk.flatMap(({ keywords, reply }, at) =>
    isSpoken(reply) ? [fact(`topic:${at}`, reply, { own: reply, about: keywords })] : [],
  )
  return [...ready.slice(0, 9), ...greeting.slice(0, 3), ...topics.slice(0, 16)]
}
