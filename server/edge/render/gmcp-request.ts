/** Reads a client's GMCP message as a request to its session. An unknown one is ignored. */

import type { AccountId, CharacterId } from '../../../schema/ids.ts'
import type { GmcpMessage } from './gmcp-message.ts'
import { fieldsOf, textIn } from './read-data.ts'

export type GmcpRequest =
  | { readonly kind: 'hello'; readonly client: string; readonly version: string }
  | {
      readonly kind: 'supports'
      readonly change: 'set' | 'add' | 'remove'
      readonly packages: unknown
    }
  | { readonly kind: 'ping' }
  | { readonly kind: 'keep-alive' }
  /** `character` names one of the account's characters. */
  | {
      readonly kind: 'login'
      readonly account: AccountId
      readonly password: string
      readonly character?: CharacterId
    }
  /** The client has no stored credentials: the login dialogue is shown. */
  | { readonly kind: 'login-by-hand' }
  | { readonly kind: 'reconnect'; readonly account: AccountId; readonly token: string }
  | {
      readonly kind: 'items'
      readonly location: 'inv' | 'room' | 'container'
      readonly id?: string
    }
  | { readonly kind: 'channel-players' }
  | { readonly kind: 'unknown'; readonly package: string }

/** Longest name, version or secret taken from a client, in UTF-16 units. */
const longestText = 256

/** Reads a client's message; packages match in any case, keys in their two usual spellings. */
export function readGmcpRequest(message: GmcpMessage): GmcpRequest {
  const fields = fieldsOf(message.data)
  const text = (...names: string[]) => (textIn(fields, ...names) ?? '').slice(0, longestText)
  switch (message.package.toLowerCase()) {
    case 'core.hello':
      return {
        kind: 'hello',
        client: text('client', 'Client'),
        version: text('version', 'Version'),
      }
    case 'core.supports.set':
      return { kind: 'supports', change: 'set', packages: message.data }
    case 'core.supports.add':
      return { kind: 'supports', change: 'add', packages: message.data }
    case 'core.supports.remove':
      return { kind: 'supports', change: 'remove', packages: message.data }
    case 'core.ping':
      return { kind: 'ping' }
    case 'core.keepalive':
      return { kind: 'keep-alive' }
    case 'char.login':
    case 'char.login.credentials':
      return loginRequest(text('account', 'name'), text('password'))
    case 'char.login.reconnect':
      return { kind: 'reconnect', account: text('account'), token: text('token') }
    case 'char.items.inv':
      return { kind: 'items', location: 'inv' }
    case 'char.items.room':
      return { kind: 'items', location: 'room' }
    case 'char.items.contents':
      return { kind: 'items', location: 'container', id: idOf(message.data) }
    case 'comm.channel.players':
      return { kind: 'channel-players' }
    default:
      return { kind: 'unknown', package: message.package }
  }
}

function loginRequest(who: string, password: string): GmcpRequest {
  if (who === '' || password === '') return { kind: 'login-by-hand' }
  const colon = who.indexOf(':')
  if (colon === -1) return { kind: 'login', account: who, password }
  return {
    kind: 'login',
    account: who.slice(0, colon),
    character: who.slice(colon + 1),
    password,
  }
}

function idOf(data: unknown): string {
  return typeof data === 'string' || typeof data === 'number'
    ? String(data).slice(0, longestText)
    : ''
}
