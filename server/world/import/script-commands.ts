/**
 * Lines of DG scripts and mobprogs as actions of world files. Only what runs straight through is
 * translated: a script with conditions or variables keeps its text until there are scripts here.
 */
import type { Direction } from '../../../schema/directions.ts'
import { directions } from '../../../schema/directions.ts'
import { ownOf } from '../../../schema/own.ts'
import type { AreaRoom, AreaScript } from './area-model.ts'
import type { Place } from './area-values.ts'
import type { Translation } from './translation.ts'

/** The mobile whose script is read: where resets put it, and where the script stands. */
export interface ScriptHost {
  readonly translation: Translation
  readonly rooms: readonly AreaRoom[]
  readonly at: Place
}

/** What a script comes to: actions in order, or why it is kept as text. */
export type ScriptResult =
  | { readonly actions: readonly object[]; readonly commands: readonly string[] }
  | { readonly reason: string; readonly commands: readonly string[] }

const control = new Set(
  `if else elseif end endif while done switch case default or and set eval unset global context
  extract makeuid remote rdelete return attach detach`.split(/\s+/),
)
/** A condition that only asks whether it is a player. */
const onlyPlayers = /^if\s+(?:%actor\.is_pc%|ispc\s*\(?\s*\$n\s*\)?)\s*$/i
const passed = new Set(['wait', 'halt', 'break', 'mpdelay', 'mpact'])

/** The words by which both families call the same; `mob echo` and `mpecho` are one. */
const sameCommands: Readonly<Record<string, string>> = {
  ...{ "'": 'say', ':': 'emote', mpe: 'echo', mpecho: 'echo', '%echo%': 'echo' },
  ...{ mpechoaround: 'echoaround', '%echoaround%': 'echoaround', mpkill: 'kill', '%kill%': 'kill' },
  ...{ mptransfer: 'teleport', mptrans: 'teleport', '%teleport%': 'teleport' },
  ...{ mpoload: 'load', '%load%': 'load' },
  ...{ mpopen: 'open', mpunlock: 'unlock', mpclose: 'close', mplock: 'lock' },
}

/** Reads the lines of a script. */
export function readScript(host: ScriptHost, script: Pick<AreaScript, 'commands'>): ScriptResult {
  const lines = withoutGuard(
    script.commands
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '' && !line.startsWith('*')),
  )
  const commands = lines.map((line) => commandOf(line).name)
  const actions: object[] = []
  let loaded: string | undefined
  for (const line of lines) {
    const { name, rest } = commandOf(line)
    if (passed.has(name)) continue
    if (control.has(name)) return { reason: 'conditions and variables', commands }
    if (name === 'load') {
      loaded = itemOf(host, rest)
      if (loaded === undefined) return { reason: 'loads what it does not hand over', commands }
      continue
    }
    const action = actionOf(host, { name, rest, loaded })
    if (typeof action === 'string') return { reason: action, commands }
    if ('give' in action) loaded = undefined
    actions.push(action)
  }
  if (loaded !== undefined) return { reason: 'loads what it does not hand over', commands }
  if (actions.length === 0) return { reason: 'no command that does something here', commands }
  return { actions, commands }
}

/** The lines inside a condition that everything stands in and that only asks for a player. */
function withoutGuard(lines: readonly string[]): readonly string[] {
  const isGuarded = onlyPlayers.test(lines[0] ?? '') && /^end(?:if)?$/i.test(lines.at(-1) ?? '')
  return isGuarded ? lines.slice(1, -1) : lines
}

