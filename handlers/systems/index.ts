/** Every system and reaction of the game, in the order in which they run. */
import { linkGrace } from './presence.ts'
import type { Reaction, System } from './system.ts'

export const systems: readonly System[] = [linkGrace]
export const reactions: readonly Reaction[] = []
