/** When all roles share a process. */
import { expect, test } from 'vitest'
import { loadConfig } from '../../../../server/platform/config.ts'
import { isSmall, sharedBuffersMbOf } from '../../../../server/run/supervise/profile.ts'

const gibibyte = 1_024 ** 3

const small = (settings: Record<string, string>, gibibytes: number): boolean =>
  isSmall(loadConfig(settings), gibibytes * gibibyte)

test('less than 2 GiB of memory makes it small, unless a setting says otherwise', () => {
  expect(small({}, 1.9)).toBe(true)
  expect(small({}, 2)).toBe(false)
  expect(small({ MUD_PROFILE: 'full' }, 1)).toBe(false)
  expect(small({ MUD_PROFILE: 'small' }, 64)).toBe(true)
})

test('who asks for several of a kind gets them, however little memory there is', () => {
  expect(small({ MUD_GATEWAYS: '2' }, 1)).toBe(false)
  expect(small({ MUD_TICKS: '2' }, 1)).toBe(false)
  expect(() => loadConfig({ MUD_PROFILE: 'small', MUD_WORKERS: '2' })).toThrow(
    'MUD_WORKERS: MUD_PROFILE=small runs at most one of them',
  )
})

test('the database keeps fewer pages beside a small game, unless a number is given', () => {
  const buffers = (settings: Record<string, string>) => sharedBuffersMbOf(loadConfig(settings))
  expect(buffers({ MUD_PROFILE: 'small' })).toBe(64)
  expect(buffers({ MUD_PROFILE: 'full' })).toBe(256)
  expect(buffers({ MUD_PROFILE: 'small', MUD_POSTGRES_SHARED_BUFFERS_MB: '32' })).toBe(32)
})
