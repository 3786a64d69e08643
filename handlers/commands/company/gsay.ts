import { groupChannel } from '../../../schema/channels.ts'
import { channelSpoken } from '../../../schema/events/channels.ts'
import { cleanSpeech } from '../../../schema/text.ts'
import { membersOf, silenced } from '../../company.ts'
import { accept, reject } from '../../decision.ts'
import { defineCommand } from '../../define-command.ts'

export const gsay = defineCommand({
  verb: 'gsay',
  aliases: ['gtell', 'gt'],
  always: true,
  arguments: [{ name: 'words', kind: 'rest' }],
  help: { group: 'company', brief: 'Say something to your group.', examples: ['gsay this way'] },
  decide(context, args) {
    const { world, actor } = context
    const to = actor.kind === 'character' ? membersOf(world, actor.group).map(({ id }) => id) : []
    if (to.length === 0) return reject('no-group', 'You are in no group.')
    const words = cleanSpeech(args.words)
    if (!words) return reject('no-words', 'You open your mouth, but no words come.')
    const hush = silenced(context)
    return hush ?? accept(channelSpoken({ actor: actor.id, channel: groupChannel, words, to }))
  },
})
