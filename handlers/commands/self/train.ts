import { lessonsListed } from '../../../schema/answers/skills.ts'
import type { Character, Mobile } from '../../../schema/entities.ts'
import { skillLearned } from '../../../schema/events/growth.ts'
import { goldGiven } from '../../../schema/events/items.ts'
import { ownOf } from '../../../schema/own.ts'
import { capital, mobilePrototype } from '../../../schema/words.ts'
import { mobilesAt } from '../../../schema/world.ts'
import type { MobilePrototype, Skill } from '../../../schema/world-file.ts'
import { skillBeginning } from '../../abilities/skills.ts'
import { accept, answer, type Context, type Decision, reject } from '../../decision.ts'
import { defineCommand } from '../../define-command.ts'

/** The best that a teacher can make anybody, of 100; beyond it only use helps. */
const taughtMax = 60
const taughtPerLesson = 15

export const train = defineCommand({
  verb: 'train',
  aliases: ['practice', 'practise', 'learn'],
  arguments: [{ name: 'skill', kind: 'rest', optional: true }],
  help: {
    group: 'self',
    brief: 'See what a teacher here teaches, or learn it for gold.',
    more: 'A second lesson makes you better at what you know, up to a point; the rest is use.',
    examples: ['train', 'train mend', 'practice bash'],
  },
  decide: (context, args) => learn(context, args.skill),
})

interface Teacher {
  readonly mobile: Mobile
  readonly teaches: MobilePrototype['teaches']
}

function teachersHere({ world, room }: Context): Teacher[] {
  return mobilesAt(world, room.id).flatMap((mobile) => {
    const teaches = mobilePrototype(world, mobile.proto)?.teaches ?? []
    return teaches.length > 0 ? [{ mobile, teaches }] : []
  })
}

function learn(context: Context, wish: string | undefined): Decision {
  const { actor, world } = context
  if (actor.kind !== 'character') return reject('not-you', 'You know all you need to know.')
  const teachers = teachersHere(context)
  const [first] = teachers
  if (!first) return reject('no-teacher', 'Nobody here teaches anything.')
  if (!wish) return answer(...teachers.map((teacher) => lessonsOf(context, teacher)))
  const skill = skillBeginning(world, wish)
  for (const teacher of teachers) {
    const lesson = teacher.teaches.find((one) => one.skill === skill?.id)
    if (skill && lesson) return takeLesson(actor, teacher.mobile, skill, lesson.price)
  }
  return reject('not-taught', `Nobody here teaches “${wish.slice(0, 40)}”.`)
}

function lessonsOf({ world, actor }: Context, { mobile, teaches }: Teacher) {
  const lessons = teaches.flatMap(({ skill: id, price }) => {
    const skill = world.definitions.get<Skill>('skill', id)
    if (!skill) return []
    const known = actor.kind === 'character' ? ownOf(actor.skills, id) : undefined
    return [
      {
        skill: id,
        name: skill.name,
        price: price || skill.price,
        level: skill.level,
        ...(known === undefined ? {} : { known }),
      },
    ]
  })
  return lessonsListed({ teacher: capital(mobile.name), lessons })
}

function takeLesson(actor: Character, teacher: Mobile, skill: Skill, asked: number): Decision {
  const price = asked || skill.price
  const known = ownOf(actor.skills, skill.id) ?? 0
  if (actor.level < skill.level) {
    return reject('too-low', `Come back when you have reached level ${skill.level}.`)
  }
  if (known >= taughtMax) return reject('taught', 'There is nothing left to teach you. Use it.')
  if (teacher.fighting || actor.fighting) return reject('fighting', 'This is not the moment.')
  if (actor.gold < price) {
    return reject('no-gold', `That costs ${price} gold, and you have ${actor.gold}.`)
  }
  const to = Math.min(taughtMax, known + taughtPerLesson)
  const { name, id } = skill
  const lesson = skillLearned({ actor: actor.id, skill: id, name, to, from: teacher.id })
  const paid = goldGiven({ actor: actor.id, target: teacher.id, amount: price })
  return accept(price > 0 ? [paid, lesson] : [lesson])
}
