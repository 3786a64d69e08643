/**
 * One small library of our own for each family of servers: two rooms with a door, a keeper with a
 * shop, an inhabitant, bread, a knife and a key. What differs is how each family writes it.
 */
export interface FamilyLibrary {
  readonly title: string
  readonly files: Readonly<Record<string, string>>
}

const rooms = (flags: readonly [string, string], exit: (to: number) => string) => `#101
The Ferry House~
Ropes hang from the beams, and the river smells of rain.
~
${flags[0]}
D0
A narrow door.
~
door narrow~
${exit(102)}
E
ropes rope~
Each is as thick as an arm.
~
S
#102
The Landing~
Planks, wet from the river.
~
${flags[1]}
D2
~
door narrow~
${exit(101)}
S
`

const shop = '101 19 0 0 0 0 120 80 0 23 ; the keeper\n0\n'
const resets = `M 0 101 1 101 ; the keeper
G 1 101 0
M 0 102 3 102
E 1 102 0 16
O 0 103 0 101
D 0 101 0 1
D 0 102 2 1
S
`

const mobileTexts = (vnum: number, names: readonly [string, string]) => `#${vnum}
${names[0]}~
${names[1]}~
${names[1]} is here.
~
A face like weathered wood.
~
`
const keeper = ['keeper ferry', 'the ferry keeper'] as const
const rat = ['rat river', 'a river rat'] as const
const itemTexts = (vnum: number, names: readonly [string, string]) => `#${vnum}
${names[0]}~
${names[1]}~
${names[1]} lies here.~
~
`
const bread = ['bread loaf', 'a loaf of bread'] as const
const knife = ['knife', 'a gutting knife'] as const
const key = ['key iron', 'an iron key'] as const
const keyLook = `E
key~
It fits the narrow door.
~
`

const merc = {
  title: 'Merc 2',
  files: {
    'area.lst': 'ferry.are\n$\n',
    'ferry.are': `#AREA { 1 10} Nan    The Ferry~

#MOBILES
${mobileTexts(101, keeper)}3 0 350 S
12 8 3 2d6+30 1d6+2
25 0
8 8 2
${mobileTexts(102, rat)}96|1 0 0 S
2 18 9 1d6+4 1d3+0
0 0
8 8 0
#0

#OBJECTS
${itemTexts(101, bread)}19 0 1
12 0 0 0
1 5 0
${itemTexts(102, knife)}5 0 8193
0 1 4 3
1 12 0
${itemTexts(103, key)}18 0 1
0 0 0 0
1 1 0
${keyLook}#0

#ROOMS
${rooms(['0 8 1', '0 0 2'], (to) => `1 103 ${to}`)}#0

#RESETS
${resets}
#SHOPS
${shop}
#SPECIALS
M 102 spec_poison ; it bites
S

#$
`,
  },
} satisfies FamilyLibrary

const area = (change: (text: string) => string) => ({
  'area.lst': 'ferry.are\n$\n',
  'ferry.are': change(merc.files['ferry.are']),
})

const envy = {
  title: 'Envy 2',
  files: area((text) =>
    text
      .replace('8 8 2\n', '8 human~ 2\n')
      .replace('8 8 0\n', '8 rodent~ 0\n')
      .replace('\n12 0 0 0\n', '\n12~ 0~ 0~ 0~\n')
      .replace('\n0 1 4 3\n', '\n0~ 1~ 4~ 3~\n')
      .replace('\n0 0 0 0\n', '\n0~ 0~ 0~ 0~\n'),
  ),
} satisfies FamilyLibrary

const godwars = {
  title: 'GodWars',
  files: area((text) =>
    text
      .replace(
        /#AREA .*~/,
        '#AREADATA\nName The Ferry~\nBuilders Nan~\nVNUMs 100 199\nRecall 101\nEnd',
      )
      .replace('#ROOMS', '#ROOMDATA')
      .replaceAll(/\n1 103 (10\d)\n/g, '\n33 103 $1\n')
      .replace('Planks, wet', '#BPlanks#n, wet')
      .replace('S\n#102', 'T\nknock~\nYou knock.~\n$n knocks.~\nferry~\n1 0 101\nS\n#102')
      .replace('\nE\nkey~', '\nQ\nOn.~\nOff.~\nUse.~\nOn.~\nOff.~\nUse.~\n0 0\nE\nkey~'),
  ),
} satisfies FamilyLibrary

