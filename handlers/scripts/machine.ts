/**
 * Runs a program: a stack machine that counts every step. It changes nothing; what a script wants done
 * comes back as a list of acts. A program that waits comes back as data and can go on from there.
 */
import type { Instruction, Place, Program } from '../../schema/scripts/program.ts'
import { NotLoaded } from '../../schema/world.ts'
import { compute } from './arithmetic.ts'
import { Fault, type Meter, newMeter } from './meter.ts'
import { type Handle, isHandle, isList, isTable, isTrue, kindOf, type Value } from './values.ts'

/** What the machine asks of the world. All of it only reads. */
export interface Host {
  root(name: string): Value
  field(handle: Handle, name: string): Value
  call(name: string, given: readonly Value[], meter: Meter): Value
}

/** Where a program stands: the next instruction, and its variables. */
export interface Position {
  readonly at: number
  readonly slots: readonly Value[]
}

export interface ScriptAct {
  readonly name: string
  readonly given: readonly Value[]
}

/** Why a run ended at once. An overrun is a fault of the script as well, a bug is one of ours. */
export interface Broken extends Place {
  readonly why: string
  readonly kind: 'fault' | 'overrun' | 'bug'
}

export interface Outcome {
  readonly ended: 'ended' | 'denied' | 'passed' | 'waits' | 'broken'
  /** The words of `deny`. */
  readonly words: string
  /** The seconds of `wait`. */
  readonly seconds: number
  readonly position: Position
  /** In order; none of a broken run. */
  readonly acts: readonly ScriptAct[]
  readonly state: ReadonlyMap<string, Value>
  readonly steps: number
  readonly broken?: Broken
}

export interface Start {
  readonly program: Program
  readonly host: Host
  readonly state: ReadonlyMap<string, Value>
  /** The beginning, unless it goes on after a wait. */
  readonly position?: Position
  readonly limits: { readonly steps: number; readonly acts: number }
}

interface Machine {
  readonly host: Host
  readonly meter: Meter
  readonly stack: Value[]
  readonly slots: Value[]
  readonly acts: ScriptAct[]
  readonly state: Map<string, Value>
  readonly actsMax: number
  at: number
  words: string
  seconds: number
}

/** Runs a program to its end or its next wait. Throws nothing but `NotLoaded`. */
export function run({ program, host, state, position, limits }: Start): Outcome {
  const machine: Machine = {
    host,
    meter: newMeter(limits.steps),
    stack: [],
    slots: [...(position?.slots ?? [])],
    acts: [],
    state: new Map(state),
    actsMax: limits.acts,
    at: position?.at ?? 0,
    words: '',
    seconds: 0,
  }
  try {
    const ended = runOn(machine, program.code)
    return outcome(machine, ended)
  } catch (error) {
    if (error instanceof NotLoaded) throw error
    const place = program.places[machine.at - 1] ?? { line: 1, column: 1 }
    const known = error instanceof Fault
    const why = error instanceof Error ? error.message : String(error)
    const kind = known ? error.kind : 'bug'
    machine.acts.length = 0
    return { ...outcome(machine, 'broken'), state, broken: { ...place, why, kind } }
  }
}

function outcome(machine: Machine, ended: Outcome['ended']): Outcome {
  const { words, seconds, at, slots, acts, state, meter } = machine
  return { ended, words, seconds, position: { at, slots }, acts, state, steps: meter.steps() }
}

function runOn(machine: Machine, code: readonly Instruction[]): Outcome['ended'] {
  for (;;) {
    const instruction = code[machine.at]
    machine.at += 1
    machine.meter.step()
    if (!instruction || instruction.op === 'end') return 'ended'
    const ended = stepOf(machine, instruction)
    if (ended) return ended
  }
}

