/** The sign-in page: one click for a guest, name and password for a known character. */
import { type Signal, useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { LostPassword } from './account/lost-password.tsx'
import * as game from './game.ts'
import { playAsGuest, signIn } from './entering.ts'

/** The content of the form, and how it is sent. */
function useForm() {
  const name = useSignal('')
  const password = useSignal('')
  const busy = useSignal(false)
  const nameInput = useRef<HTMLInputElement>(null)
  useEffect(() => nameInput.current?.focus(), [])

  const enter = async (kind: 'login' | 'register') => {
    if (name.value.trim() === '' || password.value === '') {
      game.signInWords.value = 'Give a name and a password first, or come in as a guest.'
      nameInput.current?.focus()
      return
    }
    busy.value = true
    await signIn(kind, name.value.trim(), password.value)
    busy.value = false
  }
  return { name, password, busy, nameInput, enter }
}

export function SignIn({ calling }: { calling: boolean }) {
  const { name, password, busy, nameInput, enter } = useForm()
  const waiting = calling || busy.value
  return (
    <main class="door">
      <form
        class="door-card"
        onSubmit={(event) => {
          event.preventDefault()
          void enter('login')
        }}
      >
        <Sign />
        <AsGuest name={name} waiting={waiting} />
        <label>
          Name
          <input
            ref={nameInput}
            name="name"
            autocomplete="username"
            autocapitalize="words"
            spellcheck={false}
            maxLength={24}
            value={name.value}
            onInput={typedInto(name)}
          />
        </label>
        <label>
          Password
          <input
            name="password"
            type="password"
            autocomplete="current-password"
            maxLength={200}
            value={password.value}
            onInput={typedInto(password)}
          />
        </label>
        <p class="door-answer" role="alert">
          {game.signInWords.value}
        </p>
        <div class="door-buttons">
          <button type="submit" class="primary" disabled={waiting}>
            Sign in
          </button>
          <button type="button" disabled={waiting} onClick={() => void enter('register')}>
            Create character
          </button>
        </div>
        <p class="door-status" aria-live="polite">
          {game.doorWords.value || (calling ? 'Lighting the lantern…' : '')}
        </p>
      </form>
      <LostPassword />
    </main>
  )
}

/** An input's handler that keeps what was typed. */
const typedInto = (kept: Signal<string>) => (event: { currentTarget: HTMLInputElement }) => {
  kept.value = event.currentTarget.value
}

function AsGuest({ name, waiting }: { name: Signal<string>; waiting: boolean }) {
  return (
    <>
      <button
        type="button"
        class="primary wide"
        disabled={waiting}
        onClick={() => playAsGuest(name.value.trim())}
      >
        Play as a guest
      </button>
      <p class="door-or">
        <span>or with a name of your own</span>
      </p>
    </>
  )
}

function Sign() {
  return (
    <>
      <Lantern />
      <h1>{game.world.value}</h1>
      <p class="door-words">A living world of words. Somebody has left a light on for you.</p>
    </>
  )
}

export function Lantern() {
  return (
    <svg class="lantern" viewBox="0 0 64 80" aria-hidden="true">
      <circle class="lantern-glow" cx="32" cy="46" r="28" />
      <path
        class="lantern-frame"
        d="M22 26h20l5 9v26l-5 8H22l-5-8V35z M26 26v-5a6 6 0 0 1 12 0v5"
      />
      <path
        class="lantern-flame"
        d="M32 36c6 7 8 12 6.500 17a6.800 6.800 0 0 1-13 0c-1.500-5 .5-10 6.500-17z"
      />
    </svg>
  )
}
