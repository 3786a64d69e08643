import { expect, it } from 'vitest'
import type { Sign } from '../../../../schema/signs.ts'
import { type KnownNow, presentOf } from '../../../../server/edge/admin-api/present.ts'

const gateway: Sign = { role: 'gateway', instance: 'gw1', leaves: false, oldestMs: 0 }
const tick: Sign = { role: 'tick', instance: 't1', leaves: false, leads: true, running: null }
const worker: Sign = { role: 'worker', instance: 'w1', leaves: false }
const heard = (silent: Partial<Record<'gw1' | 't1' | 'w1', number>> = {}) =>
  ([gateway, tick, worker] as const).map((sign) => ({
    sign,
    silentMs: silent[sign.instance as 'gw1'] ?? 200,
  }))
const well: KnownNow = {
  by: 'gw1',
  busMs: 0,
  storeMs: 0,
  busHeardMs: 100,
  servers: [],
  signs: heard(),
}
const blamed = (known: Partial<KnownNow>) =>
  presentOf({ ...well, ...known }).wrong.map(({ who, words }) => `${who}: ${words}`)

it('has nothing to say while everybody answers', () => {
  expect(blamed({})).toEqual([])
})

it('blames who owes an answer before who waits for it', () => {
  const running = { stage: 'flush', ageMs: 1_500 }
  const signs = heard().map((one) =>
    one.sign.role === 'tick' ? { ...one, sign: { ...tick, running } } : one,
  )
  expect(blamed({ storeMs: 1_300, signs })).toEqual([
    'Postgres: no answer for 1.3 s',
    'Postgres: tick t1 is in flush for 1.5 s',
  ])
  expect(blamed({ busMs: 900, busHeardMs: 900, signs: heard({ t1: 1_300 }) })).toEqual([
    'NATS: no answer for 0.9 s',
  ])
})

it('blames a process for its silence only while the bus brings what others say', () => {
  expect(blamed({ signs: heard({ t1: 1_300 }) })).toEqual(['tick t1: no sign of life for 1.3 s'])
  expect(blamed({ signs: heard({ t1: 1_300 }), busHeardMs: 1_000 })).toEqual([])
})

it('names the server of a cluster instead of the whole', () => {
  const servers = [
    { who: 'NATS server a:8222', owesMs: 0 },
    { who: 'NATS server b:8222', owesMs: 800 },
  ]
  expect(blamed({ servers, busMs: 800 })).toEqual(['NATS server b:8222: no answer for 0.8 s'])
})

it('knows a tick that hangs in its own work, a world that nobody leads, and a command that waits', () => {
  const running = { stage: 'decide', ageMs: 2_000 }
  const [first, , last] = heard()
  const led = (sign: Sign) => [first, { sign, silentMs: 200 }, last] as KnownNow['signs']
  expect(blamed({ signs: led({ ...tick, running }) })).toEqual([
    'tick t1: tick t1 is in decide for 2.0 s',
  ])
  expect(blamed({ signs: led({ ...tick, leads: false }) })).toEqual(['the ticks: nobody leads'])
  expect(blamed({ signs: heard().slice(0, 2) })).toEqual(['the workers: there is none'])
  const late = heard().map((one) =>
    one.sign.role === 'gateway' ? { ...one, sign: { ...gateway, oldestMs: 2_100 } } : one,
  )
  expect(blamed({ signs: late })).toEqual(['tick t1: a command has waited for 2.3 s'])
})
