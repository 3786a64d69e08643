/** What a text client asks for by GMCP. */
import type { GmcpRequest } from '../render/gmcp-request.ts'
import { noteSupports } from './coming-back.ts'
import { signInByRequest } from './text-sign-in.ts'
import type { SignInRequest, TextState } from './text-state.ts'

export function onRequest(state: TextState, request: GmcpRequest): void {
  const { port } = state
  switch (request.kind) {
    case 'hello':
      return port.setClientName(request.client)
    case 'ping':
      return port.gmcp({ package: 'Core.Ping' })
    case 'supports':
      return onSupports(state, request)
    case 'items':
      return onItems(state, request)
    case 'login':
    case 'reconnect':
      return onSignIn(state, request)
    case 'keep-alive':
    case 'login-by-hand':
    case 'channel-players':
    case 'unknown':
      return
    default: {
      const unreachable: never = request
      return unreachable
    }
  }
}

function onItems({ port }: TextState, { location }: GmcpRequest & { kind: 'items' }): void {
  if (location === 'container') return
  for (const message of port.gmcpView?.items(location) ?? []) port.gmcp(message)
}

function onSignIn(state: TextState, request: SignInRequest): void {
  if (state.phase === 'dialogue') signInByRequest(state, request)
  else state.earlySignIn = request
}

function onSupports(state: TextState, request: GmcpRequest & { kind: 'supports' }): void {
  const { port } = state
  const view = port.gmcpView
  view?.supports(request.change, request.packages)
  noteSupports(state, request)
  const listed = JSON.stringify(request.packages ?? []).toLowerCase()
  if (listed.includes('"char.login 2')) state.knowsTokens = true
  if (state.phase === 'playing') for (const message of view?.everything() ?? []) port.gmcp(message)
  else if (listed.includes('"char.login')) {
    port.gmcp({ package: 'Char.Login.Default', data: { type: ['password-credentials'] } })
  }
}
