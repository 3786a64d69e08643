import { channelVerb } from './channels.ts'

export const market = channelVerb('market')
