/** Numbers of typed lines while the server refuses some of them: none is used twice, none is skipped. */
import { expect, test } from 'vitest'
import { createCommandQueue } from '../../../../server/client/command-queue.ts'

const typed = (...lines: readonly string[]) => {
  const queue = createCommandQueue()
  for (const line of lines) queue.add(line)
  queue.take(16)
  return queue
}
const numbers = (queue: ReturnType<typeof typed>) =>
  queue.all().map(({ n, line, stage }) => `${n} ${line} ${stage}`)

test('a line that is refused for good moves its followers down, not what went before it', () => {
  const queue = typed('one', 'two', 'three')
  expect(queue.refused(2, 'bad-frame').gone?.line).toBe('two')
  expect(numbers(queue)).toEqual(['1 one sent', '2 three waiting'])
  expect(queue.add('four').n).toBe(3)
})

test('a gap says nothing of what went before it: that is still under way', () => {
  const queue = typed('one', 'two', 'three')
  queue.refused(2, 'busy')
  queue.refused(3, 'gap', 2)
  expect(numbers(queue)).toEqual(['1 one sent', '2 two waiting', '3 three waiting'])
  queue.refused(1, 'unavailable')
  expect(numbers(queue)[0]).toBe('1 one waiting')
})

test('a gap that was closed meanwhile moves nothing', () => {
  const queue = typed('one', 'two', 'three')
  queue.refused(1, 'bad-frame')
  queue.take(16)
  expect(queue.refused(2, 'gap', 1).again).toBe(false)
  expect(numbers(queue)).toEqual(['1 two sent', '2 three sent'])
})

test('an acknowledged line is never sent again because a later one was not stored', () => {
  const queue = typed('one', 'two')
  queue.stored(1, 'r1')
  queue.refused(1, 'unavailable')
  queue.refused(2, 'busy')
  expect(numbers(queue)).toEqual(['1 one stored', '2 two waiting'])
})
