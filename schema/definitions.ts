/** Zones, prototypes and other declarations of the world, always in memory, indexed by kind and key. */
import type { Definition, Entity } from './entities.ts'
import type { DefinitionId, EntityId } from './ids.ts'

export interface Definitions {
  /** The data of one definition, or undefined. */
  get<T>(of: string, key: string): T | undefined
  /** Every definition of a kind, ordered by key. */
  all<T>(of: string): readonly { key: string; data: T }[]
}

type Groups = Map<string, { key: string; data: unknown }[]>

/** The entity id under which a definition is stored. */
export function definitionId(of: string, key: string): DefinitionId {
  return `def:${of}:${key}`
}

/**
 * A `Definitions` over any layer of the world. The list of ids is replaced whenever a definition
 * changes, so its identity is the version under which the groups are kept.
 */
export function definitionsOver(
  get: (id: EntityId) => Entity | undefined,
  ids: () => readonly EntityId[],
): Definitions {
  return {
    get<T>(of: string, key: string) {
      return (get(definitionId(of, key)) as Definition | undefined)?.data as T | undefined
    },
    all<T>(of: string) {
      return (groupsOf(ids(), get).get(of) ?? []) as { key: string; data: T }[]
    },
  }
}

const groupsByVersion = new WeakMap<readonly EntityId[], Groups>()

function groupsOf(ids: readonly EntityId[], get: (id: EntityId) => Entity | undefined): Groups {
  const known = groupsByVersion.get(ids)
  if (known) return known
  const groups: Groups = new Map()
  for (const id of ids) {
    const definition = get(id)
    if (definition?.kind !== 'definition') continue
    const group = groups.get(definition.of) ?? []
    group.push({ key: definition.key, data: definition.data })
    groups.set(definition.of, group)
  }
  for (const group of groups.values()) group.sort((a, b) => (a.key < b.key ? -1 : 1))
  groupsByVersion.set(ids, groups)
  return groups
}
