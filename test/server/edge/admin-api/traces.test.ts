/** Traces as a collector gets them: one trace for a command through all processes, headers on the bus. */
import { execFile } from 'node:child_process'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { NatsConnection } from 'nats'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { traceContextOf, traceHeader, traceparentOf } from '../../../../schema/trace-context.ts'
import { connectNats } from '../../../../server/platform/bus/connect.ts'
import { endToEnd } from '../../../../server/platform/tracing.ts'
import { play, startWholeGame, type WholeGame } from '../session/whole-game.ts'

interface SentSpan {
  readonly traceId: string
  readonly spanId: string
  readonly parentSpanId?: string
  readonly name: string
  readonly startTimeUnixNano: string
  readonly endTimeUnixNano: string
  readonly service: string
  readonly text: string
}

/** A collector that keeps what it gets: OTLP over HTTP with JSON. */
async function openCollector(): Promise<{ server: Server; url: string; spans: SentSpan[] }> {
  const spans: SentSpan[] = []
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk) => {
      body += chunk
    })
    request.on('end', () => {
      for (const { resource, scopeSpans } of JSON.parse(body).resourceSpans) {
        const named = resource.attributes.find(({ key }: Named) => key === 'service.name')
        const service = String(named.value.stringValue)
        for (const span of scopeSpans.flatMap((scope: { spans: SentSpan[] }) => scope.spans)) {
          spans.push({ ...span, service, text: JSON.stringify(span) })
        }
      }
      response.setHeader('content-type', 'application/json').end('{}')
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return { server, url: `http://127.0.0.1:${port}/v1/traces`, spans }
}

/** Spans are sent once a second, and the machine may be busy. */

interface Named {
  readonly key: string
}

const ms = ({ startTimeUnixNano, endTimeUnixNano }: SentSpan) =>
  Number(BigInt(endTimeUnixNano) - BigInt(startTimeUnixNano)) / 1e6

describe('traces', () => {
  let collector: Awaited<ReturnType<typeof openCollector>>
  let game: WholeGame
  let nats: NatsConnection
  const headersOfJobs: (string | undefined)[] = []

  beforeAll(async () => {
    collector = await openCollector()
    game = await startWholeGame({ MUD_OTLP_URL: collector.url })
    nats = await connectNats(game.parts('test').natsUrl, 'test')
    nats.subscribe(`mud.${game.world}.job.>`, {
      callback: (_error, message) => headersOfJobs.push(message.headers?.get(traceHeader)),
    })
    await nats.flush()
  })
  afterAll(async () => {
    await nats?.close()
    await game?.stop()
    collector?.server.close()
  })

  it('follow one command through gateway and tick, stage by stage, without its words', async () => {
    const { token } = await game.account('Tracer')
    const player = await play(game.url, token)
    player.send('say my secret is a lantern')
    const done = await player.until((frame) => frame.t === 'done' && frame['n'] === 1)
    const { traceId, spanId } = traceContextOf(String(done['request']))
    const mine = () => collector.spans.filter((span) => span.traceId === traceId)
    await expect.poll(() => mine().map(({ name }) => name)).toContain('command')
    await expect.poll(() => mine().map(({ name }) => name)).toContain('tick')
    const named = (name: string) => mine().find((span) => span.name === name)
    const [whole, store, tick] = [named('command'), named('store'), named('tick')]
    expect(whole).toMatchObject({ spanId, service: 'gateway' })
    expect(whole?.parentSpanId ?? '').toBe('')
    expect(store).toMatchObject({ parentSpanId: spanId, service: 'gateway' })
    expect(tick).toMatchObject({ parentSpanId: spanId, service: 'tick' })
    const stages = mine().filter(({ parentSpanId }) => parentSpanId === tick?.spanId)
    expect(stages.map(({ name }) => name)).toEqual(expect.arrayContaining(['decide', 'flush']))
    const inStages = stages.reduce((sum, stage) => sum + ms(stage), 0)
    expect(inStages).toBeCloseTo(tick ? ms(tick) : 0, 1)
    expect(whole && tick ? ms(whole) : 0).toBeGreaterThanOrEqual(inStages * 0.5)
    for (const { text } of collector.spans) expect(text).not.toContain('lantern')
    player.close()
  })

  it('go on in the worker, and in the headers of jobs and results', async () => {
    const { token } = await game.account('Asker')
    const player = await play(game.url, token)
    player.send('say Maud, what would you give for a whale rib?')
    const done = await player.until((frame) => frame.t === 'done' && frame['n'] === 1)
    const request = String(done['request'])
    const { traceId, spanId } = traceContextOf(request)
    const jobs = () =>
      collector.spans.filter((span) => span.traceId === traceId && span.service === 'worker')
    await expect.poll(() => jobs().length).toBeGreaterThan(0)
    const job = jobs().find(({ name }) => name.startsWith('job '))
    expect(job?.parentSpanId).toBe(spanId)
    expect(jobs().map(({ name }) => name)).toContain('context')
    expect(headersOfJobs).toContain(traceparentOf(request))
    const jsm = await nats.jetstreamManager()
    const stream = `COMMANDS_${game.world}`
    const carried = async () => {
      const { state } = await jsm.streams.info(stream)
      const found: (string | undefined)[] = []
      for (let seq = state.first_seq; seq <= state.last_seq; seq += 1) {
        const message = await jsm.streams.getMessage(stream, { seq })
        found.push(message.header?.get(traceHeader))
      }
      return found
    }
    await expect.poll(carried).toContain(traceparentOf(request))
    player.close()
  })
})

describe('without a collector', () => {
  it('nothing of the SDK is loaded', async () => {
    const tracing = new URL('../../../../server/platform/tracing.ts', import.meta.url)
    const script = `
      import { registerHooks } from 'node:module'
      const seen = []
      registerHooks({ resolve(name, context, next) {
        if (name.startsWith('@opentelemetry')) seen.push(name)
        return next(name, context)
      } })
      const { openTracing } = await import(${JSON.stringify(fileURLToPath(tracing))})
      const none = await openTracing(undefined, { role: 'x', instance: 'x', world: 'x' })
      const before = seen.length
      const some = await openTracing('http://127.0.0.1:9/v1/traces', { role: 'x', instance: 'x', world: 'x' })
      some.whole('r', { name: 'x', startMs: 1, endMs: 2 })
      await some.stop()
      console.log(none, before, seen.length > 0)`
    const run = promisify(execFile)
    const { stdout } = await run(process.execPath, ['--input-type=module', '-e', script])
    expect(stdout.trim()).toBe('null 0 true')
  }, 30_000)

  it('trace ids are those of the standard, and the same everywhere', () => {
    expect(traceparentOf('abcd1234-s-1')).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/)
    expect(traceparentOf('abcd1234-s-1')).toBe(traceparentOf('abcd1234-s-1'))
    expect(traceparentOf('abcd1234-s-1')).not.toBe(traceparentOf('abcd1234-s-2'))
    const stretches = endToEnd({ load: 2, decide: 3 }, 100)
    expect(stretches).toEqual([
      { name: 'load', startMs: 95, endMs: 97 },
      { name: 'decide', startMs: 97, endMs: 100 },
    ])
  })
})
