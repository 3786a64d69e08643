/** What a bad run leaves behind, so that it can be understood afterwards. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { LogDump } from './log-dump.ts'
import type { ClientRecord } from './record.ts'

export interface Evidence {
  readonly records: readonly ClientRecord[]
  readonly dump: LogDump
  /** What the system has logged. */
  readonly log: string
}

/** Writes down everything the checker judged. */
export function keepEvidence(folder: string, name: string, { records, dump, log }: Evidence): void {
  mkdirSync(folder, { recursive: true })
  const plain = { ...dump, entities: [...dump.entities], told: [...dump.told] }
  writeFileSync(join(folder, `${name}-clients.json`), JSON.stringify(records))
  writeFileSync(join(folder, `${name}-dump.json`), JSON.stringify(plain))
  writeFileSync(join(folder, `${name}.log`), log)
}
