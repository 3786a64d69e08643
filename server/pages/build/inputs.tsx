/** Inputs for single values. */
import type { Shape } from '../../../schema/world-file/describe.ts'
import { things } from './store.ts'

export type InputProps<S extends Shape['kind']> = {
  readonly shape: Extract<Shape, { kind: S }>
  readonly value: unknown
  readonly change: (value: unknown) => void
  /** Names the input for who cannot see where it stands. */
  readonly label: string
  readonly id?: string
}
export const textOf = (event: Event) => (event.currentTarget as HTMLInputElement).value

export function TextInput({ shape, value, change, label, id }: InputProps<'text'>) {
  const shared = { id, 'aria-label': label, value: String(value ?? '') }
  const onInput = (event: Event) => change(textOf(event) || undefined)
  if (shape.long) {
    const isSource = label.endsWith(' do')
    return (
      <textarea
        {...shared}
        class={isSource ? 'source' : undefined}
        spellcheck={!isSource}
        onInput={onInput}
      />
    )
  }
  return <input {...shared} spellcheck onInput={onInput} />
}

export function NumberInput({ shape, value, change, label, id }: InputProps<'number'>) {
  const onInput = (event: Event) => {
    const typed = textOf(event)
    change(typed === '' ? undefined : Number(typed))
  }
  const { min, max } = shape
  return (
    <input
      type="number"
      {...{ id, min, max, onInput }}
      aria-label={label}
      value={value === undefined ? '' : Number(value)}
    />
  )
}

export function FlagInput({ value, change, label, id }: InputProps<'flag'>) {
  return (
    <input
      type="checkbox"
      id={id}
      aria-label={label}
      checked={value === true}
      onChange={(event) => change(event.currentTarget.checked)}
    />
  )
}

export function ChoiceInput({ shape, value, change, label, id }: InputProps<'choice'>) {
  return (
    <select
      id={id}
      aria-label={label}
      value={String(value ?? '')}
      onChange={(event) => change(textOf(event) || undefined)}
    >
      <option value="">(as usual)</option>
      {shape.of.map((word) => (
        <option key={word} value={word}>
          {word}
        </option>
      ))}
    </select>
  )
}

export function ReferenceInput({ value, change, label, id }: InputProps<'reference'>) {
  return (
    <input
      id={id}
      aria-label={label}
      list="all-ids"
      value={String(value ?? '')}
      onInput={(event) => change(textOf(event) || undefined)}
    />
  )
}

/** The ids that inputs of references propose; once on the page. */
export function AllIds() {
  return (
    <datalist id="all-ids">
      {things.value.map(({ of, id, name }) => (
        <option key={`${of} ${id}`} value={id}>
          {name}
        </option>
      ))}
    </datalist>
  )
}
