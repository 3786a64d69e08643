/**
 * Views from outside, over real servers: several people type whatever comes to their minds, each with
 * another kind of client. What each has put together from what it was sent unasked is what it is told
 * when it asks.
 */
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { ClientFrameOf } from '../../../../schema/frames/client.ts'
import { type ViewData, withDelta } from '../../../../schema/view-delta.ts'
import * as page from '../../../../server/pages/play/game.ts'
import { connect, type Frame, type Player } from '../../../e2e/player.ts'
import { openTelnet, type TelnetClient } from '../../../e2e-clients/telnet-client.ts'
import { anyLine, noun, type Surroundings, seeded } from '../../../support/any-line.ts'
import { startWholeGame, type WholeGame } from './whole-game.ts'

const quietMs = 1_000
const seeds = Number(process.env['VIEWS_SEEDS'] ?? 1)
const firstSeed = Number(process.env['VIEWS_FIRST_SEED'] ?? 1)
const linesPerRound = 12
const rounds = 3
let game: WholeGame

beforeAll(async () => {
  game = await startWholeGame({ MUD_LIMIT_COMMANDS_PER_SECOND: '0', MUD_LIMIT_COMMAND_BURST: '0' })
})
afterAll(() => game.stop())

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

/** One of the players, whatever program it uses. */
interface Typist {
  readonly name: string
  readonly at: () => Omit<Surroundings, 'players'>
  readonly type: (line: string) => Promise<void>
  /** Holds what was put together against what is told when one asks. */
  readonly check: () => Promise<void>
  readonly close: () => void
}

const names = (list: unknown): string[] =>
  Array.isArray(list) ? list.map((one: { name: string }) => noun(one.name)) : []

/** A client of the protocol that puts its parts together from what it is sent. */
async function socketTypist(
  prefs: ClientFrameOf<'hello'>['prefs'],
  onView: (frame: Frame) => void = () => undefined,
): Promise<Typist & { readonly player: Player; readonly parts: Map<string, ViewData> }> {
  const player = await connect(game.url)
  player.send({ t: 'hello', ...(prefs ? { prefs } : {}) })
  player.send({ t: 'guest' })
  const welcome = await player.next(({ t, character }) => t === 'welcome' && character !== null)
  await player.next(({ t, part }) => t === 'state' && part === 'items')
  const parts = new Map<string, ViewData>()
  let taken = 0
  let changedAt = performance.now()
  /** Takes in every frame up to `end`. */
  const take = (end = player.frames.length) => {
    for (; taken < end; taken += 1) {
      const frame = player.frames[taken]
      if (frame?.t !== 'state' && frame?.t !== 'delta') continue
      const part = String(frame.part)
      changedAt = performance.now()
      onView(frame)
      if (frame.t === 'state') parts.set(part, frame.data as ViewData)
      else parts.set(part, withDelta(parts.get(part) ?? {}, frame as never))
    }
  }
  return {
    player,
    parts,
    name: String(welcome.character?.name),
    at() {
      take()
      const room = parts.get('room')
      const exits = (room?.['exits'] ?? []) as { dir: string }[]
      return {
        exits: exits.map(({ dir }) => dir),
        things: names(room?.['items']),
        carried: [...names(parts.get('items')?.['inventory']), 'gold'],
        people: names(
          ((room?.['people'] ?? []) as { kind: string }[]).filter(({ kind }) => kind === 'npc'),
        ),
      }
    },
    async type(line) {
      await player.play(line)
    },
    async check() {
      for (let tries = 0; tries < 30; tries += 1) {
        take()
        // A change within the time for which changes are gathered may still be on its way.
        if (performance.now() - changedAt < quietMs) {
          await pause(quietMs / 4)
          continue
        }
        const before = new Map(parts)
        const from = player.frames.length
        player.send({ t: 'sync' })
        await player.next(({ t, part }) => t === 'state' && part === 'quests', from)
        const answer = player.frames.slice(from)
        const asked = answer.findIndex(({ t, part }) => t === 'state' && part === 'room')
        const came = answer.slice(0, asked).some(({ t }) => t === 'state' || t === 'delta')
        const end = answer.findIndex(({ t, part }) => t === 'state' && part === 'quests')
        take(from + end + 1)
        if (came) continue
        for (const frame of answer.slice(asked, end + 1)) {
          if (frame.t !== 'state') continue
          expect(before.get(String(frame.part)), `${frame.part} of ${prefs?.deltas}`).toEqual(
            frame.data,
          )
        }
        return
      }
      throw new Error('it never became quiet')
    },
    close: () => player.drop(),
  }
}

