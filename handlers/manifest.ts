/** The registry as data: for completion in clients, help pages, references and permissions. */
import { z } from 'zod'
import { type Role, roleSchema } from '../schema/roles.ts'
import { type CommandType, usageOf } from './define-command.ts'
import { registry } from './registry.ts'

export const manifestEntry = z.strictObject({
  verb: z.string(),
  aliases: z.array(z.string()),
  args: z.array(
    z.strictObject({
      name: z.string(),
      kind: z.enum(['word', 'number', 'rest', 'thing', 'person', 'direction']),
      optional: z.boolean().optional(),
      after: z.array(z.string()).optional().describe('Words that may or must come before it'),
    }),
  ),
  usage: z.string(),
  group: z.string(),
  help: z.string().describe('One line'),
  examples: z.array(z.string()),
  role: roleSchema.describe('The least role that may use it'),
})
export type ManifestEntry = z.infer<typeof manifestEntry>

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
    aliases: [...(command.aliases ?? [])],
    args: (command.arguments ?? []).map(({ name, kind, optional, after }) => ({
      name,
      kind,
      ...(optional ? { optional } : {}),
      ...(after ? { after: [...after] } : {}),
    })),
    usage: usageOf(command),
    group: command.help.group,
    help: command.help.brief,
    examples: [...(command.help.examples ?? [])],
    role: command.role ?? 'guest',
  }
}
