import type { ChannelId } from '../../../schema/channels.ts'
import type { CommandType } from '../../define-command.ts'
import { ask } from './ask.ts'
import { board } from './board.ts'
import { builders } from './builders.ts'
import { channel } from './channel.ts'
import { emote } from './emote.ts'
import { gossip } from './gossip.ts'
import { history } from './history.ts'
import { ignore } from './ignore.ts'
import { mail } from './mail.ts'
import { market } from './market.ts'
import { mute } from './mute.ts'
import { newbie } from './newbie.ts'
import { reply } from './reply.ts'
import { report } from './report.ts'
import { say } from './say.ts'
import { shout } from './shout.ts'
import { socials } from './socials.ts'
import { talk } from './talk.ts'
import { tell } from './tell.ts'
import { unmute } from './unmute.ts'
import { whisper } from './whisper.ts'

/** Every channel has its verb. */
const channels: Readonly<Record<ChannelId, CommandType>> = { gossip, newbie, market, builders }

/** In the order of `help`. */
export const talking: readonly CommandType[] = [
  say,
  ask,
  talk,
  whisper,
  shout,
  emote,
  socials,
  tell,
  reply,
  ...Object.values(channels),
  channel,
  mute,
  unmute,
  history,
  mail,
  board,
  ignore,
  report,
]
