/** Runs the tests that stand beside scripts in world files, each in a world of its own. */

import { idsFor } from '../../handlers/dice.ts'
import { makeItem } from '../../handlers/rules/making.ts'
import type { NewEvent } from '../../schema/define-event.ts'
import type { Character } from '../../schema/entities.ts'
import { characterCreated, characterEntered, sessionOpened } from '../../schema/events/presence.ts'
import { scriptFailed } from '../../schema/events/script-health.ts'
import { apply } from '../../schema/fold.ts'
import type { Script, ScriptTest, World } from '../../schema/world-file.ts'
import { WorldMap } from '../../schema/world-map.ts'
import { digested, planWorldLoad } from './load-world.ts'
import { type Play, playIn, type Turn } from './play.ts'

/** What came out of one test; without `why` it went as it says. */
export interface TestResult {
  readonly script: string
  readonly test: string
  readonly why?: string
}

const origin = { shard: 1, tick: 1, beat: 0, atMs: 1_700_000_000_000 }
const tester = 'tester'
const name = 'Tester'
const beatsPerSecond = 4

/** The tests of all scripts of a world, in the order of the scripts. */
export function runScriptTests(world: World): TestResult[] {
  const tested = Object.values(world.scripts).filter(({ tests }) => tests.length > 0)
  if (tested.length === 0) return []
  const base = new WorldMap()
  // The plan applies every event to the world when its row is taken.
  for (const _row of planWorldLoad(base, digested(world), origin));
  return tested.flatMap((script) =>
    script.tests.map((test): TestResult => {
      const why = whyFailed(base, script, test)
      return { script: script.id, test: test.name, ...(why ? { why } : {}) }
    }),
  )
}

/** Why a test does not go as it says, or undefined. */
function whyFailed(base: WorldMap, script: Script, test: ScriptTest): string | undefined {
  const room = test.room ?? script.room
  if (!room) return 'say in which room it happens'
  const world = new WorldMap(base)
  const play = playIn(world, beatOf(world, test.hour))
  bringIn(world, room, test)
  for (const [at, step] of test.steps.entries()) {
    const turn = turnOf(play, step)
    const read = turn.read(name).join('\n')
    const events = new Set(turn.events.map(({ type }) => type))
    const missing = step.reads.find((line) => !read.includes(line))
    const hidden = step.hides.find((line) => read.includes(line))
    const place = `step ${at + 1}`
    if (missing) return `${place}: expected to read “${missing}”, and read “${read}”`
    if (hidden) return `${place}: expected not to read “${hidden}”`
    if (step.event && !events.has(step.event)) {
      return `${place}: expected ${step.event}, and there were ${[...events].join(', ') || 'none'}`
    }
    const [broken] = play.broken
    if (broken) return `${place}: ${broken instanceof Error ? broken.message : String(broken)}`
  }
  const fault = play.log.find((event) => scriptFailed.is(event))
  if (!fault || !scriptFailed.is(fault)) return undefined
  return `${fault.data.script}, line ${fault.data.line}: ${fault.data.why}`
}

function turnOf(play: Play, { type, wait }: ScriptTest['steps'][number]): Turn {
  return type === undefined ? play.wait((wait ?? 0) * beatsPerSecond) : play.type(name, type)
}

/** A beat a little after the beginning of an hour; the usual one without it. */
function beatOf({ definitions }: WorldMap, hour: number | undefined): number {
  const settings = definitions.get<{ beatsPerMinute?: number; startHour?: number }>(
    'world',
    'world',
  )
  const { beatsPerMinute = 8, startHour = 8 } = settings ?? {}
  return 28 + (hour === undefined ? 0 : ((hour - startHour + 24) % 24) * 60 * beatsPerMinute)
}

/** Puts somebody with what the test gives into a room. */
function bringIn(world: WorldMap, room: string, { carries, skills, gold }: ScriptTest): void {
  const ids = idsFor(1, 2)
  const things = carries.flatMap((proto): NewEvent[] => {
    const made = makeItem({ world, newId: ids.next }, { proto, place: tester, reason: 'test' })
    return made ? [made.event] : []
  })
  const session = {
    session: `s${tester}`,
    gateway: 'test',
    conn: 'test',
    via: 'test',
    resumed: false,
  }
  const events = [
    characterCreated({ character: tester, name, role: 'player', home: room, gold }),
    characterEntered({ character: tester, room }),
    sessionOpened({ ...session, character: tester }),
    ...things,
  ]
  for (const event of events) apply(world, event, { ...origin, tick: 2, ordinal: 1 })
  world.patch<Character>(tester, { skills })
}
