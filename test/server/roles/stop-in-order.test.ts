import { expect, test } from 'vitest'
import { loadConfig } from '../../../server/platform/config.ts'
import { openLog } from '../../../server/platform/log.ts'
import { stopInOrder } from '../../../server/roles/stop-in-order.ts'

const log = openLog(loadConfig({ MUD_LOG_LEVEL: 'silent' }), 'test')

test('steps run one after another, and one that fails keeps none of the others from running', async () => {
  const told: string[] = []
  const why = 'a test'
  await stopInOrder(
    [
      {
        what: 'slow',
        why,
        async run() {
          await new Promise(setImmediate)
          told.push('slow')
        },
      },
      { what: 'rejects', why, run: () => Promise.reject(new Error('planted')) },
      {
        what: 'throws',
        why,
        run() {
          throw new Error('planted')
        },
      },
      { what: 'last', why, run: () => told.push('last') },
    ],
    log,
  )
  expect(told).toEqual(['slow', 'last'])
})
