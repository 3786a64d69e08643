/** No action is sent without a reason. One dialog asks for it, for every action. */
import { signal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import type { AdminAction, AdminBody } from '../../../schema/admin-actions.ts'
import { sentence } from './action-words.ts'
import { act } from './store.ts'

/** Something to choose before the action: one of some words, or a whole number. */
export type Choice = {
  readonly name: string
  readonly label: string
  readonly value: string | number
  readonly options?: readonly string[]
  /** Any words. */
  readonly text?: true
}

type Asked = {
  readonly action: AdminAction
  readonly body: Readonly<Record<string, unknown>>
  readonly choices: readonly Choice[]
}

const asked = signal<Asked | null>(null)

/** Asks for the reason, and for the fields of the body that `choices` names. */
export function confirmAction<A extends AdminAction>(
  action: A,
  body: Partial<AdminBody<A>>,
  choices: readonly Choice[] = [],
): void {
  asked.value = { action, body: { ...body }, choices }
}

/** The body as the API wants it; a number that was left empty is left out. */
function bodyOf({ body, choices }: Asked, data: FormData): object {
  const chosen = choices.flatMap(({ name, options, text: isText }): [string, string | number][] => {
    const text = String(data.get(name) ?? '')
    if (options || isText) return [[name, text]]
    return text === '' ? [] : [[name, Number(text)]]
  })
  return { ...body, ...Object.fromEntries(chosen), reason: String(data.get('reason') ?? '') }
}

function ChoiceField({ name, label, value, options, text }: Choice) {
  return (
    <label htmlFor={`choice-${name}`}>
      {label}
      {options ? (
        <select id={`choice-${name}`} name={name}>
          {options.map((option) => (
            <option key={option} selected={option === value}>
              {option}
            </option>
          ))}
        </select>
      ) : (
        <PlainField name={name} value={String(value)} isText={text === true} />
      )}
    </label>
  )
}

function PlainField({ name, value, isText }: { name: string; value: string; isText: boolean }) {
  const common = { id: `choice-${name}`, name, defaultValue: value }
  if (isText) return <input {...common} type="text" required maxLength={500} />
  return <input {...common} type="number" min={0} step={1} />
}

export function ConfirmDialog() {
  const dialog = useRef<HTMLDialogElement>(null)
  const now = asked.value
  useEffect(() => {
    if (now) dialog.current?.showModal()
    else dialog.current?.close()
  }, [now])
  if (!now) return <dialog ref={dialog} aria-label="Confirm" />
  const submit = async (event: SubmitEvent) => {
    event.preventDefault()
    const body = bodyOf(now, new FormData(event.currentTarget as HTMLFormElement))
    asked.value = null
    await act(now.action, body)
  }
  return (
    <dialog ref={dialog} aria-labelledby="confirm-title" onClose={() => (asked.value = null)}>
      <form onSubmit={(event) => void submit(event)}>
        <h2 id="confirm-title">{sentence(now.action, now.body)}</h2>
        {now.choices.map((choice) => (
          <ChoiceField key={choice.name} {...choice} />
        ))}
        <label>
          Why? It is kept in the log.
          <input name="reason" required maxLength={300} autofocus />
        </label>
        <div class="choices">
          <button type="submit" class="main">
            Do it
          </button>
          <button type="button" onClick={() => (asked.value = null)}>
            Leave it
          </button>
        </div>
      </form>
    </dialog>
  )
}
