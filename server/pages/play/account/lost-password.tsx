/** At the door: a link for a lost password is asked for, or one is used. */
import { resetSecret } from '../game.ts'
import { FieldForm } from './account-section.tsx'
import * as own from './own-account.ts'

export function LostPassword() {
  const secret = resetSecret.value
  const next = {
    name: 'next',
    label: 'New password',
    type: 'password',
    autocomplete: 'new-password',
  }
  if (secret === undefined) return <AskForLink />
  return (
    <section class="door-card" aria-label="A new password">
      <p role="status">{own.said.value || 'Choose a new password for your account.'}</p>
      <FieldForm
        fields={[next]}
        button="Choose"
        send={async ({ next: chosen = '' }) => {
          if (await own.chooseByLink(secret, chosen)) resetSecret.value = undefined
        }}
      />
    </section>
  )
}

function AskForLink() {
  const name = { name: 'name', label: 'Who are you?', type: 'text', autocomplete: 'username' }
  return (
    <details class="door-lost">
      <summary>Lost your password?</summary>
      <p role="status">{own.said.value}</p>
      <FieldForm
        fields={[name]}
        button="Send a link"
        send={({ name: wanted = '' }) => own.askForLink(wanted.trim())}
      />
    </details>
  )
}
