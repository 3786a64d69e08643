import { cleanSpeech } from '../../../schema/text.ts'
import { reject } from '../../decision.ts'
import { builderCommand } from './builders.ts'
import { define, editable, wanted } from './definitions.ts'
import { typedValue, withField } from './fields.ts'

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
    // A zone is edited from inside, where it is known that one may; `goto` leads into a new one.
    if (what.of === 'zone' && what.id !== context.room.zone) {
      return reject('other-zone', `Go to ${what.id} first.`)
    }
    const { field } = args
    const value = withField(known, field, typedValue(cleanSpeech(args.value)))
    if (!value) return reject('no-field', `${what.id} has no place for ${field}.`)
    return define(context, what, value, `set ${field} of ${what.of} ${what.id}`)
  },
})
