/**
 * Scenes with all workers down: how fast a conflict is declared and joined, and how fast a room tells
 * what it has prepared, in the shipped world. Nothing here may wait for a model.
 */
import { fileURLToPath } from 'node:url'
import { connect } from '../../e2e/player.ts'
import { type Spread, type SuiteResult, spreadOf } from '../support/figures.ts'
import { startSystem } from '../support/system.ts'

const world = fileURLToPath(new URL('../../../deploy/world', import.meta.url))
const password = 'owner-of-the-bench'
const room = 'saltmere.common-room'

export async function scenesSuite(quick: boolean): Promise<SuiteResult> {
  const [conflicts, looks] = quick ? [10, 200] : [40, 1_000]
  const system = await startSystem({ env: { MUD_WORLD_DIR: world, MUD_WORKERS: '0' } })
  const token = await signIn(system.http)
  const created = await createConflicts(system.http, token, conflicts)
  const synced = await timedReads(`${system.http}/v1/rooms/${room}/sync`, token, looks)
  await system.stop()
  const row = (what: string, { p50, p95, p99, max }: Spread) => [what, p50, p95, p99, max]
  return {
    name: 'scenes',
    tables: [
      {
        title: 'Scenes without workers (ms)',
        head: ['', 'p50', 'p95', 'p99', 'max'],
        rows: [
          row('create conflict → ack', created.ack),
          row('create conflict → done', created.done),
          row('room sync', synced),
        ],
      },
    ],
    targets: [
      { what: 'create conflict → ack, max ms', value: created.ack.max, limit: 300 },
      { what: 'room sync, p95 ms', value: synced.p95, limit: 100 },
    ],
  }
}

async function signIn(http: string): Promise<string> {
  const answer = await fetch(`${http}/v1/sessions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'owner', password }),
  })
  const { token } = (await answer.json()) as { token?: string }
  if (!token) throw new Error(`the owner could not sign in: ${answer.status}`)
  return token
}

/** Conflicts one after another, as a builder types them. */
async function createConflicts(http: string, token: string, count: number) {
  const owner = await connect(http)
  owner.send({ t: 'hello', token })
  await owner.next((frame) => frame.t === 'welcome')
  const ack: number[] = []
  const done: number[] = []
  for (let n = 1; n <= count; n += 1) {
    const began = performance.now()
    owner.send({
      t: 'cmd',
      n,
      line: `create conflict war-${n} The War ${n}: upper town, lower town`,
    })
    await owner.next((frame) => frame.t === 'ack' && frame['n'] === n)
    ack.push(performance.now() - began)
    const end = await owner.next((frame) => frame.t === 'done' && frame['n'] === n)
    done.push(performance.now() - began)
    if (end['status'] !== 'completed') throw new Error(`conflict ${n} was ${end['status']}`)
  }
  owner.drop()
  return { ack: spreadOf(ack), done: spreadOf(done) }
}

async function timedReads(url: string, token: string, count: number): Promise<Spread> {
  const headers = { authorization: `Bearer ${token}` }
  const tookMs: number[] = []
  for (let n = 0; n < count; n += 1) {
    const began = performance.now()
    const answer = await fetch(url, { headers })
    await answer.text()
    tookMs.push(performance.now() - began)
    if (answer.status !== 200) throw new Error(`the room answered ${answer.status}`)
  }
  return spreadOf(tookMs)
}
