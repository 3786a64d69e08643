/** Company: following, groups, and how characters describe themselves. */
import { z } from 'zod'
import { defineEvent } from '../define-event.ts'
import type { Character, Mobile } from '../entities.ts'
import { beingId, characterId } from '../id-fields.ts'
import type { BeingId, CharacterId } from '../ids.ts'
import { escapeMarkup } from '../markup.ts'
import { companyOf, nobody, sheetOf } from '../views.ts'
import { mark, markFirst, type Named, named } from '../words.ts'
import type { WorldReader, WorldWriter } from '../world.ts'

interface PairView {
  actor: Named
  target: Named
}

function patchCharacter(world: WorldWriter, who: CharacterId, fields: Partial<Character>): void {
  if (world.get(who)?.kind === 'character') world.patch<Character>(who, fields)
}

function pair(world: WorldReader, actor: BeingId, target: BeingId) {
  return { actor: named(world, actor), target: named(world, target) }
}

export const followingSet = defineEvent({
  type: 'following-set',
  about: 'Somebody began to follow somebody, or stopped.',
  data: z.strictObject({ actor: beingId, target: beingId, follows: z.boolean() }),
  subject: (data) => data.actor,
  views: nobody,
  evolve(world, data) {
    const being = world.get(data.actor)
    if (being?.kind !== 'character' && being?.kind !== 'mobile') return
    const following = data.follows ? data.target : undefined
    world.patch<Character | Mobile>(data.actor, { following })
  },
  perceive(world, data) {
    const view = { ...pair(world, data.actor, data.target), follows: data.follows }
    return [
      { to: { character: data.actor }, role: 'actor', data: view },
      { to: { character: data.target }, role: 'target', data: view },
    ]
  },
  text: {
    actor: (view: PairView & { follows: boolean }) =>
      `You ${view.follows ? 'now' : 'no longer'} follow ${mark(view.target)}.`,
    target: (view: PairView & { follows: boolean }) =>
      `${markFirst(view.actor)} ${view.follows ? 'now follows' : 'no longer follows'} you.`,
  },
})

export const groupInvited = defineEvent({
  type: 'group-invited',
  about: 'Somebody was asked to join a group.',
  data: z.strictObject({ leader: characterId, character: characterId }),
  subject: (data) => data.character,
  views: nobody,
  evolve(world, data) {
    patchCharacter(world, data.character, { invitedBy: data.leader })
  },
  perceive(world, data) {
    const view = pair(world, data.leader, data.character)
    return [
      { to: { character: data.leader }, role: 'actor', data: view },
      { to: { character: data.character }, role: 'target', data: view },
    ]
  },
  text: {
    actor: (view: PairView) => `You ask ${mark(view.target)} to join your group.`,
    target: (view: PairView) =>
      `${markFirst(view.actor)} asks you to join a group. Type “group accept” to do so.`,
  },
})

export const groupJoined = defineEvent({
  type: 'group-joined',
  about: 'Somebody joined the group of its leader; a first follower makes it a group.',
  data: z.strictObject({
    leader: characterId,
    character: characterId,
    members: z.array(characterId).max(200),
  }),
  subject: (data) => data.character,
  views: (_world, data) => [companyOf(data.leader), companyOf(data.character)],
  evolve(world, data) {
    patchCharacter(world, data.leader, { group: data.leader })
    patchCharacter(world, data.character, { group: data.leader, invitedBy: undefined })
  },
  perceive(world, data) {
    const view = pair(world, data.character, data.leader)
    return [
      { to: { character: data.character }, role: 'actor', data: view },
      { to: { characters: data.members }, role: 'others', data: view },
    ]
  },
  text: {
    actor: (view: PairView) => `You join the group of ${mark(view.target)}.`,
    others: (view: PairView) => `${markFirst(view.actor)} joins the group.`,
  },
})

const partings = ['left', 'removed', 'away'] as const

interface PartingView {
  actor: Named
  why: (typeof partings)[number]
  leader?: Named
}

export const groupLeft = defineEvent({
  type: 'group-left',
  about: 'Somebody left a group; it goes on under its leader, or ends when one member is left.',
  data: z.strictObject({
    character: characterId,
    why: z.enum(partings),
    /** The members that stay. */
    members: z.array(characterId).max(200),
    /** The leader from now on; absent when the group has ended. */
    leader: characterId.optional(),
  }),
  subject: (data) => data.character,
  views: (_world, data) => [companyOf(data.character), ...data.members.map(companyOf)],
  evolve(world, data) {
    patchCharacter(world, data.character, { group: undefined })
    for (const member of data.members) patchCharacter(world, member, { group: data.leader })
  },
  perceive(world, data) {
    const view = {
      actor: named(world, data.character),
      why: data.why,
      ...(data.leader ? { leader: named(world, data.leader) } : {}),
    }
    return [
      { to: { character: data.character }, role: 'actor', data: view },
      { to: { characters: data.members }, role: 'others', data: view },
    ]
  },
  text: {
    actor: (view: PartingView) =>
      view.why === 'removed' ? 'You have been sent out of the group.' : 'You leave the group.',
    others: (view: PartingView) => {
      const gone = view.why === 'removed' ? 'has been sent out of' : 'leaves'
      const rest = view.leader
        ? `${markFirst(view.leader)} leads it now.`
        : 'With that there is no group any more.'
      return `${markFirst(view.actor)} ${gone} the group. ${rest}`
    },
  },
})

/** What a character is told about a setting of its own. */
function toSelf(character: CharacterId, data: Readonly<Record<string, unknown>>) {
  return [{ to: { character }, role: 'actor' as const, data }]
}

export const portraitSet = defineEvent({
  type: 'portrait-set',
  about: 'Somebody chose a title or described how it looks.',
  data: z.strictObject({
    character: characterId,
    title: z.string().max(60).optional(),
    description: z.string().max(512).optional(),
  }),
  personal: ['title', 'description'],
  subject: (data) => data.character,
  views: (_world, data) => [sheetOf(data.character)],
  evolve(world, data) {
    const { title, description } = data
    // An empty text takes away what was there; an absent one leaves it as it is.
    patchCharacter(world, data.character, {
      ...(title === undefined ? {} : { title: title || undefined }),
      ...(description === undefined ? {} : { description: description || undefined }),
    } as Partial<Character>)
  },
  perceive: (world, data) =>
    toSelf(data.character, {
      name: named(world, data.character).name,
      ...(data.title === undefined ? {} : { title: data.title }),
      ...(data.description === undefined ? {} : { description: data.description }),
    }),
  text: {
    actor(view: { name: string; title?: string; description?: string }) {
      if (view.title) {
        return `You are now known as {player}${escapeMarkup(view.name)}{/} ${escapeMarkup(view.title)}.`
      }
      if (view.title === '') return 'You go by your name alone.'
      return view.description
        ? `People now see this: ${escapeMarkup(view.description)}`
        : 'People see nothing special about you.'
    },
  },
})

export const autoFleeSet = defineEvent({
  type: 'auto-flee-set',
  about: 'Somebody decided whether to run from fights when the connection is lost.',
  data: z.strictObject({ character: characterId, on: z.boolean() }),
  subject: (data) => data.character,
  views: nobody,
  evolve(world, data) {
    patchCharacter(world, data.character, { autoFlee: data.on })
  },
  perceive: (_world, { character, on }) => toSelf(character, { on }),
  text: {
    actor: (view: { on: boolean }) =>
      view.on
        ? 'You will run from fights when your link is lost.'
        : 'You will stay in fights even when your link is lost.',
  },
})
