/** What can be told of somebody, a player anywhere or a being here. */
import { personTold } from '../../../schema/answers/company.ts'
import { anybodyNamed } from '../../company.ts'
import { answer, type Context, type Decision, reject } from '../../decision.ts'
import { beingsIn, find } from '../../nouns.ts'
import { lookAt } from './close-look.ts'

/** A player of that name, here or away, or null. */
export function playerTold({ world }: Context, who: string): Decision | null {
  const known = anybodyNamed(world, who.trim())
  if (!known) return null
  const { id, name, level, role, title, description, place, pronouns } = known
  return answer(
    personTold({
      id,
      name,
      level,
      role,
      ...(pronouns ? { pronouns } : {}),
      ...(title ? { title } : {}),
      ...(description ? { description } : {}),
      present: place !== '',
    }),
  )
}

/** A player of that name, or somebody here. */
export function whoIs(context: Context, who: string): Decision {
  const { world, room } = context
  const here = find(world, who, beingsIn(world, room.id), { none: () => '' })
  const isMobile = here.kind === 'found' && here.entities[0].kind === 'mobile'
  return (
    (isMobile ? lookAt(context, who) : playerTold(context, who)) ??
    reject('unknown-person', 'Nobody of that name is known here. “who” lists who is in the world.')
  )
}
