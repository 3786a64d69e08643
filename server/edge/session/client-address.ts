/**
 * Where a client is: the one function that every listener asks, so that limits and bans count the same
 * person by the same address whichever way it comes in.
 *
 * A proxy adds the address it was called from at the right end of X-Forwarded-For. What stands left of
 * the entries of trusted proxies was written by the caller and is never looked at.
 */
import { BlockList, isIP } from 'node:net'
import type { TrustedProxies } from '../../platform/setting-kinds.ts'
import { householdOf } from '../accounts/household.ts'

/** True when the server at `address`, `hop` steps away from us, is one of our own proxies. */
export type IsProxy = (address: string, hop: number) => boolean

/** Where a request came from, as its connection and its headers say. */
export interface CameFrom {
  readonly peer: string | undefined
  readonly forwarded?: string | readonly string[] | undefined
}

export function proxiesOf(trusted: TrustedProxies): IsProxy {
  if (typeof trusted === 'number') return (_address, hop) => hop < trusted
  const networks = new BlockList()
  for (const network of trusted) {
    const [address = '', bits] = network.split('/')
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4'
    if (bits === undefined) networks.addAddress(address, family)
    else networks.addSubnet(address, Number(bits), family)
  }
  return (written) => {
    const address = plainAddress(written)
    return networks.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4')
  }
}

/** Which peers may say by the PROXY protocol where their callers are: by their networks only. */
export function trustedNetworks(trusted: TrustedProxies): (address: string) => boolean {
  if (typeof trusted === 'number') return () => false
  const isProxy = proxiesOf(trusted)
  return (address) => isProxy(address, 0)
}

/**
 * The nearest address that is no proxy of ours, of IPv6 its network of 64 bits; `unknown` when the
 * connection is gone already.
 */
export function clientAddress({ peer, forwarded = [] }: CameFrom, isProxy: IsProxy): string {
  const steps = [forwarded].flat().join(',').split(',').reverse()
  let address = plainAddress(peer ?? '') || 'unknown'
  for (const [hop, step] of steps.entries()) {
    if (!isProxy(address, hop)) break
    const next = plainAddress(step.trim())
    // Words in place of an address are not passed on: their writer is the one that we know.
    if (!next) break
    address = next
  }
  return householdOf(address)
}

/** The address alone: without a port, and IPv4 also where it is written as IPv6; empty for other text. */
function plainAddress(written: string): string {
  const bare = /^\[([^\]]+)\](?::\d+)?$/.exec(written)?.[1] ?? withoutPort(written)
  const address = bare.replace(/^::ffff:(?=\d+\.)/i, '').toLowerCase()
  return isIP(address) ? address : ''
}

const withoutPort = (written: string) => /^([\d.]+):\d+$/.exec(written)?.[1] ?? written
