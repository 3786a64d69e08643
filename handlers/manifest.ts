/** The registry as data: for completion in clients, help pages, references and permissions. */
import type { Role } from '../schema/roles.ts'
import { type ArgumentSpec, type CommandType, usageOf } from './define-command.ts'
import { registry } from './registry.ts'

export interface ManifestEntry {
  readonly verb: string
  readonly aliases: readonly string[]
  readonly args: readonly ArgumentSpec[]
  readonly usage: string
  readonly group: string
  readonly help: string
  readonly examples: readonly string[]
  readonly role: Role
}

/** Every command somebody of `role` may use, by verb. */
export function manifestFor(role: Role): ManifestEntry[] {
  return registry
    .usable(role)
    .map(entryOf)
    .sort((a, b) => (a.verb < b.verb ? -1 : 1))
}

function entryOf(command: CommandType): ManifestEntry {
  return {
    verb: command.verb,
    aliases: command.aliases ?? [],
    args: command.arguments ?? [],
    usage: usageOf(command),
    group: command.help.group,
    help: command.help.brief,
    examples: command.help.examples ?? [],
    role: command.role ?? 'guest',
  }
}
