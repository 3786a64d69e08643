/**
 * Compiles a script. The spelling is that of JavaScript, read by acorn; whatever is not in the tables
 * below is a problem with a line and a column, so nothing can run that the machine does not know.
 */
import { type Node, type Program as Parsed, parse, type Statement } from 'acorn'
import { ownOf } from '../own.ts'
import { compileExpression, isStateTarget } from './compile-expression.ts'
import { type Emitter, newEmitter, Unreadable } from './emitter.ts'
import type { Compiled, ScriptProblem } from './program.ts'
import { endings } from './vocabulary.ts'

/** Most characters of a source. */
export const sourceMax = 16_000
const problemsMax = 20

/** Compiles a source, or says what is wrong with it, at most twenty times. */
export function compile(source: string): Compiled {
  if (source.length > sourceMax) {
    return failed({ line: 1, column: 1, message: `a script has at most ${sourceMax} characters` })
  }
  let parsed: Parsed
  try {
    parsed = parse(source, {
      ecmaVersion: 2022,
      sourceType: 'script',
      allowReturnOutsideFunction: true,
      locations: true,
    })
  } catch (error) {
    return failed(syntaxProblem(error))
  }
  const emitter = newEmitter()
  statements(emitter, parsed.body as readonly Statement[])
  emitter.emit({ op: 'end' }, parsed.body.at(-1) ?? parsed)
  const { problems, code, places, slots } = emitter
  if (problems.length > 0) return { ok: false, problems: problems.slice(0, problemsMax) }
  return { ok: true, program: { code, places, slots: slots() } }
}

function failed(problem: ScriptProblem): Compiled {
  return { ok: false, problems: [problem] }
}

/** What acorn says, without the place that it writes behind it. */
function syntaxProblem(error: unknown): ScriptProblem {
  if (error instanceof SyntaxError && 'loc' in error) {
    const { line, column } = error.loc as { line: number; column: number }
    const message = error.message.replace(/ \(\d+:\d+\)$/, '')
    return { line, column: column + 1, message: message.charAt(0).toLowerCase() + message.slice(1) }
  }
  // Brackets nested by the thousand exhaust the stack of the parser.
  if (error instanceof RangeError)
    return { line: 1, column: 1, message: 'this is nested too deeply' }
  throw error
}

type Of<T extends Statement['type']> = Extract<Statement, { type: T }>
type Compilers = { readonly [T in Statement['type']]?: (emitter: Emitter, node: Of<T>) => void }

const compilers: Compilers = {
  EmptyStatement: () => undefined,
  BlockStatement(emitter, { body }) {
    emitter.scoped(() => statements(emitter, body))
  },
  VariableDeclaration(emitter, { kind, declarations }) {
    for (const { id, init } of declarations) {
      if (kind === 'var') emitter.problem(id, 'write let or const instead of var')
      if (id.type !== 'Identifier') throw new Unreadable(id, 'a variable has a single name')
      if (init) compileExpression(emitter, init)
      else emitter.emit({ op: 'constant', value: null }, id)
      emitter.emit(
        { op: 'store', slot: emitter.declare(id, id.name, kind === 'const' ? 'const' : 'let') },
        id,
      )
    }
  },
  ExpressionStatement(emitter, node) {
    const { expression } = node
    if (expression.type === 'AssignmentExpression') return assignment(emitter, expression)
    if (expression.type !== 'CallExpression') {
      throw new Unreadable(node, 'this computes something and does nothing with it')
    }
    const { callee } = expression
    const name = callee.type === 'Identifier' ? callee.name : ''
    if (Object.hasOwn(endings, name)) return ending(emitter, node)
    if (compileExpression(emitter, expression, 'statement')) emitter.emit({ op: 'pop' }, node)
  },
  IfStatement(emitter, { test, consequent, alternate }) {
    compileExpression(emitter, test)
    const toElse = emitter.jump('unless', test)
    emitter.scoped(() => statement(emitter, consequent))
    if (!alternate) return toElse()
    const toEnd = emitter.jump('jump', alternate)
    toElse()
    emitter.scoped(() => statement(emitter, alternate))
    toEnd()
  },
  WhileStatement(emitter, { test, body }) {
    const begin = emitter.here()
    compileExpression(emitter, test)
    const toEnd = emitter.jump('unless', test)
    emitter.loop(begin, () => {
      statement(emitter, body)
      emitter.emit({ op: 'jump', to: begin }, body)
    })
    toEnd()
    emitter.endLoop()
  },
  ForOfStatement(emitter, node) {
    const { left, right, body } = node
    const [declared] = left.type === 'VariableDeclaration' ? left.declarations : []
    if (declared?.id.type !== 'Identifier' || node.await) {
      throw new Unreadable(left, 'write for (const one of list)')
    }
    const { id } = declared
    emitter.scoped(() => {
      compileExpression(emitter, right)
      const slot = emitter.hidden()
      const counter = emitter.hidden()
      emitter.emit({ op: 'store', slot }, right)
      emitter.emit({ op: 'constant', value: 0 }, right)
      emitter.emit({ op: 'store', slot: counter }, right)
      const begin = emitter.here()
      const toEnd = emitter.jump('next', left, slot)
      emitter.emit({ op: 'store', slot: emitter.declare(id, id.name, 'const') }, id)
      emitter.loop(begin, () => {
        statement(emitter, body)
        emitter.emit({ op: 'jump', to: begin }, body)
      })
      toEnd()
      emitter.endLoop()
    })
  },
  BreakStatement: (emitter, node) => emitter.leave(node, 'break'),
  ContinueStatement: (emitter, node) => emitter.leave(node, 'continue'),
  ReturnStatement(emitter, node) {
    if (node.argument) throw new Unreadable(node.argument, 'a script returns no value')
    emitter.emit({ op: 'end' }, node)
  },
}

