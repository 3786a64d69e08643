import { spawnSync } from 'node:child_process'
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))
const copies: string[] = []
afterAll(() => Promise.all(copies.map((copy) => rm(copy, { recursive: true }))))

/** What types and tests say of a copy of the repository in which the README's text was followed. */
async function follow(readme: string) {
  const copy = await mkdtemp(join(tmpdir(), 'readme-'))
  copies.push(copy)
  for (const path of [
    'package.json',
    'schema',
    'handlers',
    'test/support',
    'test/handlers/verbs.test.ts',
  ]) {
    await cp(join(root, path), join(copy, path), { recursive: true })
  }
  await symlink(join(root, 'node_modules'), join(copy, 'node_modules'))
  const written: string[] = []
  for (const [, block = '', path = ''] of readme.matchAll(/```ts\n(\/\/ (\S+)\n.*?)```/gs)) {
    await writeFile(join(copy, path), block)
    written.push(path)
  }
  const list = join(copy, /Add it to the list in `(\S+)`/.exec(readme)?.[1] ?? 'no list named')
  const listed = (await readFile(list, 'utf8')).replace('CommandType[] = [', '$&knock, ')
  await writeFile(list, `import { knock } from './knock.ts'\n${listed}`)
  const { compilerOptions } = JSON.parse(await readFile(join(root, 'tsconfig.json'), 'utf8'))
  await writeFile(
    join(copy, 'tsconfig.json'),
    JSON.stringify({ compilerOptions, files: [...written, 'test/handlers/verbs.test.ts'] }),
  )
  const config = `export default { cacheDir: '.vite', test: { include: ['test/handlers/*.test.ts'] } }`
  await writeFile(join(copy, 'vitest.config.mjs'), config)
  const run = (tool: string, ...args: readonly string[]) => {
    const { status, stdout, stderr } = spawnSync(join(root, 'node_modules/.bin', tool), args, {
      cwd: copy,
      encoding: 'utf8',
      env: { ...process.env, NO_COLOR: '1' },
    })
    return status === 0 ? 'passed' : `${stdout}${stderr}`
  }
  return { types: () => run('tsc', '-p', copy), tests: () => run('vitest', 'run', '--root', copy) }
}

describe('the verb of the README', () => {
  it('compiles, is found by its name and passes its test when its text is followed', async () => {
    const readme = await readFile(join(root, 'README.md'), 'utf8')
    expect(readme.match(/```ts/g)).toHaveLength(2)
    const { types, tests } = await follow(readme)
    expect([types(), tests()]).toEqual(['passed', 'passed'])
  })

  it('would be missed if its text were wrong', async () => {
    const readme = await readFile(join(root, 'README.md'), 'utf8')
    const wrong = readme
      .replace("group: 'talking'", "group: 'gossip'")
      .replace("'Ann knocks on wood.'", "'Ann knocks on glass.'")
    const said = (await follow(wrong)).tests()
    expect(said).toContain('knock.test.ts')
    expect(said).toContain('talking/knock.ts declares knock, not gossip/knock.ts')
  })
})
