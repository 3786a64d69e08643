/** What characters say to each other. The words belong to a person and can be forgotten. */
import { z } from 'zod'
import { defineEvent, type Perception } from '../define-event.ts'
import type { Character } from '../entities.ts'
import { beingId, roomId, zoneId } from '../id-fields.ts'
import type { BeingId, CharacterId, RoomId, ZoneId } from '../ids.ts'
import { escapeMarkup } from '../markup.ts'
import { nobody } from '../views.ts'
import { capital, mark, markFirst, mobilePrototype, type Named, named, spoken } from '../words.ts'
import type { WorldReader } from '../world.ts'

const ways = ['say', 'whisper', 'tell', 'shout', 'emote', 'ask'] as const
type Way = (typeof ways)[number]

interface SpeechView {
  actor: Named
  target?: Named
  how: Way
  words: string
  channel: string
}

export const speechUttered = defineEvent({
  type: 'speech-uttered',
  about: 'Somebody said, whispered, told, shouted or emoted something.',
  data: z.strictObject({
    actor: beingId,
    room: roomId,
    how: z.enum(ways),
    words: z.string(),
    target: beingId.optional(),
    /** The zone a shout carries through. */
    zone: zoneId.optional(),
  }),
  personal: ['words'],
  speaker: (data) => data.actor,
  subject: (data) => data.actor,
  views: nobody,
  evolve(world, data) {
    // Words change nothing by themselves, except that a tell can be replied to.
    if (data.how !== 'tell' || !data.target) return
    const target = world.get(data.target)
    if (target?.kind !== 'character') return
    world.patch<Character>(target.id, { lastTellFrom: data.actor })
  },
  perceive: (world, data) => hearers(world, data),
  text: {
    actor: (view: SpeechView) => ownWords(view),
    target: (view: SpeechView) => heard(view, 'you'),
    others: (view: SpeechView) => heard(view, view.target ? mark(view.target) : ''),
  },
})

interface Speech {
  readonly actor: BeingId
  readonly room: RoomId
  readonly how: Way
  readonly words: string
  readonly target?: BeingId | undefined
  readonly zone?: ZoneId | undefined
}

function hearers(world: WorldReader, speech: Speech): Perception[] {
  const { actor, how, words, target } = speech
  const said: SpeechView = {
    actor: named(world, actor),
    how,
    words,
    channel: how,
    ...(target ? { target: named(world, target) } : {}),
  }
  const data = { ...said }
  return [
    { to: { character: actor }, role: 'actor', data },
    ...(target ? [{ to: { character: target }, role: 'target' as const, data }] : []),
    ...overhearers(world, speech, data),
  ]
}

/** What those perceive who neither speak nor are spoken to. */
function overhearers(
  world: WorldReader,
  { actor, room, how, target, zone = '' }: Speech,
  data: Readonly<Record<string, unknown>>,
): Perception[] {
  const except = target ? [actor, target] : [actor]
  switch (how) {
    case 'say':
    case 'ask':
    case 'emote':
      return [{ to: { room, except }, role: 'others', data }]
    case 'whisper':
      // Bystanders see the whisper, never its words.
      return [{ to: { room, except }, role: 'others', data: { ...data, words: '' } }]
    case 'shout':
      return [{ to: { characters: inZone(world, zone, except) }, role: 'others', data }]
    case 'tell':
      return []
    default: {
      const unreachable: never = how
      return unreachable
    }
  }
}

function inZone(world: WorldReader, zone: ZoneId, except: readonly BeingId[]): CharacterId[] {
  const hearing: CharacterId[] = []
  for (const character of world.charactersPresent()) {
    const room = world.get(character.place)
    if (room?.kind === 'room' && room.zone === zone && !except.includes(character.id)) {
      hearing.push(character.id)
    }
  }
  return hearing
}

function ownWords(view: SpeechView): string {
  const target = view.target ? mark(view.target) : ''
  switch (view.how) {
    case 'emote':
      return emoted(view)
    case 'tell':
      return `{channel}You tell ${target}:{/} ${spoken(view.words)}`
    case 'whisper':
      return `You whisper to ${target}: ${spoken(view.words)}`
    case 'ask':
      return `You say to ${target}: ${spoken(view.words)}`
    case 'say':
    case 'shout':
      return `You ${view.how}: ${spoken(view.words)}`
    default: {
      const unreachable: never = view.how
      return unreachable
    }
  }
}

