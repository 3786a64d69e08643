/** Addresses as limits and bans count them. */
import { BlockList, isIPv6, SocketAddress } from 'node:net'

const loopback = new BlockList()
loopback.addAddress('::1', 'ipv6')

/**
 * What one household or one server has of its own: an address of IPv4, a network of 64 bits of IPv6, in
 * which anybody can call from more addresses than anybody could count. Other text stays as it is.
 */
export function householdOf(address: string): string {
  const [bare = ''] = address.split('/')
  if (!isIPv6(bare) || loopback.check(bare, 'ipv6')) return address
  const full = SocketAddress.parse(`[${bare}]:0`)?.address ?? bare
  const [head = '', tail] = full.split('::')
  const left = head.split(':').filter(Boolean)
  const right = (tail ?? '').split(':').filter(Boolean)
  const zeros = tail === undefined ? 0 : 8 - left.length - right.length
  const groups = [...left, ...Array<string>(zeros).fill('0'), ...right].slice(0, 4)
  return `${groups.map((group) => Number.parseInt(group, 16).toString(16)).join(':')}::/64`
}
