import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { problemLine } from '../../../schema/world-file.ts'
import { readWorld, readWorldTexts } from '../../../server/world/read-world.ts'
import { reachableRooms } from '../../support/reachable-rooms.ts'

const world = `world: {name: Test, start: bay.quay}
climates:
  temperate: {name: mild, weights: {clear: 100}}
effects:
  calm: {name: calm, description: Quiet., durationBeats: 10, begins: {self: Ah.}, wearOff: Oh.}
`

const bay = `zone: {id: bay, name: The Bay}
rooms:
  quay:
    title: Quay
    description: Stones.
    coords: [0, 0, 0]
    exits:
      n: {to: inn, door: {name: a door, key: brass-key}}
  inn:
    title: Inn
    description: Beer.
    coords: [0, 1, 0]
    exits:
      s: {to: quay, door: {name: a door, key: brass-key}}
items:
  brass-key: {name: a brass key, description: Small., type: key}
  box: {name: a box, description: Square., type: container, container: {}}
  cap: {name: a cap, description: Round., type: clothing, slot: head}
mobiles:
  host:
    name: the host
    description: Kind.
    ground: The host is here.
    health: 10
    behaviours: [talker]
quests:
  errand:
    name: An Errand
    brief: Fetch.
    giver: host
    accept: [errand]
    steps:
      - {id: go, text: Go., on: {event: character-moved, where: {room: inn}}}
resets:
  - {mobile: host, room: inn, then: [{equip: cap, slot: head}]}
  - {load: box, room: inn, then: [{put: brass-key}]}
conflicts:
  row:
    name: A Row
    brief: Noise.
    rooms: inn
    parties:
      - {id: host, name: the host, kind: npc, mobile: host, stance: No.}
      - {id: guests, name: the guests, kind: npc, mobile: host, stance: Yes.}
    phases: {rising: {tension: 1}, climax: {tension: 2}, resolution: {tension: 3}, aftermath: {hours: 1}}
    choices: {}
    outcomes:
      - {id: end, text: Done., canon: It ended.}
    prose: {brewing: One., rising: Two., climax: Three., resolution: Four., aftermath: Five.}
    placeholder: Hm.
`

function problems(changed: string, settings = world): string[] {
  const texts = [
    { file: 'bay.yaml', text: changed },
    { file: 'world.yaml', text: settings },
  ]
  return readWorldTexts(texts).problems.map(problemLine)
}

