/** Compiles what has a value. */
import type { Expression, Node } from 'acorn'
import { ownOf } from '../own.ts'
import { type Emitter, Unreadable } from './emitter.ts'
import { nearest } from './nearest.ts'
import { operators } from './program.ts'
import { acts, type Callable, dotted, endings, functions, roots } from './vocabulary.ts'

const listMax = 256

type Of<T extends Expression['type']> = Extract<Expression, { type: T }>
type Compilers = { readonly [T in Expression['type']]?: (emitter: Emitter, node: Of<T>) => void }

/**
 * Compiles an expression. Acts have no value, so they may only be a statement.
 * @returns false when it leaves no value behind
 */
export function compileExpression(
  emitter: Emitter,
  node: Node,
  as: 'value' | 'statement' = 'value',
): boolean {
  const expression = node as Expression
  if (expression.type === 'CallExpression') return call(emitter, expression, as)
  const compiler = compilers[expression.type] as
    | ((emitter: Emitter, node: Expression) => void)
    | undefined
  if (!compiler) throw new Unreadable(node, unknown(expression.type))
  emitter.deeper(node, () => compiler(emitter, expression))
  return true
}

const hints: Readonly<Record<string, string>> = {
  ArrowFunctionExpression: 'a script has no functions of its own',
  FunctionExpression: 'a script has no functions of its own',
  ThisExpression: 'write self for what has the script',
  NewExpression: 'a script makes no objects',
  UpdateExpression: 'write i = i + 1',
  AssignmentExpression: 'something is set in a line of its own; to compare, write ===',
  AwaitExpression: 'write wait(seconds)',
}

function unknown(type: string): string {
  return ownOf(hints, type) ?? 'this is not part of the language'
}

/** The name in `state.name`, where that is what is to be set. */
export function isStateTarget(node: Node): string | undefined {
  const target = node as Expression
  if (target.type !== 'MemberExpression' || target.computed) return undefined
  const { object, property } = target
  const ofState = object.type === 'Identifier' && object.name === 'state'
  return ofState && property.type === 'Identifier' ? property.name : undefined
}

