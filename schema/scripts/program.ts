/** A compiled script: instructions for the machine, as plain data. */

/** What a program may hold as a constant. */
export type Constant = number | string | boolean | null

/** Arithmetic and comparison. */
export const operators = ['+', '-', '*', '/', '%', '<', '>', '<=', '>=', '===', '!=='] as const
export type Operator = (typeof operators)[number]

/** One instruction. Jumps name the index of an instruction, slots the place of a variable. */
export type Instruction =
  | { readonly op: 'constant'; readonly value: Constant }
  | { readonly op: 'root'; readonly name: string }
  | { readonly op: 'load' | 'store'; readonly slot: number }
  /** The next entry of the list in a slot, counted in the slot after it; jumps when there is none. */
  | { readonly op: 'next'; readonly slot: number; readonly to: number }
  | { readonly op: 'field' | 'keep'; readonly name: string }
  | { readonly op: 'index' | 'not' | 'negative' | 'pop' | 'end' | 'deny' | 'pass' | 'wait' }
  | { readonly op: 'binary'; readonly sign: Operator }
  | { readonly op: 'jump' | 'unless' | 'and' | 'or'; readonly to: number }
  | { readonly op: 'list' | 'text'; readonly count: number }
  | { readonly op: 'map'; readonly keys: readonly string[] }
  | { readonly op: 'call' | 'act'; readonly name: string; readonly count: number }

export interface Place {
  /** Both counted from 1. */
  readonly line: number
  readonly column: number
}

export interface Program {
  readonly code: readonly Instruction[]
  /** Where each instruction stands in the source. */
  readonly places: readonly Place[]
  /** How many variables it has at once. */
  readonly slots: number
}

/** What is wrong with a source, and where. */
export interface ScriptProblem extends Place {
  readonly message: string
}

export type Compiled =
  | { readonly ok: true; readonly program: Program }
  | { readonly ok: false; readonly problems: readonly ScriptProblem[] }
