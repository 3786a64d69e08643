import type { Place } from './area-values.ts'

/** What is broken in an area file, and where. */
export type Damage = Place & { readonly message: string }

/** Carries a damage out of nested parsers; `readingDamage` catches it. */
class DamagedFile extends Error {
  readonly damage: Damage

  constructor(damage: Damage) {
    super(`${damage.file}:${damage.line}: ${damage.message}`)
    this.damage = damage
  }
}

/** Gives up on a file because of what stands at `place`. */
export function damaged(place: Place, message: string): never {
  throw new DamagedFile({ file: place.file, line: place.line, message })
}

/** Runs a parser; a broken file becomes a value, anything else is a bug and is thrown on. */
export function readingDamage(parse: () => void): Damage | undefined {
  try {
    parse()
    return undefined
  } catch (error) {
    if (error instanceof DamagedFile) return error.damage
    throw error
  }
}

/** One line for people: `30.wld:12: expected …`. */
export function damageLine(damage: Damage): string {
  return `${damage.file}:${damage.line}: ${damage.message}`
}
