/** The dialects of DikuMUD and CircleMUD: `.wld`, `.mob` and so on. */
import type { Direction } from '../../../schema/directions.ts'
import type { DialectNames, DialectTable } from './dialect-table.ts'
import { usualWear } from './wear-names.ts'

const words = (names: string): readonly string[] => names.trim().split(/\s+/)

const circleDirections: readonly Direction[] = [
  ...(['north', 'east', 'south', 'west', 'up', 'down'] as const),
  ...(['northwest', 'northeast', 'southeast', 'southwest'] as const),
]

const circleAffects = `blind invisible detect-align detect-invis detect-magic sense-life waterwalk
  sanctuary group curse infravision poison protect-evil protect-good sleep notrack flying scuba
  sneak hide free charm`

const circleNames: DialectNames = {
  room: words(`dark death nomob indoors peaceful soundproof notrack nomagic tunnel private god house
    house-crash atrium olc bfs worldmap`),
  sector: words('inside city field forest hills mountain shallows water air underwater'),
  act: words(`spec sentinel scavenger isnpc aware aggressive stay-zone wimpy aggr-evil aggr-good
    aggr-neutral memory helper nocharm nosummon nosleep nobash noblind`),
  affect: words(circleAffects),
  extra: words(`glow hum norent nodonate noinvis invisible magic nodrop bless anti-good anti-evil
    anti-neutral anti-mage anti-cleric anti-thief anti-warrior nosell quest`),
  wear: usualWear,
  item: words(`- light scroll wand staff weapon fireweapon missile treasure armor potion worn other
    trash trap container note drink key food money pen boat fountain`),
  attack: words(`hit sting whip slash bite bludgeon crush pound claw maul thrash pierce blast punch
    stab`),
  directions: circleDirections,
}

const circle: DialectTable = {
  title: 'CircleMUD',
  container: 'circle',
  list: 'index',
  freeLines: false,
  textEnd: 'first-in-line',
  flagLetters: 'a',
  colours: null,
  names: circleNames,
  doors: { pickproof: [2, 4], hidden: [3, 4] },
  doorFlags: false,
  weightParts: 1,
  hasZero: true,
}

export const circleDialects = {
  diku: circle,
  alfa: {
    ...circle,
    title: 'DikuMUD I (Alfa)',
    freeLines: true,
    textEnd: 'end-of-line',
    names: {
      ...circleNames,
      room: words('dark death nomob indoors lawful neutral chaotic nomagic tunnel private'),
      act: words('spec sentinel scavenger isnpc nice-thief aggressive stay-zone wimpy'),
      affect: words(`blind invisible detect-evil detect-invis detect-magic sense-life hold sanctuary
        group bit9 curse flaming poison protect-evil paralysis morden-sword flaming-sword sleep
        dodge sneak hide fear charm follow`),
      extra: words(`glow hum dark lock evil invisible magic nodrop bless anti-good anti-evil
        anti-neutral`),
    },
  },
  tbamud: {
    ...circle,
    title: 'tbaMUD',
    textEnd: 'end-of-line',
    colours: /@(?:@|\[[FfBb]\d{3}\]|[nNdDaArRgGyYbBmMcCwWoOpP123_+=*()<-])/g,
    names: {
      ...circleNames,
      // tbaMUD keeps bit 0 unused, everything else lies one bit higher.
      affect: words(`unused ${circleAffects}`),
      item: words(`- light scroll wand staff weapon furniture free treasure armor potion worn other
        trash free container note drink key food money pen boat fountain`),
    },
  },
} as const satisfies Record<string, DialectTable>
