import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, expect, it } from 'vitest'
import { checkImports } from './check-imports.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const folders = ['schema', 'handlers', 'server', 'workers']
const made: string[] = []

/** A small tree of our own shape with the given files. */
async function tree(files: Record<string, string>): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'mudstream-imports-'))
  made.push(dir)
  const all = { 'schema/a.ts': 'export const a = 1\n', ...files }
  for (const folder of folders) await mkdir(join(dir, folder), { recursive: true })
  for (const [path, text] of Object.entries(all)) {
    await mkdir(dirname(join(dir, path)), { recursive: true })
    await writeFile(join(dir, path), text)
  }
  await symlink(join(root, 'node_modules'), join(dir, 'node_modules'))
  return dir
}

afterEach(async () => {
  for (const dir of made.splice(0)) await rm(dir, { recursive: true, force: true })
})

it.each([
  [
    'a model two imports away from the tick',
    'no-model-in-the-hot-path',
    {
      'server/core/tick/tick.ts': "import { b } from '../../platform/b.ts'\nexport const t = b\n",
      'server/platform/b.ts': "import { c } from './c.ts'\nexport const b = c\n",
      'server/platform/c.ts': "import OpenAI from 'openai'\nexport const c = OpenAI\n",
    },
  ],
  [
    'a worker imported dynamically by a rule',
    'handlers-import-schema-only',
    {
      'handlers/rule.ts': "export const load = () => import('../workers/w.ts')\n",
      'workers/w.ts': 'export const w = 1\n',
    },
  ],
  [
    'a rule that reads a file',
    'rules-do-no-io',
    {
      'handlers/rule.ts': "import { readFileSync } from 'node:fs'\nexport const r = readFileSync\n",
    },
  ],
  [
    'a schema that imports a rule',
    'schema-imports-nothing-above-it',
    {
      'schema/b.ts': "import { r } from '../handlers/r.ts'\nexport const b = r\n",
      'handlers/r.ts': 'export const r = 1\n',
    },
  ],
  [
    'a worker that uses the gateway',
    'workers-use-the-platform-only',
    {
      'workers/w.ts': "import { g } from '../server/gateway/g.ts'\nexport const w = g\n",
      'server/gateway/g.ts': 'export const g = 1\n',
    },
  ],
  [
    'the driver outside its address',
    'sql-has-an-address',
    { 'server/gateway/g.ts': "import pg from 'pg'\nexport const g = pg\n" },
  ],
  [
    'NATS outside of the bus',
    'only-the-bus-names-nats',
    { 'server/platform/control.ts': "import type { Msg } from 'nats'\nexport type M = Msg\n" },
  ],
  [
    'a prompt that a rule can read',
    'no-model-in-the-hot-path',
    {
      'server/log/a.ts': "import { p } from '../../workers/mind/prompt.ts'\nexport const a = p\n",
      'workers/mind/prompt.ts': 'export const p = 1\n',
    },
  ],
  [
    'a circle of folders in which no file reaches itself',
    'no-folder-circles',
    {
      'server/core/a.ts': "import { c } from '../edge/c.ts'\nexport const a = c\n",
      'server/core/b.ts': 'export const b = 1\n',
      'server/edge/c.ts': 'export const c = 1\n',
      'server/edge/d.ts': "import { b } from '../core/b.ts'\nexport const d = b\n",
    },
  ],
  [
    'a circle of three folders, one of them deeper',
    'no-folder-circles',
    {
      'server/core/x/a.ts': "import { c } from '../y/c.ts'\nexport const a = c\n",
      'server/core/y/c.ts': 'export const c = 1\n',
      'server/core/y/d.ts': "import { e } from '../z.ts'\nexport const d = e\n",
      'server/core/z.ts': "import { b } from './x/b.ts'\nexport const e = b\n",
      'server/core/x/b.ts': 'export const b = 1\n',
    },
  ],
  [
    'a cycle',
    'no-cycles',
    {
      'schema/b.ts': "import { c } from './c.ts'\nexport const b = () => c\n",
      'schema/c.ts': "import { b } from './b.ts'\nexport const c = () => b\n",
    },
  ],
])('finds %s', async (_what, rule, files) => {
  const dir = await tree(files as Record<string, string>)
  const { violations } = await checkImports(folders, dir)
  expect(violations.some((violation) => violation.startsWith(`${rule}:`))).toBe(true)
})
