/** Which part of the page is shown: the address says it, so that it can be sent to somebody and reloaded. */
import { computed, signal } from '@preact/signals'
import type { Me } from '../../../schema/admin-desk.ts'

export const tabs = [
  { id: 'overview', label: 'Overview', role: 'admin' },
  { id: 'players', label: 'Players', role: 'moderator' },
  { id: 'commands', label: 'Commands', role: 'admin' },
  { id: 'jobs', label: 'Jobs', role: 'admin' },
  { id: 'world', label: 'World', role: 'admin' },
  { id: 'log', label: 'Log of actions', role: 'moderator' },
  { id: 'settings', label: 'Settings', role: 'admin' },
  { id: 'cluster', label: 'Cluster', role: 'admin' },
] as const
export type TabId = (typeof tabs)[number]['id']

export const me = signal<Me | null>(null)

/** The tabs of whoever has signed in. */
export const ownTabs = computed(() => {
  const isAdmin = me.value?.role === 'admin' || me.value?.role === 'owner'
  return tabs.filter(({ role }) => isAdmin || role === 'moderator')
})

const hash = signal(location.hash)
addEventListener('hashchange', () => {
  hash.value = location.hash
})

const parts = computed(() => hash.value.slice(1).split('/').map(decodeURIComponent))

export const tab = computed((): TabId => {
  const [first = ''] = parts.value
  return (ownTabs.value.find(({ id }) => id === first) ?? ownTabs.value[0] ?? tabs[0]).id
})

/** What is opened within the tab: an account, a room, a request. */
export const opened = computed(() => parts.value[1] ?? '')

export function go(to: TabId, what = ''): void {
  location.hash = what === '' ? to : `${to}/${encodeURIComponent(what)}`
}
