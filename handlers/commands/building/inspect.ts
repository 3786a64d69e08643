import { definitionShown } from '../../../schema/answers/building.ts'
import { answer, reject } from '../../decision.ts'
import { builderCommand } from './builders.ts'
import { wanted } from './definitions.ts'
import type { Json } from './fields.ts'

export const inspect = builderCommand({
  verb: 'inspect',
  arguments: [
    { name: 'kind', kind: 'word' },
    { name: 'id', kind: 'word' },
  ],
  brief: 'Read a declaration.',
  examples: ['inspect mobile garth'],
  decide(context, args) {
    const what = wanted(context, args)
    if (what.kind === 'refused') return what.decision
    const known = context.world.definitions.get<Json>(what.of, what.id)
    if (!known) return reject('unknown', `There is no ${what.of} ${what.id}.`)
    const fields = Object.entries(known).map(([name, value]): [string, string] => [
      name,
      (typeof value === 'string' ? value : JSON.stringify(value)).slice(0, 600),
    ])
    return answer(definitionShown({ of: what.of, id: what.id, fields }))
  },
})
