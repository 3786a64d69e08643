/**
 * `mudstream cluster` with a proxy on every link between its processes. Whoever started it says by a
 * message which links are bad from now on.
 */
import { runCluster } from '../../server/run/cli/cluster.ts'
import type { Reach } from '../../server/run/embedded/ports.ts'
import { mudstream } from '../support/program.ts'
import { type Link, type LinkState, startLink } from './link.ts'
import { chanceOf } from './schedule.ts'

/** All links whose one end is `of`, or only those to `to`. */
export interface LinkOrder {
  readonly of: string
  readonly to?: string
  readonly state: LinkState
}

const chance = chanceOf(7)
const links: { from: string; to: string; link: Promise<Link> }[] = []

const reach: Reach = async (from, to, port) => {
  const known = links.find((one) => one.from === from && one.to === to)
  const link = known?.link ?? startLink(port, chance)
  if (!known) links.push({ from, to, link })
  const started = await link
  // Servers that tell each other of a third one would get around the links of that one.
  if (from === 'hearsay') started.set('cut')
  return started.port
}

process.on('message', (order: LinkOrder) => {
  for (const { from, to, link } of links) {
    const isMeant =
      order.to === undefined
        ? from === order.of || to === order.of
        : from === order.of && to === order.to
    if (isMeant && from !== 'hearsay') void link.then((one) => one.set(order.state))
  }
})
process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'))

const words = new Set(process.argv.slice(2))
await runCluster({ restart: words.has('--restart'), async: words.has('--async') }, reach, mudstream)
