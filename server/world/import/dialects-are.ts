/** The dialects of `.are` files: Merc and what came of it. */
import type { Direction } from '../../../schema/directions.ts'
import type { DialectNames, DialectTable } from './dialect-table.ts'
import { layout } from './layout.ts'
import { smaugWear, usualWear } from './wear-names.ts'

const words = (names: string): readonly string[] => names.trim().split(/\s+/)

const plainDirections: readonly Direction[] = ['north', 'east', 'south', 'west', 'up', 'down']
/** What children of Merc count from 6 on. */
const mercDirections: readonly Direction[] = [
  ...plainDirections,
  ...(['northeast', 'northwest', 'southeast', 'southwest'] as const),
]

const mercNames: DialectNames = {
  room: words(`dark bit1 nomob indoors bit4 bit5 bit6 bit7 bit8 private safe solitary pet-shop norecall
    noteleport total-darkness blade-barrier arena flaming silence`),
  sector: words('inside city field forest hills mountain shallows water field air desert'),
  act: words('isnpc sentinel scavenger bit3 bit4 aggressive stay-zone wimpy pet train practice'),
  affect: words(`blind invisible detect-evil detect-invis detect-magic detect-hidden hold sanctuary
    faerie-fire infrared curse flaming poison protect paralysis sneak hide sleep charm flying
    pass-door`),
  extra:
    words(`glow hum dark lock evil invisible magic nodrop bless anti-good anti-evil anti-neutral
    noremove inventory`),
  wear: usualWear,
  item: words(`- light scroll wand staff weapon - - treasure armor potion worn furniture trash -
    container - drink key food money - boat corpse corpse fountain pill other map portal warp-stone
    key gem jewelry jukebox`),
  attack: words('hit slice stab slash whip claw blast pound crush grep bite pierce suction'),
  directions: mercDirections,
}

const dice = 'level thac0 ac hit:dice damage:dice'
const places = 'position default sex'
const exitHead = 'direction:word description:text keywords:text'
const exit = layout(`${exitHead} locks key target`)
const numbers = { G: 2, R: 2 }

const merc = {
  title: 'Merc 2',
  container: 'are',
  list: 'area.lst',
  freeLines: true,
  textEnd: 'anywhere',
  flagLetters: 'A',
  colours: null,
  names: mercNames,
  doors: { pickproof: [2], hidden: [] },
  doorFlags: false,
  weightParts: 1,
  hasZero: false,
  are: {
    area: layout('title:text'),
    mobile: layout(
      `act:flags affected:flags alignment kind:letter ${dice} gold experience ${places}`,
    ),
    object: layout('action:text type extra:flags wear:flags v0 v1 v2 v3 weight cost rent'),
    room: layout('area flags:flags sector'),
    exit,
    resetNumbers: numbers,
  },
} as const satisfies DialectTable

const romRoomLetters = {
  H: layout('healing'),
  M: layout('mana'),
  C: layout('clan:text'),
  O: layout('owner:text'),
}
const spellWords = layout('s1:word s2:word s3:word')
const mercValues = 'action:text type extra:flags wear:flags'

const romNames: DialectNames = {
  ...mercNames,
  room: words(`dark bit1 nomob indoors bit4 bit5 bit6 bit7 bit8 private safe solitary pet-shop norecall
    imp-only gods-only heroes-only newbies-only law nowhere`),
  act: words(`isnpc sentinel scavenger bit3 bit4 aggressive stay-zone wimpy pet train practice bit11
    bit12 bit13 undead bit15 cleric mage thief warrior noalign nopurge outdoors bit23 indoors bit25
    healer gain update-always changer`),
  affect: words(`blind invisible detect-evil detect-invis detect-magic detect-hidden detect-good
    sanctuary faerie-fire infrared curse unused poison protect-evil protect-good sneak hide sleep
    charm flying pass-door haste calm plague weaken dark-vision berserk swim regeneration slow`),
  extra:
    words(`glow hum dark lock evil invisible magic nodrop bless anti-good anti-evil anti-neutral
    noremove inventory nopurge rot-death vis-death bit17 nonmetal nolocate melt-drop had-timer
    sell-extract bit23 burn-proof nouncurse`),
}

