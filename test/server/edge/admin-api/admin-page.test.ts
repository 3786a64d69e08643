/** The admin page in a real browser, on the whole real system, while somebody plays. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { lanes } from '../../../../schema/subjects.ts'
import { openDatabase } from '../../../../server/platform/database.ts'
import { clusterFolder, databaseName } from '../../../../server/run/embedded/postgres-cluster.ts'
import { readSecrets } from '../../../../server/run/embedded/secrets.ts'
import { describeUnless } from '../../../support/needs.ts'
import { mudstream as program } from '../../../support/program.ts'
import { launchBrowser, noBrowser } from '../../pages/play/browser.ts'
import { play, type TestPlayer } from '../session/whole-game.ts'

const artifacts = 'test-artifacts/admin'

/** Asks to come in as a guest; resolves to `welcome` or to the code of the refusal. */
async function guestAt(url: string): Promise<string> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/ws`, 'v1.mudstream')
  try {
    return await new Promise((resolve, reject) => {
      socket.onerror = () => reject(new Error('the socket broke'))
      socket.onopen = () => {
        for (const t of ['hello', 'guest']) socket.send(JSON.stringify({ t }))
      }
      socket.onmessage = ({ data }) => {
        const frame = JSON.parse(String(data)) as { t: string; code?: string; session?: string }
        if (frame.t === 'reject') resolve(frame.code ?? '')
        if (frame.t === 'welcome' && frame.session) resolve('welcome')
      }
    })
  } finally {
    socket.close()
  }
}

describeUnless(noBrowser, 'the admin page', () => {
  let browser: Browser
  let system: ChildProcess
  let folder: string
  let url: string
  let page: Page
  const errors: string[] = []
  let walking: NodeJS.Timeout
  let walkersRoom = ''
  let log = ''

  beforeAll(async () => {
    await mkdir(artifacts, { recursive: true })
    folder = await mkdtemp(join(tmpdir(), 'mudstream-admin-'))
    system = spawn(process.execPath, [program, 'start'], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH: process.env['PATH'],
        MUD_DATA_DIR: join(folder, 'data'),
        MUD_HTTP_PORT: '0',
        MUD_TELNET_PORT: '0',
        MUD_OWNER_PASSWORD: 'ownerpass1',
      },
    })
    system.stderr?.on('data', (chunk) => {
      log += chunk
    })
    url = await readyUrl(system)
    browser = await launchBrowser()
    page = await (
      await browser.newContext({
        viewport: { width: 1360, height: 900 },
        colorScheme: 'dark',
      })
    ).newPage()
    page.setDefaultTimeout(8_000)
    page.on('console', (message) => {
      // Being asked to sign in is no error of the page.
      if (message.type() === 'error' && !message.text().includes('401')) errors.push(message.text())
    })
    page.on('pageerror', (error) => errors.push(String(error)))
  })
  afterAll(async () => {
    clearInterval(walking)
    await browser?.close()
    if (system?.exitCode === null) {
      system.kill('SIGTERM')
      await once(system, 'exit')
    }
    await rm(folder, { recursive: true, force: true })
  })

  const newPlayer = async (name: string): Promise<TestPlayer> => {
    const made = await fetch(`${url}/v1/accounts`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name, password: 'a lantern in the fog' }),
    })
    return play(url, ((await made.json()) as { token: string }).token)
  }
  const confirm = async (reason: string) => {
    await page.getByLabel('Why?').fill(reason)
    await page.getByRole('button', { name: 'Do it' }).click()
    await page.getByRole('dialog').waitFor({ state: 'hidden' })
  }
  /** Shows a part of the page. */
  const show = (label: string) => page.getByRole('link', { name: label, exact: true }).click()
  const sessionOf = (name: string) =>
    page
      .getByRole('region', { name: /^Who plays/ })
      .getByRole('row', { name: new RegExp(`^${name}`) })
  const fact = async (name: string) =>
    (await page.locator('.strip div', { hasText: name }).locator('dd').textContent()) ?? ''
  const axe = async () => {
    const source = await readFile(
      createRequire(import.meta.url).resolve('axe-core/axe.min.js'),
      'utf8',
    )
    await page.evaluate(source)
    const { violations } = (await page.evaluate('axe.run()')) as {
      violations: { id: string; nodes: { html: string; failureSummary: string }[] }[]
    }
    return violations.flatMap(({ id, nodes }) =>
      nodes.map((node) => `${id}: ${node.html} ${node.failureSummary}`),
    )
  }

  it('lets the owner in, and nobody with a wrong password', async () => {
    await page.goto(`${url}/admin`)
    await page.getByLabel('Name').fill('owner')
    await page.getByLabel('Password').fill('not the password')
    await page.keyboard.press('Enter')
    await page.getByText('do not go together').waitFor()
    expect(await axe()).toEqual([])
    await page.getByLabel('Password').fill('ownerpass1')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Roles and servers' }).waitFor()
  })

  it('shows the tick move while somebody plays', async () => {
    const walker = await newPlayer('Walker')
    let turn = 0
    walking = setInterval(
      () => walker.send(['look', 'say fair winds', 'inventory'][turn++ % 3] ?? ''),
      150,
    )
    await expect.poll(() => fact('Commands/s')).not.toBe('0.0')
    await expect.poll(() => fact('Tick p99')).toMatch(/ ms$/)
    await expect.poll(() => page.locator('.verdict').textContent()).toBe('All is well.')
    const chart = page.locator('.uplot canvas').first()
    const before = await chart.screenshot()
    await expect.poll(async () => (await chart.screenshot()).equals(before)).toBe(false)
    // One screen holds all of it.
    const height = await page.evaluate<number>('document.documentElement.scrollHeight')
    expect(height).toBeLessThanOrEqual(900)
    await page.screenshot({ path: `${artifacts}/overview.png` })
    expect(await axe()).toEqual([])
    await show('Commands')
    await page
      .getByRole('region', { name: /^Slowest/ })
      .getByRole('row')
      .nth(2)
      .waitFor()
    await page.getByLabel('Player').fill('walker')
    await page.getByLabel('Verb').fill('say')
    await page.getByRole('button', { name: 'Search' }).click()
    const said = page.getByRole('region', { name: 'Commands' }).getByRole('row', { name: /Walker/ })
    await said.first().getByText('say fair winds').waitFor()
    await said
      .first()
      .getByRole('button', { name: /^trace / })
      .click()
    const story = page.getByRole('region', { name: /^story of / })
    await story.getByText(/^Tick \d+: completed/).waitFor()
    await page.screenshot({ path: `${artifacts}/commands.png`, fullPage: true })
    expect(await axe()).toEqual([])
    await story.getByRole('button', { name: 'Close' }).click()
    await show('Players')
    const row = sessionOf('Walker')
    walkersRoom = (await row.getByRole('cell').nth(2).textContent()) ?? ''
    await page.screenshot({ path: `${artifacts}/players.png`, fullPage: true })
    expect(await axe()).toEqual([])
    await show('Cluster')
    for (const name of ['gw1', 't1', 'w1']) await page.locator(`[data-instance=${name}]`).waitFor()
  })

  it('broadcasts and kicks, with a reason, by keyboard', async () => {
    const kate = await newPlayer('Kate')
    await page.getByLabel('Say to everybody').fill('The ferry leaves at dusk')
    await page.keyboard.press('Enter')
    await confirm('a notice')
    await show('Players')
    await kate.until((frame) => JSON.stringify(frame).includes('The ferry leaves at dusk'))
    await page.getByRole('button', { name: 'kick Kate' }).focus()
    await page.keyboard.press('Enter')
    await page.getByRole('dialog').waitFor()
    await page.screenshot({ path: `${artifacts}/confirm.png` })
    expect(await axe()).toEqual([])
    await confirm('asked to leave')
    expect((await kate.until((frame) => frame.t === 'bye'))['code']).toBe('kicked')
    await sessionOf('Kate').waitFor({ state: 'detached' })
    await page.getByText('Done: kick Kate').waitFor()
  })

  it('says when the world refused', async () => {
    await page.getByRole('button', { name: 'mute Walker' }).click()
    await page.evaluate(() =>
      fetch('/admin/api/actions/kick', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ target: 'Walker', reason: 'behind the page’s back' }),
      }),
    )
    clearInterval(walking)
    await sessionOf('Walker').waitFor({ state: 'detached' })
    await confirm('too late')
    await page.getByText('Not done: mute Walker').waitFor()
  })

  it('opens an account, writes a note about it, and finds it in the log of actions', async () => {
    await page.getByLabel('A part of the name').fill('kat')
    await page.getByRole('button', { name: 'Search' }).click()
    await page.getByRole('button', { name: 'open Kate' }).click()
    const one = page.getByRole('region', { name: /^Kate: player/ })
    await one.getByText('127.0.0.1').first().waitFor()
    await one.getByRole('row', { name: /kick.*asked to leave/ }).waitFor()
    await one.getByRole('button', { name: 'note Kate' }).click()
    await page.getByLabel('Note', { exact: true }).fill('left in good spirits')
    await confirm('for the others')
    await one.getByText('words: left in good spirits').waitFor()
    expect(await axe()).toEqual([])
    await page.screenshot({ path: `${artifacts}/account.png`, fullPage: true })
    await show('Log of actions')
    await page.getByLabel('What').selectOption('note')
    await page.getByRole('row', { name: /owner note Kate for the others/ }).waitFor()
    expect(await axe()).toEqual([])
  })

  it('shows settings with their sources, and changes those that are live', async () => {
    await show('Settings')
    await page.getByLabel('Name or purpose').fill('MUD_DATABASE_URL')
    await page
      .getByRole('row', { name: /MUD_DATABASE_URL postgres:\/\/mud_gateway:\*+@\S+ environment/ })
      .waitFor()
    const change = async (name: string, value: string, why: string) => {
      await page.getByLabel('Name or purpose').fill(name)
      await page.getByRole('button', { name: `change ${name}`, exact: true }).click()
      await page.getByLabel(`${name}:`).fill(value)
      await confirm(why)
    }
    await change('MUD_LOG_LEVEL', 'debug', 'a closer look')
    await expect.poll(() => log).toContain('"setting":"MUD_LOG_LEVEL","value":"debug"')
    const cameAsGuest = () => guestAt(url)
    expect(await cameAsGuest()).toBe('welcome')
    await change('MUD_GUESTS', 'perhaps', 'a mistake')
    await page.getByText(/Not done: .*"perhaps" is not allowed; use on or off/).waitFor()
    await change('MUD_GUESTS', 'off', 'a raid of strangers')
    await page.getByRole('row', { name: /MUD_GUESTS live off an admin, until this/ }).waitFor()
    await expect.poll(cameAsGuest).toBe('no-guests')
    await change('MUD_GUESTS', 'on', 'they went')
    await expect.poll(cameAsGuest).toBe('welcome')
    expect(await axe()).toEqual([])
    await show('Log of actions')
    await page.getByLabel('What').selectOption('setting')
    await page.getByRole('row', { name: /owner setting MUD_GUESTS a raid of strangers/ }).waitFor()
  })

  it('looks back at a room and moves through its ticks', async () => {
    const state = page.getByRole('region', { name: /at tick/ })
    const room = walkersRoom
    await show('World')
    await page.getByLabel(/Room, character, item/).fill(room)
    await page.getByRole('button', { name: 'Look back' }).click()
    await state.waitFor()
    const slider = page.getByRole('slider')
    await slider.focus()
    await page.keyboard.press('Home')
    await page.getByRole('region', { name: `${room} at tick 1`, exact: true }).waitFor()
    await page.keyboard.press('End')
    await page.getByRole('region', { name: 'What happened' }).getByText('Walker').first().waitFor()
    await page.screenshot({ path: `${artifacts}/travel.png` })
    expect(await axe()).toEqual([])
    const lookFor = async (name: string) => {
      await page.getByLabel(/Room, character, item/).fill(name)
      await page.getByRole('button', { name: 'Look back' }).click()
    }
    await lookFor('Walker')
    await state.getByRole('heading', { name: 'Walker character' }).waitFor()
    await lookFor('nobodyever')
    await page.getByText('Nothing is known of “nobodyever”').waitFor()
  })

  it('reverses a theft: chosen in the timeline, shown, confirmed, visible in it afterwards', async () => {
    const [ria, tim] = [await newPlayer('Ria'), await newPlayer('Tim')]
    ria.send('give 6 gold to tim')
    await tim.until((frame) => String(frame['text']).includes('gives you'))
    const looked = await ria.until((frame) => frame['part'] === 'char')
    const id = (looked['data'] as { id: string }).id
    await page.getByLabel(/Room, character, item/).fill(id)
    await page.getByRole('button', { name: 'Look back' }).click()
    await page.getByRole('checkbox', { name: /gold-given/ }).check()
    await page.getByRole('button', { name: 'Show what reversing would do' }).click()
    await page.getByText('6 gold coins go from Tim back to Ria').waitFor()
    await page.screenshot({ path: `${artifacts}/reversal.png`, fullPage: true })
    expect(await axe()).toEqual([])
    await page.getByRole('button', { name: 'Reverse', exact: true }).click()
    await confirm('he took it')
    await ria.until((frame) => String(frame['text']).includes('come back to you'))
    await page.getByText('Done: reverse').waitFor()
    await page.getByRole('checkbox', { name: /gold-returned/ }).waitFor()
    ria.close()
    tim.close()
  })

  it('looks into a job that failed for good, and drops it', async () => {
    const body = Buffer.from(JSON.stringify({ kind: 'planted', words: 'never to be thought' }))
    const tries = [{ delivery: 1, at: 'then', worker: 'w1', outcome: 'failed', why: 'no model' }]
    await plantDeadLetter(folder, body, JSON.stringify(tries))
    await show('Jobs')
    await page.getByRole('button', { name: 'look into deadjob' }).click()
    await page.getByText('never to be thought').waitFor()
    await page.getByText('w1: failed: no model').waitFor()
    expect(await axe()).toEqual([])
    await page.getByRole('button', { name: 'drop deadjob' }).click()
    await confirm('nobody waits for it')
    await page.getByText('Done: dead deadjob').waitFor()
    await page.getByRole('button', { name: 'drop deadjob' }).waitFor({ state: 'detached' })
  })

  it('is light where that is wished, and fits a phone', async () => {
    await page.emulateMedia({ colorScheme: 'light' })
    expect(await axe()).toEqual([])
    await page.screenshot({ path: `${artifacts}/light.png`, fullPage: true })
    await page.setViewportSize({ width: 390, height: 844 })
    for (const label of [
      'Overview',
      'Players',
      'Commands',
      'Jobs',
      'World',
      'Log of actions',
      'Settings',
      'Cluster',
    ]) {
      await show(label)
      // Nothing is cut: no box holds more than it shows, but those that scroll by themselves.
      await expect.poll(() => page.evaluate<string[]>(cutOff), { message: label }).toEqual([])
      await page.screenshot({
        path: `${artifacts}/phone-${label.toLowerCase()}.png`,
        fullPage: true,
      })
    }
  })

  // PROMISE RUNBOOK: `status` once, with what is kept and how it grows
  it('has a sister in the terminal', async () => {
    const told = spawn(process.execPath, [program, 'status'], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { PATH: process.env['PATH'], MUD_DATA_DIR: join(folder, 'data') },
    })
    let text = ''
    for await (const chunk of told.stdout) text += chunk
    for (const name of ['gw1', 't1', 'w1']) expect(text).toMatch(new RegExp(`^${name} `, 'm'))
    expect(text).toMatch(/leads: epoch \d+, tick \d+/)
    expect(text).toMatch(/^COMMANDS_main +\d+ +\d+ MiB +\d+$/m)
    for (const lane of lanes) expect(text).toMatch(new RegExp(`^${lane} +\\d+ +\\d+ +\\d+`, 'm'))
    // The same kinds, in the same sizes, as the page shows; how they grow is known on the second day.
    await show('Settings')
    const shown = await page.getByRole('region', { name: 'Storage' }).innerText()
    for (const kind of ['ledger', 'log', 'people']) {
      expect(shown).toContain(kind)
      expect(text).toMatch(new RegExp(`^${kind} +\\d+ +\\d+\\.\\d MiB +(–|-?\\d+\\.\\d MiB)$`, 'm'))
    }
  })

  it('makes a drained gateway come back, and follows it', async () => {
    await page.setViewportSize({ width: 1360, height: 900 })
    await show('Cluster')
    const pid = await page.locator('[data-instance="gw1"]').getAttribute('data-pid')
    await page.getByRole('button', { name: 'drain gw1' }).click()
    await confirm('a rehearsal')
    await expect
      .poll(() => page.locator('[data-instance="gw1"]').getAttribute('data-pid'))
      .not.toBe(pid)
    await show('Overview')
    await expect.poll(() => fact('Live')).toBe('yes')
    expect(log).toContain('"event":"drain-ordered"')
  })

  it('wrote no error to the console, and broke no policy', () => {
    const real = errors.filter((text) => !/ERR_|Failed to load resource/.test(text))
    expect(real).toEqual([])
  })
})

/** What is wider than the screen, or holds more than it shows without scrolling by itself. */
const cutOff = `[...document.querySelectorAll('main *')]
  .filter((one) => !one.closest('.u-wrap, pre'))
  .filter((one) => one.getBoundingClientRect().right > innerWidth + 1 ||
    (one.matches('.panel, td, th, dd, p, li, button') && one.scrollWidth > one.clientWidth + 1 && one.clientWidth > 0))
  .map((one) => one.tagName + '.' + one.className + ' ' + one.textContent.slice(0, 40))`

/** A job that failed for good, as a worker would have left it. */
async function plantDeadLetter(folder: string, body: Buffer, history: string): Promise<void> {
  const data = join(folder, 'data')
  const running = await readFile(join(clusterFolder(data), 'postmaster.pid'), 'utf8')
  const { worker } = readSecrets(data).postgres
  const port = running.split('\n')[3]
  const db = openDatabase(
    `postgres://mud_worker:${worker}@127.0.0.1:${port}/${databaseName}`,
    'test',
    1,
  )
  const letter = { job: 'deadjob', lane: 'ambient', kind: 'planted', key: 'k', cause: 'a test' }
  await db
    .insertInto('dead_letters')
    .values({ ...letter, body, history })
    .execute()
  await db.destroy()
}

/** The address in the one line the system prints when it is ready. */
async function readyUrl(system: ChildProcess): Promise<string> {
  let said = ''
  for await (const chunk of system.stdout ?? []) {
    said += chunk
    const found = /mudstream ready http=(\S+)/.exec(said)
    if (found?.[1]) {
      // Whoever stops listening blocks the system once the pipe is full.
      system.stdout?.resume()
      return found[1]
    }
  }
  throw new Error(`the system did not start: ${said}`)
}
