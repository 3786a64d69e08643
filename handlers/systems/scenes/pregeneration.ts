/**
 * Answers that are prepared while nobody asks: a quiet room with players in it has workers think about what
 * strangers ask and no rule can answer, once for each mobile as it is declared.
 */
import type { Mobile, Room } from '../../../schema/entities.ts'
import { canonIndex } from '../../../schema/events/canon.ts'
import { npcMinded } from '../../../schema/events/npc.ts'
import { workersAreAway } from '../../../schema/events/workers.ts'
import { ownOf } from '../../../schema/own.ts'
import { keywordsOf, mobilePrototype } from '../../../schema/words.ts'
import { charactersAt, mobilesAt } from '../../../schema/world.ts'
import { type Act, eventActs, type System, type SystemContext } from '../../define-system.ts'
import { dossierOf } from '../../minds/dossier.ts'
import { tell } from '../../minds/tell.ts'
import { conflictViewsIn, mobileView, sceneView } from '../../scene-view.ts'
import { askForJob, hasPersona } from './scene-jobs.ts'

/** A minute at the usual heartbeat, in which nobody spoke with anybody of the room. */
const quietBeats = 240
const hourBeats = 14_400
/** So many an hour for all who are near players: one call stands for a dozen of a talk. */
const perHourMax = 6
const questionsMax = 12

/** What strangers ask of anybody, the most usual first; rules know the answer to some, by whom it is. */
const usualQuestions = [
  'tell me about yourself',
  'what do you think of this place?',
  'what is your story?',
  'do you like it here?',
  'what do you think of this town?',
  'do you trust the people here?',
  'have you seen anything strange?',
  'what do you believe in?',
  'do you like strangers?',
  'what do you know of the old days?',
  'do you believe in ghosts?',
  'what do you think of the sea?',
  'have you heard any good tale?',
  'do you fear the dark?',
  'what are people here like?',
] as const

export const pregeneration: System = {
  name: 'pregeneration',
  everyBeats: quietBeats,
  run(context) {
    const { world, now, activeRooms } = context
    if (workersAreAway(world, now.beat)) return []
    const rooms = activeRooms.flatMap((id) => world.room(id) ?? [])
    const speakers = rooms.flatMap((room) =>
      mobilesAt(world, room.id)
        .filter((mobile) => hasPersona(world, mobile))
        .map((mobile) => ({ room, mobile })),
    )
    const lately = speakers.filter(({ mobile }) =>
      isSince(mobile, 'preparedAt', now.beat, hourBeats),
    )
    const loud = new Set(
      speakers
        .filter(({ mobile }) => isSince(mobile, 'spokeAt', now.beat, quietBeats))
        .map(({ room }) => room.id),
    )
    if (lately.length >= perHourMax) return []
    // One at a time: finding out what rules cannot answer costs some milliseconds of the tick.
    const next = speakers.find(
      ({ room, mobile }) => !loud.has(room.id) && isUnprepared(context, mobile),
    )
    return next ? ask(context, next.room, next.mobile) : []
  },
}

function isSince({ mind }: Mobile, key: string, beat: number, beats: number): boolean {
  const at = ownOf(mind, key)
  return at !== undefined && beat - Number(at) < beats
}

const versionOf = ({ world, now }: SystemContext, mobile: Mobile): number =>
  mobileView(world, mobile, now.beat).personaVersion

function isUnprepared(context: SystemContext, mobile: Mobile): boolean {
  return mobile.mind?.['prepared'] !== versionOf(context, mobile)
}

function ask(context: SystemContext, room: Room, mobile: Mobile): Act[] {
  const { world, now } = context
  const questions = openQuestions(context, room, mobile)
  const mind = { prepared: versionOf(context, mobile), preparedAt: now.beat }
  const noted = eventActs(npcMinded({ mobile: mobile.id, mind }))
  if (questions.length === 0) return noted
  return [
    ...noted,
    ...askForJob(world, now, {
      kind: 'pregenerate',
      key: `pregenerate ${mobile.id}`,
      room: room.id,
      about: { npc: mobile.id },
      payload: () => ({
        scene: sceneView(world, room, now),
        npc: mobileView(world, mobile, now.beat),
        questions,
        conflicts: conflictViewsIn(world, room.id),
        canonVersion: canonIndex(world, room.zone).version,
      }),
    }),
  ]
}

/** What a rule answers at once needs no preparation. */
function openQuestions({ world, now }: SystemContext, room: Room, mobile: Mobile): string[] {
  const prototype = mobilePrototype(world, mobile.proto)
  const [speaker] = charactersAt(world, room.id)
  if (!prototype || !speaker) return []
  const isOpen = (line: string) =>
    !tell({
      dossier: dossierOf({ world, now, mobile, prototype, room, speaker, words: line }),
      line,
      name: mobile.name,
      called: keywordsOf(world, mobile),
      speaker: speaker.name,
      seed: line,
    }).sure
  return usualQuestions.filter(isOpen).slice(0, questionsMax)
}