const romLiquid = layout('v0 v1 v2:word v3 v4')
const romCharges = layout('v0 v1 v2 v3:word v4')
const romSpells = layout('v0 v1:word v2:word v3:word v4:word')
/** How the five values of each type are written (ROM `load_objects`). */
const romValues = {
  usual: layout('v0:flagNumber v1:flagNumber v2:flagNumber v3:flagNumber v4:flagNumber'),
  ofType: {
    weapon: layout('v0:word v1 v2 v3:word v4:flagNumber'),
    container: layout('v0 v1:flagNumber v2 v3 v4'),
    drink: romLiquid,
    fountain: romLiquid,
    wand: romCharges,
    staff: romCharges,
    potion: romSpells,
    pill: romSpells,
    scroll: romSpells,
  },
}

const smaugNames: DialectNames = {
  room: words(`dark death nomob indoors house neutral chaotic nomagic nolocate private safe solitary
    pet-shop norecall donation nodropall silence logspeech nodrop clanstoreroom nosummon noastral
    teleport teleshowdesc nofloor nosupplicate arena nomissile auction nohover prototype dnd`),
  sector: words(`inside city field forest hills mountain shallows water underwater air desert dunno
    oceanfloor underground lava swamp`),
  act: words(`isnpc sentinel scavenger bit3 bit4 aggressive stay-zone wimpy pet train practice immortal
    deadly polyself meta-aggr guardian running nowander mountable mounted scholar secretive hardhat
    mobinvis noassist autonomous pacifist noattack annoying statshield prototype`),
  affect: words(`blind invisible detect-evil detect-invis detect-magic detect-hidden hold sanctuary
    faerie-fire infrared curse flaming poison protect paralysis sneak hide sleep charm flying
    pass-door floating truesight detecttraps scrying fireshield shockshield haus1 iceshield possess
    berserk aqua-breath`),
  extra:
    words(`glow hum dark loyal evil invisible magic nodrop bless anti-good anti-evil anti-neutral
    noremove inventory anti-mage anti-thief anti-warrior anti-cleric organic metal donation
    clanobject clancorpse anti-vampire anti-druid hidden poisoned covering deathrot buried prototype
    nolocate groundrot lootable`),
  wear: smaugWear,
  item: words(`- light scroll wand staff weapon fireweapon missile treasure armor potion worn furniture
    trash trap container note drink key food money pen boat corpse corpse fountain pill blood
    bloodstain scraps pipe herb-container herb incense fire book switch lever pullchain button dial
    rune runepouch match trap map portal paper tinder lockpick spike disease oil fuel puddle abacus
    missile-weapon projectile quiver shovel salve cook keyring odor chance piece housekey journal`),
  attack: mercNames.attack,
  directions: mercDirections,
}

const smaugMore = `str int wis dex con cha lck poison wand petri breath staff
  [race class height weight speaks speaking attacks] hitroll damroll body resist immune suscept
  offence:flags defence:flags`
const smaugSpells = {
  potion: spellWords,
  pill: spellWords,
  scroll: spellWords,
  wand: layout('s3:word'),
  staff: layout('s3:word'),
  salve: layout('s4:word s5:word'),
}

const smaug = {
  ...merc,
  title: 'SMAUG 1.4 or 1.8',
  colours: /&&|\^\^|&[xrgObpcwzRGYBPCWDdiIuUvVsSfF]|\^[xrgObpcwzRGYBPCWD]/g,
  names: smaugNames,
  doors: { pickproof: [2], hidden: [] },
  doorFlags: true,
  are: {
    ...merc.are,
    mobileOfKind: { C: layout(smaugMore), V: layout(`${smaugMore} stances:numbers`) },
    object: layout(`${mercValues.replace('wear:flags', '')} [wear:flags layers level]
      [v0 v1 v2 v3 v4 v5] weight cost rent`),
    room: layout('area flags:flags [sector teledelay televnum tunnel]'),
    exit: layout(`${exitHead} [locks key target distance pulltype pull]`),
    objectOfType: smaugSpells,
    roomLetters: { M: layout('map x y entry:letter') },
  },
} as const satisfies DialectTable

