import { expect, test } from 'vitest'
import { workerJobs } from '../../../workers/jobs/index.ts'
import {
  compileTemplate,
  createTemplateCache,
  lintTemplate,
} from '../../../workers/text/template.ts'

const good = {
  name: 'greet',
  system: 'Be kind.',
  user: 'Hello {{name}}, welcome to {{place}}.',
  variables: ['name', 'place'],
}

test('every shipped template is free of problems', () => {
  for (const { template } of Object.values(workerJobs)) expect(lintTemplate(template)).toEqual([])
})

test.each([
  [{ ...good, variables: ['name'] }, 'greet: uses place without declaring it'],
  [{ ...good, variables: ['name', 'place', 'hour'] }, 'greet: declares hour without using it'],
  [{ ...good, system: 'Be {{manner}}.' }, 'greet: the system part must not vary'],
  [{ ...good, user: `${good.user} {{` }, 'greet: has a brace that is no variable'],
])('a planted fault is found', (source, problem) => {
  expect(lintTemplate(source)).toContain(problem)
  expect(() => compileTemplate(source)).toThrow(problem)
})

test('values are filled in once and never read as templates themselves', () => {
  const text = compileTemplate(good).render({ name: '{{place}}', place: 'the quay' })
  expect(text).toBe('Hello {{place}}, welcome to the quay.')
})

test('a template is compiled once, an edited one anew', () => {
  const cache = createTemplateCache()
  const first = cache.get(good)
  for (let index = 0; index < 10; index += 1) expect(cache.get({ ...good })).toBe(first)
  expect(cache.get({ ...good, system: 'Be brief.' }).system).toBe('Be brief.')
  expect(cache.get(good)).toBe(first)
})
