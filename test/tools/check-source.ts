/**
 * Rules about the source that no linter has: settings without a reader, blocking calls that the tick
 * or a gateway can reach, log messages with values inside, boolean parameters by position, events
 * written or read without their declaration, clocks and addresses of clients read outside of their one
 * place, records read by a word that may be one of every object's own.
 * Exits 1 with every violation, and also when it saw suspiciously few files.
 */
import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { keyOf } from '../../server/platform/setting-rows.ts'
import { type Typed, wordsAsKeys } from './words-as-keys.ts'

/** Folders whose code runs in production. */
const product = ['schema', 'handlers', 'server', 'workers', 'deploy']

/** Where a rule is broken: `rule: file:line what`. */
type Report = (rule: string, node: ts.Node, what: string) => void

type Rule = (file: ts.SourceFile, report: Report) => void

const walk = (node: ts.Node, visit: (node: ts.Node) => void): void => {
  visit(node)
  node.forEachChild((child) => walk(child, visit))
}

const logLevels = new Set(['trace', 'debug', 'info', 'warn', 'error', 'fatal'])

/** `log.info({ event, … }, 'constant')`: what varies is a field, so that logs can be searched. */
const constantLogMessages: Rule = (file, report) => {
  walk(file, (node) => {
    if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return
    const { expression: owner, name } = node.expression
    if (!logLevels.has(name.text) || !/\blog(ger)?$/i.test(owner.getText(file))) return
    for (const argument of node.arguments) {
      const varies = ts.isTemplateExpression(argument) || ts.isBinaryExpression(argument)
      if (varies) report('constant-log-message', argument, argument.getText(file).slice(0, 60))
    }
  })
}

const isBoolean = ({ type, initializer }: ts.ParameterDeclaration): boolean =>
  type?.kind === ts.SyntaxKind.BooleanKeyword ||
  initializer?.kind === ts.SyntaxKind.TrueKeyword ||
  initializer?.kind === ts.SyntaxKind.FalseKeyword

/** `send(text, true)` tells a reader nothing: the flag is a field of a record, or two functions. */
const namedFlags: Rule = (file, report) => {
  walk(file, (node) => {
    if (!ts.isFunctionLike(node) || node.parameters.length < 2) return
    for (const parameter of node.parameters) {
      if (isBoolean(parameter)) report('positional-boolean', parameter, parameter.getText(file))
    }
  })
}

const eventName = /^[a-z]+(-[a-z]+)+$/

const isEventName = (node: ts.Node | undefined): boolean =>
  node !== undefined && ts.isStringLiteral(node) && eventName.test(node.text)

/** `{ type: 'item-given', data }`: an event made by hand, without what its declaration checks. */
const isEventByHand = (node: ts.ObjectLiteralExpression): boolean => {
  const isDeclaration = ts.isCallExpression(node.parent) && /^define/.test(node.parent.getText())
  if (isDeclaration) return false
  const named = (name: string) => node.properties.find((one) => one.name?.getText() === name)
  const type = named('type')
  return (
    named('data') !== undefined &&
    type !== undefined &&
    ts.isPropertyAssignment(type) &&
    isEventName(type.initializer)
  )
}

/** Events are read by `declaration.is(event)` and written by calling the declaration. */
const eventsByDeclaration: Rule = (file, report) => {
  walk(file, (node) => {
    const text = () => node.getText(file).slice(0, 60)
    if (ts.isAsExpression(node) || ts.isTypeAssertionExpression(node)) {
      if (/\bevent\.data$/.test(node.expression.getText(file)))
        report('event-data-cast', node, text())
    } else if (ts.isObjectLiteralExpression(node)) {
      if (isEventByHand(node)) report('event-by-hand', node, text())
    } else if (ts.isBinaryExpression(node) && isEventName(node.right)) {
      if (/\btype$/.test(node.left.getText(file))) report('event-type-compared', node, text())
    }
  })
}

const clocks = new Set(['Date.now', 'Math.random', 'performance.now', 'crypto.randomUUID'])