/** The panels of the page, by the page's own code. */
async function pageTypist(): Promise<Typist> {
  const typist = await socketTypist({ deltas: true, data: false, spans: true }, (frame) =>
    page.applyView(frame as never),
  )
  const panels = () =>
    JSON.stringify([page.room, page.self, page.belongings, page.quests].map(({ value }) => value))
  return {
    ...typist,
    async check() {
      typist.at()
      await typist.check()
      const before = panels()
      // The same parts whole, as a page that was opened just now is told them.
      for (const [part, data] of typist.parts) page.applyView({ t: 'state', frame: '', part, data })
      expect(before).toBe(panels())
      const slim = typist.player.frames.filter(({ t }) => t === 'event')
      expect(slim.filter(({ data, text }) => data !== undefined || text !== undefined)).toEqual([])
      expect(slim.every(({ spans }) => Array.isArray(spans))).toBe(true)
    },
  }
}

/** A telnet client that puts its panels together from GMCP, as scripts of MUD clients do. */
async function gmcpTypist(): Promise<Typist> {
  const gmcp = ['Char 1', 'Char.Items 1', 'Room 1', 'Group 1']
  const client: TelnetClient = await openTelnet(game.telnetPort, { eor: true, gmcp })
  await client.sees('Your name')
  client.type('guest')
  await client.sees(/Welcome to/)
  await client.told('Room.Info')
  const known = { vitals: {}, info: {}, players: new Map(), inv: new Map(), room: new Map() }
  const status: Record<string, unknown> = {}
  let taken = 0
  let changedAt = performance.now()
  const take = () => {
    for (; taken < client.gmcp.length; taken += 1) {
      const message = client.gmcp[taken]
      if (!message) continue
      changedAt = performance.now()
      keepGmcp(known, status, message)
    }
  }
  const view = () =>
    structuredClone({ ...known, status, inv: [...known.inv], room: [...known.room].sort() })
  const ask = async (line: string) => {
    client.type(line)
    await client.sees('<EOR>')
  }
  return {
    name: String(
      (client.gmcp.find((one) => one.package === 'Char.Name')?.data as { name: string })?.name,
    ),
    at() {
      take()
      const { exits = {} } = known.info as { exits?: object }
      return {
        exits: Object.keys(exits),
        things: names([...known.room.values()]),
        carried: names([...known.inv.values()]),
        people: ['rat', 'maud'],
      }
    },
    type: ask,
    async check() {
      for (let tries = 0; tries < 30; tries += 1) {
        take()
        if (performance.now() - changedAt < quietMs) {
          await pause(quietMs / 4)
          continue
        }
        const before = view()
        // Each of them tells the part anew, and so what was missing in it. Who sleeps sees nothing.
        for (const line of ['wake', 'score', 'inventory', 'look']) await ask(line)
        take()
        const after = view()
        const vitals = { vitals: null, status: null }
        expect({ ...before, ...vitals }).toEqual({ ...after, ...vitals })
        return
      }
      throw new Error('it never became quiet')
    },
    close: client.drop,
  }
}

interface Known {
  vitals: unknown
  info: unknown
  readonly players: Map<string, unknown>
  readonly inv: Map<string, unknown>
  readonly room: Map<string, unknown>
}

