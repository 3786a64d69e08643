/** Whether a script is on, and what becomes of one that breaks. */
import type { NewEvent } from '../../schema/define-event.ts'
import { scriptFailed, scriptHealthOf, scriptSwitched } from '../../schema/events/script-health.ts'
import type { WorldReader } from '../../schema/world.ts'
import type { ActContext } from '../decision.ts'
import type { Scripted } from './index.ts'
import { faultsBeats, faultsMax } from './limits.ts'
import type { Broken } from './machine.ts'

/** True for a script that is off: by its declaration, by a builder, or because it broke too often. */
export function isOff(world: WorldReader, { id, digest, off }: Scripted): boolean {
  const health = scriptHealthOf(world, id)
  return health?.digest === digest ? (health.off ?? off) : off
}

/** The events of a script that broke: the fault, and at the third in ten minutes the end of it. */
export function failureOf(
  { world, now }: Pick<ActContext, 'world' | 'now'>,
  { id: script, zone, digest }: Scripted,
  holder: string,
  { line, column, why, kind }: Broken,
): NewEvent[] {
  const known = scriptHealthOf(world, script)
  const faults = known?.digest === digest ? known.faults : []
  const recent = faults.filter((beat) => now.beat - beat < faultsBeats).length + 1
  const failed = { script, zone, digest, holder, line, column, why: why.slice(0, 500), kind }
  const isOver = recent >= faultsMax || kind === 'bug'
  const told = `it broke ${recent} times, at last in line ${line}`
  const off = scriptSwitched({ script, zone, digest, off: true, why: told })
  return [scriptFailed(failed), ...(isOver ? [off] : [])]
}
