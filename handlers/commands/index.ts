/** Every command file, in one list. */
import type { CommandType } from '../define-command.ts'
import { bankCommands } from './bank.ts'
import { roomBuilding } from './build-rooms.ts'
import { thingBuilding } from './build-things.ts'
import { tradeCommands } from './buy.ts'
import { channelCommands } from './channels.ts'
import { conflictCommands } from './conflicts.ts'
import { consumeCommands } from './consume.ts'
import { drop } from './drop.ts'
import { exits } from './exits.ts'
import { give } from './give.ts'
import { go, wayCommands } from './go.ts'
import { groupCommands } from './group.ts'
import { helpCommand } from './help.ts'
import { selfCommands } from './inventory.ts'
import { fightCommands } from './kill.ts'
import { lightCommands } from './light.ts'
import { examine, look } from './look.ts'
import { mail } from './mail.ts'
import { openCommands } from './open.ts'
import { put } from './put.ts'
import { quest } from './quest.ts'
import { quit } from './quit.ts'
import { recall } from './recall.ts'
import { restCommands } from './rest.ts'
import { sayCommands } from './say.ts'
import { skillCommands } from './skills.ts'
import { take } from './take.ts'
import { tellCommands } from './tell.ts'
import { time } from './time.ts'
import { personCommands } from './title.ts'
import { wearCommands } from './wear.ts'
import { weather } from './weather.ts'
import { who } from './who.ts'

export const commands: readonly CommandType[] = [
  ...wayCommands,
  go,
  look,
  examine,
  exits,
  ...openCommands,
  ...sayCommands,
  ...tellCommands,
  take,
  drop,
  put,
  give,
  ...wearCommands,
  ...selfCommands,
  ...skillCommands,
  ...restCommands,
  ...lightCommands,
  ...fightCommands,
  ...consumeCommands,
  ...tradeCommands,
  ...bankCommands,
  quest,
  ...groupCommands,
  ...channelCommands,
  mail,
  ...personCommands,
  ...conflictCommands,
  ...roomBuilding,
  ...thingBuilding,
  who,
  time,
  weather,
  recall,
  helpCommand(() => commands),
  quit,
]
