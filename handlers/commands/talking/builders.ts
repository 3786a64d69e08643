import { channelVerb } from './channels.ts'

export const builders = channelVerb('builders')
