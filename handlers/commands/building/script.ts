/** What builders do with scripts at the prompt: see, write, switch, watch. */
import { scriptsListed } from '../../../schema/answers/scripts.ts'
import {
  scriptHealthOf,
  scriptSwitched,
  scriptsWatched,
  watchersOf,
} from '../../../schema/events/script-health.ts'
import { waitsOf } from '../../../schema/events/scripts.ts'
import { mayUse } from '../../../schema/roles.ts'
import type { Script } from '../../../schema/world-file.ts'
import { accept, answer, type Context, type Decision, reject, roleOf } from '../../decision.ts'
import { isOff } from '../../scripts/health.ts'
import { type Scripted, scriptIndex } from '../../scripts/index.ts'
import { builderCommand } from './builders.ts'
import { decideOrder } from './order.ts'

export const script = builderCommand({
  verb: 'script',
  aliases: ['scripts'],
  arguments: [
    { name: 'what', kind: 'word', optional: true },
    { name: 'id', kind: 'word', optional: true },
    { name: 'rest', kind: 'rest', optional: true },
  ],
  brief: 'See, write, watch and switch the scripts of the zone.',
  examples: [
    'script',
    'script show lever',
    'script line lever 2 echo(‘Stone grates.’)',
    'script off lever',
    'script on lever',
    'script watch',
    'script broken',
  ],
  decide(context, { what = 'list', id = '', rest = '' }) {
    const found = actions.find(([name]) => name === what.toLowerCase())
    if (!found) return reject('usage', 'Say list, show, line, on, off, watch or broken.')
    return found[1](context, id, rest)
  },
})

type Action = (context: Context, id: string, rest: string) => Decision

const actions: readonly (readonly [name: string, act: Action])[] = [
  ['list', (context) => list(context, of(context))],
  ['broken', (context) => list(context, broken(context))],
  ['show', (context, id) => named(context, id, (one) => show(context, one))],
  ['line', (context, id, rest) => named(context, id, (one) => setLine(context, one, rest))],
  ['on', (context, id) => named(context, id, (one) => switchTo(context, one, 'on'))],
  ['off', (context, id) => named(context, id, (one) => switchTo(context, one, 'off'))],
  ['watch', watch],
]

function of({ world, room }: Context): Scripted[] {
  return [...scriptIndex(world).byId.values()].filter(({ zone }) => zone === room.zone)
}

/** Admins see what is switched off anywhere, builders that of their zone. */
function broken(context: Context): Scripted[] {
  const everywhere = mayUse(roleOf(context), 'admin')
  const all = everywhere ? [...scriptIndex(context.world).byId.values()] : of(context)
  return all.filter((one) => scriptHealthOf(context.world, one.id)?.last !== undefined)
}

function list({ world, room }: Context, scripts: readonly Scripted[]): Decision {
  const lines = scripts.map((one) => {
    const { last } = scriptHealthOf(world, one.id) ?? {}
    const state = isOff(world, one) ? 'off' : 'on'
    const fault = last ? `; line ${last.line}: ${last.why}` : ''
    return `${one.id} (${one.header.before ? 'before ' : ''}${one.on}): ${state}${fault}`
  })
  const waiting = waitsOf(world, room.zone).length
  const none = lines.length === 0 ? ['None.'] : []
  return answer(
    scriptsListed({
      title: `Scripts (${waiting} waiting in this zone)`,
      lines: [...lines, ...none],
    }),
  )
}

function named(context: Context, typed: string, then: (one: Scripted) => Decision): Decision {
  const id = typed.includes('.') ? typed : `${context.room.zone}.${typed}`
  const found = scriptIndex(context.world).byId.get(id.toLowerCase())
  if (!found || found.zone !== context.room.zone) {
    return reject('no-script', `This zone has no script ${id}. “script” lists them.`)
  }
  return then(found)
}

function show({ world }: Context, { id }: Scripted): Decision {
  const { do: source, tests, ...header } = world.definitions.get<Script>('script', id) ?? {}
  const lines = typeof source === 'string' ? source.split('\n') : [JSON.stringify(source)]
  const { last } = scriptHealthOf(world, id) ?? {}
  return answer(
    scriptsListed({
      title: `Script ${id}`,
      lines: [
        JSON.stringify(header),
        ...lines.map((line, at) => `${String(at + 1).padStart(3)}  ${line}`),
        `${tests?.length ?? 0} tests`,
        ...(last ? [`Broke in line ${last.line}: ${last.why}.`] : []),
      ],
    }),
  )
}

/** Sets one line of a script; without words the line goes. It is compiled before it is kept. */
function setLine(context: Context, { id }: Scripted, rest: string): Decision {
  const [, number = '', words = ''] = /^(\d{1,3})\s?(.*)$/s.exec(rest) ?? []
  const at = Number(number) - 1
  const source = context.world.definitions.get<Script>('script', id)?.do
  if (typeof source !== 'string') return reject('no-lines', 'It is a list of actions.')
  const lines = source.split('\n')
  if (number === '' || at < 0 || at > lines.length) {
    return reject('no-line', `Say a line from 1 to ${lines.length + 1}, and its words.`)
  }
  lines.splice(at, 1, ...(words === '' ? [] : [words]))
  const fields = [{ path: 'do', to: lines.join('\n') }]
  return decideOrder(context, { do: 'set', of: 'script', id, fields })
}

function switchTo({ world, actor }: Context, one: Scripted, to: 'on' | 'off'): Decision {
  const off = to === 'off'
  if (isOff(world, one) === off) return reject('so-already', `It is ${to} already.`)
  const { id, zone, digest } = one
  const why = `by ${actor.name}`
  return accept(scriptSwitched({ script: id, zone, digest, off, why, by: actor.id }), () =>
    scriptsListed({ title: `Script ${id} is ${to}.`, lines: [] }),
  )
}

function watch({ world, actor, room: { zone } }: Context): Decision {
  if (actor.kind !== 'character') return reject('not-a-builder', 'Only builders watch.')
  const on = !watchersOf(world, zone).includes(actor.id)
  return accept(scriptsWatched({ zone, builder: actor.id, on }), () =>
    scriptsListed({
      title: on ? `You watch the scripts of ${zone}.` : `You stop watching ${zone}.`,
      lines: [],
    }),
  )
}
