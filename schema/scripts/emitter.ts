/** Collects the instructions of a program, its variables, and what is wrong with its source. */
import type { Node } from 'acorn'
import { nearest } from './nearest.ts'
import type { Instruction, Place, ScriptProblem } from './program.ts'
import { functions, roots } from './vocabulary.ts'

/** More than this, one in the other, is refused: the compiler walks the source by calling itself. */
const deepMax = 200
const slotsMax = 64

/** Thrown for a part of the source that means nothing; the statement around it becomes a problem. */
export class Unreadable extends Error {
  readonly node: Node
  constructor(node: Node, message: string) {
    super(message)
    this.node = node
  }
}

export function placeOf(node: Node): Place {
  const { line = 1, column = 0 } = node.loc?.start ?? {}
  return { line, column: column + 1 }
}

interface Variable {
  readonly slot: number
  readonly fixed: boolean
}

interface Loop {
  readonly begin: number
  readonly breaks: (() => void)[]
}

/** The variables that are known, scope in scope, and the slots they have. */
function newScopes() {
  const scopes: Map<string, Variable>[] = [new Map()]
  let used = 0
  let most = 0
  const take = (): number => {
    used += 1
    most = Math.max(most, used)
    return used - 1
  }
  const find = (name: string): Variable | undefined =>
    scopes.findLast((scope) => scope.has(name))?.get(name)
  return {
    slots: () => most,
    /** Variables that are declared meanwhile are gone afterwards, and their slots are free again. */
    scoped(walk: () => void): void {
      const before = used
      scopes.push(new Map())
      walk()
      scopes.pop()
      used = before
    },
    declare(node: Node, name: string, as: 'const' | 'let'): number {
      if (Object.hasOwn(roots, name)) throw new Unreadable(node, `${name} has a meaning already`)
      if (scopes.at(-1)?.has(name)) throw new Unreadable(node, `${name} is declared already`)
      if (used >= slotsMax) throw new Unreadable(node, `more than ${slotsMax} variables at once`)
      const slot = take()
      scopes.at(-1)?.set(name, { slot, fixed: as === 'const' })
      return slot
    },
    /** A variable without a name, for what a loop keeps. */
    hidden: take,
    known: (name: string) => find(name)?.slot,
    variable(node: Node, name: string, to: 'to set' | 'to read'): number {
      const variable = find(name)
      if (!variable) {
        const names = [...scopes.flatMap((scope) => [...scope.keys()]), ...Object.keys(roots)]
        throw new Unreadable(node, `there is no ${name}${nearest(name, names)}`)
      }
      if (to === 'to set' && variable.fixed) {
        throw new Unreadable(node, `${name} is const and cannot be set again; write let`)
      }
      return variable.slot
    },
  }
}

/** The instructions so far, and where each stands in the source. */
function newCode() {
  const code: Instruction[] = []
  const places: Place[] = []
  const emit = (instruction: Instruction, node: Node): void => {
    code.push(instruction)
    places.push(placeOf(node))
  }
  /** A jump forwards; calling the result lets it lead to the next instruction. */
  const jump = (op: 'jump' | 'unless' | 'and' | 'or' | 'next', node: Node, slot = 0) => {
    const at = code.length
    const made = (to: number): Instruction => (op === 'next' ? { op, slot, to } : { op, to })
    emit(made(0), node)
    return () => {
      code[at] = made(code.length)
    }
  }
  return { code, places, emit, jump, here: () => code.length }
}

/** The loops around what is compiled, and what leaves them. */
function newLoops({ emit, jump }: ReturnType<typeof newCode>) {
  const loops: Loop[] = []
  const left: Loop[] = []
  return {
    loop(begin: number, walk: () => void): void {
      const loop: Loop = { begin, breaks: [] }
      loops.push(loop)
      walk()
      loops.pop()
      left.push(loop)
    },
    /** Lets every `break` of the loop that has just ended lead to here. */
    endLoop(): void {
      for (const toHere of left.pop()?.breaks ?? []) toHere()
    },
    leave(node: Node, how: 'break' | 'continue'): void {
      const loop = loops.at(-1)
      if (!loop) throw new Unreadable(node, `${how} stands in no loop`)
      if (how === 'break') loop.breaks.push(jump('jump', node))
      else emit({ op: 'jump', to: loop.begin }, node)
    },
  }
}

export type Emitter = ReturnType<typeof newEmitter>

export function newEmitter() {
  const problems: ScriptProblem[] = []
  const code = newCode()
  let depth = 0
  return {
    ...code,
    ...newScopes(),
    ...newLoops(code),
    problems,
    problem(node: Node, message: string): void {
      problems.push({ ...placeOf(node), message })
    },
    /** Walks into a part, unless that is too deep. */
    deeper<T>(node: Node, walk: () => T): T {
      if (depth >= deepMax) throw new Unreadable(node, 'this is nested too deeply')
      depth += 1
      try {
        return walk()
      } finally {
        depth -= 1
      }
    },
    unknownFunction(node: Node, name: string, others: readonly string[]): never {
      const names = [...Object.keys(functions), ...others]
      throw new Unreadable(node, `there is no ${name}()${nearest(name, names)}`)
    },
  }
}
