/** Which answers may be given to another visitor. When in doubt, none: a call costs less than a wrong answer. */

import type { BeingId } from '../../schema/ids.ts'
import type { Fact } from '../../schema/jobs/dossier.ts'
import type { PayloadOf } from '../../schema/jobs.ts'
import { wordsOf } from '../text/words.ts'
import { commonIntents, type Intent } from './intents.ts'
import type { CacheScope } from './response-cache.ts'

const timeWords = new Set(
  `now today tonight yesterday tomorrow currently recently lately moment minute hour week morning evening noon
  midnight dawn dusk sunrise sunset rain raining storm weather already soon earlier later`.split(
    /\s+/,
  ),
)
const personalWords = new Set(['me', 'my', 'mine', 'i', 'we', 'us', 'our', 'myself'])
const backReference =
  /\b(?:again|as you (?:said|say|told)|you (?:told|said|asked|promised|gave|brought)|your (?:friend|promise|debt)|last time|welcome back|remember you)\b/i
const numberWord =
  /\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozen|twenty|thirty|hundred)\b/i
const lineWordsMax = 24

export interface Exchange {
  readonly intent: Intent
  readonly line: string
  readonly say: string
  readonly speaker: BeingId
  /** Players in the room: none of them may be named in a shared answer. */
  readonly players: readonly string[]
  /** The answer revealed that the mobile learned something about this visitor. */
  readonly remembered: boolean
}

/** Whether an answer may be shared, and if not, why. */
export function maySharedAnswer(exchange: Exchange): { ok: true } | { ok: false; why: string } {
  const no = (why: string) => ({ ok: false as const, why })
  const asked = wordsOf(exchange.line)
  const answered = wordsOf(exchange.say)
  if (!commonIntents.has(exchange.intent)) return no('not a common question')
  if (asked.length > lineWordsMax) return no('too particular')
  if (exchange.remembered) return no('about this visitor')
  if (asksPersonally(exchange.line)) return no('personal question')
  if (asked.some((word) => timeWords.has(word))) return no('time-bound question')
  if (answered.some((word) => timeWords.has(word))) return no('time-bound answer')
  if (namesAny(exchange.say, [exchange.speaker, ...exchange.players])) return no('names a player')
  if (namesAny(exchange.line, exchange.players)) return no('asks about a player')
  if (backReference.test(exchange.say)) return no('refers to this talk')
  if (numberWord.test(exchange.say)) return no('holds a count')
  return { ok: true }
}

/** Whether a cached answer may be looked for at all: the question alone, before there is an answer. */
export function mayAskCache(intent: Intent, line: string, players: readonly string[]): boolean {
  const asked = wordsOf(line)
  return (
    commonIntents.has(intent) &&
    asked.length <= lineWordsMax &&
    !asksPersonally(line) &&
    !asked.some((word) => timeWords.has(word)) &&
    !namesAny(line, players)
  )
}

/** "Tell me" and "can I" are ways of asking; any other "me" is about the visitor. */
function asksPersonally(line: string): boolean {
  const rest = line
    .toLowerCase()
    .replaceAll(/\b(?:tell|show|give|help|let|teach|excuse|pardon|forgive) (?:me|us)\b/g, '')
    .replaceAll(/\b(?:can|could|may|might|do|should|would|where (?:am|are)) (?:i|we)\b/g, '')
    .replaceAll(
      /\bi (?:can|could|would|might|am (?:looking|new|curious|wondering)|wonder|hear|heard)\b/g,
      '',
    )
    .replaceAll(/\bi'd\b/g, '')
  return wordsOf(rest).some((word) => personalWords.has(word))
}

function namesAny(text: string, names: readonly string[]): boolean {
  const words = new Set(wordsOf(text))
  return names.some((name) => wordsOf(name).some((part) => part.length > 2 && words.has(part)))
}

/** The scope under which a reply to this job's line may be found and kept. */
export function scopeOf(
  world: string,
  payload: Pick<PayloadOf<'npc-reply'>, 'npc' | 'scene' | 'conflicts' | 'canonVersion'> &
    Partial<Pick<PayloadOf<'npc-reply'>, 'dossier'>>,
): CacheScope {
  const { npc, scene, conflicts, canonVersion } = payload
  return {
    world,
    npc: npc.id,
    npcName: npc.name,
    personaVersion: npc.personaVersion,
    mood: `${npc.mood} ${standingOf(payload.dossier?.facts ?? [])}`.trim(),
    deps: [
      `zone:${scene.zone}@0`,
      `canon:${scene.zone}@${canonVersion}`,
      ...conflicts.map((conflict) => `conflict:${conflict.id}@${conflict.version}`),
    ],
  }
}

/**
 * How the listener stands with the speaker, and what it may hear: an answer goes only to those who stand alike.
 * Empty for the stranger that most visitors are.
 */
function standingOf(facts: readonly Fact[]): string {
  const tier = facts.find(({ id }) => id === 'bond')?.own ?? 'stranger'
  const won = facts.filter(({ id }) => /^(?:won|news):/.test(id)).map(({ id }) => id)
  return [...(tier === 'stranger' ? [] : [tier]), ...won].join(' ')
}
