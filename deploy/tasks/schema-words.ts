/** Schemas in words, for the tables of the references. */

/** A schema as JSON Schema writes it. */
export type Json = Readonly<Record<string, unknown>>

/** A field's type as a reader wants it: "integer from 1", "`open`, `closed`", "list of string". */
export function typeWords(field: Json): string {
  if ('const' in field) return code(String(field.const))
  if (Array.isArray(field.enum)) return field.enum.map((value) => code(String(value))).join(', ')
  if (Array.isArray(field.anyOf)) return (field.anyOf as Json[]).map(typeWords).join(' or ')
  if (field.type === 'array') return `list of ${typeWords((field.items ?? {}) as Json)}`
  if (field.type === 'integer') return integerWords(field)
  if (field.type !== 'object') return String(field.type ?? field.title ?? 'anything')
  const inner = Object.entries((field.properties ?? {}) as Record<string, Json>)
  if (inner.length === 0) return 'object'
  return `object: ${inner.map(([name, value]) => `${code(name)} ${typeWords(value)}`).join(', ')}`
}

function integerWords(field: Json): string {
  const least =
    typeof field.exclusiveMinimum === 'number'
      ? field.exclusiveMinimum + 1
      : Number(field.minimum ?? Number.MIN_SAFE_INTEGER)
  const most = Number(field.maximum ?? Number.MAX_SAFE_INTEGER)
  const from = least > Number.MIN_SAFE_INTEGER ? ` from ${least}` : ''
  return `integer${from}${most < Number.MAX_SAFE_INTEGER ? ` to ${most}` : ''}`
}

export function code(text: string): string {
  return `\`${text}\``
}

/** Text that may stand in a table: a bar would end the cell. */
export function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ')
}
