/** Entry of the studio. */
import { signal } from '@preact/signals'
import { render } from 'preact'
import '../staff/staff.css'
import './build.css'
import { isAway, isSignedOut, signIn } from './api.ts'
import { Changes } from './changes.tsx'
import { Editor } from './editor.tsx'
import { AllIds } from './inputs.tsx'
import { ZoneMap } from './map.tsx'
import { Guide, Problems, Things } from './panels.tsx'
import {
  access,
  begin,
  followAddress,
  gathered,
  go,
  notice,
  type Tab,
  tab,
  tabs,
  things,
  zone,
  zonesOf,
} from './store.ts'

const words = signal('')

function Door() {
  const submit = async (event: SubmitEvent) => {
    event.preventDefault()
    const data = new FormData(event.currentTarget as HTMLFormElement)
    const done = await signIn(String(data.get('name')), String(data.get('password')))
    words.value = done.ok ? '' : done.detail
    if (done.ok) await begin()
  }
  const refused =
    access.value === 'not-a-builder'
      ? 'This account may not build. An admin can change that.'
      : words.value
  return (
    <main class="door">
      <h1>Mudstream: studio</h1>
      <form onSubmit={(event) => void submit(event)}>
        <label>
          Name
          <input name="name" autocomplete="username" required />
        </label>
        <label>
          Password
          <input name="password" type="password" autocomplete="current-password" required />
        </label>
        <p role="alert" class="bad">
          {refused}
        </p>
        <button type="submit" class="main">
          Sign in
        </button>
      </form>
    </main>
  )
}

const titles: Readonly<Record<Tab, string>> = {
  map: 'Map',
  things: 'Things',
  problems: 'Problems',
  changes: 'Changes',
  guide: 'Guide',
}
const panels: Readonly<Record<Tab, () => preact.JSX.Element>> = {
  map: ZoneMap,
  things: Things,
  problems: Problems,
  changes: Changes,
  guide: Guide,
}

function Studio() {
  const Panel = panels[tab.value]
  return (
    <>
      <header class="top">
        <h1>Studio</h1>
        <label>
          Zone
          <select
            value={zone.value}
            onChange={(event) => go({ zone: event.currentTarget.value, thing: null })}
          >
            {zonesOf(things.value).map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        </label>
        <nav aria-label="Parts">
          {tabs.map((one) => (
            <button
              type="button"
              key={one}
              aria-current={tab.value === one ? 'page' : undefined}
              onClick={() => go({ tab: one })}
            >
              {titles[one]}
              {one === 'changes' && gathered.value ? ` (${gathered.value.length})` : ''}
            </button>
          ))}
        </nav>
      </header>
      <p role="status" class="notice">
        {isAway.value ? 'The server does not answer. Asking again …' : notice.value}
      </p>
      <main class="halves">
        <div class="panel">
          <Panel />
        </div>
        <Editor />
      </main>
      <AllIds />
    </>
  )
}

function Page() {
  if (isSignedOut.value || access.value === 'not-a-builder') return <Door />
  if (access.value === 'in') return <Studio />
  return (
    <p role="status">
      {isAway.value ? 'The server does not answer. Asking again …' : 'One moment …'}
    </p>
  )
}

const root = document.getElementById('app')
if (root) render(<Page />, root)
addEventListener('hashchange', () => void followAddress())
void begin()
