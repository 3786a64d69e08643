import { readdir, readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { problemsOf, promisesIn, promisesPage } from '../deploy/tasks/promises.ts'
import { references } from '../deploy/tasks/references.ts'
import { staleReferences } from '../deploy/tasks/write-docs.ts'
import { commands } from '../handlers/commands/index.ts'
import { events } from '../schema/events/index.ts'
import { clientFrame } from '../schema/frames/client.ts'
import { serverFrame } from '../schema/frames/server.ts'
import { describeSettings } from '../server/platform/setting-rows.ts'

/** These begin like metrics do. */
const databaseRoles = new Set(
  'mud_owner mud_tick mud_gateway mud_worker mud_admin mud_session mud_replica'.split(' '),
)

async function sourcesBelow(folder: string): Promise<string[]> {
  const names = await readdir(folder, { recursive: true })
  const sources = names.filter((name) => name.endsWith('.ts'))
  return Promise.all(sources.map((name) => readFile(`${folder}/${name}`, 'utf8')))
}

const pages = references()
const textOf = (name: string) => pages.find(({ path }) => path.endsWith(name))?.text ?? ''

describe('the generated references', () => {
  it('say on disk what the declarations say (npm run docs writes them)', async () => {
    const stale = await staleReferences()
    expect(stale.map(({ path }) => path)).toEqual([])
  })

  it('name every command, event and setting', () => {
    const page = textOf('COMMANDS.md')
    for (const { verb } of commands) expect(page).toMatch(new RegExp(`^### \`${verb}[ \`]`, 'm'))
    for (const type of events.keys()) expect(textOf('EVENTS.md')).toContain(`## \`${type}\``)
    for (const { name } of describeSettings())
      expect(textOf('SETTINGS.md')).toContain(`| \`${name}\``)
  })

  it('tell every frame of the client protocol, and all else of that page by hand', () => {
    const page = textOf('PROTOCOL.md')
    for (const frame of [...clientFrame.options, ...serverFrame.options]) {
      expect(page).toContain(`| \`${frame.shape.t.value}\` | | | ${frame.description} |`)
    }
    expect(page).toContain('## 5. Telnet')
  })

  it('name every metric and every log event the sources speak of', async () => {
    const files = (await Promise.all(['server', 'workers'].map(sourcesBelow))).flat()
    const metrics = textOf('METRICS.md')
    const logs = textOf('LOGS.md')
    const events = files.flatMap((text) => [...text.matchAll(/\{ event: '([a-z-]+)'/g)])
    expect(events.length).toBeGreaterThan(15)
    for (const [, event] of events) expect(logs).toContain(`| \`${event}\` |`)
    const names = files.flatMap((text) => [...text.matchAll(/'(mud_[a-z_]+)'/g)])
    const known = names.filter(([, name]) => !databaseRoles.has(name ?? ''))
    expect(known.length).toBeGreaterThan(20)
    for (const [, name] of known) expect(metrics).toContain(`| \`${name}\` |`)
  })

  it('give every field of an event a type', () => {
    expect(textOf('EVENTS.md')).not.toMatch(/undefined|\| anything \|/)
    expect(textOf('EVENTS.md')).toContain('| `amount` | integer from 1 to 1000000000 | yes |')
  })
})

describe('the page of promises', () => {
  const document =
    '# A\n\n## 3 One\n\nA command is\n`durable` and applied.\n\n## 4 Two\n\nNothing here.\n'
  const problems = (text: string) =>
    problemsOf(promisesIn('a.test.ts', text), (name) =>
      name === 'PROTOCOL' ? document : undefined,
    )

  it('is made of tags that all prove something', () => {
    expect(promisesPage()).toContain('# Promises')
  })

  it('takes a tag whose words stand in its section', () => {
    const text = "// PROMISE PROTOCOL 3: A command is durable\nit('keeps it', () => {})\n"
    expect(problems(text)).toEqual([])
    expect(promisesIn('a.test.ts', text)).toMatchObject([{ section: '3', test: 'keeps it' }])
  })

  it.each([
    ["// PROMISE PROTOCOL 4: A command is durable\nit('x', () => {})", 'these words are not there'],
    ["// PROMISE PROTOCOL 3: A command is lost\nit('x', () => {})", 'these words are not there'],
    ["// PROMISE PROTOCOL 3: A command\nit('x', () => {})", 'at least four words'],
    ["// PROMISE NOWHERE: A command is durable\nit('x', () => {})", 'no such document'],
    ['// PROMISE PROTOCOL 3: A command is durable\nexpect(1)', 'no test stands below'],
  ])('refuses a tag that proves nothing: %s', (text, why) => {
    expect(problems(text)).toEqual([expect.stringContaining(why)])
  })
})