function heard(view: SpeechView, target: string): string {
  const actor = markFirst(view.actor)
  switch (view.how) {
    case 'emote':
      return emoted(view)
    case 'tell':
      return `{channel}${capital(actor)} tells ${target}:{/} ${spoken(view.words)}`
    case 'whisper':
      return view.words
        ? `${actor} whispers to ${target}: ${spoken(view.words)}`
        : `${actor} whispers something to ${target}.`
    case 'ask':
      return `${actor} says to ${target}: ${spoken(view.words)}`
    case 'say':
    case 'shout':
      return `${actor} ${view.how}s: ${spoken(view.words)}`
    default: {
      const unreachable: never = view.how
      return unreachable
    }
  }
}

/** "Ann waves."; an emote may begin with a possessive: "Ann's hands shake." */
function emoted(view: SpeechView): string {
  const gap = /^['’]/.test(view.words) ? '' : ' '
  return `${markFirst(view.actor)}${gap}${escapeMarkup(view.words)}`
}

export const socialPerformed = defineEvent({
  type: 'social-performed',
  about: 'Somebody smiled, bowed, waved …; the words come from the social’s declaration.',
  data: z.strictObject({
    actor: beingId,
    room: roomId,
    social: z.string(),
    target: beingId.optional(),
    lines: z.strictObject({
      self: z.string(),
      target: beingId.optional(),
      others: z.string(),
    }),
  }),
  speaker: (data) => data.actor,
  subject: (data) => data.actor,
  views: nobody,
  evolve() {
    // A gesture leaves no trace in the world.
  },
  perceive(world, data) {
    const names = {
      actor: named(world, data.actor),
      ...(data.target ? { target: named(world, data.target) } : {}),
      social: data.social,
      pronouns: pronounsOf(world, data.actor),
    }
    const except = [data.actor, ...(data.target ? [data.target] : [])]
    const seen: Perception[] = [
      { to: { character: data.actor }, role: 'actor', data: { ...names, line: data.lines.self } },
      {
        to: { room: data.room, except },
        role: 'others',
        data: { ...names, line: data.lines.others },
      },
    ]
    if (data.target && data.target !== data.actor) {
      const line = data.lines.target ?? data.lines.others
      seen.push({ to: { character: data.target }, role: 'target', data: { ...names, line } })
    }
    return seen
  },
  text: {
    actor: (view: SocialView) => fill(view),
    target: (view: SocialView) => fill(view),
    others: (view: SocialView) => fill(view),
  },
})

interface SocialView {
  actor: Named
  target?: Named
  line: string
  /** Missing in what was recorded before people could choose. */
  pronouns?: keyof typeof pronounForms
}

const pronounForms = {
  she: { they: 'she', them: 'her', their: 'her' },
  he: { they: 'he', them: 'him', their: 'his' },
  it: { they: 'it', them: 'it', their: 'its' },
  they: { they: 'they', them: 'them', their: 'their' },
}

function pronounsOf(world: WorldReader, id: BeingId): keyof typeof pronounForms {
  const being = world.get(id)
  if (being?.kind === 'character') return being.pronouns ?? 'they'
  if (being?.kind !== 'mobile') return 'they'
  return mobilePrototype(world, being.proto)?.pronouns ?? 'it'
}

/** Puts names into a social's line; `{actor}`, `{target}` and pronouns are its only placeholders. */
function fill(view: SocialView): string {
  let line = view.line.replaceAll('{actor}', '\u0001').replaceAll('{target}', '\u0002')
  for (const [placeholder, word] of Object.entries(pronounForms[view.pronouns ?? 'they'])) {
    line = line.replaceAll(`{${placeholder}}`, word)
  }
  const name = (who: Named | undefined, at: number) =>
    who ? (at === 0 ? markFirst(who) : mark(who)) : 'someone'
  return capital(
    escapeMarkup(line)
      .replaceAll('\u0001', (_sign, at: number) => name(view.actor, at))
      .replaceAll('\u0002', (_sign, at: number) => name(view.target, at)),
  )
}
