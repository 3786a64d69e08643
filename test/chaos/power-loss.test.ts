/** The power fails under everything at once: what was acknowledged is on the disk and not on its way there. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { verifyWorld } from '../../server/log/verify/verify-world.ts'
import { openDatabase } from '../../server/platform/database.ts'
import { signal } from '../../server/run/embedded/processes.ts'
import { type Frame, guest, resumed } from '../e2e/player.ts'
import { afterPowerLoss, makeDisk, mountDisk, unmountDisk } from './disk-image.ts'
import { withChildren } from './faults.ts'
import { differences, foldLog } from './fold.ts'
import { dumpLog } from './log-dump.ts'
import { newHome, startWholeSystem, until } from './whole-system.ts'

const lines = 120

test('a power loss takes nothing that was acknowledged', async (context) => {
  const folder = mkdtempSync(join(tmpdir(), 'mudstream-power-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const [disk, rest] = [join(folder, 'disk.img'), join(folder, 'rest.img')]
  const home = await newHome()
  const cannot = makeDisk(disk) ?? mountDisk(disk, home.dataDir)
  if (cannot !== undefined) {
    home.remove()
    context.skip(cannot)
  }
  onTestFinished(() => {
    unmountDisk(home.dataDir)
    home.remove()
  })
  const first = await startWholeSystem(home, { MUD_WORKERS: '0' })
  const player = await guest(first.gateways[0] ?? '')
  for (let n = 1; n <= lines; n += 1) {
    player.send({ t: 'cmd', n, line: `say mark1x${n}` })
    // Under the limit of commands under way, so that publishes follow one another.
    if (n % 20 === 0) await player.next((frame) => frame.t === 'ack' && frame['n'] === n - 10)
  }
  // Nobody syncs this file; it shows below that the copy of the disk is honest.
  const unsynced = join(home.dataDir, 'unsynced')
  writeFileSync(unsynced, 'never synced')
  const all = [first.child.pid ?? 0, ...first.processes().flatMap(({ pid }) => withChildren(pid))]
  for (const pid of all) signal(pid, 'SIGSTOP')
  afterPowerLoss(disk, rest)
  const numbersOf = (frames: readonly Frame[], t: string) =>
    frames.filter((frame) => frame.t === t).map((frame) => Number(frame['n']))
  const closed = player.closed
  await first.killEverything()
  // Children of Postgres that sleep do not notice that they have no parent any more.
  for (const pid of all) signal(pid, 'SIGKILL')
  await closed
  const acked = Math.max(...numbersOf(player.frames, 'ack'))
  unmountDisk(home.dataDir)
  expect(mountDisk(rest, home.dataDir)).toBeUndefined()
  expect(contentOf(unsynced)).toBe('')

  const second = await startWholeSystem(home, { MUD_WORKERS: '0' })
  onTestFinished(async () => void (await second.stop()))
  const again = await resumed(second.gateways[0] ?? '', player.session())
  const lastN = Number(again.frames[0]?.['lastN'])
  expect(acked).toBeGreaterThan(lines / 2)
  expect(lastN).toBeGreaterThanOrEqual(acked)
  await until(
    'everything stored to be done',
    () => new Set(numbersOf([...player.frames, ...again.frames], 'done')),
    (done) => Array.from({ length: lastN }, (_, index) => index + 1).every((n) => done.has(n)),
  )
  const dump = await dumpLog(second)
  const { world, speeches } = foldLog(dump.events)
  expect(speeches.map(({ mark }) => mark)).toEqual(
    Array.from({ length: lastN }, (_, index) => `mark1x${index + 1}`),
  )
  expect(differences(world, dump.entities)).toEqual([])
  const db = openDatabase(second.databaseUrl('admin'), 'power-loss', 1)
  const { problems } = await verifyWorld(db).finally(() => db.destroy())
  expect(problems).toEqual([])
}, 120_000)

/** Empty for a file that is not there, or of which nothing was written. */
function contentOf(path: string): string {
  try {
    return readFileSync(path, 'utf8').replaceAll('\u0000', '')
  } catch {
    return ''
  }
}
