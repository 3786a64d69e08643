/**
 * A proxy on every link of a whole system: each role process to NATS and to Postgres, players to
 * each gateway. The processes are told the proxies' ports by `NODE_CHAOS_LINKS`, see `chaos-role.ts`.
 */
import { type Link, startLink } from './link.ts'
import { chanceOf } from './schedule.ts'
import type { Home } from './whole-system.ts'

export interface Links {
  /** What the system's environment needs, so that its processes use the links. */
  readonly settings: Readonly<Record<string, string>>
  /** Base addresses of the gateways as players reach them. */
  readonly gateways: readonly string[]
  /** `t1-nats`, `gw2-postgres`, `gw1-players`, … Throws when there is no such link. */
  of(name: string): Link
  close(): void
}

/** Starts a proxy for every link of that home. */
export async function startLinks(
  home: Home,
  roles: { readonly ticks: number; readonly workers: number },
  seed: number,
): Promise<Links> {
  const { ports, gateways } = home
  const chance = chanceOf(seed ^ 0x2545f491)
  const links = new Map<string, Link>()
  const instances = [
    ...numbered('gw', gateways),
    ...numbered('t', roles.ticks),
    ...numbered('w', roles.workers),
  ]
  for (const instance of instances) {
    links.set(`${instance}-nats`, await startLink(ports.nats, chance))
    links.set(`${instance}-postgres`, await startLink(ports.postgres, chance))
  }
  const told = Object.fromEntries([...links].map(([name, { port }]) => [name, port]))
  const doors: string[] = []
  for (const [index, instance] of numbered('gw', gateways).entries()) {
    const link = await startLink(ports.http + 10 * index, chance)
    links.set(`${instance}-players`, link)
    doors.push(`http://127.0.0.1:${link.port}`)
  }
  return {
    settings: { NODE_CHAOS_LINKS: JSON.stringify(told) },
    gateways: doors,
    of(name) {
      const link = links.get(name)
      if (!link) throw new Error(`there is no link ${name}`)
      return link
    },
    close() {
      for (const link of links.values()) link.close()
    },
  }
}

const numbered = (prefix: string, count: number): string[] =>
  Array.from({ length: count }, (_, index) => `${prefix}${index + 1}`)
