/** The players of a run: who they are, and what they do while faults come and go. */
import { type ChaosClient, startClient } from './client.ts'
import { markOf } from './record.ts'
import { chanceOf, lineOf } from './schedule.ts'

/** Names that are no confusables of one another. */
const names = ['Bakan', 'Dovan', 'Fepan', 'Gusan', 'Hatan', 'Jodan', 'Kevan', 'Lupan']

/** Half of the players trust an acknowledgement, half repeat; half have accounts, half are guests. */
export function newPlayer(
  { gateways }: { readonly gateways: readonly string[] },
  index: number,
  seed: number,
  onDone: (atMs: number) => void,
): ChaosClient {
  const chance = chanceOf(seed * 1_000 + index)
  return startClient({
    name: names[index % names.length] ?? 'Nobody',
    kind: index % 2 === 0 ? 'trusting' : 'persistent',
    account: index < names.length && index % 4 < 2,
    gateway: () => gateways[Math.floor(chance() * gateways.length)] ?? '',
    onDone,
  })
}

/** Everybody types, `share` of the twenty times a second; now and then somebody's link breaks, or is taken over by a second one. */
export function startTraffic(
  players: readonly ChaosClient[],
  seed: number,
  share = 0.35,
): { stop(): void; rest(isResting: boolean): void } {
  const chance = chanceOf(seed ^ 0x51ed270b)
  const counts = players.map(() => 0)
  let isResting = false
  const timer = setInterval(() => {
    if (isResting) return
    for (const [index, player] of players.entries()) {
      if (!player.playing || player.pending >= 5 || chance() > share) continue
      const others = players.filter((other) => other !== player).map(({ shownName }) => shownName)
      const count = (counts[index] ?? 0) + 1
      counts[index] = count
      player.send(lineOf(chance, markOf(index, count), others))
      if (chance() < 0.01) player.reconnect(chance() < 0.3)
    }
  }, 50)
  return {
    stop: () => clearInterval(timer),
    rest(now) {
      isResting = now
    },
  }
}
