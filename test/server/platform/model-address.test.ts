import { expect, test } from 'vitest'
import { problemOfModelUrl } from '../../../server/platform/model-address.ts'

const elsewhere = /must be https unless it is on this machine or in a private network/

test.each([
  ['https://models.example/v1', null],
  ['http://127.0.0.1:4100/v1', null],
  ['http://localhost:11434/v1', null],
  ['http://[::1]:4100/v1', null],
  ['http://models:11434/v1', null],
  ['http://10.0.3.9:8000/v1', null],
  ['http://192.168.1.20:1234/v1', null],
  ['http://172.16.0.5/v1', null],
  ['http://[fd12:3456::1]:8080/v1', null],
  ['http://llm.internal/v1', null],
  ['http://box.local:1234/v1', null],
  ['http://172.32.0.5/v1', elsewhere],
  ['http://models.example/v1', elsewhere],
  ['http://127.0.0.1.example/v1', elsewhere],
  ['http://10.0.0.1.example/v1', elsewhere],
  ['file:///etc/passwd', /must begin with https/],
  ['https://user:pw@models.example/v1', /must not carry a user/],
  ['models', /is not a URL/],
])('the address %s is judged before anything is sent', (url, problem) => {
  const found = problemOfModelUrl(url, 'private')
  if (problem === null) expect(found).toBeNull()
  else expect(found).toMatch(problem)
})

test('plain http leads as far as it is let', () => {
  expect(problemOfModelUrl('http://models:11434/v1', 'loopback')).toMatch(/on this machine/)
  expect(problemOfModelUrl('http://models.example/v1', 'any')).toBeNull()
})
