/**
 * Whether a request is meant for this server. A page of somebody else can let its own name lead here (DNS
 * rebinding), and would then be of our origin to a browser; but the name stands in `Host`.
 */
import { isIP } from 'node:net'
import type { Config } from '../../platform/config.ts'

export type IsOurHost = (host: string | undefined) => boolean

/**
 * Addresses and `localhost` are always ours: no page can take them. Names are ours when MUD_HOSTS or
 * MUD_PUBLIC_URL say so. Where neither does, any name is, unless only this machine can reach us.
 */
export function ourHosts(
  config: Pick<Config, 'hosts' | 'publicUrl' | 'httpHost' | 'trustProxy'>,
): IsOurHost {
  const { hosts, publicUrl, httpHost, trustProxy } = config
  const named = new Set(hosts.map((host) => host.toLowerCase()))
  if (publicUrl !== undefined) named.add(new URL(publicUrl).hostname.toLowerCase())
  return (host) => {
    const name = nameIn(host)
    if (name === undefined || isIP(name) > 0 || name === 'localhost') return true
    return named.size > 0 ? named.has(name) : !isAlone({ httpHost, trustProxy })
  }
}

/** True when only this machine reaches the gateway, as far as its settings say. */
const isAlone = ({ httpHost, trustProxy }: Pick<Config, 'httpHost' | 'trustProxy'>): boolean =>
  isLoopback(httpHost) && (trustProxy === 0 || trustProxy === undefined)

/** True when only this machine reaches the gateway and no proxy leads anybody here by a name. */
export const isUnpublished = (
  config: Pick<Config, 'hosts' | 'publicUrl' | 'httpHost' | 'trustProxy'>,
): boolean => isAlone(config) && config.hosts.length === 0 && config.publicUrl === undefined

const isLoopback = (host: string) => host === 'localhost' || host === '::1' || /^127\./.test(host)

/** Without the port; undefined where a program named none. */
function nameIn(host: string | undefined): string | undefined {
  const bare = host?.replace(/:\d+$/, '').replace(/\.$/, '').toLowerCase()
  return bare?.startsWith('[') ? bare.slice(1, -1) : bare
}
