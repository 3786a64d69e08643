/** What somebody deals in: wares with prices, lessons, tasks, and the quarrels and news of the place. */
import { canonIndex } from '../../../schema/events/canon.ts'
import { conflictState } from '../../../schema/events/conflict.ts'
import type { Fact } from '../../../schema/jobs/dossier.ts'
import { counted, list } from '../../../schema/words.ts'
import type { Behaviour, ItemPrototype, Quest, Skill } from '../../../schema/world-file.ts'
import { socialOf } from '../../prepared.ts'
import { activeState, questsGivenIn, whyNot } from '../../quests.ts'
import { type Feeling, percentOf } from '../../rules/bonds.ts'
import { priceFor, shelfPrice } from '../../rules/prices.ts'
import { conflictsIn } from '../../scene-view.ts'
import { type Asking, fact, inSentence } from './asking.ts'

const coins = (amount: number) => counted(amount, 'coin')

export function dealingFacts(asking: Asking, feeling: Feeling): Fact[] {
  return [...tradeFacts(asking, percentOf(feeling)), ...questFacts(asking), ...newsFacts(asking)]
}

const waresMax = 16

function tradeFacts(asking: Asking, percent: number): Fact[] {
  return [
    ...shopFacts(asking, percent),
    ...lessonFacts(asking),
    ...asking.prototype.behaviours.flatMap(serviceFacts),
  ]
}

function shopFacts({ world, prototype: { shop } }: Asking, percent: number): Fact[] {
  if (!shop) return []
  const wares = shop.sells.slice(0, waresMax).flatMap((ware) => {
    const item = world.definitions.get<ItemPrototype>('item', ware.item)
    if (!item) return []
    const price = coins(priceFor(shelfPrice(shop, ware, item), percent))
    const { name, keywords: about } = item
    return [fact(`ware:${ware.item}`, `${name} is ${price}`, { own: price, about })]
  })
  const buys = shop.buys.length > 0 ? [fact('buys', list([...shop.buys]))] : []
  return [...wares, ...buys, fact('hours', shop.hours.join('-'))]
}

function lessonFacts({ world, prototype: { teaches } }: Asking): Fact[] {
  return teaches.slice(0, 8).map(({ skill, price }) => {
    const name = world.definitions.get<Skill>('skill', skill)?.name ?? skill
    const about = [name.toLowerCase(), skill]
    return fact(`teaches:${skill}`, name, { own: coins(price), about })
  })
}

function serviceFacts(behaviour: Behaviour): Fact[] {
  if (behaviour.kind === 'innkeeper') return [fact('bed', 'a bed', { own: coins(behaviour.price) })]
  if (behaviour.kind === 'healer') return [fact('cure', 'a cure', { own: coins(behaviour.price) })]
  return behaviour.kind === 'banker' ? [fact('bank', 'a bank')] : []
}

/** Tasks of its own, and those that others here give: what everybody in the room has heard asked for. */
function questFacts({ world, room, mobile, speaker }: Asking): Fact[] {
  return questsGivenIn(world, room.id)
    .slice(0, 6)
    .flatMap(({ quest, giver }): Fact[] => {
      const own = giver.id === mobile.id
      return [
        fact(`${own ? 'quest' : 'quest-of-other'}:${quest.id}`, quest.brief, {
          own: quest.offer ?? quest.brief,
          about: quest.accept,
        }),
        ...(own ? stateFacts({ world, speaker }, quest) : []),
      ]
    })
}

function stateFacts({ world, speaker }: Pick<Asking, 'world' | 'speaker'>, quest: Quest): Fact[] {
  const state = activeState(speaker, quest.id)
  const step = state ? quest.steps[Math.min(state.step, quest.steps.length - 1)]?.text : undefined
  const { gold, items, skill } = quest.rewards
  const names = items.map(
    (id) => world.definitions.get<ItemPrototype>('item', id)?.name ?? 'something',
  )
  const pay = [...(gold > 0 ? [coins(gold)] : []), ...names, ...(skill ? ['a lesson'] : [])]
  const how = step
    ? fact(`quest-step:${quest.id}`, step)
    : fact(`quest-free:${quest.id}`, whyNot(world, speaker, quest) ?? 'It is not begun.')
  return [
    how,
    ...(pay.length > 0 ? [fact(`quest-pay:${quest.id}`, list(pay))] : []),
    fact(`quest-word:${quest.id}`, (quest.accept[0] ?? 'yes').toUpperCase()),
  ]
}

function newsFacts({ world, room, now }: Asking): Fact[] {
  const quarrels = conflictsIn(world, room.id)
    .slice(0, 3)
    .flatMap((conflict): Fact[] => {
      const phase = conflictState(world, conflict.id)?.phase ?? 'brewing'
      const sides = conflict.parties.map(({ name }) => inSentence(name))
      return [
        fact(`quarrel:${conflict.id}`, conflict.brief, {
          own: inSentence(conflict.name),
          about: wordsOf(conflict.name),
        }),
        fact(`quarrel-sides:${conflict.id}`, list(sides)),
        fact(`quarrel-phase:${conflict.id}`, phase),
        ...conflict.gossip.slice(0, 3).map((text, at) => fact(`gossip:${conflict.id}:${at}`, text)),
      ]
    })
  const prepared = socialOf(world, room.id, now.beat)?.gossip ?? []
  const told = canonIndex(world, room.zone).latest.slice(-3)
  return [
    ...quarrels,
    ...prepared.slice(0, 3).map((text, at) => fact(`gossip:room:${at}`, text)),
    ...told.map(({ text }, at) => fact(`canon:${at}`, text)),
  ]
}

function wordsOf(name: string): string[] {
  return name.toLowerCase().match(/\p{L}{4,}/gu) ?? []
}
