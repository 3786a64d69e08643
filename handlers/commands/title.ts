/** Oneself and others: `title`, `describe`, `finger`, `ignore`, `set`. */
import { ignoresListed, personTold, settingsListed } from '../../schema/answers/company.ts'
import type { Character } from '../../schema/entities.ts'
import { ignoreSet } from '../../schema/events/channels.ts'
import { autoFleeSet, portraitSet } from '../../schema/events/company.ts'
import { cleanSpeech, firstCodePoints } from '../../schema/text.ts'
import { anybodyNamed } from '../company.ts'
import { accept, answer, type Context, type Decision, reject } from '../decision.ts'
import { type CommandType, defineCommand } from '../define-command.ts'

const titleMax = 40
const ignoresMax = 50

/** A rule that only players have a use for. */
function forPlayers(rule: (context: Context, actor: Character, text: string) => Decision) {
  return (context: Context, args: { readonly text?: string | undefined }): Decision =>
    context.actor.kind === 'character'
      ? rule(context, context.actor, args.text ?? '')
      : reject('not-a-player', 'That is for players.')
}

const text = { name: 'text', kind: 'rest' } as const

export const personCommands: readonly CommandType[] = [
  defineCommand({
    verb: 'title',
    always: true,
    arguments: [{ ...text, optional: true }],
    help: {
      group: 'self',
      brief: 'Choose a few words that follow your name; without words, none.',
      examples: ['title the lamplighter', 'title'],
    },
    decide: forPlayers((_context, actor, typed) => {
      const title = firstCodePoints(cleanSpeech(typed), titleMax).trim()
      if (title === (actor.title ?? '')) return reject('same', 'That is how it is already.')
      return accept(portraitSet({ character: actor.id, title }))
    }),
  }),
  defineCommand({
    verb: 'describe',
    aliases: ['description'],
    always: true,
    arguments: [{ ...text, optional: true }],
    help: {
      group: 'self',
      brief: 'Say how you look to others.',
      examples: ['describe A tall woman with ink on her sleeves.'],
    },
    decide: forPlayers((_context, actor, typed) => {
      // “describe me as …” reads naturally and means the same.
      const description = cleanSpeech(typed.replace(/^(me|myself)\s+(as\s+)?/i, ''))
      if (description === (actor.description ?? '')) {
        return reject('same', 'That is how it is already.')
      }
      return accept(portraitSet({ character: actor.id, description }))
    }),
  }),
  defineCommand({
    verb: 'finger',
    aliases: ['whois'],
    always: true,
    arguments: [text],
    help: {
      group: 'looking',
      brief: 'Hear about a player, here or away.',
      examples: ['finger ann'],
    },
    decide({ world }, args) {
      const known = anybodyNamed(world, (args.text ?? '').trim())
      if (!known) return reject('unknown-person', 'Nobody of that name is known here.')
      const { id, name, level, role, title, description, place } = known
      return answer(
        personTold({
          id,
          name,
          level,
          role,
          ...(title ? { title } : {}),
          ...(description ? { description } : {}),
          present: place !== '',
        }),
      )
    },
  }),
  defineCommand({
    verb: 'ignore',
    always: true,
    arguments: [{ ...text, optional: true }],
    help: {
      group: 'talking',
      brief: 'Hear and see no word of somebody; the same again takes it back.',
      examples: ['ignore bob', 'ignore'],
    },
    decide: forPlayers(ignore),
  }),
  defineCommand({
    verb: 'set',
    aliases: ['settings'],
    always: true,
    arguments: [{ ...text, optional: true }],
    help: {
      group: 'self',
      brief: 'See and change how you want things to be.',
      examples: ['set', 'set autoflee off'],
    },
    decide: forPlayers(set),
  }),
]

function ignore({ world }: Context, actor: Character, typed: string): Decision {
  const name = typed.trim()
  const ignored = actor.ignores ?? []
  if (!name) {
    const names = ignored.flatMap((id) => {
      const known = world.need(id)
      return known?.kind === 'character' ? [known.name] : []
    })
    return answer(ignoresListed({ names }))
  }
  const other = anybodyNamed(world, name)
  if (!other) return reject('unknown-person', `Nobody called ${name.slice(0, 24)} is known here.`)
  if (other.id === actor.id) return reject('self', 'You have tried that before, without success.')
  const ignores = !ignored.includes(other.id)
  if (ignores && ignored.length >= ignoresMax) {
    return reject('full', 'You ignore so many people already.')
  }
  return accept(ignoreSet({ character: actor.id, whom: other.id, name: other.name, ignores }))
}

function set(_context: Context, actor: Character, typed: string): Decision {
  const [name = '', value = ''] = typed.trim().toLowerCase().split(/\s+/)
  const autoFlee = actor.autoFlee !== false
  if (!name) {
    const about = 'run from fights when the link is lost'
    const settings = [{ name: 'autoflee', value: autoFlee ? 'on' : 'off', about }]
    return answer(settingsListed({ settings }))
  }
  if (name !== 'autoflee') return reject('no-setting', 'There is no such setting. Try “set” alone.')
  if (value !== 'on' && value !== 'off') return reject('usage', 'Try “set autoflee off”.')
  if ((value === 'on') === autoFlee) return reject('same', 'That is how it is already.')
  return accept(autoFleeSet({ character: actor.id, on: value === 'on' }))
}
