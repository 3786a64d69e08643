import { expect, test } from 'vitest'
import { readNatsAddress } from '../../../../server/platform/bus/nats-address.ts'

test.each([
  ['nats://10.0.0.1', { servers: ['nats://10.0.0.1:4222'], inboxPrefix: '_INBOX' }],
  [
    'nats://tick:a%20b@h:1, tls://k:2',
    { servers: ['nats://h:1', 'tls://k:2'], user: 'tick', pass: 'a b', inboxPrefix: '_INBOX_tick' },
  ],
  ['nats://s3cret@h:1', { servers: ['nats://h:1'], token: 's3cret', inboxPrefix: '_INBOX' }],
  [
    'nats://a.*@h:1'.replace('@', ':p@'),
    { servers: ['nats://h:1'], user: 'a.*', pass: 'p', inboxPrefix: '_INBOX_a__' },
  ],
])('%s', (address, read) => {
  expect(readNatsAddress(address)).toEqual(read)
})
