import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { describeUnless } from '../../../support/needs.ts'
import { launchBrowser, noBrowser } from './browser.ts'
import { type PlayServer, startPlayServer } from './play-server.ts'

const artifacts = 'test-artifacts/web'
const hostile = [
  '<img src=x onerror="window.hurt=1">',
  '<script>window.hurt=1</script>',
  '<a href="javascript:window.hurt=1">x</a>',
  '"><svg onload=window.hurt=1>',
  '&lt;b&gt; {room}not a room{/}',
]

describeUnless(noBrowser, 'the play page in a browser', () => {
  let browser: Browser
  let server: PlayServer
  let page: Page
  let folder: string
  let troubles: string[]

  beforeAll(async () => {
    browser = await launchBrowser()
    await mkdir(artifacts, { recursive: true })
  })
  afterAll(() => browser?.close())
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'mudstream-web-'))
    server = await startPlayServer(join(folder, 'web'))
    troubles = []
  })
  afterEach(async () => {
    await page?.context().close()
    await server?.stop()
    await rm(folder, { recursive: true, force: true })
  })

  const open = async (options: BrowserContextOptions = {}, query = '') => {
    const context = await browser.newContext(options)
    page = await context.newPage()
    page.on('pageerror', (error) => troubles.push(String(error)))
    page.on('console', (message) => {
      const text = message.text()
      if (message.type() === 'error' && !/WebSocket|ERR_|status of 401/.test(text))
        troubles.push(text)
    })
    await page.goto(server.url + query)
  }
  const guest = async (options?: BrowserContextOptions) => {
    await open(options)
    await page.getByRole('button', { name: 'Play as a guest' }).click()
    await story().getByText('The Rusted Lantern').first().waitFor()
  }
  /** What breaks the accessibility rules on the page as it is now. */
  const violations = async () => {
    const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js')
    await page.evaluate(await readFile(axe, 'utf8'))
    const found = (await page.evaluate('axe.run()')) as {
      violations: { id: string; nodes: { html: string; failureSummary: string }[] }[]
    }
    return found.violations.flatMap(({ id, nodes }) =>
      nodes.map((node) => `${id}: ${node.html} ${node.failureSummary}`),
    )
  }
  const story = () => page.getByRole('log')
  const input = () => page.getByRole('textbox', { name: 'What do you do?' })
  const type = async (line: string) => {
    await input().fill(line)
    await input().press('Enter')
  }
  const scrollTop = () => story().evaluate((log) => log.scrollTop)

  it('lets a guest in with one click and carries commands there and back', async () => {
    await guest()
    await type('say hello;north')
    await story().getByText('You say, “hello”').waitFor()
    await story().getByText('Herring Quay').first().waitFor()
    expect(server.applied('Guest')).toEqual(['say hello', 'north'])
    await page.screenshot({ path: `${artifacts}/play.png` })
    expect(troubles).toEqual([])
  })

  it('creates a character, refuses a wrong password kindly, and keeps settings with the account', async () => {
    await open()
    await page.getByLabel('Name').fill('Tamsin')
    await page.getByLabel('Password').fill('lantern-light')
    await page.getByRole('button', { name: 'Create character' }).click()
    await story().getByText('The Rusted Lantern').first().waitFor()
    await page.getByRole('button', { name: 'Settings' }).click()
    await page.getByLabel('Show the time of each line').check()
    const stored = () => JSON.stringify(server.settings ?? {})
    await expect.poll(stored, { timeout: 8_000 }).toContain('"stamps":"on"')
    await page.getByRole('button', { name: 'Close', exact: true }).click()
    await page.getByRole('button', { name: 'Leave' }).click()
    await page.getByLabel('Name').fill('Tamsin')
    await page.getByLabel('Password').fill('wrong')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('alert').getByText('do not belong together').waitFor()
    expect(troubles).toEqual([])
  })

  it('lets the bearer of a one-time link in, and takes the secret out of the address', async () => {
    await open({}, '?link=golden-key')
    await page.getByText('Owner', { exact: true }).waitFor()
    expect(page.url()).toBe(server.url)
    // The page remembers its session when it is left, so that is cleared where no page runs.
    await page.goto(`${server.url}v1/nowhere`)
    await page.evaluate('sessionStorage.clear()')
    await page.goto(`${server.url}?link=spent`)
    await page.getByRole('alert').getByText('turned its lock already').waitFor()
  })

  it('says goodbye in words when another window takes over, and comes back on request', async () => {
    await guest()
    server.raw({ t: 'bye', code: 'replaced', reason: 'elsewhere', resume: false })
    server.cut()
    await page.getByRole('alert').getByText('goes on in another window').waitFor()
    await page.getByRole('button', { name: 'Come back in' }).click()
    await page.getByRole('button', { name: 'Play as a guest' }).click()
    await input().waitFor()
    expect(troubles).toEqual([])
  })

  it.each([
    ['signed-out', 'You have been signed out.', 'Sign in'],
    ['banned', 'You are not let in: for shouting at night.', 'Back to the door'],
  ])('says why it ended with %s, and leads to the door', async (code, reason, button) => {
    await guest()
    server.raw({ t: 'bye', code, reason, resume: false })
    server.cut()
    await page.locator('.parting').getByText(reason).waitFor()
    await page.screenshot({ path: `${artifacts}/bye-${code}.png` })
    expect(await violations()).toEqual([])
    await page.locator('.parting').getByRole('button', { name: button }).click()
    await page.getByRole('button', { name: 'Play as a guest' }).waitFor()
    expect(troubles).toEqual([])
  })

  it('shows at the door that it takes longer, and that it goes on', async () => {
    await open()
    const button = page.getByRole('button', { name: 'Play as a guest' })
    await expect.poll(() => button.isEnabled()).toBe(true)
    const words = 'The gate creaks, but does not open yet.'
    server.raw({ t: 'event', kind: 'waiting', text: words, data: { waiting: true } })
    await page.locator('.door-status').getByText(words).waitFor()
    await page.screenshot({ path: `${artifacts}/door-waits.png` })
    await button.click()
    await story().getByText('The Rusted Lantern').first().waitFor()
    expect(await page.getByText(words).count()).toBe(0)
  })

  it('comes back by itself after the line broke, without losing or doubling anything', async () => {
    await guest()
    await type('say before')
    await story().getByText('You say, “before”').waitFor()
    server.closed = true
    server.cut()
    await story().getByText('The lantern flickers').waitFor()
    server.tell({ kind: 'weather', text: 'Rain sets in.' })
    await type('say while away')
    server.closed = false
    await story().getByText('You are back where you were.').waitFor()
    await story().getByText('You say, “while away”').waitFor()
    expect(await story().getByText('Rain sets in.').count()).toBe(1)
    expect(await story().getByText('You say, “before”').count()).toBe(1)
    expect(server.applied('Guest')).toEqual(['say before', 'say while away'])
    expect(troubles).toEqual([])
  })

  it('shows a command as under way until the server has it, and sends it again after a break', async () => {
    await guest()
    server.deaf = true
    await type('say into the fog')
    const line = story().locator('.typed', { hasText: 'say into the fog' })
    await expect.poll(() => line.getAttribute('data-stage')).toBe('waiting')
    server.deaf = false
    server.cut()
    await story().getByText('You say, “into the fog”').waitFor()
    await expect.poll(() => line.getAttribute('data-stage')).toBeNull()
    expect(server.applied('Guest')).toEqual(['say into the fog'])
  })

  it('goes on after a reload with the story still there', async () => {
    await guest()
    await type('say remember me')
    await story().getByText('You say, “remember me”').waitFor()
    await page.reload()
    await story().getByText('You say, “remember me”').waitFor()
    await type('say still here')
    await story().getByText('You say, “still here”').waitFor()
    expect(await story().getByText('You say, “remember me”').count()).toBe(1)
    expect(server.applied('Guest')).toEqual(['say remember me', 'say still here'])
  })

  it('never turns what players write into markup', async () => {
    await guest()
    for (const text of hostile) {
      server.tell({
        kind: 'speech-uttered',
        text,
        spans: [{ t: text, s: 'speech" onmouseover="window.hurt=1' }],
        data: { channel: 'say' },
      })
      server.tell({ kind: 'heard', text, data: { channel: text } })
    }
    server.state('room', {
      ...{ id: hostile[0], zone: 'z', title: hostile[0], description: '' },
      exits: [{ dir: hostile[1], to: 'x' }],
      people: [{ id: 'p', name: hostile[3], kind: 'player' }],
      items: [{ id: 'i', name: hostile[2], count: 1 }],
    })
    await page.locator('.map-title', { hasText: hostile[0] ?? '' }).waitFor()
    for (const text of hostile) {
      expect(await story().locator('.line', { hasText: text }).count(), text).toBe(2)
    }
    expect(await page.locator('#app img, #app script, #app a, #app [onmouseover]').count()).toBe(0)
    expect(await page.evaluate('window.hurt')).toBeUndefined()
    expect(troubles).toEqual([])
  })

  it('makes links of addresses that lead to the web and of nothing else', async () => {
    await guest()
    server.tell({ kind: 'heard', text: 'https://example.org/tides and javascript:alert(1)' })
    const link = story().getByRole('link')
    await link.waitFor()
    expect(await link.count()).toBe(1)
    expect(await link.getAttribute('href')).toBe('https://example.org/tides')
    expect(await link.getAttribute('rel')).toContain('noopener')
  })

  it('stays where one is reading, says how much is new, and leads back to now', async () => {
    await guest()
    for (let i = 0; i < 80; i++) server.tell({ kind: 'weather', text: `Gust ${i}.` })
    await story().getByText('Gust 79.').waitFor()
    await input().press('PageUp')
    await expect.poll(scrollTop).toBeGreaterThan(0)
    await page.waitForFunction(
      `(() => { const log = document.querySelector('[role=log]'); return log.scrollHeight - log.scrollTop - log.clientHeight > 60 })()`,
    )
    const before = await scrollTop()
    for (let i = 0; i < 3; i++) server.tell({ kind: 'weather', text: `Squall ${i}.` })
    await page.getByRole('button', { name: '3 new lines' }).waitFor()
    expect(await scrollTop()).toBe(before)
    await input().press('Escape')
    await expect.poll(() => page.getByRole('button', { name: 'new lines' }).count()).toBe(0)
    expect(await scrollTop()).toBeGreaterThan(before)
  })

  it('keeps at most about five thousand lines on the page', async () => {
    await guest()
    for (let i = 0; i < 6_000; i++) server.tell({ kind: 'weather', text: `Wave ${i}.` })
    await story().getByText('Wave 5999.').waitFor()
    const lines = await story().locator('.line').count()
    expect(lines).toBeGreaterThanOrEqual(5_000)
    expect(lines).toBeLessThanOrEqual(5_250)
  })

  it('completes verbs and names with Tab and finds earlier lines by their beginning', async () => {
    await guest()
    await input().pressSequentially('ta')
    await input().press('Tab')
    expect(await input().inputValue()).toBe('take')
    await input().pressSequentially(' mu')
    await input().press('Tab')
    expect(await input().inputValue()).toBe('take mug')
    await input().press('Enter')
    await type('look')
    await input().fill('ta')
    await input().press('ArrowUp')
    expect(await input().inputValue()).toBe('take mug')
  })

  it('puts talk under tabs that count what is unread', async () => {
    await guest()
    await type('say one')
    for (const words of ['two', 'three']) {
      const text = `Maren says, “${words}”`
      server.tell({ kind: 'speech-uttered', text, data: { channel: 'say', actor: { id: 'n1' } } })
    }
    const tab = page.getByRole('tab', { name: 'say' })
    await expect.poll(() => tab.textContent()).toContain('2')
    await tab.click()
    await story().getByText('Maren says, “three”').waitFor()
    await story().getByText('You say, “one”').waitFor()
    expect(await story().getByText('The Rusted Lantern').count()).toBe(0)
    expect(await tab.locator('.unread').count()).toBe(0)
  })

  it('shows narration as it is written and puts the finished sentence in its place', async () => {
    await guest()
    const piece = (seq: number, chunk: string) =>
      server.raw({ t: 'narration', narration: 'n1', seq, chunk, done: false })
    piece(0, 'A gull ')
    piece(1, 'lands')
    const live = story().getByText('A gull lands')
    await live.waitFor()
    expect(await live.getAttribute('aria-hidden')).toBe('true')
    server.tell({ kind: 'weather', text: 'Rain sets in.' })
    server.tell({
      kind: 'room-narrated',
      text: 'A gull lands on the bar.',
      data: { narration: 'n1' },
    })
    await story().getByText('A gull lands on the bar.').waitFor()
    const texts = await story().locator('.line').allTextContents()
    expect(texts.filter((text) => text.includes('A gull'))).toHaveLength(1)
    expect(texts.at(-1)).toContain('Rain sets in.')
  })

  it('walks to a room that is clicked on the map, and to one chosen from the list', async () => {
    await guest()
    await type('north;east')
    await story().getByText('Salt Market').first().waitFor()
    await page.locator('.place', { hasText: 'The Rusted Lantern' }).locator('rect').click()
    await expect.poll(() => server.applied('Guest')).toEqual(['north', 'east', 'west', 'south'])
    await page.getByText('Places you know').click()
    await page.getByRole('button', { name: 'Walk to Salt Market' }).click()
    await expect.poll(() => server.applied('Guest').slice(4)).toEqual(['north', 'east'])
    await page.screenshot({ path: `${artifacts}/map.png` })
  })

  it('can be played by keyboard alone', async () => {
    await open()
    await page.getByLabel('Name').waitFor()
    await page.keyboard.press('Shift+Tab')
    await page.keyboard.press('Enter')
    await input().waitFor()
    await expect.poll(() => page.evaluate('document.activeElement.id')).toBe('command')
    await page.keyboard.type('north')
    await page.keyboard.press('Enter')
    await story().getByText('Herring Quay').first().waitFor()
    const visited = new Set<unknown>()
    for (let i = 0; i < 5; i++) {
      await page.keyboard.press('F6')
      visited.add(
        await page.evaluate(
          `document.activeElement.closest('[data-region]')?.getAttribute('data-region')`,
        ),
      )
    }
    expect([...visited].toSorted()).toEqual(['exits', 'input', 'panels', 'story', 'top'])
  })

  it('fits a phone and offers the ways out as buttons', async () => {
    await guest({ viewport: { width: 375, height: 700 }, hasTouch: true, isMobile: true })
    await page
      .getByRole('navigation', { name: 'Ways out' })
      .getByRole('button', { name: 'north' })
      .tap()
    await story().getByText('Herring Quay').first().waitFor()
    for (const words of ['one', 'two', 'three']) await type(`say ${words}`)
    await story().getByText('You say, “three”').waitFor()
    await story().locator('.line').last().waitFor()
    expect(await page.locator('.missed').count()).toBe(0)
    const wide = await page.evaluate('document.documentElement.scrollWidth')
    expect(wide).toBe(375)
    await page.getByRole('button', { name: 'Map & more' }).tap()
    await page.getByText('You carry').waitFor()
    await page.screenshot({ path: `${artifacts}/phone.png` })
  })

  it.each(['dark', 'light'])(
    'passes the accessibility rules on a phone in the %s theme: door, story, panels, settings',
    async (theme) => {
      const colorScheme = theme as 'dark' | 'light'
      const phone = { viewport: { width: 375, height: 700 }, hasTouch: true, isMobile: true }
      await open({ ...phone, colorScheme })
      await page.getByRole('button', { name: 'Play as a guest' }).waitFor()
      expect(await violations()).toEqual([])
      await page.getByRole('button', { name: 'Play as a guest' }).tap()
      await story().getByText('The Rusted Lantern').first().waitFor()
      await type('say hello;dance')
      await story().getByText('You cannot dance').waitFor()
      expect(await violations()).toEqual([])
      await page.getByRole('button', { name: 'Map & more' }).tap()
      await page.getByText('You carry').waitFor()
      expect(await violations()).toEqual([])
      await page.getByRole('button', { name: 'Settings' }).tap()
      await page.getByLabel('Theme').selectOption(theme)
      expect(await violations()).toEqual([])
      await page.screenshot({ path: `${artifacts}/phone-settings-${theme}.png` })
    },
  )

  it.each(['dark', 'light', 'contrast'])(
    'passes the accessibility rules in the %s theme',
    async (theme) => {
      await guest()
      await type('say hello;dance')
      await story().getByText('You cannot dance').waitFor()
      server.state('quests', [{ id: 'q', name: 'The Lost Bell', step: 'Ask the ferryman.' }])
      await page.getByRole('button', { name: 'Settings' }).click()
      await page.getByLabel('Theme').selectOption(theme)
      await page.getByRole('button', { name: 'Add a highlight' }).click()
      expect(await violations()).toEqual([])
      await page.getByRole('button', { name: 'Close', exact: true }).click()
      expect(await violations()).toEqual([])
      await page.screenshot({ path: `${artifacts}/theme-${theme}.png` })
    },
  )

  it('passes the accessibility rules at the door', async () => {
    await open()
    expect(await violations()).toEqual([])
  })

  it('stays below 100 KiB compressed', () => {
    expect(server.manifest.firstLoadBytes).toBeLessThan(100 * 1024)
    expect(server.manifest.files.map(({ immutable }) => immutable)).toEqual([
      false,
      true,
      true,
      true,
    ])
  })
})
