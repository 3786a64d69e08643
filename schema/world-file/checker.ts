import type { World } from './document.ts'

/** Sections of a world, and `world` for its settings. */
export type Place = keyof World | 'world'

/** Collects problems of one world; `inside` narrows it to one definition. */
export type Checker = {
  world: World
  report(section: Place, id: string, path: (string | number)[], message: string): void
}

/** Reports on one definition: `path` starts at the definition itself. */
export type Report = (path: (string | number)[], message: string) => void

/** A report for the definition `id` of a section. */
export function reportOn(checker: Checker, section: Place, id: string): Report {
  return (path, message) => checker.report(section, id, path, message)
}

const nameOfKind = {
  rooms: 'room',
  items: 'item',
  mobiles: 'mobile',
  quests: 'quest',
  conflicts: 'conflict',
  effects: 'effect',
  skills: 'skill',
  socials: 'social',
  factions: 'faction',
  zones: 'zone',
  climates: 'climate',
} as const
type Kind = keyof typeof nameOfKind

/** Reports unless `id`, when given, is defined in the section `kind`. */
export function need(
  { world }: Checker,
  report: Report,
  kind: Kind,
  id: string | undefined,
  path: (string | number)[],
): void {
  if (id === undefined || Object.hasOwn(world[kind], id)) return
  report(path, `expected an existing ${nameOfKind[kind]}, but "${id}" is not defined anywhere`)
}
