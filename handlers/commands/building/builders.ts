/** What all verbs of builders share: their role, and the question whether one may build here. */
import type { Character } from '../../../schema/entities.ts'
import type { ZoneId } from '../../../schema/ids.ts'
import { canonicalName } from '../../../schema/names.ts'
import { mayUse, type Role } from '../../../schema/roles.ts'
import type { WorldReader } from '../../../schema/world.ts'
import type { Zone } from '../../../schema/world-file.ts'
import { type Context, type Decision, reject } from '../../decision.ts'
import {
  type ArgumentSpec,
  type Arguments,
  type CommandType,
  defineCommand,
} from '../../define-command.ts'

interface BuilderCommand<Specs extends readonly ArgumentSpec[]> {
  readonly verb: string
  readonly aliases?: readonly string[]
  readonly arguments?: Specs
  /** One line for lists. */
  readonly brief: string
  readonly examples: readonly string[]
  decide(context: Context, args: Arguments<Specs>): Decision
}

/** Declares a verb that changes or reads the zone it is typed in: for those who may build there. */
export function builderCommand<const Specs extends readonly ArgumentSpec[] = readonly []>({
  brief,
  examples,
  decide,
  ...rest
}: BuilderCommand<Specs>): CommandType {
  return defineCommand({
    ...rest,
    role: 'builder',
    priority: 90,
    help: { group: 'building', brief, examples },
    decide(context, args: Arguments<Specs>) {
      const { actor, world, room } = context
      if (actor.kind !== 'character') return reject('not-a-builder', 'Only builders can do that.')
      return mayBuild(world, actor, room.zone) ?? decide(context, args)
    },
  })
}

/** Why somebody may not build in a zone, or null. */
export function mayBuild(world: WorldReader, actor: Character, zone: ZoneId): Decision | null {
  const builders = world.definitions.get<Zone>('zone', zone)?.builders ?? []
  if (isBuilderOf(builders, actor)) return null
  return reject('not-your-zone', `${zone} is built by ${builders.join(', ')}.`)
}

/** Whether somebody builds in a zone with this list of names; one without names is open to every builder. */
export function isBuilderOf(
  builders: readonly string[],
  { name, role }: { readonly name: string; readonly role: Role },
): boolean {
  if (builders.length === 0 || mayUse(role, 'admin')) return true
  return builders.some((one) => canonicalName(one) === canonicalName(name))
}
