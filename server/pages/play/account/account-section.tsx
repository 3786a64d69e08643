/** The account in the settings: password, what is signed in, characters, and the end. */
import { useEffect } from 'preact/hooks'
import { character } from '../game.ts'
import * as own from './own-account.ts'

export function AccountSection() {
  const role = character.value?.role
  const isGuest = role === undefined || role === 'guest'
  useEffect(() => {
    own.said.value = ''
    if (!isGuest) void own.readOwn()
  }, [isGuest])
  if (isGuest) return null
  return (
    <fieldset>
      <legend>Account</legend>
      <p role="status">{own.said.value}</p>
      <Password />
      <SignIns />
      <Characters />
      <Address />
      <p>
        <a href="/v1/accounts/current/export" download>
          Everything that is kept of me (JSON)
        </a>
      </p>
      <Leave />
    </fieldset>
  )
}

/** A small form that hands over its fields by their names, and is empty afterwards. */
export function FieldForm(props: {
  fields: readonly { name: string; label: string; type: string; autocomplete: string }[]
  button: string
  send: (values: Readonly<Record<string, string>>) => Promise<unknown>
}) {
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    const form = event.currentTarget as HTMLFormElement
    const values: Record<string, string> = {}
    for (const [name, value] of new FormData(form)) values[name] = String(value)
    void props.send(values).then(() => form.reset())
  }
  return (
    <form class="rule account-form" onSubmit={submit}>
      {props.fields.map(({ name, label, type, autocomplete }) => (
        <label key={name}>
          {label}
          <input name={name} type={type as 'text'} autocomplete={autocomplete} maxLength={200} />
        </label>
      ))}
      <button type="submit">{props.button}</button>
    </form>
  )
}

const present = {
  name: 'current',
  label: 'Present password',
  type: 'password',
  autocomplete: 'current-password',
}

function Password() {
  const next = {
    name: 'next',
    label: 'New password',
    type: 'password',
    autocomplete: 'new-password',
  }
  return (
    <FieldForm
      fields={[present, next]}
      button="Change password"
      send={({ current = '', next: chosen = '' }) => own.changePassword(current, chosen)}
    />
  )
}

function SignIns() {
  return (
    <>
      <ul class="plain" aria-label="Signed in">
        {own.signIns.value.map(({ id, current, via, address, since }) => (
          <li key={id}>
            {via === 'http' ? 'Browser or program' : via}, {address}, since{' '}
            {new Date(since).toLocaleString()}
            {current ? ' (this one)' : ''}{' '}
            <button type="button" class="quiet" onClick={() => void own.endSignIn(id)}>
              Sign out
            </button>
          </li>
        ))}
      </ul>
      <button type="button" onClick={() => void own.endAll()}>
        Sign out everywhere
      </button>
    </>
  )
}

function Characters() {
  const names = own.characters.value.map(({ name }) => name).join(', ')
  return (
    <>
      <p>Your characters: {names}. Each name signs in with your password.</p>
      <FieldForm
        fields={[{ name: 'name', label: 'Another character', type: 'text', autocomplete: 'off' }]}
        button="Create"
        send={({ name = '' }) => own.addCharacter(name.trim())}
      />
    </>
  )
}

function Address() {
  const email = {
    name: 'email',
    label: 'E-mail for a lost password',
    type: 'email',
    autocomplete: 'email',
  }
  return (
    <FieldForm
      fields={[present, email]}
      button="Keep address"
      send={({ current = '', email: address = '' }) => own.setAddress(current, address.trim())}
    />
  )
}

function Leave() {
  return (
    <details>
      <summary>Leave for good</summary>
      <p>Your words become unreadable and your characters are gone. Nobody can undo it.</p>
      <FieldForm
        fields={[present]}
        button="Forget me"
        send={({ current = '' }) => own.leaveForGood(current)}
      />
    </details>
  )
}
