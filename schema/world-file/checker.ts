import type { World } from './document.ts'

/** Sections of a world, and `world` for its settings. */
export type Section = keyof World | 'world'

export type Path = readonly (string | number)[]

/** The check of one definition, or of a part of one. Paths start at what is checked. */
export interface Check {
  readonly world: World
  report(path: Path, message: string): void
  /** Reports unless the id, when there is one, is defined in the section. */
  need(section: NamedSection, id: string | undefined, path: Path): void
  /** The same for every id of a list that stands at `path`. */
  needAll(section: NamedSection, ids: readonly string[], path: Path): void
  /** The check of the part that stands at `path`. */
  at(...path: Path): Check
}

/** Collects the problems of one world. */
export interface Checker {
  readonly world: World
  /** The check of the definition `id` of a section. */
  of(section: Section, id: string): Check
}

const nameOfSection = {
  rooms: 'room',
  items: 'item',
  mobiles: 'mobile',
  quests: 'quest',
  conflicts: 'conflict',
  scripts: 'script',
  effects: 'effect',
  skills: 'skill',
  socials: 'social',
  factions: 'faction',
  zones: 'zone',
  climates: 'climate',
  articles: 'article',
} as const
export type NamedSection = keyof typeof nameOfSection

/** A check that tells its problems to `report`. */
export function createCheck(world: World, report: Check['report']): Check {
  const need: Check['need'] = (section, id, path) => {
    if (id === undefined || Object.hasOwn(world[section], id)) return
    const name = nameOfSection[section]
    report(path, `expected an existing ${name}, but "${id}" is not defined anywhere`)
  }
  return {
    world,
    report,
    need,
    needAll(section, ids, path) {
      for (const [index, id] of ids.entries()) need(section, id, [...path, index])
    },
    at: (...head) => createCheck(world, (path, message) => report([...head, ...path], message)),
  }
}
