/** Entry of the admin page. */
import { signal } from '@preact/signals'
import { render } from 'preact'
import 'uplot/dist/uPlot.min.css'
import './admin.css'
import { signIn } from './api.ts'
import { ConfirmDialog, confirmAction } from './confirm.tsx'
import { DeadLetters } from './dead-letters.tsx'
import { Bans, Leases } from './lists.tsx'
import { Objectives, Queues, Sessions, Storage, Strip } from './panels.tsx'
import { Models, Processes } from './processes.tsx'
import { Slowest } from './slowest.tsx'
import { access, begin, notice } from './store.ts'
import { TickCharts } from './tick-chart.tsx'
import { Travel } from './travel.tsx'

const words = signal('')

function SignIn() {
  const submit = async (event: SubmitEvent) => {
    event.preventDefault()
    const data = new FormData(event.currentTarget as HTMLFormElement)
    const done = await signIn(String(data.get('name')), String(data.get('password')))
    words.value = done.ok ? '' : done.detail
    if (done.ok) await begin()
  }
  const refused = access.value === 'not-admin' ? 'This account is not an admin’s.' : words.value
  return (
    <main class="door">
      <h1>Mudstream: admin</h1>
      <form onSubmit={(event) => void submit(event)}>
        <label>
          Name
          <input name="name" autocomplete="username" required autofocus />
        </label>
        <label>
          Password
          <input name="password" type="password" autocomplete="current-password" required />
        </label>
        <p role="alert">{refused}</p>
        <button type="submit" class="main">
          Sign in
        </button>
      </form>
    </main>
  )
}

function Broadcast() {
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    const form = event.currentTarget as HTMLFormElement
    const said = String(new FormData(form).get('words') ?? '').trim()
    if (said) confirmAction('broadcast', { words: said })
    form.reset()
  }
  return (
    <form class="row" onSubmit={submit}>
      <label>
        Say to everybody in the world
        <input name="words" maxLength={500} />
      </label>
      <button type="submit">Broadcast</button>
    </form>
  )
}

function App() {
  if (access.value === 'asking') return <p class="door">One moment…</p>
  if (access.value !== 'in') return <SignIn />
  return (
    <>
      <header>
        <h1>Mudstream</h1>
        <Broadcast />
      </header>
      <main>
        <Strip />
        <p role="status" class="notice">
          {notice.value}
        </p>
        <div class="grid">
          <TickCharts />
          <Sessions />
          <Slowest />
          <Objectives />
          <Processes />
          <Queues />
          <Storage />
          <Models />
          <DeadLetters />
          <Leases />
          <Bans />
          <Travel />
        </div>
      </main>
      <ConfirmDialog />
    </>
  )
}

const root = document.getElementById('app')
if (root) render(<App />, root)
void begin()
