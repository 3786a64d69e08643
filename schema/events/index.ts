/** The one list of events. A type that is not here does not exist. */
import type { AnyEvent } from '../define-event.ts'
import * as admin from './admin.ts'
import * as arrival from './arrival.ts'
import * as boards from './boards.ts'
import * as bonds from './bonds.ts'
import * as building from './building.ts'
import * as canon from './canon.ts'
import * as channels from './channels.ts'
import * as claims from './claims.ts'
import * as combat from './combat.ts'
import * as commands from './commands.ts'
import * as company from './company.ts'
import * as conflict from './conflict.ts'
import * as conflictBeats from './conflict-beats.ts'
import * as consume from './consume.ts'
import * as death from './death.ts'
import * as effects from './effects.ts'
import * as exploring from './exploring.ts'
import * as growth from './growth.ts'
import * as items from './items.ts'
import * as mail from './mail.ts'
import * as movement from './movement.ts'
import * as news from './news.ts'
import * as npc from './npc.ts'
import * as people from './people.ts'
import * as posture from './posture.ts'
import * as presence from './presence.ts'
import * as quests from './quests.ts'
import * as reversal from './reversal.ts'
import * as scenery from './scenery.ts'
import * as scenes from './scenes.ts'
import * as scriptHealth from './script-health.ts'
import * as scripts from './scripts.ts'
import * as speech from './speech.ts'
import * as tells from './tells.ts'
import * as time from './time.ts'
import * as trade from './trade.ts'
import * as ways from './ways.ts'
import * as workers from './workers.ts'
import * as world from './world.ts'

function isEvent(value: unknown): value is AnyEvent {
  return typeof value === 'function' && 'evolve' in value && 'type' in value
}

const declared = [
  admin,
  arrival,
  boards,
  bonds,
  building,
  canon,
  channels,
  claims,
  combat,
  company,
  commands,
  conflict,
  conflictBeats,
  consume,
  death,
  effects,
  exploring,
  growth,
  items,
  mail,
  movement,
  news,
  npc,
  people,
  posture,
  presence,
  quests,
  reversal,
  scenery,
  scenes,
  scriptHealth,
  scripts,
  speech,
  tells,
  time,
  trade,
  ways,
  workers,
  world,
]
  .flatMap((module) => Object.values(module) as unknown[])
  .filter(isEvent)

export const events: ReadonlyMap<string, AnyEvent> = new Map(
  declared.map((event) => [event.type, event]),
)

if (events.size !== declared.length) throw new Error('two events share a type')

/** The declaration of `type`. Throws on a type that this program does not know. */
export function eventType(type: string): AnyEvent {
  const event = events.get(type)
  if (!event) throw new Error(`unknown event type ${type}`)
  return event
}
