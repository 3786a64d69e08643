/** Jobs for tests: one of every kind in one small tavern, each field open to change. */
import { type Job, type JobKind, type JobOf, jobIdOf, jobSchema } from '../../schema/jobs.ts'

const scene = {
  room: 'saltmere.common-room',
  title: 'The Rusted Lantern',
  description:
    'A low room of tarred beams. A driftwood bar runs along one wall under a hanging lantern.',
  zone: 'saltmere',
  version: 3,
  people: [
    { id: 'saltmere.maren', name: 'Maren', kind: 'npc' },
    { id: 'p1', name: 'Ash', kind: 'player' },
  ],
  items: ['a brass lantern', 'a chipped mug'],
  exits: ['north'],
  dayPhase: 'dusk',
}
const npc = {
  id: 'saltmere.maren',
  name: 'Maren',
  persona: 'saltmere.maren',
  personaVersion: 1,
  temper: 'cheerful',
  mood: 'calm',
}
const conflict = {
  id: 'saltmere.net-feud',
  name: 'The feud over the nets',
  phase: 'rising',
  tension: 55,
  progress: 30,
  parties: [
    { id: 'netmakers', name: 'the Netmakers', stance: 'want the quay back' },
    { id: 'saltmere.brann', name: 'Captain Brann', stance: 'keeps the quay shut' },
  ],
  version: 2,
}
const options = [
  { id: 'block', label: 'raise the shield' },
  { id: 'flee', label: 'run for the door' },
]

const payloads: Record<JobKind, Record<string, unknown>> = {
  'narrate-room': { scene, occasion: 'first-visit', happened: ['Ash comes in from the rain.'] },
  'narrate-combat': {
    scene,
    attacker: scene.people[1],
    defender: scene.people[0],
    blows: ['Ash hits Maren hard.', 'Maren misses Ash.'],
    outcome: 'going-on',
  },
  'narrate-phase': { scene, conflict, from: 'brewing' },
  'npc-reply': {
    scene,
    npc,
    speaker: { id: 'p1', name: 'Ash' },
    line: 'Who built the lighthouse?',
    private: true,
    conflicts: [conflict],
  },
  'npc-plan': { scene, npc, options, wanted: 2 },
  'npc-reaction': {
    scene,
    npc,
    cause: { kind: 'attacked', by: scene.people[1], text: 'Ash swings a mug at Maren.' },
    options,
  },
  'social-bundle': { scene, occupants: 'a1b2', conflicts: [conflict] },
  canon: { conflict, outcome: 'The quay was opened again', tellers: [npc] },
  'summarise-memory': {
    npc,
    about: 'p1',
    memories: [
      { id: 'm1', text: 'Ash asked about the lighthouse.', importance: 20 },
      { id: 'm2', text: 'Ash promised to bring oil for the lamp.', importance: 70 },
    ],
  },
  pregenerate: { scene, npc, questions: ['who are you', 'what is this place'] },
}

let made = 0

/** A job of a kind that passes the schema, with parts of its payload and envelope replaced. */
export function jobFor<K extends JobKind>(
  kind: K,
  payload: Record<string, unknown> = {},
  envelope: Record<string, unknown> = {},
): JobOf<K> {
  made += 1
  const event = { shard: 1, tick: made, ordinal: 0 }
  return jobSchema.parse({
    v: 1,
    job: jobIdOf(kind, event),
    kind,
    key: 'k1',
    world: 'main',
    event,
    madeAtBeat: 1_000,
    expiresAtBeat: 2_000,
    payload: { ...payloads[kind], ...payload },
    ...envelope,
  }) as Job as JobOf<K>
}

export { conflict, npc, options, scene }
