/** Where the verbs are declared: what is wrong with files that do not show it by their names. */
import { readdir } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { CommandType } from '../../handlers/define-command.ts'

/** A file of commands: its path below `handlers/commands`, and what it exports. */
export interface CommandFile {
  readonly path: string
  readonly exports: Readonly<Record<string, unknown>>
}

/** Every file below `handlers/commands`, loaded. */
export async function commandFiles(): Promise<CommandFile[]> {
  const folder = new URL('../../handlers/commands/', import.meta.url)
  const names = await readdir(fileURLToPath(folder), { recursive: true })
  return Promise.all(
    names
      .filter((name) => name.endsWith('.ts'))
      .map(async (path) => ({ path, exports: await import(new URL(path, folder).href) })),
  )
}

/** One line for every verb that is not in `<topic>/<verb>.ts`, and every such file without its verb. */
export function misplacedVerbs(
  files: readonly CommandFile[],
  registered: readonly CommandType[],
): string[] {
  const problems: string[] = []
  const placed = new Set<CommandType>()
  for (const { path, exports } of files) {
    for (const command of Object.values(exports).filter(isCommand)) {
      placed.add(command)
      const expected = `${command.help.group}/${command.verb}.ts`
      if (path !== expected) problems.push(`${path} declares ${command.verb}, not ${expected}`)
      if (!registered.includes(command)) problems.push(`${path} is not registered`)
    }
  }
  for (const command of registered) {
    if (!placed.has(command)) problems.push(`${command.verb} is in no file of its own`)
  }
  return problems
}

function isCommand(value: unknown): value is CommandType {
  return typeof value === 'object' && value !== null && 'verb' in value && 'decide' in value
}
