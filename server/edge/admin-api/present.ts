/**
 * How it is at this moment, and who is to blame when it is not well: judged from who owes an answer or a
 * sign of life, and from what is under way. Pure: asks nobody, so the judgement never waits for what is
 * away.
 */
import type { Blame, Present } from '../../../schema/signs.ts'
import type { HeardSign } from '../../platform/signs.ts'

/** What a gateway knows at a moment. Times are milliseconds. */
export interface KnownNow {
  /** The gateway that judges. */
  readonly by: string
  /** How long bus and store have owed an answer; 0 when they owe none. */
  readonly busMs: number
  readonly storeMs: number
  /** Since the bus answered or brought anything. */
  readonly busHeardMs: number
  /** The servers of a cluster, each with how long it has owed an answer. */
  readonly servers: readonly { readonly who: string; readonly owesMs: number }[]
  readonly signs: readonly HeardSign[]
}

/** Answers take milliseconds, signs come every 400 ms. */
const owedMsMax = 700
const silentMsMax = 1_200
/** A sign that is late by more than this, while the bus brings others, is late by its sender's fault. */
const fairMs = 500
const tickMsMax = 1_000
const oldestMsMax = 2_000

/** Stages in which a tick waits for its store. */
const storeStages: readonly string[] = ['load', 'flush', 'settle']

/** Everything but the objectives. */
export function presentOf(known: KnownNow): Omit<Present, 'objectives'> {
  const leader = known.signs.find(({ sign }) => sign.leads)
  const running = leader?.sign.running
  return {
    by: known.by,
    wrong: wrongOf(known, leader),
    tick:
      leader && running
        ? {
            instance: leader.sign.instance,
            stage: running.stage,
            ageMs: running.ageMs + leader.silentMs,
          }
        : null,
    oldestMs: oldestOf(known),
    busMs: known.busMs,
    storeMs: known.storeMs,
    roles: known.signs.map(({ sign, silentMs }) => ({
      role: sign.role,
      instance: sign.instance,
      leads: sign.leads ?? false,
      silentMs,
      silent: silentMs > silentMsMax,
    })),
  }
}

/** The first is to blame: what stands behind the others comes before them. */
function wrongOf(known: KnownNow, leader: HeardSign | undefined): Blame[] {
  const servers = known.servers.flatMap(({ who, owesMs }) => owes(who, owesMs))
  const isNamed = (kind: string) => servers.some(({ who }) => who.startsWith(kind))
  const behind = [
    ...servers,
    ...(isNamed('NATS') ? [] : owes('NATS', known.busMs)),
    ...(isNamed('Postgres') ? [] : owes('Postgres', known.storeMs)),
  ]
  const processes = known.signs.flatMap((one) => silenceOf(one, known))
  const wrong = [...behind, ...processes, ...leadOf(known, leader), ...workersOf(known)]
  if (wrong.length > 0 || oldestOf(known) <= oldestMsMax) return wrong
  const words = `a command has waited for ${seconds(oldestOf(known))}`
  return [{ who: leader ? `tick ${leader.sign.instance}` : 'the ticks', words }]
}

function owes(who: string, owesMs: number): Blame[] {
  return owesMs > owedMsMax ? [{ who, words: `no answer for ${seconds(owesMs)}` }] : []
}

/** A process is to blame for its silence only while the bus brings what others say. */
function silenceOf({ sign, silentMs }: HeardSign, { busHeardMs }: KnownNow): Blame[] {
  if (silentMs <= silentMsMax || silentMs - busHeardMs <= fairMs) return []
  return [
    { who: `${sign.role} ${sign.instance}`, words: `no sign of life for ${seconds(silentMs)}` },
  ]
}

function leadOf({ signs, busMs }: KnownNow, leader: HeardSign | undefined): Blame[] {
  // Without the bus nobody knows who leads.
  if (busMs > owedMsMax) return []
  if (!leader) {
    const known = signs.some(({ sign }) => sign.role === 'tick')
    return [{ who: 'the ticks', words: known ? 'nobody leads' : 'there is none' }]
  }
  const { instance, running } = leader.sign
  if (!running || leader.silentMs > silentMsMax || running.ageMs <= tickMsMax) return []
  const who = storeStages.includes(running.stage) ? 'Postgres' : `tick ${instance}`
  return [{ who, words: `tick ${instance} is in ${running.stage} for ${seconds(running.ageMs)}` }]
}

function workersOf({ signs, busMs }: KnownNow): Blame[] {
  const some = busMs > owedMsMax || signs.some(({ sign }) => sign.role === 'worker')
  return some ? [] : [{ who: 'the workers', words: 'there is none' }]
}

function oldestOf({ signs }: KnownNow): number {
  const ages = signs.map(({ sign, silentMs }) => (sign.oldestMs ? sign.oldestMs + silentMs : 0))
  return Math.max(0, ...ages)
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`
}
