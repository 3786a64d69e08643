import { channelVerb } from './channels.ts'

export const gossip = channelVerb('gossip')
