/**
 * The Q method of option negotiation (RFC 1143), one state for each option and side.
 *
 * `wantno` and `wantyes` wait for an answer; `-opposite` means that the opposite was wanted meanwhile
 * and is asked for after the answer. Invariants: at most one message is sent for each one received,
 * and none for a message that changes nothing. Therefore no peer can cause a loop.
 */

export type OptionState =
  | 'no'
  | 'yes'
  | 'wantno'
  | 'wantno-opposite'
  | 'wantyes'
  | 'wantyes-opposite'

/** Whether an option is to be used or not. */
export type OnOff = 'on' | 'off'

export interface Step {
  readonly state: OptionState
  /** To be told to the peer. */
  readonly say?: OnOff
}

/** We want the option on or off. */
export function ask(state: OptionState, wanted: OnOff): Step {
  return wanted === 'on' ? askOn[state] : askOff[state]
}

/** The peer says on (WILL or DO) or off (WONT or DONT). `ifOn`: whether we agree to on. */
export function hear(state: OptionState, said: OnOff, ifOn: 'agree' | 'refuse'): Step {
  if (said === 'off') return hearOff[state]
  if (state === 'no' && ifOn === 'agree') return { state: 'yes', say: 'on' }
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
