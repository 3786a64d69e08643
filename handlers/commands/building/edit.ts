import { cleanSpeech } from '../../../schema/text.ts'
import { reject } from '../../decision.ts'
import { builderCommand } from './builders.ts'
import { editable, typedValue, withField } from './define.ts'
import { define, wanted } from './definitions.ts'

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
    const known = editable(context.world, what.of, what.id)
    if (!known) return reject('unknown', `There is no ${what.of} ${what.id}; create it.`)
    // Who may build in a zone may change it, from inside; a new one is entered by “goto”.
    if (what.of === 'zone' && what.id !== context.room.zone) {
      return reject('other-zone', `Go to ${what.id} first.`)
    }
    const { field } = args
    const value = withField(known, field, typedValue(cleanSpeech(args.value)))
    if (!value) return reject('no-field', `${what.id} has no place for ${field}.`)
    return define(context, what, value, `set ${field} of ${what.of} ${what.id}`)
  },
})
