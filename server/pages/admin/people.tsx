/** Who plays, who has an account, and everything about one of them. */
import { signal } from '@preact/signals'
import type { SessionRow } from '../../../schema/admin.ts'
import type { AdminAction } from '../../../schema/admin-actions.ts'
import type { AccountPage, AccountRow, AccountsAnswer } from '../../../schema/admin-desk.ts'
import { Acts } from './acts.tsx'
import { call } from './api.ts'
import { confirmAction } from './confirm.tsx'
import { when } from './format.ts'
import { acts, sessions } from './store.ts'
import { Table } from './table.tsx'
import { go, me, opened, tab } from './tabs.ts'

const filter = signal('')
const shownMost = 25
const all = signal(false)

const mayDo = (action: AdminAction) => me.value?.may.includes(action) ?? false

/** Who plays now: found by name or room, folded beyond the first rows. */
export function Sessions() {
  const wanted = filter.value.toLowerCase()
  const found = sessions.value.filter((one) =>
    `${one.name} ${one.room} ${one.gateway} ${one.role}`.toLowerCase().includes(wanted),
  )
  const rows = all.value ? found : found.slice(0, shownMost)
  return (
    <section class="panel wide" aria-labelledby="sessions">
      <h2 id="sessions">Who plays: {sessions.value.length}</h2>
      <label>
        Name, room, gateway or role
        <input
          value={filter.value}
          onInput={(event) => (filter.value = event.currentTarget.value)}
        />
      </label>
      <Table heads={['name', 'role', 'level', 'room', 'by', 'link', 'actions']}>
        {rows.map((one) => (
          <Session key={one.session} one={one} />
        ))}
      </Table>
      {found.length > shownMost && (
        <button type="button" onClick={() => (all.value = !all.value)}>
          {all.value ? `Only the first ${shownMost}` : `All ${found.length}`}
        </button>
      )}
    </section>
  )
}

function Session({ one }: { one: SessionRow }) {
  return (
    <tr>
      <th scope="row">{one.name}</th>
      <td>{one.role}</td>
      <td>{one.level}</td>
      <td>{one.room}</td>
      <td>
        {one.via} at {one.gateway}
      </td>
      <td>{one.lost ? 'lost' : 'up'}</td>
      <td class="actions">
        <PersonActions {...one} />
      </td>
    </tr>
  )
}

const personal = ['kick', 'mute', 'ban', 'note', 'role'] as const satisfies readonly AdminAction[]
const roles = ['player', 'moderator', 'builder', 'admin']

function PersonActions({ name, role }: { name: string; role: string }) {
  return (
    <>
      {personal
        .filter((action) => mayDo(action) && isFor(action, role))
        .map((action) => (
          <button
            type="button"
            key={action}
            aria-label={`${action} ${name}`}
            onClick={() => askAbout(action, name, role)}
          >
            {action}
          </button>
        ))}
    </>
  )
}

/** A guest has no account that could be written about or be given a role. */
const isFor = (action: (typeof personal)[number], role: string) =>
  role !== 'guest' || (action !== 'note' && action !== 'role')

function askAbout(action: (typeof personal)[number], target: string, role: string): void {
  if (action === 'kick') return confirmAction(action, { target })
  if (action === 'role') {
    return confirmAction(action, { target }, [
      { name: 'role', label: 'Role', options: roles, value: role },
    ])
  }
  if (action === 'note') {
    return confirmAction(action, { target }, [
      { name: 'words', label: 'Note', value: '', text: true },
    ])
  }
  const mute = { name: 'minutes', label: 'Minutes (0: may speak again)', value: 15 }
  if (action === 'mute') return confirmAction(action, { target }, [mute])
  const ban = { name: 'minutes', label: 'Minutes (empty: for good)', value: 1_440 }
  confirmAction(action, { target, kind: 'name' }, [ban])
}

const found = signal<AccountsAnswer | null>(null)
let searched = ''

async function search(text: string, after = ''): Promise<void> {
  searched = text
  const query = new URLSearchParams({ search: text, after })
  const answer = await call<AccountsAnswer>(`accounts?${query}`)
  if (answer.ok) found.value = answer.data
}

