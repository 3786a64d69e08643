/** A zone's reset program in the hands of its builder. */
import { resetsListed } from '../../schema/answers/building.ts'
import { copiesOf } from '../../schema/copies.ts'
import { definitionId } from '../../schema/definitions.ts'
import { definitionSet } from '../../schema/events/world.ts'
import { type Reset, reset } from '../../schema/world-file/reset.ts'
import { answer, type Context, type Decision, reject } from '../decision.ts'
import type { Arguments } from '../define-command.ts'
import { change } from './change.ts'
import { buildableFrom, completeId } from './define.ts'

/** `resets`, `resets add mobile garth 1`, `resets remove 3`. */
export function resets(context: Context, args: Arguments): Decision {
  const { world, room, actor } = context
  const known = world.definitions.get<{ program: Reset[] }>('resets', room.zone)?.program ?? []
  if (!args['act']) {
    const steps = known.map((step) => stepWords(step, context))
    return answer(resetsListed({ zone: room.zone, steps }))
  }
  const program = args['act'] === 'add' ? added(context, args, known) : removed(args, known)
  if (!program) {
    return reject('usage', 'Try “resets add mobile <id> [max]” or “resets remove <number>”.')
  }
  return change(context, definitionId('resets', room.zone), `changed the resets of ${room.zone}`, [
    definitionSet({ of: 'resets', key: room.zone, data: { program }, by: actor.id }),
  ])
}

function stepWords(step: Reset, { world }: Context): string {
  const { do: act, ...fields } = step
  const proto = step.do === 'mobile' ? step.mobile : 'item' in step ? step.item : ''
  const live = proto ? ` (${copiesOf(world, proto)} in the world)` : ''
  return `${act} ${JSON.stringify(fields)}${live}`
}

function added(
  { world, room }: Context,
  args: Arguments,
  program: readonly Reset[],
): Reset[] | null {
  const of = buildableFrom(args['kind'] ?? '')
  const id = of ? completeId(of, args['id'] ?? '', room.zone) : null
  if ((of !== 'item' && of !== 'mobile') || !id || !world.definitions.get(of, id)) return null
  const max = /^\d{1,4}$/.test(args['max'] ?? '') ? Math.max(1, Number(args['max'])) : 1
  const step = reset.parse({ [of === 'item' ? 'load' : 'mobile']: id, room: room.id, max })
  return [...program, step]
}

function removed(args: Arguments, program: readonly Reset[]): Reset[] | null {
  const index = Number(args['kind'] ?? Number.NaN) - 1
  if (args['act'] !== 'remove' || !Number.isInteger(index) || !program[index]) return null
  return program.toSpliced(index, 1)
}
