/** One function says where a client is; only what trusted proxies wrote is believed. */
import { describe, expect, it } from 'vitest'
import { clientAddress, proxiesOf } from '../../../../server/edge/session/client-address.ts'
import { loadConfig } from '../../../../server/platform/config.ts'

const seen = (setting: string, peer: string, forwarded?: string) => {
  const { trustProxy } = loadConfig({ MUD_TRUST_PROXY: setting })
  return clientAddress({ peer, forwarded }, proxiesOf(trustProxy))
}

describe('where a client is', () => {
  it.each([
    ['nobody is trusted', 'off', '10.0.0.1', '6.6.6.6, 7.7.7.7', '10.0.0.1'],
    ['the old word for that', 'false', '10.0.0.1', '7.7.7.7', '10.0.0.1'],
    ['one proxy', '1', '10.0.0.1', '6.6.6.6, 7.7.7.7', '7.7.7.7'],
    ['the old word for that', 'true', '10.0.0.1', '6.6.6.6, 7.7.7.7', '7.7.7.7'],
    ['two proxies', '2', '10.0.0.1', '6.6.6.6, 7.7.7.7, 10.0.0.2', '7.7.7.7'],
    ['fewer entries than proxies', '2', '10.0.0.1', '7.7.7.7', '7.7.7.7'],
    ['a network', '10.0.0.0/8', '10.0.0.1', '10.6.6.6, 7.7.7.7, 10.0.0.2', '7.7.7.7'],
    ['a caller outside the network', '10.0.0.0/8', '8.8.8.8', '7.7.7.7', '8.8.8.8'],
    ['single addresses', '10.0.0.1, fd00::/8', '::ffff:10.0.0.1', '7.7.7.7, fd00::5', '7.7.7.7'],
    ['no header', '1', '::ffff:10.0.0.1', undefined, '10.0.0.1'],
    ['a port', '1', '10.0.0.1', '7.7.7.7:5566', '7.7.7.7'],
    ['IPv6 with a port', '1', '10.0.0.1', '[2001:DB8::7]:5566', '2001:db8:0:0::/64'],
    ['a neighbour of it', '1', '10.0.0.1', '2001:db8::9:9', '2001:db8:0:0::/64'],
    ['the machine itself', 'off', '::1', undefined, '::1'],
    ['words in place of an address', '1', '10.0.0.1', '7.7.7.7, somewhere', '10.0.0.1'],
  ])('%s', (_what, setting, peer, forwarded, address) => {
    expect(seen(setting, peer, forwarded)).toBe(address)
  })

  it.each(['maybe', '10', '10.0.0.0/33', '10.0.0/8', '10.0.0.1,', '-1'])(
    'the setting %s is refused',
    (setting) => {
      expect(() => loadConfig({ MUD_TRUST_PROXY: setting })).toThrow('MUD_TRUST_PROXY')
    },
  )
})
