/** A disk without space left, under Postgres and under JetStream: words are kept or refused, never lost. */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, type TestContext, test } from 'vitest'
import { type Frame, guest, type Player } from '../e2e/player.ts'
import { differences, foldLog } from './fold.ts'
import { dumpLog } from './log-dump.ts'
import { mountSmallDisk } from './small-disk.ts'
import { type Home, newHome, startWholeSystem, until, type WholeSystem } from './whole-system.ts'

const chatter = 'and on and on it goes '.repeat(18)

/** Mounts, starts and takes a guest in; skips the test where nothing can be mounted. */
async function onSmallDisk(
  context: TestContext,
  folderIn: (home: Home) => string,
  megabytes: number,
  prepare: (home: Home) => void = () => undefined,
) {
  const home = await newHome()
  const disk = mountSmallDisk(folderIn(home), megabytes)
  if (typeof disk === 'string') {
    home.remove()
    context.skip(disk)
  }
  prepare(home)
  const system = await startWholeSystem(home, { MUD_WORKERS: '0' }).catch((error: unknown) => {
    disk.unmount()
    throw error
  })
  onTestFinished(async () => {
    await system.stop()
    disk.unmount()
    home.remove()
  })
  return { system, disk, player: await guest(system.gateways[0] ?? '') }
}

const of = (player: Player, kind: string): Frame[] => player.frames.filter(({ t }) => t === kind)
const numbers = (frames: readonly Frame[]): number[] => frames.map((frame) => Number(frame['n']))

/**
 * Talks until `enough` without waiting for answers: what is under way when the disk fills up is
 * answered when there is space again. A number that was refused is used for the next line.
 */
async function talk(player: Player, enough: () => boolean): Promise<void> {
  let seen = of(player, 'reject').length
  let n = Math.max(0, ...numbers(of(player, 'ack'))) + 1
  for (let round = 0; round < 500 && !enough(); round += 1) {
    player.send({ t: 'cmd', n, line: `say mark1x${n} ${chatter}` })
    await new Promise((resolve) => setTimeout(resolve, 60))
    const [refusal] = of(player, 'reject').slice(seen)
    seen = of(player, 'reject').length
    n = refusal ? Number(refusal['expected'] ?? refusal['n']) : n + 1
  }
}

/** Everything acknowledged has been done and is in the log once, in order; the tables agree with it. */
async function expectAllKept(system: WholeSystem, player: Player): Promise<void> {
  // A number that was sent twice is acknowledged twice.
  const acked = [...new Set(numbers(of(player, 'ack')))].sort((one, other) => one - other)
  await until(
    'everything acknowledged to be done',
    () => new Set(numbers(of(player, 'done'))),
    (done) => acked.every((n) => done.has(n)),
    40_000,
  )
  const dump = await dumpLog(system)
  const { world, speeches } = foldLog(dump.events)
  expect(speeches.map(({ mark }) => mark)).toEqual(acked.map((n) => `mark1x${n}`))
  expect(differences(world, dump.entities)).toEqual([])
}

const logged = (system: WholeSystem, pattern: RegExp) =>
  until('the log line', system.log, (log) => pattern.test(log), 30_000)

test('Postgres without space: what is acknowledged waits in the stream, and is done when there is space', async (context) => {
  const elsewhere = mkdtempSync(join(tmpdir(), 'mudstream-elsewhere-'))
  onTestFinished(() => rmSync(elsewhere, { recursive: true, force: true }))
  const all = await onSmallDisk(
    context,
    (home) => home.dataDir,
    260,
    (home) => {
      mkdirSync(join(home.dataDir, 'nats'))
      symlinkSync(elsewhere, join(home.dataDir, 'nats', 'jetstream'))
    },
  )
  const { system, disk, player } = all
  await player.play('say mark1x1')
  disk.fill()
  // Its journal fills up, and it cannot start again either.
  const isDown = () => /"Postgres ended/.test(system.log())
  await talk(player, isDown)
  await logged(system, /No space left on device/)
  disk.free()
  await expectAllKept(system, player)
  await (await guest(system.gateways[0] ?? '')).play('look')
}, 120_000)

test('JetStream without space: commands are refused as unavailable, and taken again when there is space', async (context) => {
  const store = (home: Home) => {
    const folder = join(home.dataDir, 'nats', 'jetstream')
    mkdirSync(folder, { recursive: true })
    return folder
  }
  const all = await onSmallDisk(context, store, 24)
  const { system, disk, player } = all
  await player.play('say mark1x1')
  disk.fill()
  const refused = () => of(player, 'reject').filter(({ code }) => code === 'unavailable')
  await talk(player, () => refused().length > 3)
  expect(refused().length).toBeGreaterThan(3)
  await logged(system, /"event":"bus-cannot-write"/)
  await logged(system, /"event":"stream-trouble"/)
  const ready = await fetch(`${system.gateways[0]}/readyz`)
  expect(ready.status).toBe(503)
  expect(await ready.text()).toContain('commands cannot be stored')
  disk.free()
  await logged(system, /"event":"stream-well"/)
  const before = of(player, 'ack').length
  await talk(player, () => of(player, 'ack').length > before + 5)
  await expectAllKept(system, player)
}, 120_000)
