import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it } from 'vitest'
import type { SloAlert } from '../../../../schema/admin.ts'
import { judgeOf } from '../../../../server/edge/admin-api/live.ts'
import { createSloMonitor } from '../../../../server/edge/admin-api/slo.ts'
import { sendAlert } from '../../../../server/edge/admin-api/webhook.ts'
import { createObjectiveFigures, percentilesOf } from '../../../../server/platform/window.ts'

const goal = { name: 'tick', about: 'p99 of ticks', goalMs: 50 }

function monitor() {
  const told: string[] = []
  const slo = createSloMonitor([goal], 3, ({ state }) => told.push(state))
  let atMs = 0
  const windows = (...values: (number | null)[]) => {
    for (const value of values) {
      atMs += 10_000
      slo.measure('tick', value, atMs)
    }
  }
  return { slo, told, windows }
}

describe('an objective', () => {
  it('raises one alert after three breaches in a row, and no second one for the same episode', () => {
    const { told, windows, slo } = monitor()
    windows(60, 60)
    expect(told).toEqual([])
    windows(60)
    expect(told).toEqual(['raised'])
    windows(60, 90, 60, 60)
    expect(told).toEqual(['raised'])
    expect(slo.status()[0]).toMatchObject({ alerting: true, breachesInARow: 7, valueMs: 60 })
  })

  it('tells once that it is back, after as many good windows', () => {
    const { told, windows } = monitor()
    windows(60, 60, 60, 10, 10)
    expect(told).toEqual(['raised'])
    windows(10, 10, 10)
    expect(told).toEqual(['raised', 'recovered'])
  })

  it('does not ring at every turn while it hovers around its goal', () => {
    const { told, windows } = monitor()
    for (let round = 0; round < 50; round += 1) windows(60, 60, 60, 40)
    expect(told).toEqual(['raised'])
  })

  it('is not judged by windows in which nothing happened', () => {
    const { told, windows } = monitor()
    windows(60, null, 60, null, null)
    expect(told).toEqual([])
    windows(60)
    expect(told).toEqual(['raised'])
  })

  it('is judged by the worst process once in ten seconds', () => {
    const { slo, told } = monitor()
    const judge = judgeOf(slo)
    const at = (second: number) => ({ role: 'tick', atMs: 1_000 + second * 1_000 }) as const
    for (let second = 0; second <= 40; second += 1) {
      const closes = second % 10 === 4
      judge({ ...at(second), figures: closes ? { objectives: { tick: 70 } } : {} })
      judge({ ...at(second), figures: closes ? { objectives: { tick: 5 } } : {} })
    }
    expect(told).toEqual(['raised'])
    expect(slo.status()[0]).toMatchObject({ valueMs: 70, breachesInARow: 4 })
  })
})

describe('percentiles', () => {
  it('are those of nearest rank', () => {
    const values = Array.from({ length: 200 }, (_, index) => 200 - index)
    const sum = 20_100
    const ranks = { p50: 100, p95: 190, p99: 198, max: 200 }
    expect(percentilesOf(values)).toEqual({ count: 200, ...ranks, sum })
    expect(percentilesOf([])).toEqual({ count: 0, p50: 0, p95: 0, p99: 0, max: 0, sum: 0 })
  })

  it('of an objective are taken over ten seconds, and only of what was measured', () => {
    const figures = createObjectiveFigures({ tick: 'p99', llm: 'p95' })
    for (let call = 1; call < 10; call += 1) {
      figures.add('tick', call)
      expect(figures.take()).toBeUndefined()
    }
    figures.add('unknown', 1_000)
    expect(figures.take()).toEqual({ tick: 9 })
  })
})

describe('the address for alerts', () => {
  const alert: SloAlert = { objective: 'tick', state: 'raised', valueMs: 71, goalMs: 50, atMs: 1 }

  /** An endpoint that answers with these statuses in turn. */
  async function endpoint(statuses: number[]) {
    const bodies: string[] = []
    const server = createServer((request, response) => {
      let text = ''
      request.on('data', (chunk) => (text += chunk))
      request.on('end', () => {
        bodies.push(text)
        response.writeHead(statuses.shift() ?? 200).end()
      })
    })
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
    return { url, bodies, close: () => server.close() }
  }

  it('gets the alert as JSON, again when it first refuses', async () => {
    const { url, bodies, close } = await endpoint([503, 200])
    const troubles: unknown[] = []
    const parts = { url, world: 'w', sleep: async () => undefined }
    await sendAlert(alert, { ...parts, onTrouble: (error) => troubles.push(error) })
    close()
    expect(bodies).toHaveLength(2)
    expect(JSON.parse(bodies[1] ?? '')).toMatchObject({ ...alert, world: 'w' })
    expect(troubles).toEqual([])
  })

  it('is given up after three tries, and that is told', async () => {
    const { url, bodies, close } = await endpoint([500, 500, 500, 200])
    const troubles: unknown[] = []
    const parts = { url, world: 'w', sleep: async () => undefined }
    await sendAlert(alert, { ...parts, onTrouble: (error) => troubles.push(error) })
    close()
    expect(bodies).toHaveLength(3)
    expect(troubles).toHaveLength(1)
  })
})
