/** Which scripts hang where. Made when the definitions change, and asked before anything runs. */
import { canonical } from '../../schema/canonical.ts'
import { fnv1a } from '../../schema/ids.ts'
import { compile } from '../../schema/scripts/compile.ts'
import type { Program } from '../../schema/scripts/program.ts'
import type { WorldReader } from '../../schema/world.ts'
import { sourceOf } from '../../schema/world-file/actions-as-source.ts'
import type {
  Action,
  MobilePrototype,
  Occasion,
  Reaction,
  Script,
} from '../../schema/world-file.ts'

/** What decides whether a script is called; a reaction of a mobile fills in what it has not. */
export type Header = Pick<
  Script,
  'before' | 'by' | 'words' | 'social' | 'way' | 'percent' | 'every' | 'hours' | 'verb' | 'what'
> &
  Pick<
    Script,
    'quest' | 'secret' | 'chance' | 'cooldownBeats' | 'once' | 'many' | 'ifBroken' | 'with'
  >

export interface Scripted {
  readonly id: string
  readonly zone: string
  readonly on: Occasion
  readonly header: Header
  /** Tells versions of a script apart. */
  readonly digest: string
  /** Switched off where it is declared. */
  readonly off: boolean
  /** The place of a simple reaction in its mobile's list; it acts with the rights of the mobile. */
  readonly reaction?: number
  program(): Program
}

interface Index {
  readonly byHolder: ReadonlyMap<string, readonly Scripted[]>
  readonly byId: ReadonlyMap<string, Scripted>
  /** `zone on` for each occasion that a zone listens to, with `before` in front where it is one. */
  readonly listens: ReadonlySet<string>
  readonly zones: readonly string[]
}

const indexes = new WeakMap<object, Index>()

/** The index of the scripts of a world. */
export function scriptIndex({ definitions }: Pick<WorldReader, 'definitions'>): Index {
  const all = definitions.all<Script>('script')
  const known = indexes.get(all)
  if (known) return known
  const byHolder = new Map<string, Scripted[]>()
  const byId = new Map<string, Scripted>()
  const listens = new Set<string>()
  for (const { data } of all) {
    const one = scripted(data)
    const holder = holderOf(data)
    byHolder.set(holder, [...(byHolder.get(holder) ?? []), one])
    byId.set(one.id, one)
    listens.add(`${one.header.before ? 'before ' : ''}${one.zone} ${one.on}`)
  }
  const zones = [...new Set([...byId.values()].map(({ zone }) => zone))].sort()
  const index = { byHolder, byId, listens, zones }
  indexes.set(all, index)
  return index
}

function holderOf({ room, item, mobile, zone }: Script): string {
  if (room) return `room:${room}`
  if (item) return `item:${item}`
  return mobile ? `mobile:${mobile}` : `zone:${zone}`
}

const scripts = new WeakMap<object, Scripted>()

function scripted(script: Script): Scripted {
  const known = scripts.get(script)
  if (known) return known
  const { id, zone, on, off } = script
  const source = typeof script.do === 'string' ? script.do : sourceOf(script.do)
  const one: Scripted = {
    ...{ id, zone, on, off, header: script },
    digest: fnv1a(canonical([on, source])).toString(36),
    program: once(() => programOf(source)),
  }
  scripts.set(script, one)
  return one
}

/** What is stored has been compiled before; a source of an older language would end here. */
function programOf(source: string): Program {
  const compiled = compile(source)
  if (compiled.ok) return compiled.program
  return { code: [], places: [], slots: 0 }
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined
  return () => {
    made ??= { value: make() }
    return made.value
  }
}

const reactions = new WeakMap<MobilePrototype, readonly Scripted[]>()

/** The simple reactions of a mobile, as scripts. */
export function reactionsOf(prototype: MobilePrototype): readonly Scripted[] {
  const known = reactions.get(prototype)
  if (known) return known
  const made = prototype.reactions.map((one, at) => reactionScript(prototype, one, at))
  reactions.set(prototype, made)
  return made
}

const plain: Header = {
  before: false,
  by: 'players',
  what: [],
  secret: false,
  chance: 100,
  cooldownBeats: 0,
  once: false,
  many: true,
  ifBroken: 'allow',
}

function reactionScript(prototype: MobilePrototype, reaction: Reaction, at: number): Scripted {
  const { on, item, words, social, hour, chance, cooldownBeats, once: single } = reaction
  return {
    id: `${prototype.id}#${at}`,
    zone: prototype.zone,
    on,
    header: {
      ...{ ...plain, chance, cooldownBeats, once: single },
      ...(item ? { with: item } : {}),
      ...(words ? { words } : {}),
      ...(social ? { social } : {}),
      ...(hour === undefined ? {} : { hours: [hour] }),
    },
    digest: '',
    off: false,
    reaction: at,
    program: once(() => actionsProgram(reaction.do)),
  }
}

const programs = new WeakMap<readonly Action[], Program>()

/** The program of a list of actions. */
export function actionsProgram(actions: readonly Action[]): Program {
  const program = programs.get(actions) ?? programOf(sourceOf(actions))
  programs.set(actions, program)
  return program
}

/** A script without any header: a list of actions of a mobile. */
export function plainScript(proto: string, program: () => Program): Scripted {
  const zone = proto.slice(0, proto.indexOf('.'))
  const from = { on: 'says', header: plain, digest: '', off: false, reaction: -1 } as const
  return { id: `${proto}#do`, zone, ...from, program }
}