/** Time and chance come from `server/platform/ambient.ts`, so that a test can give its own. */
const clocksInOnePlace: Rule = (file, report) => {
  if (/server\/(pages|client|run\/launch)\/|server\/platform\/ambient\.ts$/.test(file.fileName))
    return
  walk(file, (node) => {
    if (ts.isPropertyAccessExpression(node) && clocks.has(node.getText(file)))
      report('clock-outside-ambient', node, node.getText(file))
    if (
      ts.isNewExpression(node) &&
      node.expression.getText(file) === 'Date' &&
      !node.arguments?.length
    )
      report('clock-outside-ambient', node, 'new Date()')
  })
}

const isPeer = (node: ts.Node): boolean =>
  (ts.isPropertyAssignment(node.parent) || ts.isVariableDeclaration(node.parent)) &&
  node.parent.name.getText() === 'peer'

/** `clientAddress` alone says where a client is: the framework's answer need not be the same. */
const addressesInOnePlace: Rule = (file, report) => {
  walk(file, (node) => {
    const name = nameRead(node)?.text
    if (name !== 'ip' && name !== 'ips' && name !== 'remoteAddress') return
    if (!isPeer(node)) report('address-not-by-client-address', node, node.getText(file))
  })
}

const fileRules: readonly Rule[] = [
  constantLogMessages,
  namedFlags,
  eventsByDeclaration,
  clocksInOnePlace,
  addressesInOnePlace,
]

const blockingModules = /^(node:)?(fs|crypto|child_process|zlib)$/

/** Calls that stop the event loop: `…Sync` of Node's modules, `Atomics.wait`, a log written at once. */
const blockingCalls: Rule = (file, report) => {
  const names = new Set<string>()
  const modules = new Set<string>()
  for (const statement of file.statements) {
    if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier))
      continue
    if (!blockingModules.test(statement.moduleSpecifier.text)) continue
    const bindings = statement.importClause?.namedBindings
    if (bindings && ts.isNamespaceImport(bindings)) modules.add(bindings.name.text)
    if (statement.importClause?.name) modules.add(statement.importClause.name.text)
    if (!bindings || !ts.isNamedImports(bindings)) continue
    for (const { name, propertyName } of bindings.elements) {
      if ((propertyName ?? name).text.endsWith('Sync')) names.add(name.text)
    }
  }
  walk(file, (node) => {
    if (ts.isPropertyAssignment(node) && node.getText(file).replace(/\s/g, '') === 'sync:true')
      return report('blocking-call', node, 'sync: true')
    if (!ts.isCallExpression(node)) return
    const called = node.expression.getText(file)
    const [owner = '', method = ''] = called.split('.')
    const blocks =
      names.has(called) ||
      called === 'Atomics.wait' ||
      (modules.has(owner) && method.endsWith('Sync'))
    if (blocks) report('blocking-call', node, called)
  })
}

/** Files that `entry` loads when it runs, at any depth; imports of types load nothing. */
export function reachable(entries: readonly string[]): Set<string> {
  const seen = new Set<string>()
  const queue = [...entries]
  for (let path = queue.pop(); path !== undefined; path = queue.pop()) {
    if (seen.has(path) || !existsSync(path)) continue
    seen.add(path)
    for (const specifier of importsOf(parse(path))) {
      if (specifier.startsWith('.')) queue.push(resolve(dirname(path), specifier))
    }
  }
  return seen
}

/** Specifiers of everything a file imports as a value, statically or dynamically. */
function importsOf(file: ts.SourceFile): string[] {
  const found: string[] = []
  walk(file, (node) => {
    if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      const [specifier] = node.arguments
      if (specifier && ts.isStringLiteral(specifier)) found.push(specifier.text)
    }
    const isImport = ts.isImportDeclaration(node)
    if (!isImport && !ts.isExportDeclaration(node)) return
    if (isImport ? node.importClause?.isTypeOnly : node.isTypeOnly) return
    const { moduleSpecifier } = node
    if (moduleSpecifier && ts.isStringLiteral(moduleSpecifier)) found.push(moduleSpecifier.text)
  })
  return found
}

