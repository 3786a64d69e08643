/** The limits of a gateway behind a proxy, from outside and over every way in. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { connect } from '../../../e2e/player.ts'
import { startWholeGame, type WholeGame } from './whole-game.ts'

let game: WholeGame
beforeAll(async () => {
  game = await startWholeGame({
    MUD_TRUST_PROXY: '1',
    MUD_LIMIT_SIGN_INS: '10',
    MUD_LIMIT_CONNECTIONS_PER_ADDRESS: '5',
  })
}, 60_000)
afterAll(() => game.stop())

/** Calls as the proxy does for a caller at `forwarded`; returns status and headers. */
function post(path: string, body: object, headers: Record<string, string>): Promise<Response> {
  return fetch(`${game.url}${path}`, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json', ...headers },
  })
}

const from = (forwarded: string) => ({ 'x-forwarded-for': forwarded })

describe('the address of a client behind a proxy', () => {
  // PROMISE SETTINGS: Proxies in front of us, whose X-Forwarded-For says where a player is
  it('what callers write into X-Forwarded-For gives them no further sign-in tries', async () => {
    const statuses: number[] = []
    for (let i = 0; i < 45; i += 1) {
      const headers = from(`10.0.${i}.7, 203.0.113.9`)
      const answer = await post('/v1/sessions', { name: 'owner', password: 'wrong' }, headers)
      statuses.push(answer.status)
    }
    expect(statuses).toEqual([...Array(10).fill(401), ...Array(35).fill(429)])
  })

  // PROMISE RUNBOOK: what a caller wrote into it is never looked at
  it('nor further sockets; the neighbour at another address still gets in', async () => {
    const open = await Promise.all(
      Array.from({ length: 5 }, (_, i) => connect(game.url, from(`10.1.${i}.7, 203.0.113.10`))),
    )
    await expect(connect(game.url, from('10.1.99.7, 203.0.113.10'))).rejects.toThrow('429')
    open.push(await connect(game.url, from('10.1.0.7, 203.0.113.11')))
    for (const player of open) player.drop()
  })
})
