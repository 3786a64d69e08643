/** The studio in a real browser on the whole system, as a builder meets it, while a guest plays by telnet. */
import { mkdir, readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { signal } from '../../../../server/run/embedded/processes.ts'
import {
  deployedWorld,
  type Game,
  startGame,
  startMs,
  telnetGuest,
} from '../../../e2e-clients/game.ts'
import type { TelnetClient } from '../../../e2e-clients/telnet-client.ts'
import { describeUnless } from '../../../support/needs.ts'
import { launchBrowser, noBrowser } from '../play/browser.ts'

const artifacts = 'test-artifacts/build'

/** An element, as much of it as the tests need. */
type Within = {
  readonly tagName: string
  readonly parentElement: Within | null
  setAttribute(name: string, value: string): void
}

/** In the page: opens every part that an element is inside of. */
const showAll = (element: Within) => {
  for (let at: Within | null = element; at; at = at.parentElement) {
    if (at.tagName === 'DETAILS') at.setAttribute('open', '')
  }
}

describeUnless(noBrowser, 'the studio', () => {
  let game: Game
  let browser: Browser
  let url: string
  let page: Page
  let guest: TelnetClient
  const errors: string[] = []

  beforeAll(async () => {
    await mkdir(artifacts, { recursive: true })
    game = await startGame({ MUD_WORLD_DIR: deployedWorld })
    url = game.system.gateways[0] ?? ''
    browser = await launchBrowser()
    guest = await telnetGuest(game.telnetPort, { eor: true, utf8: true })
  }, startMs)
  afterAll(async () => {
    guest?.drop()
    await browser?.close()
    await game?.end()
  })

  const newPage = async (width = 1280): Promise<Page> => {
    const context = await browser.newContext({ viewport: { width, height: 800 } })
    const made = await context.newPage()
    made.setDefaultTimeout(15_000)
    made.on('pageerror', (error) => errors.push(String(error)))
    return made
  }
  const signIn = async (on: Page, name: string, password: string) => {
    await on.getByLabel('Name').fill(name)
    await on.getByLabel('Password').fill(password)
    await on.keyboard.press('Enter')
  }
  const axe = async (on: Page) => {
    const path = createRequire(import.meta.url).resolve('axe-core/axe.min.js')
    await on.evaluate(await readFile(path, 'utf8'))
    const { violations } = (await on.evaluate('axe.run()')) as {
      violations: { id: string; nodes: { html: string; failureSummary: string }[] }[]
    }
    return violations.flatMap(({ id, nodes }) =>
      nodes.map((node) => `${id}: ${node.html} ${node.failureSummary}`),
    )
  }
  const said = (words: string, on = page) => on.locator('.notice', { hasText: words }).waitFor()
  const part = (name: string, on = page) =>
    on.getByRole('navigation').getByRole('button', { name }).click()
  const isOpen = (thing: string, on = page) => on.locator('h2', { hasText: thing }).waitFor()
  const open = async (thing: string, on = page) => {
    await on.goto(`${url}/build/#things/kilns/${thing.replace(' ', '/')}`)
    await isOpen(thing, on)
  }
  const make = async (kind: string, name: string) => {
    await part('Things')
    const things = page.getByRole('region', { name: 'Things' })
    await things.getByRole('combobox', { name: 'Kind' }).selectOption(kind)
    await page.getByLabel(`New ${kind}, by name`).fill(name)
    await page.getByRole('button', { name: 'Make it' }).click()
    await isOpen(name)
  }
  /** Fields by their names; a field inside of a closed part is shown first. */
  const write = async (values: Readonly<Record<string, string>>, on = page) => {
    for (const [label, value] of Object.entries(values)) {
      const field = on.getByLabel(label, { exact: true })
      await field.evaluate(showAll)
      const isChoice = await field.evaluate((element) => element.tagName === 'SELECT')
      await (isChoice ? field.selectOption(value) : field.fill(value))
    }
  }
  const addTo = async (list: string) => {
    const button = page.getByRole('button', {
      name: `Add to ${list}`,
      exact: true,
      includeHidden: true,
    })
    await button.evaluate(showAll)
    await button.click()
  }
  const save = async (on = page) => {
    await on.getByRole('button', { name: /^Save/ }).click()
    await said('Done.', on)
  }
  const reads = async (line: string, words: string) => {
    guest.type(line)
    return guest.sees(words)
  }
  /** Presses Tab until it stands on what has the name. */
  const tabTo = async (name: RegExp, key = 'Tab') => {
    for (let press = 0; press < 80; press += 1) {
      await page.keyboard.press(key)
      const at = await page.evaluate(
        'document.activeElement.ariaLabel || document.activeElement.textContent || ""',
      )
      if (name.test(String(at))) return
    }
    throw new Error(`no way by Tab to ${name}`)
  }

  it('is closed to those who do not build', async () => {
    const body = JSON.stringify({ name: 'Mason', password: 'a lantern in the fog' })
    const headers = { 'content-type': 'application/json' }
    await fetch(`${url}/v1/accounts`, { method: 'POST', headers, body })
    page = await newPage()
    await page.goto(`${url}/build/`)
    await signIn(page, 'Mason', 'a lantern in the fog')
    await page.getByText('This account may not build.').waitFor()
    expect(await axe(page)).toEqual([])
  })

  it('changes the words of a room by keyboard, for who stands there, and takes them back', async () => {
    await signIn(page, 'owner', 'lantern-and-salt')
    await page.getByRole('combobox', { name: 'Zone' }).selectOption('saltmere')
    await page.getByRole('button', { name: 'The Lantern Quay' }).focus()
    expect(await axe(page)).toEqual([])
    await page.keyboard.press('ArrowUp')
    await page.keyboard.press('Enter')
    await isOpen('room saltmere.common-room')
    await tabTo(/^room description$/)
    await page.keyboard.press('End')
    await page.keyboard.press('Control+End')
    await page.keyboard.type(' A new clock ticks.')
    await tabTo(/^Save/)
    await tabTo(/^As it is read$/)
    await page.keyboard.press('Enter')
    await page.locator('.preview pre', { hasText: 'A new clock ticks.' }).first().waitFor()
    expect(await page.locator('.preview .page').textContent()).toMatch(
      /Exits: north, east, south and up\.$/,
    )
    expect(await axe(page)).toEqual([])
    await tabTo(/^Save/, 'Shift+Tab')
    await page.keyboard.press('Enter')
    await said('Done.')
    await reads('look', 'A new clock ticks.')
    await part('Changes')
    await page.getByRole('button', { name: /^Take back set description/ }).press('Enter')
    await said('Taken back.')
    expect(await reads('look', 'Exits:')).not.toContain('clock')
    await page.screenshot({ path: `${artifacts}/changes.png` })
  })
  it('builds rooms, a locked door, people, wares, a quest and a lever, and a guest plays them', async () => {
    await make('zone', 'The Kilns')
    await open('room kilns.entrance')
    const dig = async (way: string, values: Readonly<Record<string, string>>) => {
      await page.getByRole('combobox', { name: 'Direction' }).selectOption(way)
      for (const [label, value] of Object.entries(values)) await page.getByLabel(label).fill(value)
      await page.getByRole('button', { name: 'Dig or link' }).click()
      await page.locator('.ways', { hasText: `${way}:` }).waitFor()
    }
    await dig('north', { 'Title of a new room': 'The Old Kiln' })
    await dig('south', { 'Title of a new room': 'The Clay Pit' })
    await dig('east', { 'or a room that there is': 'saltmere.common-room' })
    await make('item', 'an iron key')
    await make('item', 'a clay cup')
    await make('mobile', 'Bess')
    await addTo('mobile talk')
    await addTo('mobile talk 1 keywords')
    await addTo('mobile behaviours')
    await addTo('mobile shop sells')
    await write({
      'mobile description': 'Clay to the elbows.',
      'mobile ground': 'Bess turns a wheel here.',
      'mobile talk 1 keywords 1': 'clay',
      'mobile talk 1 reply': 'The pit lies south.',
      'Kind of mobile behaviours 1': 'shopkeeper',
      'mobile shop sells 1 item': 'kilns.clay-cup',
    })
    await save()
    await make('quest', 'Clay for Bess')
    await addTo('quest accept')
    await write({
      'quest giver': 'kilns.bess',
      'quest accept 1': 'work',
      'quest offer': 'Go and see the pit.',
      'quest finish': 'So it is still there.',
      'quest steps 1 text': 'See the pit.',
      'quest steps 1 on where room': 'kilns.clay-pit',
    })
    await save()
    await open('room kilns.entrance')
    await write({
      'room exits north door name': 'an iron door',
      'room exits north door state': 'locked',
      'room exits north door key': 'kilns.iron-key',
    })
    await save()
    await make('script', 'The lever')
    await addTo('script what')
    await write({
      'script room': 'kilns.old-kiln',
      'script on': 'verb',
      'script verb': 'pull',
      'script what 1': 'lever',
      'script do': "state.pulled = state.pulled + 1\necko('It creaks.')",
    })
    await page.getByRole('button', { name: /^Save/ }).click()
    await page.locator('.field .bad', { hasText: 'line 2, column 1: there is no ecko()' }).waitFor()
    await write({
      'script do': [
        'state.pulled = state.pulled + 1',
        "if (state.pulled !== 2) deny('It creaks.')",
        "echo('A shelf drops.')",
        "load('clay-cup', room)",
      ].join('\n'),
    })
    await save()
    await open('resets kilns')
    await addTo('resets program')
    await page.getByLabel('Kind of resets program 1').selectOption('mobile')
    await addTo('resets program')
    await write({
      'resets program 1 mobile': 'kilns.bess',
      'resets program 1 room': 'kilns.entrance',
      'resets program 2 item': 'kilns.iron-key',
      'resets program 2 room': 'kilns.clay-pit',
    })
    await save()
    await page.getByRole('button', { name: 'Put the zone in order now' }).click()
    await said('Done.')
    await part('Map')
    await page.getByRole('button', { name: 'The Old Kiln' }).waitFor()
    await page.screenshot({ path: `${artifacts}/map.png` })

    await reads('west', 'Bess turns a wheel here.')
    await reads('list', 'clay cup')
    await reads('ask bess about clay', 'The pit lies south.')
    await reads('ask bess about work', 'Go and see the pit.')
    await reads('north', 'door')
    await reads('south', 'The Clay Pit')
    await reads('take key', 'iron key')
    await reads('north', 'Bess turns')
    await reads('unlock door', 'unlock')
    await reads('open door', 'open')
    await reads('north', 'The Old Kiln')
    await reads('pull lever', 'It creaks.')
    await reads('pull lever', 'A shelf drops.')
    await reads('take cup', 'clay cup')
  })

  it('finds things, what names them and what is wrong, also in 360 points', async () => {
    const narrow = await newPage(360)
    await narrow.goto(`${url}/build/#things/kilns/item/kilns.iron-key`)
    await signIn(narrow, 'owner', 'lantern-and-salt')
    await isOpen('an iron key', narrow)
    await narrow.getByRole('button', { name: 'resets kilns' }).waitFor()
    await narrow.getByLabel('Search everything').fill('turns a wheel')
    await narrow.getByRole('button', { name: 'mobile kilns.bess' }).waitFor()
    for (const name of ['Map', 'Things', 'Problems', 'Changes', 'Guide']) {
      await part(name, narrow)
      await narrow.getByRole('region', { name }).waitFor()
      expect(await axe(narrow), name).toEqual([])
      const width = await narrow.evaluate<number>('document.documentElement.scrollWidth')
      expect(width, name).toBe(360)
    }
    await narrow.screenshot({ path: `${artifacts}/narrow.png` })
    await narrow.context().close()
  })

  it('lets two builders see each other’s words, and none is lost while no gateway is there', async () => {
    const other = await newPage()
    await other.goto(`${url}/build/`)
    await signIn(other, 'owner', 'lantern-and-salt')
    await other.getByRole('combobox', { name: 'Zone' }).waitFor()
    await open('room kilns.clay-pit', other)
    await open('room kilns.clay-pit')
    await write({ 'room description': 'Red clay, and the prints of shoes.' })
    await write({ 'room description': 'A wet hole.' }, other)
    await save(other)
    await page.getByRole('button', { name: /^Save/ }).click()
    const conflict = page.getByRole('alert').filter({ hasText: 'Somebody was faster' })
    await conflict
      .getByRole('row', {
        name: 'description Red clay, and the prints of shoes. A wet hole. Bare ground, waiting for words.',
      })
      .waitFor()
    expect(await axe(page)).toEqual([])
    await page.screenshot({ path: `${artifacts}/conflict.png` })
    await page.getByRole('button', { name: 'Keep mine' }).click()
    await conflict.waitFor({ state: 'hidden' })

    signal(game.system.pidOf('gw1') ?? 0, 'SIGKILL')
    await page.getByRole('button', { name: /^Save/ }).click()
    await said('The server does not answer.')
    await said('Done.')
    // A form that nobody has read yet is read as soon as somebody answers.
    signal(game.system.pidOf('gw1') ?? 0, 'SIGKILL')
    await part('Guide')
    await page.getByRole('combobox', { name: 'What can be said' }).selectOption('social')
    await page.getByText('noTarget.self').waitFor()
    await part('Changes')
    const done = page.getByRole('button', { name: /^Take back set description of kilns.clay-pit/ })
    await expect.poll(() => done.count()).toBe(2)
    expect(errors).toEqual([])
    await other.context().close()
  })

  it('lays changes aside and publishes all of them or none', async () => {
    await page.getByRole('button', { name: 'Lay changes aside from now on' }).click()
    await open('room kilns.old-kiln')
    await write({ 'room description': 'A lever sticks out of the wall.' })
    await page.getByRole('button', { name: /^Save/ }).click()
    await said('Laid aside: 1 to publish.')
    await write({ 'room description': 'A lever sticks out of a wall of bricks.' })
    await page.getByRole('button', { name: /^Save/ }).click()
    await open('room kilns.entrance')
    await write({ 'room title': 'The Potters’ Yard' })
    await page.getByRole('button', { name: /^Save/ }).click()
    await said('Laid aside: 2 to publish.')
    expect(await reads('look', 'Exits:')).toContain('Bare ground')
    await part('Changes (2)')
    await page.getByLabel('What it is about').fill('words for the kilns')
    await page.getByRole('button', { name: 'Publish all or nothing' }).click()
    await said('Done.')
    await reads('look', 'A lever sticks out of a wall of bricks.')
    await page.getByRole('button', { name: 'Take back words for the kilns' }).waitFor()
    await page.reload()
    await open('room kilns.old-kiln')
    expect(await page.getByRole('button', { name: 'Save', exact: true }).isDisabled()).toBe(true)
  })
})
