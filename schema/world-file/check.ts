import { checkLikes, checkPersonas } from './check-personas.ts'
import { checkProse, checkReach } from './check-prose.ts'
import { checkResets } from './check-resets.ts'
import { checkRooms } from './check-rooms.ts'
import { checkScripts } from './check-scripts.ts'
import { checkConflicts, checkQuests, checkShared } from './check-stories.ts'
import { checkItems, checkMobiles } from './check-things.ts'
import { type Checker, createCheck, type Section } from './checker.ts'
import type { NamedDocument, World } from './document.ts'
import type { Problem } from './problem.ts'

/**
 * Everything that is wrong with a world as a whole: names that lead nowhere, exits without a way
 * back that are not marked one-way, doors whose sides differ, maps that contradict themselves,
 * shopkeepers without a shop, quests and conflicts that cannot go on. Never throws.
 */
export function checkWorld(world: World): Problem[] {
  const { checker, problems } = collect(world)
  checkSettings(checker)
  checkZones(checker)
  checkRooms(checker)
  checkItems(checker)
  checkMobiles(checker)
  checkPersonas(checker)
  checkResets(checker)
  checkQuests(checker)
  checkConflicts(checker)
  checkScripts(checker)
  checkShared(checker)
  return problems
}

/** What a careful reader would look at once more, though the world may be used. Never throws. */
export function hintsOf(world: World): Problem[] {
  const { checker, problems } = collect(world)
  checkReach(checker)
  checkProse(checker)
  checkLikes(checker)
  return problems
}

function collect(world: World): { checker: Checker; problems: Problem[] } {
  const problems: Problem[] = []
  const checker: Checker = {
    world,
    of: (section, id) =>
      createCheck(world, (path, message) => {
        const file = world.origins[`${section === 'resets' ? 'zones' : section}/${id}`] ?? ''
        problems.push({ file, path: [...headOf(section, id), ...path], message })
      }),
  }
  return { checker, problems }
}

function headOf(section: Section, id: string): (string | number)[] {
  if (section === 'world') return ['world']
  if (section === 'zones') return ['zone']
  if (section === 'resets') return ['resets']
  return [section, id.includes('.') ? id.slice(id.indexOf('.') + 1) : id]
}

function checkSettings(checker: Checker): void {
  const { settings } = checker.world
  const check = checker.of('world', '')
  if (settings === null) {
    check.report([], 'expected one file with a block "world" that names the start room')
    return
  }
  for (const key of ['start', 'recall', 'guestStart', 'respawn'] as const) {
    check.need('rooms', settings[key], [key])
  }
  check.needAll('items', settings.startingItems, ['startingItems'])
  const { origins = {}, lessons = [] } = settings.arrival ?? {}
  for (const [name, { kit, skill }] of Object.entries(origins)) {
    check.needAll('items', kit, ['arrival', 'origins', name, 'kit'])
    check.need('skills', skill, ['arrival', 'origins', name, 'skill'])
  }
  for (const [at, { room, lays }] of lessons.entries()) {
    check.need('rooms', room, ['arrival', 'lessons', at, 'room'])
    check.need('items', lays, ['arrival', 'lessons', at, 'lays'])
  }
}

function checkZones(checker: Checker): void {
  for (const zone of Object.values(checker.world.zones)) {
    checker.of('zones', zone.id).need('climates', zone.climate, ['climate'])
  }
}

/** What two files both define; the second one is the problem. */
export function findClashes(files: readonly NamedDocument[]): Problem[] {
  const first = new Map<string, string>()
  const problems: Problem[] = []
  for (const { file, document } of files) {
    for (const { key, path } of definedIn(document)) {
      const other = first.get(key)
      if (other === undefined) first.set(key, file)
      else problems.push({ file, path, message: `expected a new id, but ${other} defines it too` })
    }
  }
  return problems
}

function definedIn(document: NamedDocument['document']): { key: string; path: string[] }[] {
  const { world, zone, resets: _resets, ...sections } = document
  const found = Object.entries(sections).flatMap(([section, entries]) =>
    Object.keys(entries).map((id) => ({
      key: `${section}/${id}`,
      path: [section, id.includes('.') ? id.slice(id.indexOf('.') + 1) : id],
    })),
  )
  if (zone !== undefined) found.unshift({ key: `zones/${zone.id}`, path: ['zone', 'id'] })
  if (world !== undefined) found.unshift({ key: 'world/', path: ['world'] })
  return found
}
