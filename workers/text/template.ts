/**
 * Prompt templates: a fixed system part, which comes first and never changes so that endpoints can
 * reuse their reading of it, and a user part with `{{variables}}`.
 */

import { createHash } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import { ownOf } from '../../schema/own.ts'

export interface TemplateSource {
  readonly name: string
  /** No variables: the bytes of every prompt of this kind begin alike. */
  readonly system: string
  readonly user: string
  readonly variables: readonly string[]
}

export interface Template {
  readonly name: string
  readonly system: string
  render(values: Readonly<Record<string, string>>): string
}

const variable = /\{\{\s*([a-zA-Z]+)\s*\}\}/g

/** What is wrong with a template: unknown, unused or misplaced variables. Empty when nothing is. */
export function lintTemplate(source: TemplateSource): string[] {
  const used = new Set([...source.user.matchAll(variable)].map((match) => match[1] ?? ''))
  const declared = new Set(source.variables)
  const problems: string[] = []
  for (const name of used) {
    if (!declared.has(name)) problems.push(`${source.name}: uses ${name} without declaring it`)
  }
  for (const name of declared) {
    if (!used.has(name)) problems.push(`${source.name}: declares ${name} without using it`)
  }
  if (/\{\{/.test(source.system)) problems.push(`${source.name}: the system part must not vary`)
  if (/\{\{|\}\}/.test(source.user.replaceAll(variable, ''))) {
    problems.push(`${source.name}: has a brace that is no variable`)
  }
  return problems
}

/** Compiles a template into pieces that are only joined later. Throws with every problem found. */
export function compileTemplate(source: TemplateSource): Template {
  const problems = lintTemplate(source)
  if (problems.length > 0) throw new Error(problems.join('; '))
  const pieces = source.user.split(variable)
  return {
    name: source.name,
    system: source.system,
    render(values) {
      // Splitting by a group puts the names at odd places; values are never scanned for variables again.
      const filled = pieces.map((piece, index) =>
        index % 2 === 0 ? piece : (ownOf(values, piece) ?? ''),
      )
      return filled
        .join('')
        .replaceAll(/\n{3,}/g, '\n\n')
        .trim()
    },
  }
}

export interface TemplateCache {
  /** The compiled template. Throws when it has problems. */
  get(source: TemplateSource): Template
}

const templatesMax = 200

/** Compiles each content once: what is edited is another entry. */
export function createTemplateCache(): TemplateCache {
  const compiled = new LRUCache<string, Template>({ max: templatesMax })
  const hashes = new WeakMap<TemplateSource, string>()
  return {
    get(source) {
      const key = hashes.get(source) ?? hashOf(source)
      hashes.set(source, key)
      const known = compiled.get(key)
      if (known) return known
      const template = compileTemplate(source)
      compiled.set(key, template)
      return template
    },
  }
}

function hashOf({ name, system, user, variables }: TemplateSource): string {
  return createHash('sha256')
    .update(JSON.stringify([name, system, user, variables]))
    .digest('hex')
}
