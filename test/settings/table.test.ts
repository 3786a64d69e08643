import { globSync } from 'node:fs'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { settings } from '../../server/platform/settings.ts'
import { areas, table } from './table.ts'

it('every setting has one check, and every area of them is run', () => {
  const names = Object.values(areas).flatMap(({ rows }) => Object.keys(rows))
  expect(names.toSorted()).toEqual(Object.keys(settings).toSorted())
  expect(Object.keys(table)).toHaveLength(names.length)
  const here = fileURLToPath(new URL('.', import.meta.url))
  const files = globSync('*.test.ts', { cwd: here }).map((file) => basename(file, '.test.ts'))
  expect(files.filter((file) => file !== 'table').toSorted()).toEqual(Object.keys(areas).toSorted())
})
