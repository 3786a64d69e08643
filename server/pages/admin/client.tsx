/** Entry of the admin page. */
import { signal } from '@preact/signals'
import { render } from 'preact'
import 'uplot/dist/uPlot.min.css'
import '../staff/staff.css'
import './admin.css'
import { LogOfActions } from './acts.tsx'
import { signIn } from './api.ts'
import { Cluster } from './cluster.tsx'
import { Commands } from './commands.tsx'
import { ConfirmDialog, confirmAction } from './confirm.tsx'
import { DeadLetters } from './dead-letters.tsx'
import { Jobs } from './jobs.tsx'
import { Bans, Leases } from './lists.tsx'
import { Verdict } from './now.tsx'
import { Lanes, Objectives, Roles, Storage, Streams, Strip } from './panels.tsx'
import { Accounts, OneAccount, Sessions } from './people.tsx'
import { Models, Processes } from './processes.tsx'
import { Remarks } from './remarks.tsx'
import { Rooms } from './rooms.tsx'
import { Settings } from './settings.tsx'
import { Slowest } from './slowest.tsx'
import { access, begin, notice } from './store.ts'
import { me, ownTabs, type TabId, tab } from './tabs.ts'
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
  const refused =
    access.value === 'not-staff' ? 'This account does not see to the world.' : words.value
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

const panels: Readonly<Record<TabId, () => preact.JSX.Element>> = {
  overview: () => (
    <>
      <Strip />
      <TickCharts />
      <Roles />
      <Lanes />
      <Objectives />
    </>
  ),
  players: () => (
    <>
      <OneAccount />
      <Sessions />
      <Accounts />
      <Remarks />
      <Bans />
    </>
  ),
  commands: () => (
    <>
      <Commands />
      <Slowest />
    </>
  ),
  jobs: () => (
    <>
      <Lanes />
      <Models />
      <DeadLetters />
      <Jobs />
      <Streams />
    </>
  ),
  world: () => (
    <>
      <Travel />
      <Rooms />
    </>
  ),
  log: () => <LogOfActions />,
  settings: () => (
    <>
      <Settings />
      <Storage />
    </>
  ),
  cluster: () => (
    <>
      <Processes />
      <Cluster />
      <Leases />
    </>
  ),
}

function Tabs() {
  return (
    <nav aria-label="Parts of this page">
      {ownTabs.value.map(({ id, label }) => (
        <a key={id} href={`#${id}`} aria-current={tab.value === id ? 'page' : undefined}>
          {label}
        </a>
      ))}
    </nav>
  )
}

function App() {
  if (access.value === 'asking') return <p class="door">One moment…</p>
  if (access.value !== 'in') return <SignIn />
  const isAdmin = ownTabs.value.some(({ id }) => id === 'overview')
  return (
    <>
      <header>
        <h1>Mudstream</h1>
        <Tabs />
        {me.value?.may.includes('broadcast') && <Broadcast />}
      </header>
      <main>
        {isAdmin && <Verdict />}
        <p role="status" class="notice">
          {notice.value}
        </p>
        <div class={`grid ${tab.value}`}>{panels[tab.value]()}</div>
      </main>
      <ConfirmDialog />
    </>
  )
}

const root = document.getElementById('app')
if (root) render(<App />, root)
void begin()
