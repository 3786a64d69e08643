/** The play page against the whole real system, as a player meets it. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeUnless } from '../../../support/needs.ts'
import { mudstream as program } from '../../../support/program.ts'
import { launchBrowser, noBrowser } from './browser.ts'

const artifacts = 'test-artifacts/web'
const password = 'a lantern in the fog'
const ownerPassword = 'lantern-and-salt'

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
        MUD_OWNER_PASSWORD: ownerPassword,
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
    await page.getByLabel('Password').fill(password)
    await page.getByRole('button', { name: 'Create character' }).click()
    await page.getByRole('button', { name: 'Skip this' }).click()
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
    await tamsin.getByRole('tab', { name: 'tell' }).waitFor()

    for (const words of ['Fair winds, Odric', 'Did you hear the bell?']) {
      expect(await heard(tamsin, words).count(), `${words} said once`).toBe(1)
      expect(await heard(odric, words).count(), `${words} heard once`).toBe(1)
    }
    await tamsin.screenshot({ path: `${artifacts}/two-players.png` })
  })

  it('keeps a guest for good: in place, in another tab by the cookie, and in another browser', async () => {
    const context = await browser.newContext()
    const page = await context.newPage()
    await page.goto(url)
    await page.getByRole('button', { name: 'Play as a guest' }).click()
    await page.getByRole('button', { name: 'Skip this' }).click()
    await page.getByRole('log').locator('.s-room').first().waitFor()
    await type(page, 'claim')
    await page.getByLabel('Name').fill('Tamsin')
    await page.getByLabel('Password').fill('a lantern in the fog')
    await page.getByRole('button', { name: 'Keep it' }).click()
    await page.getByRole('alert').getByText('Somebody already goes by that name.').waitFor()
    await page.getByLabel('Name').fill('Wilda')
    await page.getByRole('button', { name: 'Keep it' }).click()
    await heard(page, 'You are Wilda from now on.').waitFor()
    await expect.poll(() => page.locator('.brand-name').textContent()).toBe('Wilda')
    await type(page, 'say still in the same room')
    await heard(page, 'still in the same room').waitFor()

    const tab = await context.newPage()
    await tab.goto(url)
    await expect.poll(() => tab.locator('.brand-name').textContent()).toBe('Wilda')

    const other = await (await browser.newContext()).newPage()
    await other.goto(url)
    await other.getByLabel('Name').fill('Wilda')
    await other.getByLabel('Password').fill('a lantern in the fog')
    await other.getByRole('button', { name: 'Sign in' }).click()
    // Wilda has never said where she comes from, and this browser does not know that she was asked.
    await other.getByRole('button', { name: 'Skip this' }).click()
    await other.getByRole('log').locator('.s-room').first().waitFor()
    expect(await other.locator('.brand-name').textContent()).toBe('Wilda')
  })

  it('changes the password in the settings, and takes a link for a lost one', async () => {
    const lethe = await enter('Lethea')
    await lethe.getByRole('button', { name: 'Settings' }).click()
    const account = lethe.getByRole('group', { name: 'Account' })
    await account.getByRole('list', { name: 'Signed in' }).getByText('(this one)').waitFor()
    const form = account.locator('form', { hasText: 'Change password' })
    await form.getByLabel('Present password').fill('never mine')
    await form.getByLabel('New password').fill('a quiet river of words')
    await form.getByRole('button').click()
    await account.getByText('That is not your present password.').waitFor()
    await form.getByLabel('Present password').fill(password)
    await form.getByLabel('New password').fill('a quiet river of words')
    await form.getByRole('button').click()
    await account.getByText('Your password is changed.').waitFor()
    await lethe.screenshot({ path: `${artifacts}/account.png` })
    const signIn = (name: string, secret: string) =>
      fetch(`${url}/v1/sessions`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ name, password: secret }),
      })
    expect((await signIn('Lethea', 'a quiet river of words')).status).toBe(201)
    const { token } = (await (await signIn('owner', ownerPassword)).json()) as { token: string }
    const made = await fetch(`${url}/admin/api/actions/reset-link`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify({ target: 'Lethea', reason: 'asked at the gate' }),
    })
    const { link } = (await made.json()) as { link: string }
    const page = await (await browser.newContext()).newPage()
    await page.goto(url + link)
    const choose = page.getByRole('region', { name: 'A new password' })
    await choose.getByLabel('New password').fill('the third of my words')
    await choose.getByRole('button').click()
    await page.getByText('Lost your password?').waitFor()
    expect((await signIn('Lethea', 'the third of my words')).status).toBe(201)
    await page.screenshot({ path: `${artifacts}/lost-password.png` })
  })

  it('reads help in a panel, searches it, and reads the same in words', async () => {
    const lena = await enter('Lenarda')
    await lena.getByRole('button', { name: 'Help' }).click()
    const help = lena.getByRole('dialog', { name: 'Help' })
    await help.getByRole('searchbox', { name: 'Search' }).fill('corpse')
    await help.getByRole('button', { name: 'Dying, and coming back' }).click()
    await help.getByText('It crumbles after a while').waitFor()
    await lena.screenshot({ path: `${artifacts}/help.png` })
    await help.getByRole('button', { name: 'combat' }).click()
    await help.getByRole('heading', { name: 'Fighting' }).waitFor()
    await help.getByRole('button', { name: 'Close' }).click()
    await type(lena, 'help death')
    await heard(lena, 'It crumbles after a while').waitFor()
  })

  it('asks a newcomer who it is, arms it, and offers what can be done with the weapon', async () => {
    const page = await (await browser.newContext()).newPage()
    await page.goto(url)
    await page.getByRole('button', { name: 'Play as a guest' }).click()
    await page.getByRole('radio', { name: 'She' }).check()
    await page.getByRole('radio', { name: /gutting knife/ }).check()
    await page.getByLabel('What do people see').fill('Rope burns on both palms.')
    await page.screenshot({ path: `${artifacts}/creation.png` })
    await page.getByRole('button', { name: 'Step inside' }).click()
    await heard(page, 'People speak of you as “she”.').waitFor()
    await heard(page, 'People now see this: Rope burns on both palms.').waitFor()
    await page.getByRole('button', { name: 'a gutting knife' }).click()
    const menu = page.getByRole('dialog', { name: 'a gutting knife' })
    await menu.getByRole('button', { name: /^drop knife/ }).waitFor()
    await page.screenshot({ path: `${artifacts}/actions.png` })
    await menu.getByRole('button', { name: /^wield knife/ }).click()
    await page.getByText('You wear').waitFor()
    await expect.poll(() => page.locator('.thing-note', { hasText: 'wield' }).count()).toBe(1)
    await page.getByRole('meter', { name: 'experience' }).waitFor()
    await page.getByRole('button', { name: 'Maud Tallow' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'ask maud about work' }).click()
    await heard(page, 'Nan').first().waitFor()
    await page.screenshot({ path: `${artifacts}/first-steps.png` })
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
