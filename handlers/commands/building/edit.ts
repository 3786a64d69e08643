import { cleanSpeech } from '../../../schema/text.ts'
import { reject } from '../../decision.ts'
import { builderCommand } from './builders.ts'
import { wanted } from './definitions.ts'
import { typedValue } from './fields.ts'
import { decideOrder } from './order.ts'

export const edit = builderCommand({
  verb: 'edit',
  arguments: [
    { name: 'kind', kind: 'word' },
    { name: 'id', kind: 'word' },
    { name: 'field', kind: 'word' },
    { name: 'value', kind: 'rest' },
  ],
  brief: 'Set a field of a declaration; “none” removes it, “new” as a place adds to a list.',
  examples: [
    'edit item oil-can weight 2',
    'edit mobile garth behaviours [{"kind":"wander","chance":20}]',
  ],
  decide(context, args) {
    const what = wanted(context, args)
    if (what.kind === 'refused') return what.decision
    // A zone is edited from inside, where it is known that one may; `goto` leads into a new one.
    if (what.of === 'zone' && what.id !== context.room.zone) {
      return reject('other-zone', `Go to ${what.id} first.`)
    }
    const { of, id } = what
    const fields = [{ path: args.field, to: typedValue(cleanSpeech(args.value)) }]
    return decideOrder(context, { do: 'set', of, id, fields })
  },
})