const parsed = new Map<string, ts.SourceFile>()

function parse(path: string): ts.SourceFile {
  const known = parsed.get(path)
  if (known) return known
  const file = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true)
  parsed.set(path, file)
  return file
}

const withTypes = (root: string, paths: readonly string[]): Typed => {
  const program = ts.createProgram([...paths], {
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    target: ts.ScriptTarget.ESNext,
    allowImportingTsExtensions: true,
    noEmit: true,
    skipLibCheck: true,
    strict: true,
    types: ['node'],
  })
  return { root, paths, program }
}

/**
 * Settings that no code reads. A reader is an access to the property on the type `Config`, so a
 * field of the same name elsewhere does not count.
 */
function settingsWithoutReader({ root, paths, program }: Typed): string[] {
  const declared = join(root, 'server/platform/settings.ts')
  if (!existsSync(declared)) return []
  const names = [...readFileSync(declared, 'utf8').matchAll(/^\s+(MUD_[A-Z0-9_]+):/gm)].flatMap(
    ([, name]) => name ?? [],
  )
  const keys = names.map(keyOf)
  const unread = new Map(names.map((name) => [keyOf(name), name]))
  const checker = program.getTypeChecker()
  for (const file of program.getSourceFiles()) {
    if (!paths.includes(file.fileName) || /platform\/(settings|config)\.ts$/.test(file.fileName))
      continue
    walk(file, (node) => {
      const name = nameRead(node)
      if (!name || !unread.has(name.text)) return
      const owner = ts.isBindingElement(node) ? node.parent : name.parent.getChildAt(0)
      if (isConfig(checker.getTypeAtLocation(owner), keys)) unread.delete(name.text)
    })
  }
  return [...unread.values()].map((name) => `setting-without-reader: ${name} is read by nobody`)
}

/** The name in `config.name` or `{ name } = config`. */
function nameRead(node: ts.Node): ts.Identifier | undefined {
  if (ts.isPropertyAccessExpression(node) && ts.isIdentifier(node.name)) return node.name
  if (!ts.isBindingElement(node) || !ts.isObjectBindingPattern(node.parent)) return undefined
  const name = node.propertyName ?? node.name
  return ts.isIdentifier(name) ? name : undefined
}

/** `Config` itself, or a part of it such as `Pick<Config, 'httpPort'>`. */
const isConfig = (type: ts.Type, keys: readonly string[]): boolean =>
  keys.every((key) => type.getProperty(key) !== undefined) ||
  (type.aliasTypeArguments ?? []).some((argument) => isConfig(argument, keys))

/** Every violation below `root`, one a line, and how many files were read. */
export function checkSource(root: string): { files: number; violations: string[] } {
  const paths = product.flatMap((folder) =>
    globSync(`${folder}/**/*.{ts,tsx}`, { cwd: root }).map((path) => join(root, path)),
  )
  const violations: string[] = []
  const run = (path: string, rules: readonly Rule[]) => {
    const file = parse(path)
    const report: Report = (rule, node, what) => {
      const { line } = file.getLineAndCharacterOfPosition(node.getStart(file))
      violations.push(`${rule}: ${relative(root, path)}:${line + 1} ${what}`)
    }
    for (const rule of rules) rule(file, report)
  }
  for (const path of paths) run(path, fileRules)
  const entries = ['tick', 'gateway'].map((role) => join(root, 'server/roles', `${role}.ts`))
  for (const path of reachable(entries)) run(path, [blockingCalls])
  const typed = withTypes(root, paths)
  violations.push(...settingsWithoutReader(typed), ...wordsAsKeys(typed))
  return { files: paths.length, violations }
}

const filesMin = 400

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { files, violations } = checkSource(fileURLToPath(new URL('../..', import.meta.url)))
  for (const violation of violations) console.error(violation)
  console.log(`${files} files, ${violations.length} violations`)
  if (files < filesMin) console.error(`expected at least ${filesMin} files`)
  process.exit(violations.length > 0 || files < filesMin ? 1 : 0)
}
