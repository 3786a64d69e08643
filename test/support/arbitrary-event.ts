/** Valid data for any declared event, made from the event's own schema. */
import fc from 'fast-check'
import { z } from 'zod'
import type { NewEvent } from '../../schema/define-event.ts'
import { events } from '../../schema/events/index.ts'

type JsonSchema = Readonly<Record<string, unknown>>

/** An event of a random type; texts are mostly `ids`, so that many of them hit something. */
export function arbitraryEvent(ids: readonly string[]): fc.Arbitrary<NewEvent> {
  return fc.oneof(...[...events.keys()].map((type) => arbitraryEventOf(type, ids)))
}

/** An event of one type. */
export function arbitraryEventOf(type: string, ids: readonly string[]): fc.Arbitrary<NewEvent> {
  const declared = events.get(type)
  if (!declared) throw new Error(`no event ${type}`)
  const schema = z.toJSONSchema(declared.data) as JsonSchema
  return fromSchema(schema, ids).map((data) => ({
    type,
    data: data as Record<string, unknown>,
  }))
}

/** The part of JSON Schema that event declarations use; anything else is refused loudly. */
function fromSchema(schema: JsonSchema, ids: readonly string[]): fc.Arbitrary<unknown> {
  if (Array.isArray(schema.enum)) return fc.constantFrom(...(schema.enum as unknown[]))
  if ('const' in schema) return fc.constant(schema.const)
  if (Array.isArray(schema.anyOf)) {
    return fc.oneof(...(schema.anyOf as JsonSchema[]).map((one) => fromSchema(one, ids)))
  }
  switch (schema.type) {
    case 'string':
      return fc.oneof({ weight: 6, arbitrary: fc.constantFrom(...ids) }, fc.string())
    case 'integer':
      return whole(schema)
    case 'boolean':
      return fc.boolean()
    case 'null':
      return fc.constant(null)
    case 'array':
      return fc.array(fromSchema(schema.items as JsonSchema, ids), { maxLength: 4 })
    case 'object':
      return schema.properties ? fromObject(schema, ids) : anyFields(schema, ids)
    case undefined:
      return plainValue
    default:
      throw new Error(`no generator for ${JSON.stringify(schema)}`)
  }
}

/** What `z.unknown()` stands for in the log: anything that is canonical JSON. */
const plainValue = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.array(fc.integer()))

function whole(schema: JsonSchema): fc.Arbitrary<number> {
  const open = Number(schema.exclusiveMinimum)
  const least = Number.isFinite(open) ? open + 1 : Number(schema.minimum ?? -1_000_000)
  const most = Number(schema.maximum ?? 1_000_000)
  return fc.integer({ min: Math.max(least, -1_000_000), max: Math.min(most, 1_000_000) })
}

function fromObject(schema: JsonSchema, ids: readonly string[]): fc.Arbitrary<object> {
  const fields = Object.entries(schema.properties as Record<string, JsonSchema>)
  const model = Object.fromEntries(fields.map(([key, value]) => [key, fromSchema(value, ids)]))
  const requiredKeys = (schema.required ?? []) as string[]
  return fc.record(model, { requiredKeys, noNullPrototype: true })
}

function anyFields(schema: JsonSchema, ids: readonly string[]): fc.Arbitrary<object> {
  const value = schema.additionalProperties
  // An empty schema stands for `z.unknown()`, as any other object without properties does.
  const isState = typeof value !== 'object' || Object.keys(value as object).length === 0
  const fields = fc.dictionary(
    fc.oneof(fc.constantFrom('exits', 'name', 'count', 'gold', 'place', 'id'), fc.string()),
    isState ? plainValue : fromSchema(value as JsonSchema, ids),
    { maxKeys: 4, noNullPrototype: true },
  )
  return isState ? fields.map(withTextAsName) : fields
}

/** Whoever writes the state of an item or a room names it in words; rules read a name as text. */
const withTextAsName = (fields: Record<string, unknown>): object =>
  Object.hasOwn(fields, 'name') ? { ...fields, name: String(fields['name']) } : fields