const compilers: Compilers = {
  Literal(emitter, node) {
    const { value } = node
    if (typeof value === 'number' && !Number.isSafeInteger(value)) {
      throw new Unreadable(node, 'numbers are whole')
    }
    if (value !== null && typeof value === 'object') {
      throw new Unreadable(node, 'there are no patterns; use has()')
    }
    if (typeof value === 'bigint' || value === undefined || 'regex' in node || 'bigint' in node) {
      throw new Unreadable(node, 'this is not part of the language')
    }
    emitter.emit({ op: 'constant', value }, node)
  },
  Identifier(emitter, node) {
    const slot = emitter.known(node.name)
    if (slot !== undefined) return emitter.emit({ op: 'load', slot }, node)
    if (Object.hasOwn(roots, node.name)) return emitter.emit({ op: 'root', name: node.name }, node)
    emitter.variable(node, node.name, 'to read')
  },
  TemplateLiteral(emitter, node) {
    const { quasis, expressions } = node
    for (const [at, { value }] of quasis.entries()) {
      emitter.emit({ op: 'constant', value: value.cooked ?? '' }, node)
      const inner = expressions[at]
      if (inner) compileExpression(emitter, inner)
    }
    emitter.emit({ op: 'text', count: quasis.length + expressions.length }, node)
  },
  MemberExpression(emitter, node) {
    const { object, property, computed, optional } = node
    if (optional) throw new Unreadable(node, 'write a dot; what is missing is null')
    compileExpression(emitter, object)
    if (computed) {
      compileExpression(emitter, property)
      return emitter.emit({ op: 'index' }, node)
    }
    if (property.type !== 'Identifier') throw new Unreadable(property, 'a name is expected here')
    const { name } = property
    const ofState = object.type === 'Identifier' && object.name === 'state'
    if (!ofState && !dotted.has(name)) {
      const near = nearest(name, [...dotted])
      throw new Unreadable(property, `nothing has a ${name}${near}`)
    }
    emitter.emit({ op: 'field', name }, property)
  },
  UnaryExpression(emitter, node) {
    if (node.operator !== '!' && node.operator !== '-') {
      throw new Unreadable(node, `there is no ${node.operator}`)
    }
    compileExpression(emitter, node.argument)
    emitter.emit({ op: node.operator === '!' ? 'not' : 'negative' }, node)
  },
  BinaryExpression(emitter, node) {
    const sign = operators.find((one) => one === node.operator)
    if (!sign) {
      const instead = { '==': '; write ===', '!=': '; write !==' }[node.operator as '==' | '!=']
      throw new Unreadable(node, `there is no ${node.operator}${instead ?? ''}`)
    }
    compileExpression(emitter, node.left)
    compileExpression(emitter, node.right)
    emitter.emit({ op: 'binary', sign }, node)
  },
  LogicalExpression(emitter, node) {
    if (node.operator === '??') throw new Unreadable(node, 'there is no ??; write ||')
    compileExpression(emitter, node.left)
    const over = emitter.jump(node.operator === '&&' ? 'and' : 'or', node)
    compileExpression(emitter, node.right)
    over()
  },
  ConditionalExpression(emitter, { test, consequent, alternate }) {
    compileExpression(emitter, test)
    const toElse = emitter.jump('unless', test)
    compileExpression(emitter, consequent)
    const toEnd = emitter.jump('jump', consequent)
    toElse()
    compileExpression(emitter, alternate)
    toEnd()
  },
  ArrayExpression(emitter, node) {
    if (node.elements.length > listMax) throw new Unreadable(node, `a list has at most ${listMax}`)
    for (const element of node.elements) {
      if (!element || element.type === 'SpreadElement') {
        throw new Unreadable(element ?? node, 'this is not part of the language')
      }
      compileExpression(emitter, element)
    }
    emitter.emit({ op: 'list', count: node.elements.length }, node)
  },
  ObjectExpression(emitter, node) {
    const keys: string[] = []
    for (const one of node.properties) {
      if (one.type === 'SpreadElement' || one.computed || one.method || one.kind !== 'init') {
        throw new Unreadable(one, 'write name: value')
      }
      if (one.key.type === 'Identifier') keys.push(one.key.name)
      else if (one.key.type === 'Literal') keys.push(String(one.key.value))
      else throw new Unreadable(one.key, 'write name: value')
      compileExpression(emitter, one.value)
    }
    emitter.emit({ op: 'map', keys }, node)
  },
}

function call(emitter: Emitter, node: Of<'CallExpression'>, as: 'value' | 'statement'): boolean {
  const { callee } = node
  if (callee.type !== 'Identifier') throw new Unreadable(callee, 'only named functions are called')
  const { name } = callee
  const computes = Object.hasOwn(functions, name)
  const does = Object.hasOwn(acts, name)
  if (Object.hasOwn(endings, name)) throw new Unreadable(callee, `${name}() stands in a line alone`)
  if (!computes && !does) {
    emitter.unknownFunction(callee, name, [...Object.keys(acts), ...Object.keys(endings)])
  }
  if (does && as === 'value')
    throw new Unreadable(callee, `${name}() does something and has no value`)
  const { least, most, example } = { ...functions, ...acts }[name as keyof typeof acts] as Callable
  const { arguments: given } = node
  if (given.length < least || given.length > most) {
    throw new Unreadable(node, `${name}() is written like ${example}`)
  }
  emitter.deeper(node, () => {
    for (const argument of given) {
      if (argument.type === 'SpreadElement') throw new Unreadable(argument, 'this is not possible')
      compileExpression(emitter, argument)
    }
  })
  emitter.emit({ op: computes ? 'call' : 'act', name, count: given.length }, node)
  return computes
}
