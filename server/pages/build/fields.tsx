/** Inputs for every shape of value that a declaration can have. */
import type { FieldForm, Shape } from '../../../schema/world-file/describe.ts'
import {
  ChoiceInput,
  FlagInput,
  type InputProps,
  NumberInput,
  ReferenceInput,
  TextInput,
  textOf,
} from './inputs.tsx'

type Json = Readonly<Record<string, unknown>>

export function Input(props: InputProps<Shape['kind']>) {
  const Kind = inputs[props.shape.kind] as (props: InputProps<Shape['kind']>) => preact.JSX.Element
  return <Kind {...props} />
}

function ListInput({ shape, value, change, label }: InputProps<'list'>) {
  const list = Array.isArray(value) ? (value as readonly unknown[]) : []
  const put = (index: number, one: unknown) => change(list.with(index, one))
  return (
    <div class="list">
      {list.map((one, index) => (
        <div class="entry" key={index}>
          <Input
            shape={shape.of}
            value={one}
            label={`${label} ${index + 1}`}
            change={(to) => put(index, to)}
          />
          <span class="tools">
            <button type="button" disabled={index === 0} onClick={() => change(moved(list, index))}>
              <span aria-hidden="true">↑</span>
              <span class="hidden">
                Move {label} {index + 1} up
              </span>
            </button>
            <button type="button" onClick={() => change(list.toSpliced(index, 1))}>
              <span aria-hidden="true">×</span>
              <span class="hidden">
                Remove {label} {index + 1}
              </span>
            </button>
          </span>
        </div>
      ))}
      <button type="button" onClick={() => change([...list, blank(shape.of)])}>
        Add <span class="hidden">to {label}</span>
      </button>
    </div>
  )
}

const moved = (list: readonly unknown[], index: number) =>
  list.with(index - 1, list[index]).with(index, list[index - 1])

/** What a new entry begins with. */
function blank(shape: Shape): unknown {
  if (shape.kind === 'record' || shape.kind === 'map') return {}
  if (shape.kind === 'variants') return { [shape.by]: shape.of[0]?.name }
  if (shape.kind === 'list' || shape.kind === 'row') return []
  if (shape.kind === 'number') return 0
  return shape.kind === 'flag' ? false : ''
}

function RowInput({ shape, value, change, label }: InputProps<'row'>) {
  const list = Array.isArray(value) ? (value as readonly unknown[]) : shape.of.map(blank)
  return (
    <div class="row">
      {shape.of.map((one, index) => (
        <Input
          key={index}
          shape={one}
          value={list[index]}
          label={`${label} ${index + 1}`}
          change={(to) => change(shape.of.map((_, at) => (at === index ? to : list[at])))}
        />
      ))}
    </div>
  )
}

function MapInput({ shape, value, change, label }: InputProps<'map'>) {
  const map = (value ?? {}) as Json
  const free = shape.keys.filter((key) => !(key in map))
  const add = (event: Event) => {
    const input = (event.currentTarget as HTMLElement).previousElementSibling as HTMLInputElement
    if (input.value) change({ ...map, [input.value]: blank(shape.of) })
    input.value = ''
  }
  return (
    <div class="list">
      {Object.entries(map).map(([key, one]) => (
        <div class="entry" key={key}>
          <b>{key}</b>
          <Input
            shape={shape.of}
            value={one}
            label={`${label} ${key}`}
            change={(to) => change({ ...map, [key]: to })}
          />
          <button
            type="button"
            onClick={() =>
              change(Object.fromEntries(Object.entries(map).filter(([other]) => other !== key)))
            }
          >
            <span aria-hidden="true">×</span>
            <span class="hidden">
              Remove {label} {key}
            </span>
          </button>
        </div>
      ))}
      <div class="row">
        {shape.keys.length > 0 ? (
          <select aria-label={`New of ${label}`}>
            {free.map((key) => (
              <option key={key}>{key}</option>
            ))}
          </select>
        ) : (
          <input aria-label={`New name in ${label}`} />
        )}
        <button type="button" onClick={add}>
          Add <span class="hidden">to {label}</span>
        </button>
      </div>
    </div>
  )
}

function RecordInput({ shape, value, change, label }: InputProps<'record'>) {
  return (
    <Fields fields={shape.fields} value={(value ?? {}) as Json} change={change} within={label} />
  )
}

function VariantsInput({ shape, value, change, label }: InputProps<'variants'>) {
  const record = (value ?? {}) as Json
  const chosen = shape.of.find(({ name }) => name === record[shape.by])
  return (
    <div class="list">
      <select
        aria-label={`Kind of ${label}`}
        value={chosen?.name ?? ''}
        onChange={(event) => change({ [shape.by]: textOf(event) })}
      >
        {shape.of.map(({ name }) => (
          <option key={name}>{name}</option>
        ))}
      </select>
      {chosen && <Fields fields={chosen.fields} value={record} change={change} within={label} />}
    </div>
  )
}

const inputs = {
  text: TextInput,
  number: NumberInput,
  flag: FlagInput,
  choice: ChoiceInput,
  reference: ReferenceInput,
  list: ListInput,
  row: RowInput,
  map: MapInput,
  record: RecordInput,
  variants: VariantsInput,
}

type FieldsProps = {
  readonly fields: readonly FieldForm[]
  readonly value: Json
  readonly change: (value: Json) => void
  readonly within: string
  /** What is wrong with each field, by its name. */
  readonly wrong?: Readonly<Record<string, string>>
}

const plain = new Set<Shape['kind']>(['text', 'number', 'flag', 'choice', 'reference'])

/** Every field of a record with its help, example, unit and what it is without a value. */
export function Fields({ fields, value, change, within, wrong = {} }: FieldsProps) {
  const set = (name: string, to: unknown) => {
    const { [name]: _before, ...others } = value
    change(to === undefined ? others : { ...others, [name]: to })
  }
  return (
    <div class="fields">
      {fields.map((field) => {
        const { name, shape, needed } = field
        const id = `${within}.${name}`.replaceAll(/[^a-zA-Z0-9.]+/g, '-')
        const input = (
          <Input
            {...{ shape, id }}
            label={`${within} ${name}`}
            // A box is checked or not: it has no way to show that nobody has said.
            value={value[name] ?? (shape.kind === 'flag' ? field.default : undefined)}
            change={(to) => set(name, to)}
          />
        )
        const inside = (
          <>
            <Help field={field} />
            {input}
            {wrong[name] && (
              <p class="bad" role="alert">
                {wrong[name]}
              </p>
            )}
          </>
        )
        if (plain.has(shape.kind) || within === 'resets') {
          return (
            <div class="field" key={name}>
              <label for={id}>
                {name}
                {needed ? ' *' : ''}
              </label>
              {inside}
            </div>
          )
        }
        return (
          <details class="field" key={name} open={needed || wrong[name] !== undefined}>
            <summary>
              {name}
              {needed ? ' *' : ''} {count(value[name])}
            </summary>
            {inside}
          </details>
        )
      })}
    </div>
  )
}

function count(value: unknown): string {
  if (value === undefined || value === null) return ''
  const most = Array.isArray(value) ? value.length : Object.keys(value).length
  return most > 0 ? `(${most})` : ''
}

function Help({ field }: { readonly field: FieldForm }) {
  const { help, unit, example } = field
  const usual = field.default === undefined ? '' : ` Without it: ${JSON.stringify(field.default)}.`
  return (
    <p class="help">
      {help}
      {unit && ` In ${unit}.`} Example: <code>{JSON.stringify(example)}</code>.{usual}
    </p>
  )
}
