import { channelVerb } from './channels.ts'

export const newbie = channelVerb('newbie')