function keepGmcp(
  known: Known,
  status: Record<string, unknown>,
  message: { readonly package: string; readonly data: unknown },
): void {
  const data = message.data as never
  const { location, item, items } = (data ?? {}) as {
    location: 'inv' | 'room'
    item: { id: string }
    items: { id: string }[]
  }
  const named = data as { name: string }
  switch (message.package) {
    case 'Char.Vitals':
      known.vitals = data
      return
    case 'Char.Status':
      return void Object.assign(status, data)
    case 'Room.Info':
      known.info = data
      return
    case 'Room.Players':
      known.players.clear()
      for (const one of data as { name: string }[]) known.players.set(one.name, one)
      return
    case 'Room.AddPlayer':
      return void known.players.set(named.name, data)
    case 'Room.RemovePlayer':
      return void known.players.delete(data)
    case 'Char.Items.List':
      known[location].clear()
      for (const one of items) known[location].set(one.id, one)
      return
    case 'Char.Items.Add':
    case 'Char.Items.Update':
      return void known[location].set(item.id, item)
    case 'Char.Items.Remove':
      return void known[location].delete(item.id)
    default:
  }
}

const isRoom = ({ t, part }: Frame) => (t === 'state' || t === 'delta') && part === 'room'
const listed = (frame: Frame, list: string) =>
  ((frame.data as Record<string, { name: string }[]>)[list] ?? []).map(({ name }) => name)

// PROMISE PROTOCOL 3.5: The author of a change gets it before its `done`.
it('shows everybody in the room what one takes, drops and where one goes', async () => {
  const ann = await socketTypist(undefined)
  const bob = await socketTypist({ deltas: true })
  const cid = await gmcpTypist()
  const from = ann.player.frames.length
  await ann.player.next((frame) => isRoom(frame) && listed(frame, 'people').includes(cid.name), 0)
  await bob.type('drop oatcakes')
  const dropped = await ann.player.next(
    (frame) => isRoom(frame) && listed(frame, 'items').some((name) => name.includes('oatcake')),
    from,
  )
  // Nobody else takes it meanwhile, so the author's own frames say it before the end of the command.
  const caused = await ann.player.play('take oatcakes')
  const own = caused.findIndex((frame) => isRoom(frame))
  expect(own).toBeGreaterThan(0)
  expect(caused.at(-1)?.t).toBe('done')
  expect(listed(caused[own] as Frame, 'items').some((name) => name.includes('oatcake'))).toBe(false)
  expect(dropped.cause).toBeUndefined()

  const before = ann.player.frames.length
  const out = bob.at().exits[0] ?? ''
  await bob.type(out)
  await ann.player.next(
    (frame) => isRoom(frame) && !listed(frame, 'people').includes(bob.name),
    before,
  )
  await cid.check()
  expect(bob.player.frames.some(({ t }) => t === 'delta')).toBe(true)
  for (const one of [ann, bob, cid]) one.close()
})

it('costs nothing to hear somebody speak', async () => {
  const ann = await socketTypist(undefined)
  const bob = await socketTypist(undefined)
  await ann.type('whisper')
  await ann.check()
  const from = ann.player.frames.length
  await bob.type('say nothing moves')
  const said = await ann.player.next(
    ({ t, text }) => t === 'event' && !!text?.includes('nothing moves'),
    from,
  )
  const caused = (frames: readonly Frame[]) => frames.filter(({ cause }) => cause === said.cause)
  await bob.type('score')
  expect(caused(ann.player.frames)).toEqual([said])
  for (const one of [ann, bob]) one.close()
})

// PROMISE PROTOCOL 3.5: a `speech-uttered` without `channel` was said aloud.
it('tells whoever wants little of a line in at most 200 bytes, and its author whose it was', async () => {
  const slim = { deltas: true, data: false, spans: true }
  const [ann, bob, cid] = await Promise.all([slim, slim, undefined].map((one) => socketTypist(one)))
  const said = (frame: Frame) =>
    frame.kind === 'speech-uttered' && JSON.stringify(frame).includes("it is 7 o'clock")
  await ann?.type("say the tide is turning, and it is 7 o'clock")
  const own = ann?.player.frames.find(said)
  expect(own?.cause).toBe(ann?.player.frames.findLast(({ t }) => t === 'done')?.['request'])
  const heard = await bob?.player.next(said)
  expect(Buffer.byteLength(JSON.stringify(heard))).toBeLessThanOrEqual(200)
  expect(Object.keys(heard ?? {})).toEqual(['t', 'frame', 'kind', 'spans'])
  const whole = await cid?.player.next(said)
  expect(whole).toMatchObject({ cause: own?.cause, data: { channel: 'say' } })
  for (const one of [ann, bob, cid]) one?.close()
})