const smaugHead = `#AREA The Ferry~
#VERSION 1
#AUTHOR Nan~
#RANGES
1 10 0 50
$
#RESETMSG Rain.~
#FLAGS
0
#ECONOMY 0 1000`
const smaugMore = `13 13 13 13 13 13 13
0 0 0 0 0
0 3 0 0 1 1 1
0 0 0 0 0 0 0 0
> greet_prog 100~
say Mind the planks.
~
|
`
const smaug = {
  title: 'SMAUG 1.4 or 1.8',
  files: area((text) =>
    text
      .replace(/#AREA .*~/, smaugHead)
      .replace('3 0 350 S', '3&64 0 350 C')
      .replace('8 8 2\n', `8 8 2\n${smaugMore}`)
      .replace('Planks, wet', '&BPlanks&w, wet')
      .replaceAll(/\n1 103 (10\d)\n/g, '\n39 103 $1 1 0 0\n')
      .replace('#SPECIALS', '#REPAIRS\n101 5 0 0 100 1 7 21\n0\n\n#SPECIALS'),
  ),
} satisfies FamilyLibrary

const afkExit = (to: number, direction: string) => `D
${direction}~
A narrow door.
~
door narrow~
isdoor closed pickproof~
103 ${to} -1 -1
`
const afkMore = (words: readonly [string, string]) => `common~
common~
standing~
standing~
${words[0]}~
${words[1]}~
warrior~
head arms~
~
~
~
~
bite~
~
`
const afkmud = {
  title: 'AFKMud 1',
  files: area(
    () => `#AREA The Ferry~
#VERSION 20
#AUTHOR Nan~
#VNUMS 100 199
#RANGES
1 10 0 50
$
#FLAGS
nocamp noscry~

#MOBILES
${mobileTexts(101, keeper)}npc sentinel~
~
350 25 0 0 0 150 100 0.000000
12 8 3 30 1d6+2
${afkMore(['female', 'human'])}${mobileTexts(102, rat)}npc aggressive stayarea~
~
0 0 0 0 0 150 100 0.000000
2 18 9 4 1d3+0
${afkMore(['neuter', 'rat'])}#0

#OBJECTS
${itemTexts(101, bread)}food~
~
take~
~
12 0 0 0 0 0 0 0 0 0 0
1 5 0 9999 0 None None None
${itemTexts(102, knife)}weapon~
metal~
take wield~
~
0 1 4 3 0 0 0 0 0 0 0
1 12 0 9999 0 None None None
A hitroll 2
A affected 'detect_evil'
${itemTexts(103, key)}key~
~
take~
~
0 0 0 0 0 0 0 0 0 0 0
1 1 0 9999 0 None None None
${keyLook}#0

#ROOMS
#101
The Ferry House~
Ropes hang from the beams, and the river smells of rain.
~
~
city~
indoors~
0
${afkExit(102, 'north')}E
ropes rope~
Each is as thick as an arm.
~
R M 0 101 1 101 -1 -1 -1
R G 1 101 0
R O 0 103 1 101 -1 -1 -1
R D 0 101 0 1
S
#102
The Landing~
&BPlanks&w, wet from the river.
~
~
field~
~
0
${afkExit(101, 'south')}R M 0 102 3 102 -1 -1 -1
R E 1 102 0 16
R D 0 102 2 1
S
#0

#SHOPS
${shop}
#REPAIRS
0

#SPECIALS
S

#$
`,
  ),
} satisfies FamilyLibrary

const romStart = `#AREA
ferry.are~
The Ferry~
{ 1 10} Nan    The Ferry~
100 199

#MOBILES
${mobileTexts(101, keeper)}human~
ABT 0 350 0
12 2 2d6+30 100d1+0 1d6+2 slash
-1 -1 -1 0
0 0 0 0
stand stand female 25
0 0 medium 0
${mobileTexts(102, rat)}rodent~
AFG 0 0 0
2 0 1d6+4 100d1+0 1d3+0 bite
9 9 9 9
0 0 0 0
stand stand none 0
0 0 small 0
#0

#OBJECTS
#101
bread loaf~
a loaf of bread~
a loaf of bread lies here.~
food~
food 0 A
12 12 0 0 0
1 10 5 P
#102
knife~
a gutting knife~
a gutting knife lies here.~
iron~
weapon 0 AN
dagger 1 4 slash 0
1 10 12 P
#103
key iron~
an iron key~
an iron key lies here.~
iron~
key 0 A
0 0 0 0 0
1 10 1 P
${keyLook}#0

`
const rom = {
  title: 'ROM 2.4',
  files: area((text) =>
    [
      romStart,
      text
        .slice(text.indexOf('#ROOMS'))
        .replace('Planks, wet', '{BPlanks{x, wet')
        .replace('M 0 101 1 101', 'M 0 101 1 101 1')
        .replace('M 0 102 3 102', 'M 0 102 3 102 1'),
    ].join(''),
  ),
} satisfies FamilyLibrary

const circleMobiles = (type: string) => `${mobileTexts(101, keeper)}${type.replace('ACT', '2')}
12 8 3 2d6+30 1d6+2
25 0
8 8 2
${mobileTexts(102, rat)}${type.replace('ACT', '96')}
2 18 9 1d6+4 1d3+0
0 0
8 8 0
`
const circleItems = (
  flags: (type: number, wear: number) => string,
) => `${itemTexts(101, bread)}${flags(19, 1)}
12 0 0 0
1 5 0
${itemTexts(102, knife)}${flags(5, 8193)}
0 1 4 3
1 12 0
${itemTexts(103, key)}${flags(18, 1)}
0 0 0 0
1 1 0
${keyLook}`
const circleShop = `CircleMUD v3.0 Shop File~
#101~
101
-1
1.2
0.8
19bread & !stale
15purse;the big one
-1
%s Not here.~
%s You have none.~
%s Not that.~
%s I am short.~
%s You are short.~
%s That is %d.~
%s I give %d.~
0
2
101
0
101
-1
0
28
0
0
$~
`
const oldShop = circleShop
  .replace(/^.*\n/, '')
  .replace('101\n-1\n1.2', '101\n-1\n-1\n-1\n-1\n-1\n1.2')
  .replace('19bread & !stale\n15purse;the big one\n-1', '19\n-1\n-1\n-1\n-1')
  .replace('101\n-1\n0\n28', '101\n0\n28')
const circleZone = (head: string) => `#1
The Ferry~
${head}
M 0 101 1 101 	(the keeper)
G 1 101 9
M 0 102 3 102
E 1 102 9 16
O 0 103 9 101
D 0 101 0 1
D 0 102 2 1
S
$
`

const circle = {
  title: 'CircleMUD',
  files: {
    'wld/1.wld': `${rooms(['1 d 1', '1 0 2'], (to) => `1 103 ${to}`)}$~\n`,
    'mob/1.mob': `${circleMobiles('ACT 0 0 S')}$\n`,
    'obj/1.obj': `${circleItems((type, wear) => `${type} 0 ${wear}`)}$\n`,
    'shp/1.shp': circleShop,
    'zon/1.zon': circleZone('100 199 15 2'),
  },
} satisfies FamilyLibrary

const tbaRooms = rooms(['1 d 0 0 0 1', '1 0 0 0 0 2'], (to) => `1 103 ${to}`)
const tbamud = {
  title: 'tbaMUD',
  files: {
    'wld/1.wld': `${tbaRooms.replace('Planks, wet', '@BPlanks@n, wet')}$~\n`,
    'mob/1.mob': `${circleMobiles('ACT 0 0 0 0 0 0 0 0 S')}$\n`,
    'obj/1.obj': `${circleItems((type, wear) => `${type} 0 0 0 0 ${wear} 0 0 0 0 0 0 0`)}$\n`,
    'shp/1.shp': circleShop,
    'zon/1.zon': circleZone('100 199 15 2 d 0 0 0 1 10').replace('#1\n', '#1\nNan~\n'),
  },
} satisfies FamilyLibrary

const alfa = {
  title: 'DikuMUD I (Alfa)',
  files: {
    'tinyworld.wld': `${rooms(['1 8 1', '1 0 2'], (to) => `1 103 ${to}`)}#9000\n$~\n`,
    'tinyworld.mob': `${circleMobiles('ACT 0 0 S').replace('8 8 0', '8 8\n0')}#9000\n$~\n`,
    'tinyworld.obj': `${circleItems((type, wear) => `${type} 0 ${wear}`)}#9000\n$~\n`,
    'tinyworld.shp': oldShop,
    'tinyworld.zon': circleZone('199 15 2').replace('$\n', '#2\n$~\n'),
  },
} satisfies FamilyLibrary

export const families = {
  ...{ circle, tbamud, alfa, merc, envy, godwars, rom, smaug, afkmud },
} satisfies Record<string, FamilyLibrary>
