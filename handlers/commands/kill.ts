/** Fights: beginning them, leaving them, weighing them up. */
import { described } from '../../schema/answers/things.ts'
import type { Direction } from '../../schema/directions.ts'
import type { Character, Mobile } from '../../schema/entities.ts'
import { duelConsented, fightEnded, fleeFailed, wimpySet } from '../../schema/events/combat.ts'
import { capital, mark, named } from '../../schema/words.ts'
import { beingIn, type WorldReader } from '../../schema/world.ts'
import { accept, answer, type Context, type Decision, reject } from '../decision.ts'
import { type CommandType, defineCommand } from '../define-command.ts'
import { beingsIn, find, type Refused, refuse } from '../nouns.ts'
import { blowEvents } from '../rules/blow.ts'
import { startFight, whyNoFight } from '../rules/fight.ts'
import { fleeChance } from '../rules/hit.ts'
import { effectiveStats } from '../rules/stats.ts'
import { visibleExits } from '../scene.ts'
import { isSelf } from '../speak.ts'
import { walk } from './go.ts'

type Somebody = { readonly kind: 'somebody'; readonly being: Character | Mobile } | Refused

function somebody({ world, actor, room }: Context, phrase: string): Somebody {
  if (isSelf(actor, phrase)) return refuse('self', 'You think better of it.')
  const found = find(world, phrase, beingsIn(world, room.id, actor.id), {
    none: (noun) => `You see no ${noun} here.`,
  })
  if (found.kind === 'refused') return found
  const [being] = found.entities
  return being ? { kind: 'somebody', being } : refuse('not-here', `You see no ${phrase} here.`)
}

const whom = { name: 'whom', kind: 'person' } as const

export const kill = defineCommand({
  verb: 'kill',
  aliases: ['k', 'attack', 'hit', 'fight'],
  priority: 15,
  arguments: [whom],
  help: {
    group: 'fighting',
    brief: 'Attack somebody; the fight then goes on by itself until it ends or you flee.',
    examples: ['kill rat', 'attack 2.wolf'],
  },
  decide(context, args) {
    const found = somebody(context, args.whom ?? '')
    return found.kind === 'refused' ? found.decision : attack(context, found.being)
  },
})

/** The first blow falls at once; the rounds of the heartbeat do the rest. */
function attack(context: Context, target: Character | Mobile): Decision {
  const { world, actor, now, dice } = context
  const why = whyNoFight(world, actor, target)
  if (why) return reject(why.code, why.text)
  if (actor.fighting === target.id) return reject('fighting', 'You are doing the best you can!')
  const start = startFight(world, actor, target)
  // Turning from one foe to another must not be worth a blow.
  if (actor.fighting) return accept(start)
  return accept([...start, ...blowEvents(world, actor, target, now.beat, dice)])
}

/** Beats during which somebody who found no way out cannot act. */
const fleeLagBeats = 4

export const flee = defineCommand({
  verb: 'flee',
  aliases: ['retreat'],
  priority: 25,
  arguments: [{ name: 'direction', kind: 'direction', optional: true }],
  help: {
    group: 'fighting',
    brief: 'Run from a fight, by whatever way there is or the one you name.',
    examples: ['flee', 'flee north'],
  },
  decide: (context, args) => run(context, args.direction as Direction | undefined),
})

function run(context: Context, wished?: Direction): Decision {
  const { world, actor, room, dice, now } = context
  const foes = beingsIn(world, room.id, actor.id).filter((one) => one.fighting === actor.id)
  if (!actor.fighting && foes.length === 0) return reject('no-fight', 'From what?')
  if (actor.health[0] <= 0) return reject('dead', 'It is too late for that.')
  const ways = visibleExits(room)
    .filter((exit) => exit.door === undefined || exit.door === 'open')
    .map(({ dir }) => dir as Direction)
  const way = wished ? ways.find((one) => one === wished) : dice.pick(ways)
  const chance = fleeChance(
    effectiveStats(world, actor),
    foes.map((foe) => effectiveStats(world, foe)),
  )
  if (!way || !dice.chance(chance)) {
    return accept(fleeFailed({ actor: actor.id, busyUntil: now.beat + fleeLagBeats }))
  }
  const walked = walk(context, way, 'fled')
  if (walked.kind !== 'accept') return walked
  return { ...walked, events: [fightEnded({ actor: actor.id }), ...walked.events] }
}