function commandOf(line: string): { name: string; rest: string } {
  const [, first = '', rest = ''] = /^(['":]|\S+)\s*(.*)$/s.exec(line) ?? []
  const word = first.toLowerCase()
  if (word === 'mob') {
    const [, second = '', more = ''] = /^(\S+)\s*(.*)$/s.exec(rest) ?? []
    const own = `mp${second.toLowerCase()}`
    return { name: ownOf(sameCommands, own) ?? own, rest: more }
  }
  return { name: ownOf(sameCommands, word) ?? word, rest }
}

/** Who it answers, as both families write it. */
const actor = /^(?:%actor(?:\.name)?%|\$n)$/i

type Line = { readonly name: string; readonly rest: string; readonly loaded: string | undefined }

/** The action of a line, or why there is none. */
function actionOf(host: ScriptHost, { name, rest, loaded }: Line): object | string {
  const direction = directions.find(
    (one) => one === name || (name.length > 1 && one.startsWith(name)),
  )
  if (direction !== undefined && rest === '') return { move: direction }
  if (name === 'say' || name === 'emote') return spoken(host, name, rest)
  if (name === 'echo') return spoken(host, 'narrate', rest)
  if (name === 'echoaround') return spoken(host, 'narrate', rest.replace(/^\S+\s*/, ''))
  if (name === 'kill') return actor.test(rest) ? { act: 'attack' } : 'attacks somebody else'
  if (name === 'flee') return { act: 'flee' }
  if (name === 'give') return handed(rest, loaded)
  if (name === 'teleport') return carried(host, rest)
  if (['open', 'close', 'lock', 'unlock'].includes(name)) return door(host, name, rest)
  const gesture = ownOf(gestures, name)
  if (gesture !== undefined) return { emote: gestureTo(gesture, rest) }
  return `the command ${name}`
}

/** Gestures that say enough without their object. */
const gestures: Readonly<Record<string, string>> = Object.fromEntries(
  `bow smile wave nod grin laugh sigh cry frown wink shrug yawn cackle giggle chuckle cough growl
  snarl hum whistle blush beam glare scowl stare dance curtsey salute snicker sniff sneer grumble
  mutter shiver tremble applaud cheer`
    .split(/\s+/)
    .map((word) => [
      word,
      `${word}${/(?:s|sh|ch|x)$/.test(word) ? 'es' : 's'}`.replace(/rys$/, 'ries'),
    ]),
)

function gestureTo(gesture: string, rest: string): string {
  return actor.test(rest) ? `${gesture} at {actor}.` : `${gesture}.`
}

function spoken(host: ScriptHost, kind: 'say' | 'emote' | 'narrate', raw: string): object | string {
  const text = plainText(host, raw)
  if (text === undefined) return 'variables in a text'
  return text === '' ? 'an empty text' : { [kind]: text }
}

/** Signs that stand for names while a text is cleaned; texts of areas do not have them. */
const names = { actor: '\ue000', npc: '\ue001' } as const

function plainText({ translation, at }: ScriptHost, raw: string): string | undefined {
  const named = raw
    .replace(/%actor(?:\.(?:name|alias))?%|\$[nN]/g, names.actor)
    .replace(/%self(?:\.(?:name|alias))?%|\$[iI]/g, names.npc)
  if (/%[a-z]+[.%]|\$[a-zA-Z]/.test(named)) return undefined
  return translation.texts
    .prose(named, at)
    .replaceAll(names.actor, '{actor}')
    .replaceAll(names.npc, '{npc}')
}

function itemOf({ translation }: ScriptHost, rest: string): string | undefined {
  const vnum = /^(?:obj\s+)?(\d{1,9})\b/i.exec(rest)?.[1]
  return vnum === undefined ? undefined : translation.itemId(Number(vnum))
}

function handed(rest: string, loaded: string | undefined): object | string {
  const to = rest.split(/\s+/).at(-1) ?? ''
  if (loaded === undefined || !actor.test(to)) return 'gives what it does not load'
  return { give: loaded }
}

function carried({ translation }: ScriptHost, rest: string): object | string {
  const [who = '', room = ''] = rest.split(/\s+/)
  const id = /^\d{1,9}$/.test(room) ? translation.roomId(Number(room)) : undefined
  if (!actor.test(who) || id === undefined) return 'carries somebody else, or elsewhere'
  return { teleport: id }
}

/** A door by its direction or by a word that one exit where the mobile stands has. */
function door({ translation, rooms }: ScriptHost, act: string, rest: string): object | string {
  const words = rest.toLowerCase().split(/\s+/)
  const said = directions.find((one) => words.includes(one))
  if (said !== undefined) return { [act]: said }
  const found = new Set(
    rooms.flatMap(({ exits }) =>
      exits
        .filter(({ keywords }) =>
          keywords
            .toLowerCase()
            .split(/\s+/)
            .some((w) => words.includes(w)),
        )
        .map(({ direction }) => translation.direction(direction)),
    ),
  )
  const [only, ...others] = [...found].filter((one): one is Direction => one !== undefined)
  return only === undefined || others.length > 0 ? 'a door that cannot be told' : { [act]: only }
}
