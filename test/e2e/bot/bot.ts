/** Somebody who plays by typed lines: what it perceives, what it knows, and what it keeps in mind. */
import type { Atlas } from './atlas.ts'
import type { Senses } from './senses.ts'

export interface Bot extends Senses {
  readonly atlas: Atlas
  /** Locks, as `room/direction`, that were opened with their key. */
  readonly unlocked: Set<string>
  /** Keys that are being fetched: the doors they open are no way to them. */
  readonly wanted: Set<string>
  /** What all of this is for, to be named when it fails. */
  errand: string
}

export function botOf(senses: Senses, atlas: Atlas): Bot {
  return { ...senses, atlas, unlocked: new Set(), wanted: new Set(), errand: 'a walk' }
}

/** Gives up, with the story of how it came to this. */
export function fail(bot: Bot, why: string): never {
  const { name, level, vitals, gold } = bot.char()
  const at = `${name}, level ${level}, health ${vitals.health}, ${gold} gold`
  throw new Error(`${bot.errand}: ${why} (${at}, in ${bot.room().id})\n${bot.story()}`)
}

/** The share of health that is left, 0 to 1. */
export function health(bot: Bot): number {
  const [now, max] = bot.char().vitals.health
  return now / Math.max(1, max)
}

export function isFighting(bot: Bot): boolean {
  return bot.char().position === 'fighting'
}

/** How many pieces of a prototype it carries or wears. */
export function has({ atlas, items }: Bot, proto: string): number {
  const { inventory, worn } = items()
  const { name } = atlas.item(proto)
  const carried = inventory.filter((item) => item.name === name)
  const used = worn.filter((item) => item.name === name)
  return carried.reduce((sum, item) => sum + item.count, 0) + used.length
}

/** The words by which a thing or a person is called; never two things alike. */
export function called({ keywords }: { readonly keywords: readonly string[] }): string {
  return keywords.join(' ')
}

/** Types a line that must come off. */
export async function done(bot: Bot, line: string): Promise<void> {
  const { status, text } = await bot.type(line)
  if (status !== 'completed') fail(bot, `"${line}" is ${status}: ${text}`)
}
