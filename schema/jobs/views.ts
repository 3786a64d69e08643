/** Shapes that the payloads and answers of several kinds share. */
import { z } from 'zod'

export const moods = ['calm', 'glad', 'wary', 'angry', 'sad', 'afraid', 'amused'] as const
export type Mood = (typeof moods)[number]

export const id = z.string().min(1).max(96)
export const label = z.string().min(1).max(120)
/** Text that a player wrote. It is cleaned, but it stays data: prompts put it between fences. */
export const said = z.string().min(1).max(512)
export const line = z.string().min(1).max(600)

/** A longer text of a model is refused, not cut: the scripted narrator answers instead. */
export const proseCharactersMax = 600
export const prose = z.string().trim().min(1).max(proseCharactersMax)
export const shortProse = z.string().trim().min(1).max(240)
export const importance = z.int().min(0).max(100)

export const personView = z.strictObject({ id, name: label, kind: z.enum(['player', 'npc']) })

export const sceneView = z.strictObject({
  room: id,
  title: label,
  description: z.string().max(2000),
  zone: id,
  /** Tone of prose in this zone. */
  voice: z.string().max(400).optional(),
  /** Rises with every change of the room, so that cached words about it can expire. */
  version: z.int().min(0),
  people: z.array(personView).max(60),
  items: z.array(label).max(40),
  exits: z.array(z.string().max(24)).max(12).default([]),
  dayPhase: z.enum(['dawn', 'day', 'dusk', 'night']).default('day'),
  /** Overhead; absent under a roof. */
  weather: z.string().max(80).optional(),
  /** Nobody sees anything here without a light of their own. */
  dark: z.boolean().default(false),
  /** No sky can be seen: indoors, in caves, below ground. */
  roofed: z.boolean().default(true),
  terrain: z.string().max(24).default('inside'),
  /** Who fights here. */
  fighting: z.array(label).max(12).default([]),
  /** Counts the scenes of whoever stands here, so that two in a row are not told alike. */
  turn: z.int().min(0).default(0),
})
export type SceneView = z.infer<typeof sceneView>

export const npcView = z.strictObject({
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

export const conflictView = z.strictObject({
  id,
  name: label,
  phase: z.enum(['brewing', 'rising', 'climax', 'resolution', 'aftermath']),
  tension: z.int().min(0).max(100),
  progress: z.int().min(0).max(100),
  parties: z.array(z.strictObject({ id, name: label, stance: z.string().max(200) })).max(8),
  version: z.int().min(0),
})
export type ConflictView = z.infer<typeof conflictView>

/** The id of a choice. */
export const choice = z.string().min(1).max(48)
/** A choice that the rules have already allowed; a model may pick one and nothing else. */
export const option = z.strictObject({ id: choice, label })
