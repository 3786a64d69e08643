/** BUILDING.md: the orders of builders and every field of every declaration. */
import { z } from 'zod'
import { buildOrder } from '../../schema/world-file/build-orders.ts'
import { builtKinds } from '../../schema/world-file/built-kinds.ts'
import { type FieldForm, formOf, type Shape } from '../../schema/world-file/describe.ts'
import { cell, code, type Json, typeWords } from './schema-words.ts'

export const buildingParts = (): readonly string[] => [
  'An order is a JSON object; its field `do` says what it wants. It goes over the socket as a `build` frame or' +
    ' over HTTP as `POST /v1/build/orders`, and what becomes of it is decided by the same rules as typed lines.',
  '## Orders',
  ...orderParts(),
  '## Declarations',
  'Fields that are needed have a star. Examples are written as in a world file, in JSON.',
  ...builtKinds.map((of) => [`### ${of}`, fieldTable(formOf(of))].join('\n\n')),
]

function orderParts(): string[] {
  const { oneOf = [] } = z.toJSONSchema(buildOrder, { unrepresentable: 'any' }) as {
    oneOf?: readonly Json[]
  }
  return oneOf.map((order) => {
    const { do: name, ...fields } = (order.properties ?? {}) as Record<string, Json>
    const needed = (order.required ?? []) as readonly string[]
    const rows = Object.entries(fields).map(([field, schema]) => {
      const shown = code(needed.includes(field) ? field : `${field}?`)
      const words = field === 'orders' ? 'list of orders' : typeWords(schema)
      return `| ${shown} | ${cell(words)} | ${cell(String(schema.description ?? ''))} |`
    })
    const table = ['| field | type | meaning |', '| --- | --- | --- |', ...rows].join('\n')
    return [`### ${code(String(name?.const))}`, String(order.description ?? ''), table].join('\n\n')
  })
}

function fieldTable(fields: readonly FieldForm[]): string {
  const rows = fields.flatMap((field) => fieldRows(field, ''))
  return ['| field | what it is | example | unit |', '| --- | --- | --- | --- |', ...rows].join(
    '\n',
  )
}

function fieldRows(field: FieldForm, path: string): string[] {
  const full = `${path}${field.name}`
  const example = code(cell(JSON.stringify(field.example)))
  const own = `| ${code(full)}${field.needed ? ' *' : ''} | ${cell(field.help)} | ${example} | ${field.unit ?? ''} |`
  return [own, ...innerRows(field.shape, full)]
}

function innerRows(shape: Shape, path: string): string[] {
  switch (shape.kind) {
    case 'record':
      return shape.fields.flatMap((field) => fieldRows(field, `${path}.`))
    case 'list':
      return innerRows(shape.of, `${path}[]`)
    case 'map':
      return innerRows(shape.of, `${path}.…`)
    case 'variants':
      return shape.of.flatMap(({ name, fields }) =>
        fields.flatMap((field) => fieldRows(field, `${path}(${name}).`)),
      )
    default:
      return []
  }
}
