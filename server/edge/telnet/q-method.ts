/**
 * The Q method of option negotiation (RFC 1143), one state for each option and side.
 *
 * `wantno` and `wantyes` wait for an answer; `-opposite` means that the other wish came up while
 * waiting and is asked for afterwards. Invariants: at most one message is sent for each one received,
 * and none for a message that changes nothing; therefore no peer can make this loop.
 */

export type OptionState =
  | 'no'
  | 'yes'
  | 'wantno'
  | 'wantno-opposite'
  | 'wantyes'
  | 'wantyes-opposite'

/** What to tell the peer: that the option should be on, or that it should be off. */
export type Say = 'on' | 'off'

export interface Step {
  readonly state: OptionState
  readonly say?: Say
}

/** We want the option on or off. */
export function ask(state: OptionState, on: boolean): Step {
  return on ? askOn[state] : askOff[state]
}

/** The peer says on (WILL or DO) or off (WONT or DONT). `accept`: whether we would agree to on. */
export function hear(state: OptionState, on: boolean, accept: boolean): Step {
  if (!on) return hearOff[state]
  if (state === 'no' && accept) return { state: 'yes', say: 'on' }
  return hearOn[state]
}

const askOn: Readonly<Record<OptionState, Step>> = {
  no: { state: 'wantyes', say: 'on' },
  yes: { state: 'yes' },
  wantno: { state: 'wantno-opposite' },
  'wantno-opposite': { state: 'wantno-opposite' },
  wantyes: { state: 'wantyes' },
  'wantyes-opposite': { state: 'wantyes' },
}

const askOff: Readonly<Record<OptionState, Step>> = {
  no: { state: 'no' },
  yes: { state: 'wantno', say: 'off' },
  wantno: { state: 'wantno' },
  'wantno-opposite': { state: 'wantno' },
  wantyes: { state: 'wantyes-opposite' },
  'wantyes-opposite': { state: 'wantyes-opposite' },
}

// A peer that answers "off" with "on" breaks the protocol; the RFC takes its word where that ends
// the exchange.
const hearOn: Readonly<Record<OptionState, Step>> = {
  no: { state: 'no', say: 'off' },
  yes: { state: 'yes' },
  wantno: { state: 'no' },
  'wantno-opposite': { state: 'yes' },
  wantyes: { state: 'yes' },
  'wantyes-opposite': { state: 'wantno', say: 'off' },
}

const hearOff: Readonly<Record<OptionState, Step>> = {
  no: { state: 'no' },
  yes: { state: 'no', say: 'off' },
  wantno: { state: 'no' },
  'wantno-opposite': { state: 'wantyes', say: 'on' },
  wantyes: { state: 'no' },
  'wantyes-opposite': { state: 'no' },
}
