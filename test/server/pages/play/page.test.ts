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

  it('offers to keep a guest after the first level, once, and the dialog keeps the rules', async () => {
    await guest()
    const vitals = { health: [40, 40], stamina: [60, 60], lucidity: [100, 100] }
    const sheet = { id: 'c', name: 'Guest', vitals, gold: 0, affects: [], position: 'standing' }
    // The page has asked for its whole state; an answer after this point would undo what follows.
    await page.getByText('Level 3').waitFor()
    server.state('char', { ...sheet, level: 1 })
    await page.getByText('Level 1').waitFor()
    const offer = page.getByRole('complementary', { name: 'Keep this character' })
    expect(await offer.count()).toBe(0)
    server.state('char', { ...sheet, level: 2 })
    await offer.waitFor()
    await page.screenshot({ path: `${artifacts}/keep-offer.png` })
    expect(await violations()).toEqual([])
    await offer.getByRole('button', { name: 'Keep this character' }).click()
    await page.getByRole('dialog').getByLabel('Password').waitFor()
    await page.screenshot({ path: `${artifacts}/keep-dialog.png` })
    expect(await violations()).toEqual([])
    await page.getByRole('button', { name: 'Close', exact: true }).click()
    await offer.getByRole('button', { name: 'Later' }).click()
    expect(await offer.count()).toBe(0)
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
    await expect.poll(stored).toContain('"stamps":"on"')
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
    // What somebody else said aloud comes without a word about it, to a page that wants little.
    for (const data of [{ channel: 'say', actor: { id: 'n1' } }, {}]) {
      const text = `Maren says, “${data.channel ? 'two' : 'three'}”`
      server.tell({ kind: 'speech-uttered', text, data })
    }
    const tab = page.getByRole('tab', { name: 'say' })
    await story().getByText('Maren says, “three”').waitFor()
    // What was read among everything else is read.
    expect(await tab.locator('.unread').count()).toBe(0)
    await tab.click()
    await story().getByText('Maren says, “three”').waitFor()
    await story().getByText('You say, “one”').waitFor()
    expect(await story().getByText('The Rusted Lantern').count()).toBe(0)
    // Nobody sees this: another tab is open, and then the reader is further up.
    server.tell({ kind: 'heard', text: 'Wren tells you, “four”', data: { channel: 'tell' } })
    await expect.poll(() => page.getByRole('tab', { name: 'tell' }).textContent()).toContain('1')
    await expect.poll(() => page.getByRole('tab', { name: 'All' }).textContent()).toContain('1')
    await page.getByRole('tab', { name: 'All' }).click()
    for (let i = 0; i < 60; i++) server.tell({ kind: 'weather', text: `Gust ${i}.` })
    await story().getByText('Gust 59.').waitFor()
    await input().press('PageUp')
    await page.getByRole('button', { name: 'new line' }).or(story()).first().waitFor()
    await expect.poll(scrollTop).toBeGreaterThan(0)
    server.tell({ kind: 'speech-uttered', text: 'Maren says, “five”' })
    await expect.poll(() => tab.textContent()).toContain('1')
  })

  const newcomer = {
    ...{ id: 'c', name: 'Guest', level: 1, gold: 0, affects: [], position: 'standing' },
    vitals: { health: [40, 40], stamina: [60, 60], lucidity: [100, 100] },
  }

  it.each([
    ['desktop', { viewport: { width: 1280, height: 800 } }],
    ['phone', { viewport: { width: 360, height: 700 }, hasTouch: true, isMobile: true }],
  ])('asks a newcomer who it is, by keyboard, on a %s', async (size, options) => {
    await guest(options)
    await page.getByText('Level 3').waitFor()
    server.state('char', { ...newcomer, arriving: true })
    const title = page.getByRole('heading', { name: 'Who goes there?' })
    await title.waitFor()
    await expect
      .poll(() => page.evaluate('document.activeElement.textContent'))
      .toBe('Who goes there?')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Space')
    await page.getByRole('button', { name: 'Step inside' }).click()
    await page.getByRole('alert').getByText('where do you come from?').waitFor()
    await page.getByRole('radio', { name: /The boats.*gutting knife.*bind/ }).check()
    await page.getByRole('textbox').fill('A tall woman\nwith inky sleeves.')
    expect(await violations()).toEqual([])
    const wide = await page.evaluate('document.documentElement.scrollWidth')
    expect(wide).toBe(options.viewport.width)
    await page.screenshot({ path: `${artifacts}/creation-${size}.png`, fullPage: true })
    await page.keyboard.press('Tab')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await input().waitFor()
    const lines = ['pronouns she', 'describe A tall woman with inky sleeves.', 'origin fisher']
    await expect.poll(() => server.applied('Guest')).toEqual(lines)
    // Whoever reloads is not asked again.
    await page.reload()
    await page.getByText('Level 3').waitFor()
    server.state('char', { ...newcomer, arriving: true })
    await page.getByText('Level 1').waitFor()
    expect(await title.count()).toBe(0)
    expect(troubles).toEqual([])
  })

  it('lets a newcomer skip that page, and asks nobody who has chosen', async () => {
    await guest()
    await page.getByText('Level 3').waitFor()
    server.state('char', { ...newcomer, arriving: true })
    await page.getByRole('button', { name: 'Skip this' }).click()
    await input().waitFor()
    server.state('char', { ...newcomer, id: 'd', level: 2, arriving: true, origin: 'fisher' })
    await page.getByText('Level 2').waitFor()
    expect(server.applied('Guest')).toEqual([])
  })

  it.each([
    ['desktop', { viewport: { width: 1280, height: 800 } }],
    ['phone', { viewport: { width: 360, height: 700 }, hasTouch: true, isMobile: true }],
  ])('shows what can be done with a thing, and does it, on a %s', async (size, options) => {
    await guest(options)
    const sheet = page.getByRole('button', { name: 'Map & more' })
    if (await sheet.isVisible()) await sheet.tap()
    const mug = page.getByRole('button', { name: 'a chipped mug' })
    await mug.click()
    const menu = page.getByRole('dialog', { name: 'a chipped mug' })
    await menu.getByRole('button', { name: /take mug/ }).waitFor()
    expect(await violations()).toEqual([])
    await page.screenshot({ path: `${artifacts}/actions-${size}.png` })
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await expect.poll(() => input().inputValue()).toBe('give mug to ')
    expect(await menu.count()).toBe(0)
    if (await sheet.isVisible()) await sheet.tap()
    await mug.focus()
    await page.keyboard.press('Enter')
    await menu.getByRole('button', { name: /take mug/ }).click()
    await expect.poll(() => server.applied('Guest').at(-1)).toBe('take mug')
    // The questions themselves stand nowhere in the story.
    expect(await story().getByText('What you can do').count()).toBe(0)
    expect(troubles).toEqual([])
  })

  it('asks the same of words in the story and of shut doors, and types what is offered', async () => {
    await guest()
    const spans = [
      { t: 'Old Maren points at ' },
      { t: 'a chipped mug', s: 'item' },
      { t: ' and then at ' },
      { t: 'a dragon', s: 'item' },
      { t: '. Type “' },
      { t: 'say rats', s: 'command' },
      { t: '”.' },
    ]
    server.tell({ kind: 'heard', text: '', spans })
    await story().locator('.s-item', { hasText: 'mug' }).click()
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /take mug/ })
      .waitFor()
    await page.keyboard.press('Escape')
    await story().locator('.s-item', { hasText: 'dragon' }).click()
    await page.getByRole('dialog').getByText('You see no such thing here.').waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'up closed' }).click()
    await page
      .getByRole('dialog', { name: 'up' })
      .getByRole('button', { name: /open up/ })
      .click()
    await story().locator('.s-command').click()
    await story().locator('.way-word', { hasText: 'north' }).first().click()
    const lines = ['hint #i9', 'hint a dragon', 'hint up', 'open up', 'say rats', 'north']
    await expect.poll(() => server.applied('Guest')).toEqual(lines)
    expect(troubles).toEqual([])
  })

  it('shows the opponent, the way to the next level, and how far each quest is', async () => {
    await guest({ viewport: { width: 360, height: 700 }, hasTouch: true, isMobile: true })
    await page.getByText('Level 3').waitFor()
    const opponent = { id: 'm', name: 'a cellar rat', condition: 'is bleeding', healthPercent: 60 }
    server.state('char', { ...newcomer, level: 2, toNextLevel: [40, 200], opponent })
    const steps = [
      { text: 'Kill the rats.', count: 1, of: 4 },
      { text: 'Go down.', count: 1, of: 1 },
    ]
    server.state('quests', { quests: [{ id: 'q', name: 'Rats', step: 'Kill the rats.', steps }] })
    const foe = page.getByRole('meter', { name: 'a cellar rat' })
    await foe.waitFor()
    expect(await foe.getAttribute('aria-valuetext')).toBe('is bleeding')
    const experience = page.getByRole('meter', { name: 'experience' })
    expect(await experience.getAttribute('aria-valuetext')).toBe('40 of 200')
    expect(await violations()).toEqual([])
    await page.screenshot({ path: `${artifacts}/gauges-phone.png` })
    await page.getByRole('button', { name: 'Map & more' }).tap()
    await page.getByText('Kill the rats.').getByText('1 of 4').waitFor()
    await page.getByText('Go down.').getByText('done').waitFor()
    expect(await violations()).toEqual([])
    server.state('char', { ...newcomer, level: 2, toNextLevel: [80, 200] })
    await expect.poll(() => foe.count()).toBe(0)
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

  it('shows who thinks about an answer that takes its time, in the place of the words', async () => {
    await guest()
    const pending = (narration: string) =>
      server.raw({ t: 'pending', narration, npc: 'm1', name: 'Maud', request: 'r1' })
    const says = (text: string, data: object) =>
      server.tell({ kind: 'npc-spoke', text, data: { actor: { id: 'm1' }, ...data } })
    pending('n1')
    says('Maud says: “Five coins.”', { narration: 'n1' })
    pending('n2')
    const sign = story().getByText('Maud thinks…')
    await sign.waitFor()
    // A sign for the instant answer would have come before this one.
    expect(await sign.count()).toBe(1)
    expect(await sign.getAttribute('aria-hidden')).toBe('true')
    server.raw({ t: 'narration', narration: 'n2', seq: 0, chunk: 'It came', done: false })
    await story().getByText('It came').waitFor()
    expect(await sign.count()).toBe(0)
    says('Maud says: “It came in with the tide.”', { narration: 'n2' })
    await story().getByText('It came in with the tide.').waitFor()
    pending('n3')
    await sign.waitFor()
    // Words of a rule name no narration: the sign goes all the same.
    says('Maud says: “I could not say.”', {})
    await story().getByText('I could not say.').waitFor()
    await expect.poll(() => sign.count()).toBe(0)
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

  it('types a line every so many seconds, and arranges the panels as the player likes', async () => {
    await guest({ viewport: { width: 1280, height: 800 } })
    await page.getByRole('button', { name: 'Settings' }).click()
    await page.getByRole('combobox', { name: 'Places' }).selectOption('left')
    await page.getByRole('button', { name: 'Add a timer' }).click()
    await page.getByLabel('Every so many seconds').fill('5')
    await page.getByLabel('Line to type').fill('look')
    await page.getByLabel('Line to type').blur()
    await page.screenshot({ path: `${artifacts}/settings-desktop.png` })
    await page.getByRole('button', { name: 'Close', exact: true }).click()
    await expect.poll(() => server.applied('Guest')).toContain('look')
    const left = (name: string) =>
      page.locator(name).evaluate((e) => e.getBoundingClientRect().left)
    expect(await left('.side')).toBeLessThan(await left('.main'))
    await page.screenshot({ path: `${artifacts}/layout-left.png` })
    await page.locator('summary', { hasText: 'You carry' }).click()
    await page.reload()
    await input().waitFor()
    await page.getByText('a patched oilskin coat').waitFor()
    expect(await page.getByText('a brass lantern').isVisible()).toBe(false)
    expect(troubles).toEqual([])
  })

  it('can be installed, shows a door of its own while nobody answers, and keeps nothing of play', async () => {
    await guest()
    const manifest = await page.evaluate('fetch("/manifest.webmanifest").then((r) => r.json())')
    expect(manifest).toMatchObject({ display: 'standalone', start_url: '/' })
    await page.evaluate('navigator.serviceWorker.ready.then(() => {})')
    await page.reload()
    await type('say hello')
    await story().getByText('You say, “hello”').waitFor()
    const kept = await page.evaluate(
      'caches.keys().then(async ([name]) => (await (await caches.open(name)).keys()).map(({ url }) => new URL(url).pathname))',
    )
    const assets = server.manifest.files.map(({ path }) => `/${path}`)
    const door = assets.filter((path) => /offline\.html|client-\w+\.css|icon-/.test(path))
    expect((kept as string[]).toSorted()).toEqual(door.toSorted())
    await server.stop()
    await page.goto(server.url)
    await page.getByRole('heading', { name: 'Nobody answers' }).waitFor()
    expect(await violations()).toEqual([])
    await page.screenshot({ path: `${artifacts}/offline.png` })
  })

  it('draws every zone with its name and ground, and keeps the words of the player on the map', async () => {
    await guest({ viewport: { width: 1280, height: 900 } })
    const land = (id: string, zoneName: string, more: object) =>
      server.state('room', {
        ...{ id, zone: zoneName.toLowerCase(), zoneName, title: `Room ${id}`, description: '' },
        ...{ people: [], items: [], exits: [], ...more },
      })
    land('a', 'Saltmere', { terrain: 'city', coords: [0, 0, 0], exits: [{ dir: 'west', to: 'b' }] })
    await page.locator('.map-title', { hasText: 'Room a' }).waitFor()
    await page.getByLabel('Your mark here').fill('good beds')
    await page.getByLabel('Your mark here').blur()
    land('b', 'Gannet Fen', {
      terrain: 'swamp',
      coords: [-1, 0, 0],
      exits: [{ dir: 'east', to: 'a' }],
    })
    await page.locator('.map-title', { hasText: 'Room b' }).waitFor()
    await page.locator('.map-zone', { hasText: 'Gannet Fen' }).waitFor()
    await page.locator('.map-zone', { hasText: 'Saltmere' }).waitFor()
    await page.locator('.map-note', { hasText: '★ good beds' }).waitFor()
    expect(await page.locator('.place[data-terrain="swamp"]').count()).toBe(1)
    await page.getByText('Places you know').click()
    await page.getByLabel('Search the places you know').fill('beds')
    await page.getByRole('button', { name: 'Walk to Room a' }).waitFor()
    expect(await violations()).toEqual([])
    await page.screenshot({ path: `${artifacts}/map-zones.png` })
    await page.reload()
    await page.locator('.map-note', { hasText: '★ good beds' }).waitFor()
    expect(troubles).toEqual([])
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
    const named = server.manifest.files.filter(({ immutable }) => !immutable)
    expect(named.map(({ path }) => path).toSorted()).toEqual([
      'index.html',
      'manifest.webmanifest',
      'offline.html',
      'service-worker.js',
    ])
  })
})
