/** What a talk leaves behind: that they have met, and what the speaker said of itself. */
import type { NewEvent } from '../../schema/define-event.ts'
import type { Character, Mobile } from '../../schema/entities.ts'
import { npcRemembered, promiseEnded, toldTo } from '../../schema/events/bonds.ts'
import type { WorldReader } from '../../schema/world.ts'
import type { Moment } from '../decision.ts'
import { moved } from '../rules/bonds.ts'
import { claimIn } from './claims.ts'

/** Two days of the usual clock: later than this a promise is broken. */
const promiseHoldsBeats = 2 * 24 * 60 * 8

export function remembered(
  world: WorldReader,
  now: Moment,
  {
    mobile,
    speaker,
    words,
  }: { readonly mobile: Mobile; readonly speaker: Character; readonly words: string },
): NewEvent[] {
  const between = { character: speaker.id, npc: mobile.proto }
  const met = moved(world, now, { npc: mobile.proto, character: speaker, code: 'met' })
  const told = toldTo(world, speaker.id, mobile.proto)
  const broken = told.findIndex(({ due }) => due !== undefined && due < now.beat)
  if (broken >= 0) {
    const deed = { npc: mobile.proto, character: speaker, code: 'broke-promise' } as const
    return [promiseEnded({ ...between, at: broken }), ...moved(world, now, deed)]
  }
  const claim = claimIn(words)
  if (!claim || told.some(({ text }) => text === claim.text)) return met
  const before = told.findIndex(({ text }) => claimIn(text)?.matter === claim.matter)
  return [
    ...met,
    npcRemembered({
      ...between,
      kind: claim.kind,
      text: claim.text,
      ...(claim.kind === 'promise' ? { due: now.beat + promiseHoldsBeats } : {}),
      ...(before >= 0 ? { instead: before } : {}),
    }),
  ]
}
