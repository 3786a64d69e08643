/** The dialog and the offer by which a guest keeps the character. */
import { type Signal, useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { keeping, putOff } from '../keeping.ts'
import { keepCharacter } from '../entering.ts'

const open = () => {
  keeping.value = true
}

/** Stands between story and gauges once there is something to lose. */
export function KeepOffer() {
  return (
    <aside class="offer" aria-label="Keep this character">
      <p>
        You have come up in the world. Give this character a name of its own, and it stays yours.
      </p>
      <button type="button" class="primary" onClick={open}>
        Keep this character
      </button>
      <button
        type="button"
        class="quiet"
        onClick={() => {
          putOff.value = true
        }}
      >
        Later
      </button>
    </aside>
  )
}

export function KeepDialog() {
  const dialog = useRef<HTMLDialogElement>(null)
  const name = useSignal('')
  const password = useSignal('')
  const words = useSignal('')
  const busy = useSignal(false)
  useEffect(() => dialog.current?.showModal(), [])

  const keep = async () => {
    busy.value = true
    words.value = await keepCharacter(name.value.trim(), password.value)
    busy.value = false
    if (words.value === '') dialog.current?.close()
  }
  return (
    <dialog
      ref={dialog}
      class="settings keep"
      aria-labelledby="keep-title"
      onClose={() => {
        keeping.value = false
      }}
    >
      <header class="settings-head">
        <h2 id="keep-title">Keep this character</h2>
        <button type="button" class="quiet" onClick={() => dialog.current?.close()}>
          Close
        </button>
      </header>
      <form
        class="settings-body"
        onSubmit={(event) => {
          event.preventDefault()
          void keep()
        }}
      >
        <p>
          You stay where you are, with all that you have. You come back by this name and password.
        </p>
        <Name value={name} />
        <Password value={password} />
        <p class="door-answer" role="alert">
          {words.value}
        </p>
        <button type="submit" class="primary" disabled={busy.value}>
          Keep it
        </button>
      </form>
    </dialog>
  )
}

type FieldProps = { readonly value: Signal<string> }

function Name({ value }: FieldProps) {
  return (
    <label class="row">
      Name
      <input
        required
        name="name"
        autocomplete="username"
        maxLength={24}
        value={value.value}
        onInput={typedInto(value)}
      />
    </label>
  )
}

function Password({ value }: FieldProps) {
  return (
    <label class="row">
      Password
      <input
        required
        name="password"
        type="password"
        autocomplete="new-password"
        maxLength={200}
        value={value.value}
        onInput={typedInto(value)}
      />
    </label>
  )
}

const typedInto = (kept: Signal<string>) => (event: { currentTarget: HTMLInputElement }) => {
  kept.value = event.currentTarget.value
}
