/** Settings of streams and of how jobs are tried, on a real stream. */
import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import { expect } from 'vitest'
import { subjectsOf } from '../../../schema/subjects.ts'
import { systemClock } from '../../../server/platform/ambient.ts'
import { StoreRefused } from '../../../server/platform/bus/bus.ts'
import { loadConfig } from '../../../server/platform/config.ts'
import { openDatabase } from '../../../server/platform/database.ts'
import type { Work } from '../../../workers/run/contract.ts'
import { runnerSettingsOf } from '../../../workers/run/runner-settings.ts'
import { startUpkeep } from '../../../workers/run/upkeep.ts'
import { sweepStore } from '../../../workers/store/housekeeping.ts'
import { ResponseCache } from '../../../workers/talk/response-cache.ts'
import { jobFor } from '../../workers/jobs.ts'
import { startTestBus, type TestBus } from '../../workers/run/support.ts'
import { startTrial, type Trial } from '../../workers/run/trial.ts'
import { defineArea, type Row, type SettingName, type Values } from '../area.ts'

const hour = 3_600_000
const fails: Work = async () => ({ do: 'retry', why: 'the ink is dry' })
type Chance = (least: number, most: number) => number
const low: Chance = (least) => least
const high: Chance = (_least, most) => most

/** Tries that come back at once, unless the setting under test says otherwise. */
const usual: Values = {
  MUD_JOB_MAX_RETRIES: '20',
  MUD_JOB_RETRY_BASE_MS: '10',
  MUD_RETRY_JITTER_MIN_MS: '0',
  MUD_RETRY_JITTER_MAX_MS: '0',
  MUD_SHUTDOWN_MAX_MS: '1000',
}

interface Worked {
  readonly work?: Work
  readonly random?: Chance
}

/** A runner with these settings, and one job that it is given. */
async function runOne(bus: TestBus, values: Values, { work = fails, random = low }: Worked = {}) {
  const settings = runnerSettingsOf(loadConfig({ ...usual, ...values }))
  const trial = startTrial(bus, work, { ...settings, random })
  const job = jobFor('npc-plan', {}, { world: bus.world })
  await bus.publish(job)
  return { trial, job: job.job, settings }
}

const endingsOf = ({ ended }: Trial, job: string) => ended.filter(({ id }) => id === job)

/** With the longer delay a failed job has not come back when one with the shorter has. */
async function comesBackLater(
  bus: TestBus,
  [longer, shorter]: readonly [Values, Values],
  random: Chance = low,
): Promise<void> {
  const late = await runOne(bus, longer, { random })
  await late.trial.endings(1)
  const stopping = late.trial.stop()
  const soon = await runOne(bus, shorter, { random })
  await expect.poll(() => endingsOf(soon.trial, soon.job).length).toBeGreaterThan(1)
  expect(endingsOf(soon.trial, late.job)).toEqual([])
  await Promise.all([stopping, soon.trial.stop()])
}

/** The age a stream that was there already has after `setup` was run again with the setting changed. */
const ageRow =
  (name: SettingName, stream: 'events' | 'dead'): Row<TestBus> =>
  async ({ bus, subjects, nc }) => {
    const { streams } = await nc.jetstreamManager()
    const ageMs = async () => (await streams.info(subjects.streams[stream])).config.max_age / 1e6
    await bus.streams.prepare(subjects, loadConfig({}))
    expect(await ageMs()).toBeGreaterThan(2 * hour)
    await bus.streams.prepare(subjects, loadConfig({ [name]: String(2 * hour) }))
    expect(await ageMs()).toBe(2 * hour)
  }

/** Streams of another world; `put` sends a job, the same one again unless told, and counts what waits. */
async function emptyJobs({ bus, nc }: TestBus, values: Values) {
  const subjects = subjectsOf(`w${randomBytes(6).toString('hex')}`)
  const prepare = (changed: Values) => bus.streams.prepare(subjects, loadConfig(changed))
  await prepare(values)
  const { streams } = await nc.jetstreamManager()
  return {
    prepare,
    async put(id = 'twice') {
      await bus.store(subjects.jobs('ambient', 'canon', 'twice'), '{}', { id })
      return (await bus.streams.state(subjects.streams.jobs)).messages
    },
    async remove() {
      for (const stream of Object.values(subjects.streams)) await streams.delete(stream)
    },
  }
}

/** What is kept longest in a worker's memory: who somebody is, for a day. */
function keptAnswer(values: Values) {
  let nowMs = 1
  const cache = new ResponseCache({ entriesMax: 10, now: () => nowMs })
  const scope = { world: 'w', npc: 'n', npcName: 'Maren', personaVersion: 1, mood: '', deps: [] }
  cache.keep(scope, 'self', 'who are you', 'I keep this house.')
  const nothing = { flush: async () => undefined }
  const upkeep = startUpkeep({
    cache,
    spend: nothing,
    budget: nothing,
    client: { probe: async () => undefined, profiles: () => ({}) },
    sweepStore: async () => undefined,
    clock: systemClock,
    observer: { failed: () => undefined },
    cacheSweepMs: loadConfig(values).cacheSweepMs,
  })
  nowMs = 25 * hour
  return { size: () => cache.counters().size, stop: upkeep.stop }
}