export const assist = defineCommand({
  verb: 'assist',
  aliases: ['help-in-fight'],
  arguments: [{ ...whom, optional: true }],
  help: {
    group: 'fighting',
    brief: 'Join the fight of somebody here.',
    examples: ['assist ann', 'assist'],
  },
  decide(context, args) {
    const { world, actor, room } = context
    if (args.whom) {
      const found = somebody(context, args.whom)
      if (found.kind === 'refused') return found.decision
      return joinFightOf(context, found.being)
    }
    const friend = beingsIn(world, room.id, actor.id).find(
      (one) => one.kind === 'character' && one.fighting !== undefined && one.fighting !== actor.id,
    )
    return friend ? joinFightOf(context, friend) : reject('no-fight', 'Nobody here needs help.')
  },
})

function joinFightOf(context: Context, friend: Character | Mobile): Decision {
  const foe = friend.fighting ? beingIn(context.world, friend.fighting) : undefined
  if (!foe || foe.place !== friend.place) {
    return reject('no-fight', `${capital(friend.name)} is not fighting anybody.`)
  }
  if (foe.id === context.actor.id) return reject('self', 'That would be a curious kind of help.')
  return attack(context, foe)
}

const comparisons: readonly (readonly [from: number, text: string])[] = [
  [-1000, 'You could do it in your sleep.'],
  [-60, 'That would be no challenge.'],
  [-25, 'You should win that one.'],
  [-8, 'It would be a fair fight.'],
  [15, 'You would need some luck.'],
  [45, 'You would need a great deal of luck.'],
  [100, 'It would be the last thing you do.'],
]

export const consider = defineCommand({
  verb: 'consider',
  aliases: ['con'],
  arguments: [whom],
  help: {
    group: 'fighting',
    brief: 'Weigh up somebody before you fight them.',
    examples: ['consider wolf'],
  },
  decide(context, args) {
    const found = somebody(context, args.whom ?? '')
    if (found.kind === 'refused') return found.decision
    const { world, actor } = context
    const odds = strengthOf(world, found.being) * 100
    const own = Math.max(1, strengthOf(world, actor))
    const share = Math.floor(odds / own) - 100
    const text = comparisons.findLast(([from]) => share >= from)?.[1] ?? ''
    const why = whyNoFight(world, actor, found.being)
    const words = `You look ${mark(named(world, found.being.id))} up and down. ${text}`
    return answer(described({ text: why ? `${words} But: ${why.text}` : words }))
  },
})

/** How long somebody lasts times how hard it strikes: a rough measure for comparisons. */
function strengthOf(world: WorldReader, being: Character | Mobile): number {
  const stats = effectiveStats(world, being)
  const [count, sides, plus] = stats.dice
  const blow = (count * (sides + 1)) / 2 + plus + stats.damage
  const aim = Math.max(1, 11 + stats.attack)
  const guard = 10 + stats.armour / 2
  return Math.max(1, Math.floor(being.health[0] * Math.max(1, blow) * aim * guard))
}

export const wimpy = defineCommand({
  verb: 'wimpy',
  arguments: [{ name: 'health', kind: 'number', optional: true }],
  always: true,
  help: {
    group: 'fighting',
    brief: 'Say at how few points of health you run by yourself; 0 for never.',
    examples: ['wimpy 15', 'wimpy 0', 'wimpy'],
  },
  decide({ actor }, args) {
    if (actor.kind !== 'character') return reject('not-you', 'That is for players.')
    if (args.health === undefined) {
      const now = actor.wimpy
        ? `You run when you have fewer than ${actor.wimpy} points of health.`
        : 'You never run by yourself.'
      return answer(described({ text: now }))
    }
    const health = Number(args.health)
    const most = Math.floor(actor.health[1] / 2)
    if (health > most) return reject('too-much', `At most ${most}: half of what you can bear.`)
    return accept(wimpySet({ actor: actor.id, health }))
  },
})

export const pvp = defineCommand({
  verb: 'pvp',
  aliases: ['duel'],
  arguments: [{ name: 'choice', kind: 'word', optional: true }],
  help: {
    group: 'fighting',
    brief: 'Agree to be fought by players who agree as well (on), or take it back (off).',
    examples: ['pvp on', 'pvp off'],
  },
  decide({ actor }, args) {
    if (actor.kind !== 'character') return reject('not-you', 'That is for players.')
    const choice = args.choice?.toLowerCase()
    if (choice !== 'on' && choice !== 'off') {
      const now = actor.pvp ? 'You have agreed to duels.' : 'You have not agreed to duels.'
      return answer(described({ text: `${now} Type “pvp on” or “pvp off”.` }))
    }
    if ((choice === 'on') === (actor.pvp === true)) return reject('same', 'So it is already.')
    if (actor.position === 'fighting') return reject('fighting', 'Finish this fight first.')
    return accept(duelConsented({ actor: actor.id, agrees: choice === 'on' }))
  },
})

export const fightCommands: readonly CommandType[] = [kill, flee, assist, consider, wimpy, pvp]