function stepOf(machine: Machine, instruction: Instruction): Outcome['ended'] | undefined {
  switch (instruction.op) {
    case 'deny':
      machine.words = machine.meter.shown(pop(machine))
      return 'denied'
    case 'pass':
      return 'passed'
    case 'wait':
      machine.seconds = Math.max(0, machine.meter.number(pop(machine)))
      return 'waits'
    case 'jump':
    case 'unless':
    case 'and':
    case 'or':
    case 'next':
      return jump(machine, instruction)
    case 'act':
      return act(machine, instruction)
    case 'keep':
      machine.state.set(instruction.name, pop(machine))
      return undefined
    case 'store':
      machine.slots[instruction.slot] = pop(machine)
      return undefined
    case 'pop':
      machine.stack.pop()
      return undefined
    default:
      machine.stack.push(resultOf(machine, instruction))
      return undefined
  }
}

type Op<T extends Instruction['op']> = Extract<Instruction, { op: T }>

function jump(machine: Machine, to: Op<'jump' | 'unless' | 'and' | 'or' | 'next'>): undefined {
  const { stack, slots } = machine
  if (to.op === 'next') {
    const list = slots[to.slot] ?? null
    const at = Number(slots[to.slot + 1] ?? 0)
    const entries = isTable(list) ? [...list.keys()] : list
    if (!isList(entries)) throw new Fault(`this goes through a list, and here is ${kindOf(list)}`)
    slots[to.slot + 1] = at + 1
    const entry = entries[at]
    if (entry === undefined) machine.at = to.to
    else stack.push(entry)
    return
  }
  if (to.op === 'jump') {
    machine.at = to.to
    return
  }
  const value = pop(machine)
  const jumps = to.op === 'or' ? isTrue(value) : !isTrue(value)
  if (!jumps) return
  machine.at = to.to
  if (to.op !== 'unless') stack.push(value)
}

function act(machine: Machine, { name, count }: Op<'call' | 'act'>): undefined {
  const given = take(machine, count)
  if (machine.acts.length >= machine.actsMax) {
    throw new Fault(`more than ${machine.actsMax} things at once`, 'overrun')
  }
  machine.acts.push({ name, given })
}

function resultOf(machine: Machine, instruction: Instruction): Value {
  const { meter, host, slots } = machine
  switch (instruction.op) {
    case 'constant':
      return instruction.value
    case 'root':
      return instruction.name === 'state' ? new Map(machine.state) : host.root(instruction.name)
    case 'load':
      return slots[instruction.slot] ?? null
    case 'field':
      return fieldOf(machine, pop(machine), instruction.name)
    case 'index':
      return entryOf(machine, pop(machine), pop(machine))
    case 'not':
      return !isTrue(pop(machine))
    case 'negative':
      return meter.whole(-meter.number(pop(machine)))
    case 'binary': {
      const right = pop(machine)
      return compute(instruction.sign, pop(machine), right, meter)
    }
    case 'list':
      return meter.list(take(machine, instruction.count))
    case 'text': {
      const parts = take(machine, instruction.count)
      return meter.text(parts.map((part) => textOf(machine, part)).join(''))
    }
    case 'map': {
      const values = take(machine, instruction.keys.length)
      return new Map(instruction.keys.map((key, at) => [key, values[at] ?? null]))
    }
    case 'call':
      return host.call(instruction.name, take(machine, instruction.count), meter)
    default:
      throw new Error(`no value comes of ${instruction.op}`)
  }
}

/** What stands in a text for a value: for somebody or something the name. */
function textOf({ host, meter }: Machine, value: Value): string {
  return isHandle(value) ? String(host.field(value, 'name') ?? '') : meter.plain(value)
}

function fieldOf({ host, state }: Machine, of: Value, name: string): Value {
  if (of === null) return null
  if (isHandle(of)) return host.field(of, name)
  if (isTable(of)) return of.get(name) ?? null
  if (isList(of) && name === 'count') return of.length
  throw new Fault(`${kindOf(of)} has no ${name}${state.has(name) ? '; state has one' : ''}`)
}

function entryOf({ meter }: Machine, key: Value, of: Value): Value {
  if (of === null) return null
  if (isTable(of)) return of.get(meter.plain(key)) ?? null
  if (isList(of)) return of[meter.number(key)] ?? null
  throw new Fault(`${kindOf(of)} has no entries`)
}

function pop({ stack }: Machine): Value {
  return stack.pop() ?? null
}

function take({ stack }: Machine, count: number): Value[] {
  return count === 0 ? [] : stack.splice(-count)
}
