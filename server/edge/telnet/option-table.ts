/** All options of one connection: which are on, and what to send when something is said or wanted. */
import { ask, hear, type OptionState, type Step } from './q-method.ts'
import { DO, DONT, type Verb, WILL, WONT } from './telnet-codes.ts'

/** `us`: we do it (WILL, WONT). `him`: the peer does it (DO, DONT). */
export type Side = 'us' | 'him'

export interface OptionMessage {
  readonly verb: Verb
  readonly option: number
}

export interface OptionResult {
  readonly send?: OptionMessage
  /** Set when this switched the option on or off. */
  readonly changed?: { readonly side: Side; readonly option: number; readonly on: boolean }
  /** The peer refused what we asked for. */
  readonly refused?: { readonly side: Side; readonly option: number }
}

export interface OptionTable {
  readonly receive: (verb: Verb, option: number) => OptionResult
  readonly want: (side: Side, option: number, on: boolean) => OptionResult
  readonly isOn: (side: Side, option: number) => boolean
}

/**
 * `accepts` says which options are agreed to when the peer proposes them. States of options never
 * mentioned take no memory, and there are only 256 of them on each side.
 */
export function createOptionTable(accepts: (side: Side, option: number) => boolean): OptionTable {
  const states: Readonly<Record<Side, Map<number, OptionState>>> = {
    us: new Map(),
    him: new Map(),
  }
  const stateOf = (side: Side, option: number) => states[side].get(option) ?? 'no'

  const apply = (side: Side, option: number, step: Step): OptionResult => {
    const before = stateOf(side, option)
    if (step.state === 'no') states[side].delete(option)
    else states[side].set(option, step.state)
    const on = step.state === 'yes'
    return {
      ...(step.say ? { send: { verb: verbFor(side, step.say === 'on'), option } } : {}),
      ...((before === 'yes') === on ? {} : { changed: { side, option, on } }),
    }
  }

  return {
    receive(verb, option) {
      const side: Side = verb === WILL || verb === WONT ? 'him' : 'us'
      const on = verb === WILL || verb === DO
      const before = stateOf(side, option)
      const result = apply(side, option, hear(before, on, accepts(side, option)))
      return before === 'wantyes' && !on ? { ...result, refused: { side, option } } : result
    },
    want: (side, option, on) => apply(side, option, ask(stateOf(side, option), on)),
    isOn: (side, option) => stateOf(side, option) === 'yes',
  }
}

function verbFor(side: Side, on: boolean): Verb {
  if (side === 'us') return on ? WILL : WONT
  return on ? DO : DONT
}
