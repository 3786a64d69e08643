/** Choices in conflicts. The numbers of the conflict change at once; a model writes its words later. */

import type { Character } from '../../../schema/entities.ts'
import { conflictMoved, conflictState } from '../../../schema/events/conflict.ts'
import { npcMet } from '../../../schema/events/npc.ts'
import { goldBurnt } from '../../../schema/events/trade.ts'
import { ownOf } from '../../../schema/own.ts'
import { itemsAt } from '../../../schema/world.ts'
import type { Conflict, ConflictChoice, ItemPrototype } from '../../../schema/world-file.ts'
import { accept, type Context, type Decision, reject } from '../../decision.ts'
import { type CommandType, defineCommand, type LineReader } from '../../define-command.ts'
import { lastMet } from '../../rules/acquaintance.ts'
import { afterChoice } from '../../rules/conflict-steps.ts'
import { conflictsIn } from '../../scene-view.ts'

/** The verb of a choice that most conflicts have. */
export function choiceVerb(verb: string, brief: string): CommandType {
  return defineCommand({
    verb,
    priority: 60,
    arguments: [{ name: 'party', kind: 'rest', optional: true }],
    help: { group: 'quests', brief, examples: [verb === 'mediate' ? verb : `${verb} bannock`] },
    decide: (context, args) => makeChoice(context, verb, args.party),
  })
}

/** A line whose first word is a choice of a conflict in this room. */
export const conflictChoice: LineReader = {
  always: true,
  read(context, line) {
    const [verb = '', ...rest] = line.trim().toLowerCase().split(/\s+/)
    const known = conflictsIn(context.world, context.room.id).some((one) => choiceOf(one, verb))
    return known ? makeChoice(context, verb, rest.join(' ') || undefined) : null
  },
}

/**
 * "attack crane" where a quarrel has such a choice and such a party: it is meant as `conflict` lists it, even
 * where the word is a verb of its own.
 */
export const partyChoice: LineReader = {
  read(context, line) {
    const [verb = '', ...rest] = line.trim().toLowerCase().split(/\s+/)
    const words = rest.filter((word) => word !== 'the')
    if (words.length === 0) return null
    const isMeant = conflictsIn(context.world, context.room.id).some((conflict) => {
      const phase = conflictState(context.world, conflict.id)?.phase
      if (phase === 'resolution' || phase === 'aftermath') return false
      return choiceOf(conflict, verb)?.needsParty && isParty(conflict, words)
    })
    return isMeant ? makeChoice(context, verb, words.join(' ')) : null
  },
}

function isParty({ parties }: Conflict, words: readonly string[]): boolean {
  return parties.some(({ id, name }) => {
    const known = new Set([id, ...name.toLowerCase().split(/\s+/)])
    return words.every((word) => known.has(word))
  })
}

interface Chosen {
  readonly conflict: Conflict
  readonly choice: ConflictChoice
  readonly id: string
  readonly party?: Conflict['parties'][number] | undefined
}

/** Makes the choice `id` in a conflict of this room; `phrase` names the party that is meant. */
export function makeChoice(context: Context, id: string, phrase: string | undefined): Decision {
  const { world, actor, room } = context
  if (actor.kind !== 'character') return reject('not-yours', 'This quarrel is not yours.')
  const here = conflictsIn(world, room.id).filter((conflict) => choiceOf(conflict, id))
  if (here.length === 0) {
    return reject('no-conflict', 'There is no quarrel here in which you could do that.')
  }
  const wanted = phrase?.toLowerCase().replace(/^(the|with|for|against) /, '')
  const chosen = here
    .map((conflict) => ({ conflict, party: wanted ? partyNamed(conflict, wanted) : undefined }))
    .toSorted((a, b) => Number(b.party !== undefined) - Number(a.party !== undefined))[0]
  const choice = chosen && choiceOf(chosen.conflict, id)
  if (!chosen || !choice) return reject('no-conflict', 'There is no quarrel here.')
  const { conflict, party } = chosen
  if (choice.needsParty && !party) return reject('which-party', whichParty(conflict, id))
  const made: Chosen = { conflict, choice, id, party: choice.needsParty ? party : undefined }
  return hindrance(context, actor, made) ?? takeHand(context, actor, made)
}

