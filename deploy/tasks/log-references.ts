/** The events of the log, read from the syntax of the calls that write them. */
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'

const root = fileURLToPath(new URL('../../', import.meta.url))
const levels = new Set(['trace', 'debug', 'info', 'warn', 'error', 'fatal'])

export interface LogRow {
  readonly event: string
  readonly level: string
  readonly words: string
  /** Path in the repository. */
  readonly file: string
}

/** Every event of the log by name, with the first place that writes it. */
export function logEvents(): LogRow[] {
  const found = new Map<string, LogRow>()
  for (const file of globSync('{server,workers}/**/*.ts', { cwd: root }).sort()) {
    for (const row of logEventsOf(file, readFileSync(join(root, file), 'utf8'))) {
      if (!found.has(row.event)) found.set(row.event, row)
    }
  }
  return [...found.values()].sort((a, b) => (a.event < b.event ? -1 : 1))
}

/**
 * The log calls of one source, in their order: `log.info({ event: 'a-name', … }, 'what happened')`.
 * Throws with file and line on a call of any other shape, so that none is left out of the reference.
 */
export function logEventsOf(file: string, text: string): LogRow[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest)
  const rows: LogRow[] = []
  const visit = (node: ts.Node): void => {
    const level = levelOf(node, source)
    if (level !== undefined)
      rows.push({ level, ...saidBy(node as ts.CallExpression, source), file })
    node.forEachChild(visit)
  }
  visit(source)
  return rows
}

/** The level of a call on a log; undefined for any other node. */
function levelOf(node: ts.Node, source: ts.SourceFile): string | undefined {
  if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression))
    return undefined
  const { expression: owner, name } = node.expression
  return levels.has(name.text) && /\blog(ger)?$/i.test(owner.getText(source))
    ? name.text
    : undefined
}

function saidBy(call: ts.CallExpression, source: ts.SourceFile): { event: string; words: string } {
  const [fields, message] = call.arguments
  const event = fields && ts.isObjectLiteralExpression(fields) ? eventOf(fields) : undefined
  if (event === undefined || !message || !ts.isStringLiteralLike(message)) {
    const { line } = source.getLineAndCharacterOfPosition(call.getStart(source))
    throw new Error(
      `${source.fileName}:${line + 1}: write the log as log.info({ event: 'name', … }, 'what happened')`,
    )
  }
  return { event, words: message.text }
}

function eventOf(fields: ts.ObjectLiteralExpression): string | undefined {
  for (const field of fields.properties) {
    if (!ts.isPropertyAssignment(field) || !ts.isIdentifier(field.name)) continue
    if (field.name.text === 'event' && ts.isStringLiteral(field.initializer)) {
      return field.initializer.text
    }
  }
  return undefined
}
