/**
 * The one encoder of what is stored or compared: JSON with sorted keys, no undefined, integers only
 * (RELIABILITY trap 16). `jsonb` of Postgres is used nowhere, because it reorders keys and rejects
 * some texts.
 */

/**
 * Canonical JSON text of a plain value. Throws on fractions and unsafe integers, because they need not
 * come out the same in a replay.
 */
import { ownOf } from './own.ts'
export function canonical(value: unknown): string {
  if (value === null || value === undefined) return 'null'
  if (typeof value === 'string') return JSON.stringify(value)
  if (typeof value === 'number') {
    if (!Number.isSafeInteger(value)) throw new Error(`not an integer: ${value}`)
    return value === 0 ? '0' : String(value)
  }
  if (typeof value === 'boolean') return value ? 'true' : 'false'
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  return canonicalObject(value as Record<string, unknown>)
}

function canonicalObject(value: Record<string, unknown>): string {
  let text = ''
  for (const key of Object.keys(value).sort()) {
    const field = ownOf(value, key)
    if (field === undefined) continue
    text += `${text ? ',' : ''}${JSON.stringify(key)}:${canonical(field)}`
  }
  return `{${text}}`
}
