/** The options of one connection: which are on, and what to send when one side wants a change. */
import { ask, hear, type OnOff, type OptionState, type Step } from './q-method.ts'
import { DO, DONT, type Verb, WILL, WONT } from './telnet-codes.ts'

/** `us`: we do it (WILL, WONT). `him`: the peer does it (DO, DONT). */
export type Side = 'us' | 'him'

const verbs: Readonly<Record<Side, Readonly<Record<OnOff, Verb>>>> = {
  us: { on: WILL, off: WONT },
  him: { on: DO, off: DONT },
}

export interface OptionMessage {
  readonly verb: Verb
  readonly option: number
}

export interface OptionChange {
  readonly side: Side
  readonly option: number
  readonly to: OnOff
}

export interface OptionResult {
  readonly send?: OptionMessage
  /** Set when this switched the option on or off. */
  readonly changed?: OptionChange
  /** The peer refused what we asked for. */
  readonly refused?: { readonly side: Side; readonly option: number }
}

export interface OptionTable {
  readonly receive: (verb: Verb, option: number) => OptionResult
  readonly want: (side: Side, option: number, wanted: OnOff) => OptionResult
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
    const isOn = step.state === 'yes'
    return {
      ...(step.say ? { send: { verb: verbs[side][step.say], option } } : {}),
      ...((before === 'yes') === isOn
        ? {}
        : { changed: { side, option, to: isOn ? 'on' : 'off' } }),
    }
  }

  return {
    receive(verb, option) {
      const side: Side = verb === WILL || verb === WONT ? 'him' : 'us'
      const said = verb === WILL || verb === DO ? 'on' : 'off'
      const before = stateOf(side, option)
      const step = hear(before, said, accepts(side, option) ? 'agree' : 'refuse')
      const result = apply(side, option, step)
      const isRefused = before === 'wantyes' && said === 'off'
      return isRefused ? { ...result, refused: { side, option } } : result
    },
    want: (side, option, wanted) => apply(side, option, ask(stateOf(side, option), wanted)),
    isOn: (side, option) => stateOf(side, option) === 'yes',
  }
}
