/** More than a tick can apply, for seconds: a tick takes four commands each 50 ms here, on any machine. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { until } from '../chaos/whole-system.ts'
import { httpOf, openStage, type Stage } from '../settings/stage.ts'
import { type Frame, guest, type Player } from './player.ts'

const capacityPerSecond = 80
const askedPerSecond = 2 * capacityPerSecond

let stage: Stage
let crowd: Member[]
beforeAll(async () => {
  stage = await openStage({
    MUD_LIMIT_COMMANDS_PER_SECOND: '0',
    MUD_LIMIT_COMMAND_BURST: '0',
    MUD_LIMIT_CONNECTIONS_PER_ADDRESS: '0',
    MUD_LIMIT_SIGN_INS: '0',
  })
  // The gateway does not gather, so that a tick can take the few commands of a few messages.
  const gateway = await stage.start('gateway', 'gw1', { MUD_GATHER_MS: '0' })
  await stage.start('tick', 't1', { MUD_GATHER_MS: '100', MUD_COMMANDS_PER_TICK: '4' })
  crowd = await Promise.all(Array.from({ length: 30 }, () => join(httpOf(gateway))))
}, 60_000)
afterAll(async () => {
  for (const { player } of crowd ?? []) player.drop()
  await stage.stop()
})

/** Somebody who sends one line after another, and the refused one again. */
interface Member {
  readonly player: Player
  /** When each number was sent that is neither refused nor done, and which are acknowledged of them. */
  readonly open: Map<number, { sentMs: number; isAcked: boolean }>
  readonly done: number[]
  /** How long each done command took, milliseconds. */
  readonly took: number[]
  n: number
  refused: number
  read: number
}

async function join(http: string): Promise<Member> {
  const player = await guest(http)
  return { player, open: new Map(), done: [], took: [], n: 0, refused: 0, read: 0 }
}

function read(member: Member): void {
  for (const frame of member.player.frames.slice(member.read)) answer(member, frame)
  member.read = member.player.frames.length
}

function answer(member: Member, frame: Frame): void {
  const n = Number(frame['n'])
  const sent = member.open.get(n)
  if (frame.t === 'ack' && sent) sent.isAcked = true
  if (frame.t === 'reject') {
    expect(frame).toMatchObject({ code: 'busy', n: member.n })
    member.refused += 1
    member.n -= 1
    member.open.delete(n)
  }
  if (frame.t !== 'done') return
  member.done.push(n)
  member.took.push(performance.now() - (sent?.sentMs ?? Number.NaN))
  member.open.delete(n)
}

const isFree = ({ open }: Member) => [...open.values()].every(({ isAcked }) => isAcked)
const unapplied = () => crowd.reduce((sum, { open }) => sum + open.size, 0)
const refusals = () => crowd.reduce((sum, { refused }) => sum + refused, 0)

function send(member: Member): void {
  member.n += 1
  member.open.set(member.n, { sentMs: performance.now(), isAcked: false })
  member.player.send({ t: 'cmd', n: member.n, line: 'look' })
}

/** Sends so many lines a second until `isEnough`; returns the most that were open at once. */
async function press(isEnough: (ms: number) => boolean): Promise<number> {
  const began = performance.now()
  let sent = 0
  let most = 0
  for (;;) {
    const ms = performance.now() - began
    if (isEnough(ms)) return most
    for (const member of crowd) read(member)
    most = Math.max(most, unapplied())
    for (const member of crowd.filter(isFree)) {
      if (sent * 1_000 >= ms * askedPerSecond) break
      send(member)
      sent += 1
    }
    // Whoever was first is last the next time.
    crowd.push(...crowd.splice(0, 7))
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

// PROMISE PROTOCOL 3.3: it takes no more than two seconds of work
test('twice of what can be applied is refused in part, nothing taken is lost, and it passes', async () => {
  const most = await press((ms) => ms > 8_000 && (refusals() > 50 || ms > 25_000))
  expect(refusals()).toBeGreaterThan(50)
  // Without refusals it would be what comes in eight seconds beyond what is applied.
  expect(most).toBeLessThan(4 * capacityPerSecond)

  const isOver = () => {
    for (const member of crowd) read(member)
    return unapplied()
  }
  await until('the end of the queue', isOver, (open) => open === 0, 5_000)
  // Soon after, lines are taken and done; one is sent again whenever it is refused.
  const before = crowd.map(({ done }) => done.length)
  const played = () => {
    isOver()
    const without = crowd.filter(({ done }, at) => done.length === before[at])
    for (const member of without.filter(({ open }) => open.size === 0)) send(member)
    return without.length
  }
  await until('a line of everybody', played, (without) => without === 0, 5_000)

  const took = crowd.flatMap((member) => member.took).sort((one, other) => one - other)
  expect(took.at(-1)).toBeLessThan(5_000)
  // Everything that was acknowledged is done, once, in order; no number was used up by a refusal.
  for (const { done, n } of crowd) {
    expect(done).toEqual(Array.from({ length: n }, (_, index) => index + 1))
  }
}, 90_000)
