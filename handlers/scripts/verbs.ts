/** Verbs of rooms, things and mobiles: `pull lever`. They mean something only where they are declared. */

import type { Root } from '../../schema/scripts/vocabulary.ts'
import type { Context, Decision } from '../decision.ts'
import { callScript } from './call.ts'
import type { Happening } from './happenings.ts'
import { type Scripted, scriptIndex } from './index.ts'
import { callsFor } from './listeners.ts'
import { seesOf } from './reaction.ts'
import type { Value } from './values.ts'

/** What nobody can take away from players. */
const neverTaken: ReadonlySet<string> = new Set([
  'quit',
  'recall',
  'help',
  'report',
  'ignore',
  'tell',
  'who',
  'set',
  'flee',
])

/** True when some script of the zone may listen to the verb: asked of every line, so it is cheap. */
export function listensToVerb({ world, room, actor }: Context, typed: string): boolean {
  const { listens } = scriptIndex(world)
  if (listens.size === 0 || !listens.has(`${room.zone} verb`)) return false
  return actor.kind === 'character' && !neverTaken.has(typed)
}

/** What a line means to the first script here that knows its verb and thing, or null. */
export function decideOwnVerb(context: Context, line: string): Decision | null {
  const [typed = '', ...others] = line.trim().split(/\s+/)
  const verb = typed.toLowerCase()
  const arg = others.join(' ')
  const happening: Happening = {
    on: 'verb',
    room: context.room.id,
    by: context.actor.id,
    words: arg,
  }
  for (const call of callsFor(context.world, happening, 'after')) {
    if (call.script.header.verb !== verb || !isMeant(call.script, others)) continue
    const sees = new Map([...seesOf(context, call, happening), ...argumentsOf(others)])
    const { ended, words, acts } = callScript(context, { ...call, sees })
    if (ended === 'passed' || ended === 'asleep') continue
    if (ended === 'resting') {
      const text = 'Too much is going on here; try again.'
      return { kind: 'reject', code: 'resting', text, acts }
    }
    if (ended === 'denied') return { kind: 'reject', code: 'denied', text: words, acts }
    return { kind: 'accept', events: [], acts }
  }
  return null
}

/** Without a thing the verb alone is enough; otherwise one of its words has to stand in the line. */
function isMeant({ header }: Scripted, typed: readonly string[]): boolean {
  if (header.what.length === 0) return true
  return typed.some((word) => header.what.includes(word.toLowerCase()))
}

const small = new Set(['the', 'a', 'an', 'for', 'at', 'on', 'in', 'to', 'with'])

/** The words before the first number, and that number. */
function argumentsOf(typed: readonly string[]): readonly (readonly [Root, Value])[] {
  const at = typed.findIndex((word) => /^\d{1,9}$/.test(word))
  const words = at < 0 ? typed : typed.slice(0, at)
  const what = words.filter((word) => !small.has(word.toLowerCase())).join(' ')
  return [
    ['what', what],
    ['number', at < 0 ? 0 : Number(typed[at])],
  ]
}
