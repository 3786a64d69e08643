import { describe, expect, it } from 'vitest'
import { commands } from '../../handlers/commands/index.ts'
import { parseLine } from '../../handlers/parse.ts'
import { registry } from '../../handlers/registry.ts'

/** What people type, and what it means: the verb, then each argument as `name=text`. */
const table: readonly (readonly [line: string, meaning: string])[] = [
  // Walking, in full, short and wordy.
  ['north', 'north'],
  ['n', 'north'],
  ['N', 'north'],
  ['ne', 'northeast'],
  ['southw', 'southwest'],
  ['  e  ', 'east'],
  ['up', 'up'],
  ['d', 'down'],
  ['north.', 'north'],
  ['go north', 'go direction=north'],
  ['go n', 'go direction=north'],
  ['go to the north', 'go direction=north'],
  ['walk west', 'go direction=west'],
  ['go', 'usage: go <direction>'],
  ['go nowhere', 'usage: go <direction>'],
  ['north please', 'usage: north'],
  // Looking.
  ['look', 'look'],
  ['l', 'look'],
  ['LOOK', 'look'],
  ['look at the sign', 'look what=sign'],
  ['look sign', 'look what=sign'],
  ['look in the old chest', 'look what=old chest'],
  ['l maren', 'look what=maren'],
  ['look!', 'look'],
  ['look at', 'look what=at'],
  ['examine lantern', 'examine what=lantern'],
  ['exa lantern', 'examine what=lantern'],
  ['x lantern', 'examine what=lantern'],
  ['read the notice.', 'examine what=notice'],
  ['examine', 'usage: examine <what>'],
  ['exits', 'exits'],
  ['who', 'who'],
  ['time', 'time'],
  ['where', 'where'],
  ['where maud', 'where what=maud'],
  ['socials', 'socials'],
  // Company and talk across the world.
  ['follow ann', 'follow whom=ann'],
  ['follow', 'follow'],
  ['group', 'group'],
  ['group invite ann', 'group what=invite whom=ann'],
  ['gsay over here', 'gsay words=over here'],
  ['gossip good evening', 'gossip words=good evening'],
  ['gossip', 'gossip'],
  ['newbie how do I eat?', 'newbie words=how do I eat?'],
  ['market selling a boat', 'market words=selling a boat'],
  ['channels', 'channel'],
  ['channel gossip off', 'channel channel=gossip state=off'],
  ['mute gossip', 'mute channel=gossip'],
  ['unmute gossip', 'unmute channel=gossip'],
  ['history gossip', 'history channel=gossip'],
  ['mail', 'mail'],
  ['mail send ann come at noon', 'mail what=send more=ann come at noon'],
  ['board read 1', 'board what=read more=1'],
  ['finger ann', 'finger text=ann'],
  ['whois ann', 'finger text=ann'],
  ['ignore bob', 'ignore text=bob'],
  ['weather', 'weather'],
  // Trade and tasks.
  ['list', 'list'],
  ['buy 3 oatcakes from maud', 'buy what=3 oatcakes whom=maud'],
  ['buy 2', 'buy what=2'],
  ['sell the knife to gus', 'sell what=knife whom=gus'],
  ['value knife', 'value what=knife'],
  ['deposit 10 gold', 'deposit amount=10 gold'],
  ['withdraw all', 'withdraw amount=all'],
  ['quests', 'quest'],
  ['quest accept rats', 'quest what=accept rats'],
  ['recall', 'recall'],
  // Things.
  ['take lantern', 'take what=lantern'],
  ['get the brass lantern', 'take what=brass lantern'],
  ['get 2.coin', 'take what=2.coin'],
  ['get all', 'take what=all'],
  ['get all.coin', 'take what=all.coin'],
  ['get all coins', 'take what=all coins'],
  ['take 3 arrows', 'take what=3 arrows'],
  ['pick up lantern', 'take what=lantern'],
  ['pick lantern up', 'take what=lantern'],
  ['pick up the lantern!', 'take what=lantern'],
  ['take coin from chest', 'take what=coin where=chest'],
  ['take all.coin from the iron chest', 'take what=all.coin where=iron chest'],
  ['get key out of the sack', 'take what=key where=of sack'],
  ['take', 'usage: take <what> [from <where>]'],
  ['take the', 'usage: take <what> [from <where>]'],
  ['take from chest', 'usage: take <what> [from <where>]'],
  ['drop lantern', 'drop what=lantern'],
  ['dr all.coin', 'drop what=all.coin'],
  ['put down the lamp', 'drop what=lamp'],
  ['put lamp down', 'drop what=lamp'],
  ['drop 10 gold', 'drop what=10 gold'],
  ['put coin in purse', 'put what=coin where=purse'],
  ['put the coin into my purse', 'put what=coin where=purse'],
  ['put lamp on table', 'put what=lamp where=table'],
  ['put lamp', 'usage: put <what> in <where>'],
  ['give lamp to maren', 'give what=lamp whom=maren'],
  ['give the lamp to the old innkeeper', 'give what=lamp whom=old innkeeper'],
  ['give ann the lamp', 'give what=ann lamp'],
  ['hand over the lamp to ann', 'give what=lamp whom=ann'],
  ['wear hat', 'wear what=hat'],
  ['put on the hat', 'wear what=hat'],
  ['put hat on', 'wear what=hat'],
  ['wield the bread knife', 'wield what=bread knife'],
  ['hold lantern', 'hold what=lantern'],
  ['remove hat', 'remove what=hat'],
  ['take off the hat', 'remove what=hat'],
  ['take hat off', 'remove what=hat'],
  ['rem all', 'remove what=all'],
  ['i', 'inventory'],
  ['inv', 'inventory'],
  ['eq', 'equipment'],
  ['score', 'score'],
  // Using things up.
  ['eat oatcake', 'eat what=oatcake'],
  ['drink the ale', 'drink what=ale'],
  ['drink from the flask', 'drink what=from flask'],
  ['quaff red draught', 'quaff what=red draught'],
  ['recite scroll at rat', 'recite what=scroll target=rat'],
  ['use salve on ann', 'use what=salve target=ann'],
  ['light the lantern', 'light what=lantern'],
  ['douse candle', 'extinguish what=candle'],
  ['fill lantern', 'fill what=lantern'],
  // Fighting and resting.
  ['k rat', 'kill whom=rat'],
  ['attack the big rat', 'kill whom=big rat'],
  ['fl', 'flee'],
  ['flee north', 'flee direction=north'],
  ['con wolf', 'consider whom=wolf'],
  ['wimpy 12', 'wimpy health=12'],
  ['sit', 'rest'],
  ['stand up', 'stand'],
  ['get up', 'stand'],
  ['sit down', 'rest'],
  ['put lamp out', 'extinguish what=lamp'],
  ['cast spark at rat', 'cast spell=spark at rat'],
  ['practice bash', 'train skill=bash'],
  // Doors.
  ['open door', 'open what=door'],
  ['open the north door', 'open what=north door'],
  ['close n', 'close what=n'],
  ['shut the gate', 'close what=gate'],
  ['lock door', 'lock what=door'],
  ['unlock door with brass key', 'unlock what=door key=brass key'],
  ['unlock', 'usage: unlock <what> [with <key>]'],
  // Talking.
  ['say hello there', 'say words=hello there'],
  ["'hello there", 'say words=hello there'],
  ['"hello', 'say words=hello'],
  ["' hello", 'say words=hello'],
  ['say  two  spaces', 'say words=two  spaces'],
  ['say put on the hat', 'say words=put on the hat'],
  ['say', 'usage: say <words>'],
  ["'", 'usage: say <words>'],
  ['say to', 'say words=to'],
  ['ask maren about the goose', 'ask who=maren words=the goose'],
  ['ask the old innkeeper for a room', 'ask who=old words=innkeeper for a room'],
  ['talk to maren', 'talk who=maren'],
  ['greet maren', 'talk who=maren'],
  ['talk to maren about the goose', 'talk who=maren words=the goose'],
  ['whisper ann run', 'whisper who=ann words=run'],
  ['whisper to ann run', 'whisper who=ann words=run'],
  ['tell ann I am here', 'tell who=ann words=I am here'],
  ['te ann hi', 'tell who=ann words=hi'],
  ['t lamp', 'take what=lamp'],
  ['tell ann', 'usage: tell <who> <words>'],
  ['tell 2.guard halt', 'tell who=2.guard words=halt'],
  ['reply yes', 'reply words=yes'],
  ['shout fire!', 'shout words=fire!'],
  ['!fire', 'shout words=fire'],
  ['yell fire', 'shout words=fire'],
  ['emote waves.', 'emote words=waves.'],
  [':waves', 'emote words=waves'],
  // Quarrels.
  ['conflicts', 'conflicts'],
  ['conflict hollow wood', 'conflict name=hollow wood'],
  ['support the miller', 'support party=the miller'],
  ['oppose watch', 'oppose party=watch'],
  ['mediate', 'mediate'],
  ['bribe silas', 'bribe party=silas'],
  ['choose attack bannock', 'choose choice=attack party=bannock'],
  // Building is for builders: to everybody else its verbs do not exist.
  ['dig north The Kiln', 'unknown dig'],
  ['undo', 'unknown undo'],
  // Help, leaving, and what is no command.
  ['help', 'help'],
  ['help take', 'help topic=take'],
  ['?', 'help'],
  ['report bob he shouts', 'report whom=bob words=he shouts'],
  ['quit', 'quit'],
  ['', 'empty'],
  ['   ', 'empty'],
  ['dance', 'unknown dance'],
  ['xyzzy now', 'unknown xyzzy'],
  ['12', 'unknown 12'],
]

function meaningOf(line: string): string {
  const parsed = parseLine(line, registry, 'player')
  switch (parsed.kind) {
    case 'empty':
      return 'empty'
    case 'unknown':
      return `unknown ${parsed.typed}`
    case 'usage':
      return `usage: ${parsed.text}`
    case 'command': {
      const args = Object.entries(parsed.args).map(([name, text]) => `${name}=${text}`)
      return [parsed.command.verb, ...args].join(' ')
    }
  }
}

describe('what people type', () => {
  it.each(table)('%j means %s', (line, meaning) => {
    expect(meaningOf(line)).toBe(meaning)
  })

  it('has a row for every verb of everyday life', () => {
    const covered = new Set(table.map(([, meaning]) => meaning.split(' ')[0]))
    const everyday = commands.filter(
      (command) => ['looking', 'talking', 'things'].includes(command.help.group) && !command.role,
    )
    expect(everyday.map(({ verb }) => verb).filter((verb) => !covered.has(verb))).toEqual([])
  })
})