// Each fault: what is replaced by what, and the problem it must yield with its place.
const planted: [string, string, string, RegExp][] = [
  [
    'a dangling exit',
    'n: {to: inn,',
    'n: {to: pub,',
    /^bay\.yaml:8:11: rooms\.quay\.exits\.north\.to: expected an existing room, but "bay\.pub"/,
  ],
  ['a duplicate room', '  inn:\n', '  quay:\n', /^bay\.yaml:9:3: Map keys must be unique/],
  [
    'a wrong type',
    'description: Beer.',
    'description: [1, 2]',
    /^bay\.yaml:11:5: rooms\.inn\.description: expected text/,
  ],
  [
    'a misspelt key',
    '    title: Quay',
    '    titel: Quay',
    /^bay\.yaml:4:5: rooms\.quay\.titel: unknown key "titel"; expected one of: title/,
  ],
  [
    'an exit that has no way back',
    '      s: {to: quay, door: {name: a door, key: brass-key}}',
    '      {}',
    /^bay\.yaml:8:7: rooms\.quay\.exits\.north: expected a way back from bay\.inn, or "oneWay: true"/,
  ],
  [
    'doors with different keys',
    's: {to: quay, door: {name: a door, key: brass-key}}',
    's: {to: quay, door: {name: a door}}',
    /^bay\.yaml:8:20: rooms\.quay\.exits\.north\.door: expected state, key and pickproof/,
  ],
  [
    'a key that is no key',
    'type: key',
    'type: tool',
    /^bay\.yaml:8:41: .*expected an item of type key, but bay\.brass-key is of type tool/,
  ],
  [
    'a map that contradicts itself',
    'coords: [0, 1, 0]',
    'coords: [1, 0, 0]',
    /^bay\.yaml:8:7: .*expected bay\.inn to lie north of here/,
  ],
  [
    'an unknown mobile in a reset',
    '- {mobile: host, room: inn,',
    '- {mobile: ghost, room: inn,',
    /^bay\.yaml:35:6: resets\.0\.mobile: expected an existing mobile, but "bay\.ghost"/,
  ],
  [
    'the wrong slot',
    'slot: head}]',
    'slot: feet}]',
    /^bay\.yaml:35:51: resets\.0\.then\.0\.slot: expected the slot of bay\.cap: head/,
  ],
  [
    'an opinion of nobody',
    'behaviours: [talker]',
    'persona: {speech: Dry., opinions: [{of: host, says: I am.}, {of: ghost, says: Boo.}]}',
    /persona\.opinions\.1\.of: expected an existing mobile, but "bay\.ghost"/,
  ],
  [
    'a share of its own',
    'behaviours: [talker]',
    'persona: {speech: Dry., knows: [{about: [tower], says: It leans., share: friends}]}',
    /persona\.knows\.0\.share: .*"stranger"/,
  ],
  [
    'a day that harms',
    'behaviours: [talker]',
    'persona: {speech: Dry., day: [{at: 9, do: [say Morning., kill bob]}]}',
    /persona\.day\.0\.do\.1: expected one of say, emote, buy.*, not "kill"/,
  ],
  [
    'an unknown room in a quest',
    'where: {room: inn}',
    'where: {room: cellar}',
    /^bay\.yaml:33:66: quests\.errand\.steps\.0\.on\.where\.room: expected an existing room/,
  ],
  [
    'a quest condition that never holds',
    'where: {room: inn}',
    'where: {item: cap}',
    /expected one of room, zone for character-moved/,
  ],
  [
    'an unknown party in a conflict',
    'mobile: host, stance: Yes.',
    'mobile: nobody, stance: Yes.',
    /conflicts\.row\.parties\.1\.mobile: expected an existing mobile/,
  ],
  [
    'a conflict that may not end',
    '{id: end, text',
    '{id: end, when: {party: host}, text',
    /outcomes\.0: expected a last outcome without "when"/,
  ],
  [
    'a shopkeeper without a shop',
    '[talker]',
    '[shopkeeper]',
    /^bay\.yaml:25:18: mobiles\.host\.behaviours\.0: expected a block "shop"/,
  ],
  ['YAML that does not parse', 'title: Inn', 'title: [Inn', /^bay\.yaml:1[0-4]:\d+: /],
  [
    'a greeting that a comma cut in two',
    'behaviours: [talker]',
    'greets: [Come in, my lamb.]',
    /^bay\.yaml:\d+:\d+: mobiles\.host\.greets\.0: expected a whole sentence, .* has to stand in quotes/,
  ],
  [
    'a fact without an end',
    'behaviours: [talker]',
    'persona: {speech: Dry., facts: [He pours., "The ship sank, all hands"]}',
    /^bay\.yaml:\d+:\d+: mobiles\.host\.persona\.facts\.1: expected a whole sentence/,
  ],
  [
    'a line of a quarrel that a comma cut',
    'rising: Two.',
    'rising: [They shout, and run.]',
    /^bay\.yaml:\d+:\d+: conflicts\.row\.prose\.rising\.1: expected a whole sentence/,
  ],
  [
    'a blow that cannot stand in a sentence',
    'health: 10',
    'health: 10\n    verb: snap at',
    /^bay\.yaml:\d+:\d+: mobiles\.host\.verb: expected one word in small letters/,
  ],
]

describe('reading a world', () => {
  test('finds nothing wrong with a sound one', () => {
    expect(problems(bay)).toEqual([])
  })

  test.each(planted)('reports %s with file, line and column', (_name, before, after, expected) => {
    const changed = bay.replace(before, after)
    expect(changed).not.toBe(bay)
    expect(problems(changed)).toContainEqual(expect.stringMatching(expected))
  })

  test('reports a container that is none', () => {
    const changed = bay.replace('{load: box,', '{load: cap,')
    expect(problems(changed)).toEqual([
      expect.stringMatching(/^bay\.yaml:36:35: .*expected a container, but bay\.cap has no block/),
    ])
  })

  test('reports a start room that does not exist', () => {
    expect(problems(bay, world.replace('bay.quay', 'bay.sky'))).toEqual([
      'world.yaml:1:21: world.start: expected an existing room, but "bay.sky" is not defined anywhere',
    ])
  })

  test('reports an unknown climate and an unknown effect', () => {
    const changed = bay
      .replace('name: The Bay', 'name: The Bay, climate: lunar')
      .replace('slot: head}\nmobiles', 'slot: head, effects: zeal}\nmobiles')
    expect(problems(changed).join('\n')).toMatch(/climate: expected an existing climate/)
    expect(problems(changed).join('\n')).toMatch(/effects\.0\.effect: expected an existing effect/)
  })

  test('hints at a room without a way in, and at slips in texts, of a world that may be used', () => {
    const changed = bay
      .replace('description: Beer.', 'description: An pint of of beer, an hour old.')
      .replace(
        'items:\n',
        '  attic: {title: Attic, description: Dust., exits: {d: {to: inn, oneWay: true}}}\nitems:\n',
      )
    const { problems, hints } = readWorldTexts([
      { file: 'bay.yaml', text: changed },
      { file: 'world.yaml', text: world },
    ])
    expect(problems).toEqual([])
    expect(hints.map(problemLine)).toEqual([
      'bay.yaml:15:3: rooms.attic: no way leads to this room',
      'bay.yaml:11:5: rooms.inn.description: "of of" says a word twice',
      'bay.yaml:11:5: rooms.inn.description: "An pint" should be "a pint"',
    ])
  })

  test('does not blame other files for what stands in an unreadable one', () => {
    const lines = problems(bay.replace('title: Inn', 'titel: Inn'))
    expect(lines.map((line) => line.split(';')[0])).toEqual([
      expect.stringMatching(/^bay\.yaml:9:3: rooms\.inn\.title: expected text/),
      'bay.yaml:10:5: rooms.inn.titel: unknown key "titel"',
    ])
  })

  test('reads the YAML files of a folder and nothing else', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'mudstream-world-'))
    await writeFile(join(dir, 'bay.yaml'), bay)
    await writeFile(join(dir, 'world.yml'), world)
    await writeFile(join(dir, 'notes.txt'), 'not: [yaml')
    const found = await readWorld(dir)
    await rm(dir, { recursive: true })
    expect(found.problems).toEqual([])
    expect(found.world.origins['rooms/bay.quay']).toBe('bay.yaml')
  })
})