export const areDialects = {
  rom: {
    ...merc,
    title: 'ROM 2.4',
    colours: /\{(?:\{|[-/*]|[a-zA-Z0-9])/g,
    names: romNames,
    doors: { pickproof: [2, 4, 7], hidden: [] },
    weightParts: 10,
    are: {
      area: layout('file:text name:text credits:text bottom top'),
      mobile: layout(`race:text act:flags affected:flags alignment group level hitroll hit:dice
        mana:dice damage:dice verb:word ac ac2 ac3 ac4 offence:flags immunity:flags resistance:flags
        vulnerability:flags position:word default:word sex:word gold form:flags parts:flags
        size:word material:word`),
      object: layout('material:text type:word extra:flags wear:flags'),
      objectValues: romValues,
      objectEnd: layout('level weight cost condition:letter'),
      room: merc.are.room,
      exit,
      roomLetters: romRoomLetters,
      resetNumbers: { M: 4, P: 4, ...numbers },
    },
  },
  merc,
  envy: {
    ...merc,
    title: 'Envy 2',
    doors: { pickproof: [2, 4, 6, 8], hidden: [] },
    are: {
      ...merc.are,
      mobile:
        layout(`act:flags affected:flags alignment kind:letter ${dice} gold experience position
        race:text sex`),
      object: layout(`${mercValues} v0:text v1:text v2:text v3:text weight cost rent`),
    },
  },
  'envy-olc': {
    ...merc,
    title: 'Envy 2 with three kinds of coins (MaelstromMUD)',
    colours: /&&|&[xrgObpcwzRGYBPCWXA]/g,
    doors: { pickproof: [2, 4, 6, 8], hidden: [] },
    are: {
      ...merc.are,
      mobileLetters: { F: layout('field value') },
      roomLetters: { R: layout('rd:letter amount') },
      mobile:
        layout(`act:flags affected:flags affected2 alignment kind:letter ${dice} gold silver copper
        experience ${places} immune resist suscept`),
      object: layout(`action:text type extra:flags anticlass antirace wear:flags level
        v0:text v1:text v2:text v3:text weight cost silver copper rent charge-type charge-vnum
        charge-spell:text charge1 charge2 join part1 part2`),
    },
  },
  godwars: {
    ...merc,
    title: 'GodWars',
    colours: /#(?:#|x\d{3}|[nNrRgGbBcCwWoOyYpPlLdDsSmM0-9])/g,
    are: {
      ...merc.are,
      object: layout(`${mercValues} v0:numberOrWord v1:numberOrWord v2:numberOrWord v3:numberOrWord
        weight cost rent`),
      // Rooms that answer words, and what an object with powers tells.
      roomLetters: { T: layout('said:text self:text others:text name:text kind power mobile') },
      objectLetters: {
        Q: layout(`on:text off:text use:text victim-on:text victim-off:text victim-use:text
          special power`),
      },
    },
  },
  smaug,
  afkmud: {
    ...smaug,
    title: 'AFKMud 1',
    are: {
      ...smaug.are,
      mobile:
        layout(`act:names affected:names [alignment gold exp height weight move mana] level thac0
        ac hitplus damage:dice speaks:text speaking:text position:text default:text sex:text race:text
        class:text parts:text resist:text immune:text suscept:text absorb:text attacks:text
        defences:text`),
      object: layout(`action:text type:text extra:names wear:names magic:text
        [v0 v1 v2 v3 v4 v5 v6 v7 v8 v9 v10] [weight cost rent limit layers]`),
      room: layout('night:text sector:text flags:names [teledelay televnum tunnel]'),
      exit: layout(`direction:text description:text keywords:text doorflags:names
        [key target x y pulltype pull]`),
      resetsInRooms: true,
    },
  },
} as const satisfies Record<string, DialectTable>
