import { describe, expect, it } from 'vitest'
import { references } from '../deploy/tasks/references.ts'
import { staleReferences } from '../deploy/tasks/write-docs.ts'
import { commands } from '../handlers/registry.ts'
import { events } from '../schema/events/index.ts'
import { describeSettings } from '../server/platform/config.ts'

const textOf = (name: string) => references().find(({ path }) => path.endsWith(name))?.text ?? ''

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

  it('give every field of an event a type', () => {
    expect(textOf('EVENTS.md')).not.toMatch(/undefined|\| anything \|/)
    expect(textOf('EVENTS.md')).toContain('| `amount` | integer from 1 to 1000000000 | yes |')
  })
})
