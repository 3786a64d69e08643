import { resetsListed } from '../../../schema/answers/building.ts'
import { copiesOf } from '../../../schema/copies.ts'
import { type Reset, reset } from '../../../schema/world-file/reset.ts'
import { answer, type Context, reject } from '../../decision.ts'
import { builderCommand } from './builders.ts'
import { buildableFrom, completeId } from './definitions.ts'
import { decideOrder } from './order.ts'

export const resets = builderCommand({
  verb: 'resets',
  arguments: [
    { name: 'act', kind: 'word', optional: true },
    { name: 'kind', kind: 'word', optional: true },
    { name: 'id', kind: 'word', optional: true },
    { name: 'max', kind: 'word', optional: true },
  ],
  brief:
    'Show this zone’s reset program, or change it: “add item|mobile <id> [max]”, “remove <number>”.',
  examples: ['resets', 'resets add mobile garth 1', 'resets remove 3'],
  decide(context, args) {
    const { world, room } = context
    const known = world.definitions.get<{ program: Reset[] }>('resets', room.zone)?.program ?? []
    if (!args.act) {
      const steps = known.map((step) => stepWords(step, context))
      return answer(resetsListed({ zone: room.zone, steps }))
    }
    const program = args.act === 'add' ? added(context, args, known) : removed(args, known)
    if (!program) {
      return reject('usage', 'Try “resets add mobile <id> [max]” or “resets remove <number>”.')
    }
    const id = room.zone
    return decideOrder(
      context,
      world.definitions.get('resets', id)
        ? { do: 'set', of: 'resets', id, fields: [{ path: 'program', to: program }] }
        : { do: 'define', of: 'resets', id, value: { program } },
    )
  },
})

/** The words behind `resets`: what to do, and to what. A number stands where the kind would. */
interface Step {
  readonly act: string | undefined
  readonly kind: string | undefined
  readonly id: string | undefined
  readonly max: string | undefined
}

function stepWords(step: Reset, { world }: Context): string {
  const { do: act, ...fields } = step
  const proto = step.do === 'mobile' ? step.mobile : 'item' in step ? step.item : ''
  const live = proto ? ` (${copiesOf(world, proto)} in the world)` : ''
  return `${act} ${JSON.stringify(fields)}${live}`
}

function added({ world, room }: Context, args: Step, program: readonly Reset[]): Reset[] | null {
  const of = buildableFrom(args.kind ?? '')
  const id = of ? completeId(of, args.id ?? '', room.zone) : null
  if ((of !== 'item' && of !== 'mobile') || !id || !world.definitions.get(of, id)) return null
  const max = /^\d{1,4}$/.test(args.max ?? '') ? Math.max(1, Number(args.max)) : 1
  const step = reset.parse({ [of === 'item' ? 'load' : 'mobile']: id, room: room.id, max })
  return [...program, step]
}

function removed(args: Step, program: readonly Reset[]): Reset[] | null {
  const index = Number(args.kind ?? Number.NaN) - 1
  if (args.act !== 'remove' || !Number.isInteger(index) || !program[index]) return null
  return program.toSpliced(index, 1)
}