/** `deny`, `pass` and `wait` stand alone, so that nothing is half computed when a script stops. */
function ending(emitter: Emitter, node: Of<'ExpressionStatement'>): void {
  const { expression } = node
  if (expression.type !== 'CallExpression' || expression.callee.type !== 'Identifier') return
  const name = expression.callee.name as keyof typeof endings
  const declared = endings[name]
  const [argument] = expression.arguments
  if (expression.arguments.length !== declared.most || argument?.type === 'SpreadElement') {
    throw new Unreadable(expression, `write ${declared.example}`)
  }
  if (argument) compileExpression(emitter, argument)
  emitter.emit({ op: name }, node)
}

type Assignment = Extract<Of<'ExpressionStatement'>['expression'], { type: 'AssignmentExpression' }>

const combined = { '+=': '+', '-=': '-', '*=': '*', '/=': '/', '%=': '%' } as const

function assignment(emitter: Emitter, node: Assignment): void {
  const { left, right, operator } = node
  const sign = Object.hasOwn(combined, operator)
    ? combined[operator as keyof typeof combined]
    : undefined
  if (operator !== '=' && !sign) throw new Unreadable(node, `there is no ${operator}`)
  if (left.type === 'Identifier') {
    const slot = emitter.variable(left, left.name, 'to set')
    if (sign) emitter.emit({ op: 'load', slot }, left)
    compileExpression(emitter, right)
    if (sign) emitter.emit({ op: 'binary', sign }, node)
    emitter.emit({ op: 'store', slot }, node)
    return
  }
  const name = isStateTarget(left)
  if (name === undefined) {
    throw new Unreadable(left, 'only variables and state.something can be set')
  }
  if (sign) {
    emitter.emit({ op: 'root', name: 'state' }, left)
    emitter.emit({ op: 'field', name }, left)
  }
  compileExpression(emitter, right)
  if (sign) emitter.emit({ op: 'binary', sign }, node)
  emitter.emit({ op: 'keep', name }, node)
}

/** A statement that cannot be read is a problem of its own; the others are looked at all the same. */
function statements(emitter: Emitter, body: readonly Statement[]): void {
  for (const one of body) statement(emitter, one)
}

function statement(emitter: Emitter, node: Statement): void {
  const compiler = compilers[node.type] as ((emitter: Emitter, node: Node) => void) | undefined
  try {
    if (!compiler) throw new Unreadable(node, unknownStatement(node.type))
    emitter.deeper(node, () => compiler(emitter, node))
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error
    emitter.problem(error.node, error.message)
  }
}

const hints: Readonly<Record<string, string>> = {
  ForStatement: 'write for (const one of list), or while',
  ForInStatement: 'write for (const one of list)',
  FunctionDeclaration: 'a script has no functions of its own',
  ClassDeclaration: 'a script has no classes',
  TryStatement: 'a script cannot catch its own faults',
  ThrowStatement: 'a script cannot throw',
}

function unknownStatement(type: string): string {
  return ownOf(hints, type) ?? 'this is not part of the language'
}