describe('the starter world', async () => {
  const shipped = await readWorld(join(import.meta.dirname, '../../../deploy/world'))
  const { settings, ...sections } = shipped.world
  const count = (section: keyof typeof sections) => Object.keys(sections[section]).length

  test('has no problems', () => {
    expect(shipped.problems.map(problemLine)).toEqual([])
    expect(shipped.hints.map(problemLine)).toEqual([])
  })

  test('is as large as promised', () => {
    expect(count('zones')).toBeGreaterThanOrEqual(6)
    expect(count('rooms')).toBeGreaterThanOrEqual(92)
    expect(count('items')).toBeGreaterThanOrEqual(80)
    expect(count('quests')).toBeGreaterThanOrEqual(6)
    expect(count('conflicts')).toBeGreaterThanOrEqual(3)
    expect(count('socials')).toBeGreaterThanOrEqual(40)
    expect(count('skills')).toBeGreaterThanOrEqual(12)
  })

  test('can be walked through from the start room, every room of it', () => {
    const reachable = reachableRooms(shipped.world, settings?.start ?? '')
    expect(Object.keys(sections.rooms).filter((id) => !reachable.has(id))).toEqual([])
  })

  test('starts in a safe room', () => {
    expect(sections.rooms[settings?.start ?? '']?.flags).toContain('safe')
  })

  test('gives at least 30 people a voice of their own', () => {
    const voices = Object.values(sections.mobiles).flatMap(({ persona }) => persona ?? [])
    expect(new Set(voices.map(({ speech }) => speech)).size).toBeGreaterThanOrEqual(30)
  })

  test('describes every room differently, on a map, with something to examine', () => {
    const rooms = Object.values(sections.rooms)
    expect(new Set(rooms.map(({ description }) => description)).size).toBe(rooms.length)
    expect(rooms.filter(({ coords }) => coords === undefined)).toEqual([])
    expect(rooms.filter(({ details }) => Object.keys(details).length === 0)).toEqual([])
  })

  test('places every mobile, and offers every item somewhere', () => {
    const commands = Object.values(sections.resets).flat()
    const placed = new Set(commands.map((command) => ('mobile' in command ? command.mobile : '')))
    expect(Object.keys(sections.mobiles).filter((id) => !placed.has(id))).toEqual([])
    const rest = JSON.stringify([sections.resets, sections.mobiles, sections.quests, settings])
    const leftOvers = Object.values(sections.items).map(({ consumable }) => consumable?.leaves)
    const offered = (id: string) => rest.includes(`"${id}"`) || leftOvers.includes(id)
    expect(Object.keys(sections.items).filter((id) => !offered(id))).toEqual([])
  })

  test('has a bank, an inn, trainers, shops, locked doors, dark places and one lawless zone', () => {
    const kinds = Object.values(sections.mobiles).flatMap((mobile) =>
      mobile.behaviours.map(({ kind }) => kind),
    )
    expect(kinds).toEqual(expect.arrayContaining(['banker', 'innkeeper', 'trainer', 'healer']))
    expect(kinds.filter((kind) => kind === 'shopkeeper').length).toBeGreaterThanOrEqual(5)
    const rooms = Object.values(sections.rooms)
    const doors = rooms.flatMap(({ exits }) => Object.values(exits).map(({ door }) => door))
    expect(doors.filter((door) => door?.state === 'locked').length).toBeGreaterThanOrEqual(5)
    expect(rooms.filter(({ flags }) => flags.includes('dark')).length).toBeGreaterThanOrEqual(10)
    expect(Object.values(sections.zones).filter(({ pvp }) => pvp)).toHaveLength(1)
  })
})
