import type { Dialect } from './dialect-names.ts'
import type { DialectTable } from './dialect-table.ts'
import { areDialects } from './dialects-are.ts'
import { circleDialects } from './dialects-circle.ts'

const dialects: Readonly<Record<Dialect, DialectTable>> = { ...circleDialects, ...areDialects }

export function tableOf(dialect: Dialect): DialectTable {
  return dialects[dialect]
}
