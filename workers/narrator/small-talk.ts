/**
 * Lines that need no model, with the slots of this talk filled in. The words depend on the seed alone,
 * so a job that is answered twice is answered alike.
 */

import { tell } from '../../handlers/minds/tell.ts'
import type { BeingId } from '../../schema/ids.ts'
import type { JobOf, SceneView } from '../../schema/jobs.ts'
import type { ScriptedIntent } from '../talk/intents.ts'
import { filled, type Picker, pickerFor } from './pick.ts'
import { hours } from './scene-lines.ts'
import { capital, placeName } from './slots.ts'
import { farewells, greetings, mannerOf, smallTalk } from './talk-lines.ts'

/** What the mobile says by rule from the facts that the job carries; null for a job without any. */
export function toldByRule({ job: seed, payload }: JobOf<'npc-reply'>): string | null {
  const { dossier, line, npc, called, speaker } = payload
  if (!dossier) return null
  return tell({ dossier, line, name: npc.name, called, speaker: speaker.name, seed }).say
}

/** A reply to a line whose intent the rules know. */
export function scriptedReply(
  intent: ScriptedIntent,
  talk: {
    readonly npc: { readonly temper: string; readonly mood: string }
    readonly speaker: BeingId
    readonly scene: SceneView
    readonly seed: string
  },
): string {
  const pick = pickerFor(talk.seed)
  const manner = mannerOf(talk.npc)
  const lines =
    intent === 'greeting'
      ? greetings[manner]
      : intent === 'farewell'
        ? farewells[manner]
        : smallTalk[intent]
  return filled(pick.one(lines), talkSlots(talk.speaker, talk.scene, pick))
}

/** Values for the slots of `talk-lines.ts`. */
export function talkSlots(
  speaker: BeingId,
  scene: SceneView,
  pick: Picker,
): Record<string, string> {
  const hour = pick.one(hours[scene.dayPhase])
  return { speaker, place: placeName(scene), hour, Hour: capital(hour) }
}
