/** Zones, prototypes and other declarations of the world, always in memory, indexed by kind and key. */
import type { Definition, Entity } from './entities.ts'
import type { DefinitionId, EntityId } from './ids.ts'
import { firstNotBefore } from './sorted-ids.ts'

export interface Definitions {
  /** The data of one definition, or undefined. */
  get<T>(of: string, key: string): T | undefined
  /** Every definition of a kind, ordered by key. */
  all<T>(of: string): readonly { key: string; data: T }[]
}

type Groups = Map<string, { key: string; data: unknown }[]>

/**
 * What the loader of world files notes for itself, one for each room. No rule reads it, so a tick does
 * not hold it: in a large world it is nearly everything that is declared.
 */
export const loaderKinds: readonly string[] = ['room-source', 'file-digests']

/** True for the id of a definition that only the loader of world files reads. */
export function isLoadersOwn(id: EntityId): boolean {
  return loaderKinds.some((of) => id.startsWith(definitionId(of, '')))
}

/** The entity id under which a definition is stored. */
export function definitionId(of: string, key: string): DefinitionId {
  return `def:${of}:${key}`
}

/**
 * A `Definitions` over any layer of the world. The list of ids is sorted, so those of one kind stand
 * together; it is replaced whenever a definition changes, so its identity is the version under which the
 * groups are kept.
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
      return groupOf(of, ids(), get) as { key: string; data: T }[]
    },
  }
}

const groupsByVersion = new WeakMap<readonly EntityId[], Groups>()

function groupOf(
  of: string,
  ids: readonly EntityId[],
  get: (id: EntityId) => Entity | undefined,
): { key: string; data: unknown }[] {
  const groups: Groups = groupsByVersion.get(ids) ?? new Map()
  groupsByVersion.set(ids, groups)
  const known = groups.get(of)
  if (known) return known
  const group: { key: string; data: unknown }[] = []
  const prefix = definitionId(of, '')
  for (let at = firstNotBefore(ids, prefix); ids[at]?.startsWith(prefix); at += 1) {
    const definition = get(ids[at] ?? '')
    if (definition?.kind !== 'definition') continue
    group.push({ key: definition.key, data: definition.data })
  }
  groups.set(of, group)
  return group
}
