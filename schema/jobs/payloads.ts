/** What the tick tells a worker about a job: ids, and the part of the scene the answer may mention. */
import { z } from 'zod'

export const moods = ['calm', 'glad', 'wary', 'angry', 'sad', 'afraid', 'amused'] as const
export type Mood = (typeof moods)[number]

const id = z.string().min(1).max(96)
const label = z.string().min(1).max(120)
/** Player-written text arrives cleaned, but stays data: prompts fence it. */
const said = z.string().min(1).max(512)
const line = z.string().min(1).max(600)

const personView = z.strictObject({ id, name: label, kind: z.enum(['player', 'npc']) })

const sceneView = z.strictObject({
  room: id,
  title: label,
  description: z.string().max(2000),
  zone: id,
  /** How prose sounds in this zone. */
  voice: z.string().max(400).optional(),
  /** Rises with every change of the room, so that cached words about it can expire. */
  version: z.int().min(0),
  people: z.array(personView).max(60),
  items: z.array(label).max(40),
  exits: z.array(z.string().max(24)).max(12).default([]),
  dayPhase: z.enum(['dawn', 'day', 'dusk', 'night']).default('day'),
  weather: z.string().max(80).optional(),
})
export type SceneView = z.infer<typeof sceneView>

const npcView = z.strictObject({
  id,
  name: label,
  /** The mobile prototype whose persona speaks. */
  persona: id,
  /** Rises when a builder changes the persona. */
  personaVersion: z.int().min(0),
  temper: z.string().max(24).default('plain'),
  mood: z.enum(moods).default('calm'),
})
export type NpcView = z.infer<typeof npcView>

const conflictView = z.strictObject({
  id,
  name: label,
  phase: z.enum(['brewing', 'rising', 'climax', 'resolution', 'aftermath']),
  tension: z.int().min(0).max(100),
  progress: z.int().min(0).max(100),
  parties: z.array(z.strictObject({ id, name: label, stance: z.string().max(200) })).max(8),
  version: z.int().min(0),
})
export type ConflictView = z.infer<typeof conflictView>

/** A choice the rules have already allowed; a model may pick one and nothing else. */
const option = z.strictObject({ id: z.string().min(1).max(48), label })
const turn = z.strictObject({ by: z.enum(['npc', 'player']), text: said })

export const payloadSchemas = {
  'narrate-room': z.strictObject({
    scene: sceneView,
    occasion: z.enum(['first-visit', 'happening', 'quiet']),
    happened: z.array(line).max(12),
  }),
  'narrate-combat': z.strictObject({
    scene: sceneView,
    attacker: personView,
    defender: personView,
    /** The rounds as the rules decided them, oldest first. */
    blows: z.array(line).max(12),
    outcome: z.enum(['going-on', 'fled', 'slain']),
  }),
  'narrate-phase': z.strictObject({
    scene: sceneView,
    conflict: conflictView,
    from: conflictView.shape.phase,
    /** The world file's own prose for this phase: what the scripted narrator says. */
    fallback: z.string().max(600).optional(),
  }),
  'npc-reply': z.strictObject({
    scene: sceneView,
    npc: npcView,
    speaker: z.strictObject({ id, name: label }),
    line: said,
    /** A private talk has the smaller history budget, and its memories stay with the speaker. */
    private: z.boolean(),
    history: z.array(turn).max(24).default([]),
    conflicts: z.array(conflictView).max(4).default([]),
    canonVersion: z.int().min(0).default(0),
    fallback: z.array(line).max(8).default([]),
  }),
  'npc-plan': z.strictObject({
    scene: sceneView,
    npc: npcView,
    options: z.array(option).min(1).max(12),
    wanted: z.int().min(1).max(6),
  }),
  'npc-reaction': z.strictObject({
    scene: sceneView,
    npc: npcView,
    cause: z.strictObject({ kind: z.string().max(48), by: personView, text: line }),
    options: z.array(option).min(1).max(12),
  }),
  'social-bundle': z.strictObject({
    scene: sceneView,
    /** Changes when anyone comes or goes; a bundle for other company is never shown. */
    occupants: z.string().max(64),
    conflicts: z.array(conflictView).max(4).default([]),
  }),
  canon: z.strictObject({
    conflict: conflictView,
    outcome: line,
    tellers: z.array(npcView).max(6).default([]),
  }),
  'summarise-memory': z.strictObject({
    npc: npcView,
    /** Whose private memories these are; null for what the NPC knows of everyone. */
    about: id.nullable(),
    memories: z
      .array(z.strictObject({ id, text: line, importance: z.int().min(0).max(100) }))
      .min(2)
      .max(40),
  }),
  pregenerate: z.strictObject({
    scene: sceneView,
    npc: npcView,
    /** Common questions in their normalised form. */
    questions: z.array(z.string().min(1).max(160)).min(1).max(12),
    conflicts: z.array(conflictView).max(4).default([]),
    canonVersion: z.int().min(0).default(0),
  }),
} as const

export type PayloadOf<K extends keyof typeof payloadSchemas> = z.infer<(typeof payloadSchemas)[K]>