/** A choice of the conflict's own: players may type any word, and objects know some by themselves. */
function choiceOf(conflict: Conflict, id: string): ConflictChoice | undefined {
  return Object.hasOwn(conflict.choices, id) ? ownOf(conflict.choices, id) : undefined
}

function partyNamed(conflict: Conflict, wanted: string): Conflict['parties'][number] | undefined {
  return (
    conflict.parties.find((party) => party.id === wanted) ??
    conflict.parties.find((party) => party.name.toLowerCase().includes(wanted))
  )
}

function whichParty(conflict: Conflict, id: string): string {
  const names = conflict.parties.map((party) => `“${id} ${party.id}” (${party.name})`)
  return `Whom do you mean: ${names.join(' or ')}?`
}

const memoOf = (conflict: Conflict, id: string) => `choice ${conflict.id} ${id}`

/** Why the actor cannot make a choice now, or null. */
function hindrance(context: Context, actor: Character, chosen: Chosen): Decision | null {
  return (
    settledOrTooSoon(context, actor, chosen) ??
    unmetRequirement(context, actor, chosen.choice) ??
    unpayableCost(actor, chosen.choice)
  )
}

function settledOrTooSoon(
  { world, now }: Context,
  actor: Character,
  { conflict, choice, id }: Chosen,
): Decision | null {
  const phase = conflictState(world, conflict.id)?.phase
  if (phase === 'resolution' || phase === 'aftermath') {
    return reject('settled', `${conflict.name} is settled; there is nothing left to choose.`)
  }
  const last = lastMet(world, actor.id, memoOf(conflict, id))
  return last !== undefined && now.beat - last < choice.cooldownBeats
    ? reject('too-soon', 'You did that only just now. Let it sink in.')
    : null
}

function unmetRequirement(
  { world }: Context,
  actor: Character,
  { requires: { level, item, quest } }: ConflictChoice,
): Decision | null {
  if (actor.level < level) {
    return reject('level', 'Nobody here would take you seriously enough yet.')
  }
  if (item && !itemsAt(world, actor.id).some(({ proto }) => proto === item)) {
    const name = world.definitions.get<ItemPrototype>('item', item)?.name
    return reject('item', `You would need ${name ?? 'something you do not have'} for that.`)
  }
  return quest && (ownOf(actor.quests, quest)?.done ?? 0) === 0
    ? reject('quest', 'You do not know enough about it yet.')
    : null
}

function unpayableCost(
  actor: Character,
  { cost: { gold, stamina, lucidity } }: ConflictChoice,
): Decision | null {
  if (actor.gold < gold) {
    return reject('gold', `That takes ${gold} coins, and you have ${actor.gold}.`)
  }
  if (actor.stamina[0] < stamina) return reject('stamina', 'You are too tired for that.')
  return actor.lucidity[0] < lucidity
    ? reject('lucidity', 'Your head is not clear enough for that.')
    : null
}

function takeHand(context: Context, actor: Character, chosen: Chosen): Decision {
  const { world, room, now } = context
  const { conflict, choice, id, party } = chosen
  const state = conflictState(world, conflict.id)
  if (!state) return reject('no-conflict', 'There is no quarrel here.')
  const { gold, stamina, lucidity } = choice.cost
  const moved = conflictMoved({
    conflict: conflict.id,
    actor: actor.id,
    room: room.id,
    choice: id,
    ...(party ? { party: party.id, partyName: party.name } : {}),
    ...afterChoice(state, choice, party?.id),
    cost: { stamina, lucidity },
    lines: choice.messages,
  })
  return accept([
    ...(gold > 0 ? [goldBurnt({ from: actor.id, amount: gold, reason: `choice ${id}` })] : []),
    moved,
    npcMet({ character: actor.id, memo: memoOf(conflict, id), beat: now.beat }),
  ])
}