export const queues = defineArea({
  open: () => startTestBus(),
  close: (bus: TestBus) => bus.stop(),
  rows: {
    MUD_EVENTS_MAX_AGE_MS: ageRow('MUD_EVENTS_MAX_AGE_MS', 'events'),
    async MUD_DEAD_MAX_AGE_MS(scene) {
      await ageRow('MUD_DEAD_MAX_AGE_MS', 'dead')(scene)
      const owner = openDatabase(scene.ownerUrl, 'settings-test', 1)
      await sql`
        insert into dead_letters (job, lane, kind, key, cause, history, body, state, settled_at)
        values ('old', 'talk', 'npc-reply', 'k', 'the ink is dry', '[]', '', 'dropped',
                now() - interval '5 hours')`.execute(owner)
      const sweep = (values: Values) =>
        sweepStore(owner, Date.now(), loadConfig(values).deadMaxAgeMs)
      expect(await sweep({})).toMatchObject({ deadLetters: 0 })
      expect(await sweep({ MUD_DEAD_MAX_AGE_MS: String(2 * hour) })).toMatchObject({
        deadLetters: 1,
      })
    },
    async MUD_COMMANDS_MAX_MB({ bus, subjects }) {
      await bus.streams.prepare(subjects, loadConfig({}))
      await bus.streams.prepare(subjects, loadConfig({ MUD_COMMANDS_MAX_MB: '4' }))
      const megabyte = Buffer.alloc(1_000_000)
      const fill = async () => {
        for (let part = 0; part < 6; part += 1) {
          await bus.store(subjects.commands(1, 'gw1'), megabyte, { id: `part${part}` })
        }
      }
      await expect(fill()).rejects.toThrow(StoreRefused)
      await bus.streams.prepare(subjects, loadConfig({ MUD_COMMANDS_MAX_MB: '8' }))
      await expect(fill()).resolves.toBeUndefined()
    },
    async MUD_JOB_DEDUPE_MS(scene) {
      const jobs = await emptyJobs(scene, {})
      expect([await jobs.put(), await jobs.put()]).toEqual([1, 1])
      // It holds for streams that are there already: at once, also for what came before.
      await jobs.prepare({ MUD_JOB_DEDUPE_MS: '1000' })
      await expect.poll(() => jobs.put(), { interval: 300 }).toBe(2)
      await expect.poll(() => jobs.put(), { interval: 300 }).toBe(3)
      await jobs.prepare({ MUD_JOB_DEDUPE_MS: '600000' })
      await jobs.put('last')
      const waiting = await jobs.put('last')
      await systemClock.sleep(2_000)
      expect(await jobs.put('last')).toBe(waiting)
      await jobs.remove()
    },
    async MUD_JOB_MAX_RETRIES(bus) {
      for (const retries of [0, 2]) {
        const { trial, job } = await runOne(bus, { MUD_JOB_MAX_RETRIES: String(retries) })
        await expect.poll(() => endingsOf(trial, job).at(-1)?.outcome).toBe('dead')
        expect(endingsOf(trial, job)).toHaveLength(1 + retries)
        await trial.stop()
      }
    },
    MUD_JOB_RETRY_BASE_MS: (bus) => comesBackLater(bus, [{ MUD_JOB_RETRY_BASE_MS: '600000' }, {}]),
    MUD_RETRY_JITTER_MIN_MS(bus) {
      const most = { MUD_RETRY_JITTER_MAX_MS: '60000' }
      return comesBackLater(bus, [{ ...most, MUD_RETRY_JITTER_MIN_MS: '60000' }, most])
    },
    MUD_RETRY_JITTER_MAX_MS: (bus) =>
      comesBackLater(bus, [{ MUD_RETRY_JITTER_MAX_MS: '60000' }, {}], high),
    async MUD_JOB_LEASE_MS(bus) {
      const hangs: Work = (_job, { signal }) =>
        new Promise((_, reject) => {
          signal.addEventListener('abort', () => reject(signal.reason), { once: true })
        })
      const patient = await runOne(bus, { MUD_WORKER_CONCURRENCY: '1' }, { work: hangs })
      const begun = () => Object.values(patient.trial.runner.running())
      await expect.poll(begun).toContain(1)
      const hasty = await runOne(bus, { MUD_JOB_LEASE_MS: '1000' }, { work: hangs })
      expect(await hasty.trial.endings(1)).toMatchObject([{ outcome: 'retry' }])
      expect(patient.trial.ended).toEqual([])
      await Promise.all([patient.trial.stop(), hasty.trial.stop()])
    },
    async MUD_CACHE_SWEEP_MS() {
      const often = keptAnswer({ MUD_CACHE_SWEEP_MS: '1000' })
      const seldom = keptAnswer({})
      await expect.poll(often.size).toBe(0)
      expect(seldom.size()).toBe(1)
      await Promise.all([often.stop(), seldom.stop()])
    },
  },
})
