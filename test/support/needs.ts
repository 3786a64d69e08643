/**
 * Tests that need what a machine may lack. Where it is missing they are skipped with the reason in their
 * name, and the closing lines of a run name them (`closing-lines.ts`).
 */
import { describe, test } from 'vitest'

/** Why something cannot run here; undefined when it can. */
type Lack = string | undefined

const named = (name: string, lack: Lack): string => (lack ? `${name} (skipped: ${lack})` : name)

/** A test, unless something is lacking. It fails after `timeoutMs` milliseconds, where that is given. */
export function testUnless(
  lack: Lack,
  name: string,
  body: () => void | Promise<void>,
  timeoutMs?: number,
): void {
  test.skipIf(lack !== undefined)(named(name, lack), body, timeoutMs)
}

/** A group of tests, unless something is lacking. */
export function describeUnless(lack: Lack, name: string, body: () => void): void {
  describe.skipIf(lack !== undefined)(named(name, lack), body)
}

/** For tests that hand files over to other users. */
export const noRoot: Lack = process.getuid?.() === 0 ? undefined : 'only root can do this'
