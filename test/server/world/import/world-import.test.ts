/** `mudstream world import` as an operator runs it. */
import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { expect, it } from 'vitest'
import { runMudstream } from '../../../support/run-mudstream.ts'
import { families } from './families.ts'
import { temporaryFolder } from './import-samples.ts'

it('reports, writes nothing in a dry run, writes, and shows a second import as a diff', async () => {
  const folder = await temporaryFolder()
  const [areas, world] = [join(folder, 'areas'), join(folder, 'world')]
  for (const [name, text] of Object.entries(families.tbamud.files)) {
    await mkdir(dirname(join(areas, name)), { recursive: true })
    await writeFile(join(areas, name), text)
  }
  const run = (...words: string[]) =>
    runMudstream(['world', 'import', areas, '--into', world, ...words], {})

  const dry = await run('--dry-run')
  expect(dry.said).toMatch(/^rooms +2$/m)
  expect(dry.said).toMatch(/^tbaMUD, 5 files: 1 zones, 2 rooms, 2 exits/m)
  expect(dry.said).toContain('a dry run (1 new, 0 changed, 0 same, 0 clash)')
  expect(await readdir(folder)).toEqual(['areas'])

  expect((await run()).code).toBe(0)
  expect(await readdir(world)).toEqual(['the-ferry.yaml'])
  const again = await run('--json')
  expect(again.code).toBe(0)
  expect(JSON.parse(again.said)).toMatchObject({
    ...{ format: 'tbamud', counts: { rooms: 2, exitsLinked: 2, shops: 1 }, damage: [] },
    written: [{ state: 'same' }],
  })

  const rooms = families.tbamud.files['wld/1.wld'].replace('The Landing', 'The New Landing')
  await writeFile(join(areas, 'wld/1.wld'), rooms)
  const changed = await run()
  expect(changed.code).toBe(1)
  expect(changed.said).toContain('    ~ the-ferry.r102 title\n')
  expect(changed.said).toContain('--replace writes over them')
  expect((await run('--replace')).code).toBe(0)
  expect((await run('--prefix', 'Bad')).said).toContain('--prefix Bad: use small letters')
  expect((await run('--format', 'lexi')).said).toContain(
    '--format lexi: use diku, alfa, tbamud, rom',
  )
}, 60_000)
