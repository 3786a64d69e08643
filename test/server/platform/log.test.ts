import { spawnSync } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openLog } from '../../../server/platform/log.ts'

const logged = (level: 'info' | 'warn'): { log: ReturnType<typeof openLog>; lines: string[] } => {
  const lines: string[] = []
  const stream = { write: (line: string) => void lines.push(line) }
  return {
    log: openLog({ logLevel: level }, 'test', { instance: 't1' }, stream),
    lines,
  }
}

test('one line is one record, whatever the text holds', () => {
  const { log, lines } = logged('info')
  log.info({ said: 'two\r\nlines {"level":"fatal"} \u001b[31m' }, 'heard\nsomething')
  expect(lines).toHaveLength(1)
  expect(lines[0]?.trimEnd()).not.toContain('\n')
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ level: 'info', name: 'test', instance: 't1' })
})

test('secrets do not reach the log, at the top or nested', () => {
  const { log, lines } = logged('info')
  const password = 'canary-1'
  log.info({ password, account: { token: password, deeper: { cookie: password } } }, 'signed in')
  log.info({ config: { llmApiKey: password, natsUrl: password } }, 'started')
  expect(lines).toHaveLength(2)
  expect(lines.join()).not.toContain('canary')
})

test('what is less important than the level is left out', () => {
  const { log, lines } = logged('warn')
  log.info('not this')
  log.warn('but this')
  expect(lines).toHaveLength(1)
})

test('standard output and the log may go to one file, and neither writes over the other', () => {
  const folder = mkdtempSync(join(tmpdir(), 'mudstream-log-'))
  const file = join(folder, 'all.log')
  const descriptor = openSync(file, 'w')
  const output = new URL('../../../server/platform/log-output.ts', import.meta.url).href
  const script = `
    import { standardErrorOutput } from '${output}'
    for (let round = 1; round <= 3; round += 1) {
      console.log('said ' + round)
      standardErrorOutput().write('logged ' + round + '\\n')
      standardErrorOutput().flushSync()
    }`
  spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', descriptor, descriptor],
  })
  closeSync(descriptor)
  const lines = readFileSync(file, 'utf8').trim().split('\n')
  rmSync(folder, { recursive: true })
  expect(lines.sort()).toEqual(
    ['logged', 'said'].flatMap((what) => [1, 2, 3].map((round) => `${what} ${round}`)),
  )
})
