/** Lines that are typed for the player again and again while one plays. */
import { computed, effect } from '@preact/signals'
import * as game from './game.ts'
import { enter, mine } from './play.ts'
import type { Timer } from './settings/settings.ts'

const isPlaying = computed(() => game.status.value.phase === 'playing')
/** As text, so that other changes of the settings start no timer anew. */
const timers = computed(() => JSON.stringify(mine().timers))

export function startTimers(): void {
  effect(() => {
    if (!isPlaying.value) return
    const running = (JSON.parse(timers.value) as readonly Timer[])
      .filter(({ on, line }) => on && line.trim() !== '')
      .map(({ seconds, line }) => setInterval(() => enter(line), seconds * 1_000))
    return () => running.forEach(clearInterval)
  })
}