// PROMISE PROTOCOL 3.5: A session that is resumed is sent its parts whole after what it missed.
it('shows the whole view after a resume', async () => {
  const ann = await socketTypist({ deltas: true })
  const bob = await socketTypist(undefined)
  await bob.player.next((frame) => isRoom(frame) && listed(frame, 'people').includes(ann.name), 0)
  const { player } = ann
  const resume = player.session()
  player.drop()
  await bob.type('drop oatcakes')
  const back = await connect(game.url)
  back.send({ t: 'hello', resume, prefs: { deltas: true } })
  const room = await back.next(({ t, part }) => t === 'state' && part === 'room')
  expect(listed(room, 'items').some((name) => name.includes('oatcake'))).toBe(true)
  expect(listed(room, 'people')).toContain(bob.name)
  // From there on changes are enough again.
  const from = back.frames.length
  await bob.type('take oatcakes')
  await back.next(({ t, part }) => t === 'delta' && part === 'room', from)
  back.drop()
  bob.close()
})

// Outputs name a crowd once (crowds.ts); on the wire nobody can tell.
it('tells each of a crowd each line once, live and after a resume', async () => {
  const crowd = await Promise.all(Array.from({ length: 12 }, () => socketTypist(undefined)))
  const [ann, bob, cid] = crowd
  if (!ann || !bob || !cid) throw new Error('there is no crowd')
  // People of the world talk meanwhile, too; what they say is not the crowd's.
  const ofCrowd = (line: string) =>
    line.startsWith('You say') || crowd.some(({ name }) => line.startsWith(`${name} says`))
  const heard = (frames: readonly Frame[]) =>
    frames
      .flatMap(({ kind, text }) => (kind === 'speech-uttered' ? [String(text)] : []))
      .filter(ofCrowd)
  const by = (name: string, words: string) => `${name} says: “${words}”`
  const everybody = async (wanted: (name: string) => readonly string[]) => {
    for (const { name, player } of crowd.slice(1)) {
      await expect.poll(() => heard(player.frames)).toEqual(wanted(name))
    }
  }
  const resume = ann.player.session()
  ann.player.drop()
  await Promise.all([bob.type('say one'), cid.type('say two')])
  await expect.poll(() => heard(bob.player.frames)).toHaveLength(2)
  const isFirst = heard(bob.player.frames)[0]?.includes('one')
  const spoken = [[bob.name, 'one'] as const, [cid.name, 'two'] as const]
  const order = isFirst ? spoken : spoken.toReversed()
  await everybody((name) =>
    order.map(([who, words]) => by(who, words).replace(`${name} says`, 'You say')),
  )
  const back = await connect(game.url)
  back.send({ t: 'hello', resume })
  await back.next(({ t, part }) => t === 'state' && part === 'room')
  expect(heard(back.frames)).toEqual(order.map(([who, words]) => by(who, words)))
  back.drop()
  for (const one of crowd) one.close()
})

for (const seed of Array.from({ length: seeds }, (_, at) => firstSeed + at)) {
  // PROMISE PROTOCOL 3.5: Applied to the last `state` in order they give what `sync` would answer
  // PROMISE PROTOCOL 5: stay as true as the views of section 3.5
  it(`every kind of client knows the world as it is (seed ${seed})`, async () => {
    page.clearGame()
    const random = seeded(seed)
    const typists = [
      await socketTypist(undefined),
      await socketTypist({ deltas: true }),
      await pageTypist(),
      await gmcpTypist(),
    ]
    for (let round = 0; round < rounds; round += 1) {
      for (let typed = 0; typed < linesPerRound; typed += 1) {
        const typist = typists[Math.floor(random() * typists.length)]
        const players = typists.filter((one) => one !== typist).map(({ name }) => name)
        if (typist) await typist.type(anyLine({ ...typist.at(), players }, random))
      }
      await Promise.all(typists.map((typist) => typist.check()))
    }
    for (const typist of typists) typist.close()
  })
}
