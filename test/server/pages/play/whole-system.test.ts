/** The play page against the whole real system, as a player meets it. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeUnless } from '../../../support/needs.ts'
import { launchBrowser, noBrowser } from './browser.ts'

const program = fileURLToPath(new URL('../../../../server/main.ts', import.meta.url))
const artifacts = 'test-artifacts/web'

describeUnless(noBrowser, 'the play page on the whole system', () => {
  let browser: Browser
  let system: ChildProcess
  let folder: string
  let url: string
  const log = { text: '' }

  beforeAll(async () => {
    await mkdir(artifacts, { recursive: true })
    folder = await mkdtemp(join(tmpdir(), 'mudstream-play-'))
    system = spawn(process.execPath, [program, 'start'], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH: process.env['PATH'],
        MUD_DATA_DIR: join(folder, 'data'),
        MUD_HTTP_PORT: '0',
        MUD_TELNET_PORT: '0',
      },
    })
    system.stderr?.on('data', (chunk) => {
      log.text += chunk
    })
    url = await readyUrl(system, log)
    browser = await launchBrowser()
  })
  afterAll(async () => {
    await browser?.close()
    if (system?.exitCode === null) {
      system.kill('SIGTERM')
      await once(system, 'exit')
    }
    await rm(folder, { recursive: true, force: true })
  })

  const enter = async (name: string): Promise<Page> => {
    const page = await (await browser.newContext()).newPage()
    await page.goto(url)
    await page.getByLabel('Name').fill(name)
    await page.getByLabel('Password').fill('a lantern in the fog')
    await page.getByRole('button', { name: 'Create character' }).click()
    await page.getByRole('log').locator('.s-room').first().waitFor()
    return page
  }
  const type = async (page: Page, line: string) => {
    await page.locator('#command').fill(line)
    await page.locator('#command').press('Enter')
  }
  const heard = (page: Page, words: string) =>
    page.getByRole('log').locator('.game', { hasText: words })

  it('lets two people talk, and keeps every word when the gateway is killed between them', async () => {
    const tamsin = await enter('Tamsin')
    const odric = await enter('Odric')
    await type(tamsin, 'say Fair winds, Odric')
    await heard(odric, 'Fair winds, Odric').waitFor()

    process.kill(gatewayPid(log.text), 'SIGKILL')
    await tamsin.getByRole('log').getByText('The lantern flickers').waitFor()
    await type(tamsin, 'say Did you hear the bell?')
    await heard(odric, 'Did you hear the bell?').waitFor()
    await type(odric, 'tell tamsin Loud and clear')
    await heard(tamsin, 'Loud and clear').waitFor()
    await tamsin.getByRole('tab', { name: 'tell' }).locator('.unread').waitFor()

    for (const words of ['Fair winds, Odric', 'Did you hear the bell?']) {
      expect(await heard(tamsin, words).count(), `${words} said once`).toBe(1)
      expect(await heard(odric, words).count(), `${words} heard once`).toBe(1)
    }
    await tamsin.screenshot({ path: `${artifacts}/two-players.png` })
  })

  it('draws the map from the rooms walked through and walks back by it', async () => {
    const wren = await enter('Wrenna')
    const title = wren.locator('.map-title')
    const start = (await title.textContent()) ?? ''
    const exits = wren.getByRole('navigation', { name: 'Ways out' }).getByRole('button')
    await exits.first().click()
    await expect.poll(() => title.textContent()).not.toBe(start)
    await wren.getByText('Places you know').click()
    await wren.getByRole('button', { name: `Walk to ${start}` }).click()
    await expect.poll(() => title.textContent()).toBe(start)
  })
})

/** The address in the one line the system prints when it is ready. */
async function readyUrl(system: ChildProcess, log: { readonly text: string }): Promise<string> {
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
  throw new Error(`the system did not start: ${said}${log.text}`)
}

/** The process id in the log line of the gateway's start. */
function gatewayPid(text: string): number {
  const line = text
    .split('\n')
    .find((each) => each.includes('"event":"process-ready","process":"gw1"'))
  const { processId: pid } = JSON.parse(line ?? '{}')
  if (typeof pid !== 'number') throw new Error('the log does not name the gateway')
  return pid
}