export function Accounts() {
  if (found.value === null) void search('')
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    const data = new FormData(event.currentTarget as HTMLFormElement)
    void search(String(data.get('search') ?? '').trim())
  }
  const more = found.value?.more ?? null
  return (
    <section class="panel wide" aria-labelledby="accounts">
      <h2 id="accounts">Accounts</h2>
      <form class="row" onSubmit={submit}>
        <label>
          A part of the name, or an address
          <input name="search" maxLength={60} />
        </label>
        <button type="submit">Search</button>
      </form>
      <Table heads={['name', 'role', 'made', 'signed in last', 'state', 'open']}>
        {found.value?.accounts.map((one) => (
          <Account key={one.id} one={one} />
        ))}
      </Table>
      {more !== null && (
        <button type="button" onClick={() => void search(searched, more)}>
          More after {more}
        </button>
      )}
    </section>
  )
}

const stateOf = ({ banned, here }: AccountRow) =>
  banned ? 'kept out' : here ? 'in the world' : 'away'

function Account({ one }: { one: AccountRow }) {
  return (
    <tr>
      <th scope="row">{one.name}</th>
      <td>{one.role}</td>
      <td>{when(one.created)}</td>
      <td>{when(one.seen)}</td>
      <td class={one.banned ? 'bad' : ''}>{stateOf(one)}</td>
      <td>
        <button type="button" aria-label={`open ${one.name}`} onClick={() => go('players', one.id)}>
          open
        </button>
      </td>
    </tr>
  )
}

const page = signal<AccountPage | null>(null)

async function open(id: string): Promise<void> {
  const answer = await call<{ page: AccountPage | null }>(`accounts/${encodeURIComponent(id)}`)
  page.value = answer.ok ? answer.data.page : null
}

opened.subscribe((id) => {
  page.value = null
  if (tab.peek() === 'players' && id !== '') void open(id)
})
// An action may have changed what is shown.
acts.subscribe((done) => {
  if (done > 0 && page.peek()) void open(page.peek()?.account.id ?? '')
})

export function OneAccount() {
  const now = page.value
  if (!now) return null
  const { account } = now
  return (
    <section class="panel wide" aria-labelledby="account">
      <h2 id="account">
        {account.name}: {account.role}, {stateOf(account)}
      </h2>
      <p>
        Made {when(account.created)}, signed in last {when(account.seen)}. <code>{account.id}</code>
      </p>
      <p class="actions">
        <PersonActions {...account} />
        <button type="button" onClick={() => go('players')}>
          close
        </button>
      </p>
      <div class="columns">
        <Characters {...now} />
        <Addresses {...now} />
        <SignedIn {...now} />
      </div>
      <h3>What was done to it and by it</h3>
      <Acts rows={now.acts} />
    </section>
  )
}

function Characters({ characters, sessions: played }: AccountPage) {
  return (
    <div>
      <h3>Characters and sessions</h3>
      <Table heads={['character', 'room', 'id']}>
        {characters.map(({ id, name, room }) => (
          <tr key={id}>
            <th scope="row">{name}</th>
            <td>{room || 'never came'}</td>
            <td>
              <button type="button" onClick={() => go('world', id)}>
                {id}
              </button>
            </td>
          </tr>
        ))}
      </Table>
      <Table heads={['session', 'from', 'since']}>
        {played.map(({ id, address, since }) => (
          <tr key={id}>
            <th scope="row">{id}</th>
            <td>{address}</td>
            <td>{when(since)}</td>
          </tr>
        ))}
      </Table>
    </div>
  )
}

function Addresses({ addresses }: AccountPage) {
  return (
    <div>
      <h3>Addresses</h3>
      <Table heads={['address', 'last', 'others from there', 'actions']}>
        {addresses.map(({ address, last, others }) => (
          <tr key={address}>
            <th scope="row">{address}</th>
            <td>{when(last)}</td>
            <td>{others.join(', ') || 'nobody'}</td>
            <td>
              <button
                type="button"
                aria-label={`ban ${address}`}
                onClick={() =>
                  confirmAction('ban', { kind: 'address', target: address }, [
                    { name: 'minutes', label: 'Minutes (empty: for good)', value: 1_440 },
                  ])
                }
              >
                ban
              </button>
            </td>
          </tr>
        ))}
      </Table>
    </div>
  )
}

function SignedIn({ signIns }: AccountPage) {
  return (
    <div>
      <h3>Signed in</h3>
      <Table heads={['by', 'from', 'since', 'until']}>
        {signIns.map(({ id, via, address, since, expires }) => (
          <tr key={id}>
            <th scope="row">{via}</th>
            <td>{address}</td>
            <td>{when(since)}</td>
            <td>{when(expires)}</td>
          </tr>
        ))}
      </Table>
    </div>
  )
}
