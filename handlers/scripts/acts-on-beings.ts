/** What scripts do to beings: harm within bounds, help, quests, pay, letters, and the sky. */
import { fightEnded } from '../../schema/events/combat.ts'
import { vitalsChanged } from '../../schema/events/effects.ts'
import { goldGiven } from '../../schema/events/items.ts'
import { letterSent } from '../../schema/events/mail.ts'
import { beingTransported } from '../../schema/events/posture.ts'
import { paidOn, scriptPaid, scriptSwitched } from '../../schema/events/script-health.ts'
import { skyCalled } from '../../schema/events/time.ts'
import { goldMinted } from '../../schema/events/trade.ts'
import type { ActName } from '../../schema/scripts/vocabulary.ts'
import { cleanSpeech } from '../../schema/text.ts'
import { beingIn } from '../../schema/world.ts'
import { type Faction, type Quest, weathers, type Zone } from '../../schema/world-file.ts'
import { beatsPerMinute, timeAt } from '../clock.ts'
import type { Act } from '../decision.ts'
import { eventActs } from '../define-system.ts'
import { finishStep } from '../quests.ts'
import { applyEffect } from '../rules/effects.ts'
import { changeOf } from '../rules/gauges.ts'
import { changeReputation } from '../rules/reputation.ts'
import {
  beingAt,
  idAt,
  isTrusted,
  lineAt,
  needDanger,
  numberAt,
  type Performer,
  refuse,
  type Stage,
  selfOf,
  textAt,
  told,
} from './acts.ts'
import { scriptIndex } from './index.ts'
import { beatsPerSecond } from './limits.ts'
import { isHandle } from './values.ts'

/** Effects of zones without the right to more last no longer, in seconds. */
const harmlessSeconds = 60
const repute = 25

function switchTo(off: boolean): Performer {
  return (stage) => {
    const id = idAt(stage, 0)
    const found = scriptIndex(stage.context.world).byId.get(id) ?? refuse('no such script')
    if (found.zone !== stage.script.zone) refuse('of another zone')
    const { zone, digest } = found
    const why = `by script ${stage.script.id}`
    return eventActs(scriptSwitched({ script: id, zone, digest, off, why }))
  }
}

export const beingActs = {
  move(stage) {
    const { world } = stage.context
    const being = beingAt(stage, 0)
    const to = world.room(idAt(stage, 1)) ?? refuse('no such room')
    if (to.zone !== stage.script.zone && !isTrusted(stage)) refuse('in another zone')
    if (being.place === to.id) return []
    return eventActs(beingTransported({ actor: being.id, from: being.place, to: to.id }))
  },
  calm(stage) {
    const { id: actor, fighting } = beingAt(stage, 0)
    return fighting ? eventActs(fightEnded({ actor })) : []
  },
  damage(stage) {
    needDanger(stage, 'damage')
    const { world } = stage.context
    const being = beingAt(stage, 0)
    const room = world.room(being.place)
    if (room?.flags.includes('safe')) refuse('a safe place')
    const most = Math.ceil(being.health[1] / 3)
    const health = -Math.min(most, Math.max(0, numberAt(stage, 1)))
    // A trap hurts and never kills: death comes by fighting.
    const bounded = Math.max(health, 1 - being.health[0])
    const cause = { why: `script ${stage.script.id}` }
    const changed = changeOf(world, being, { health: bounded, stamina: 0, lucidity: 0 }, cause)
    const words = stage.given.length > 2 ? told(stage, { to: being.id }, lineAt(stage, 2)) : []
    return [...words, ...(changed ? eventActs(changed) : [])]
  },
  heal(stage) {
    const being = beingAt(stage, 0)
    const [now, most] = being.health
    const health = Math.min(numberAt(stage, 1), most - now)
    return health > 0 ? eventActs(vitalsChanged({ being: being.id, health, why: 'healer' })) : []
  },
  effect(stage) {
    const being = beingAt(stage, 0)
    const seconds = stage.given.length > 2 ? numberAt(stage, 2) : harmlessSeconds
    const own = being.kind === 'mobile'
    if (!own && seconds > harmlessSeconds) needDanger(stage, 'effects')
    const beats = stage.given.length > 2 ? { beats: seconds * beatsPerSecond } : {}
    const by = isTrusted(stage) ? { by: selfOf(stage).id } : {}
    const effect = { effect: textAt(stage, 1), ...beats, ...by }
    return eventActs(...applyEffect(stage.context.world, being, effect, stage.context.now.beat))
  },
  // A quest is taken by asking for it: the giver only says so, the player decides.
  offer(stage) {
    const quest = stage.context.world.definitions.get<Quest>('quest', idAt(stage, 1))
    if (!quest) return refuse('no such quest')
    const line = `say ${quest.offer ?? quest.brief}`
    return [{ kind: 'line', actor: selfOf(stage).id, line }]
  },
  advance(stage) {
    const being = beingAt(stage, 0)
    const id = idAt(stage, 1)
    const quest = stage.context.world.definitions.get<Quest>('quest', id)
    if (!quest || being.kind !== 'character') return refuse('no such quest')
    if (quest.zone !== stage.script.zone) refuse('of another zone')
    return eventActs(...finishStep(stage.context.world, being, quest, textAt(stage, 2)))
  },
  reputation(stage) {
    const being = beingAt(stage, 0)
    if (being.kind !== 'character') return refuse('only players have a reputation')
    const change = Math.max(-repute, Math.min(repute, numberAt(stage, 2)))
    const { world } = stage.context
    const faction = world.definitions.get<Faction>('faction', textAt(stage, 1))
    if (!faction) return refuse('no such faction')
    return eventActs(...changeReputation(being, faction, change, `script ${stage.script.id}`))
  },
  reward: (stage) => (isTrusted(stage) ? payOut(stage) : payFromZone(stage)),
  letter(stage) {
    const [to = null, from = null] = stage.given
    const { world, newId } = stage.context
    const reader = isHandle(to) ? beingIn(world, to.id) : undefined
    const writer = isHandle(from) ? beingIn(world, from.id) : undefined
    if (reader?.kind !== 'character' || writer?.kind !== 'character')
      return refuse('no such people')
    const actor = stage.sees.get('actor') ?? null
    // Nobody's name stands under a letter that he did not ask for.
    if (!isHandle(actor) || actor.id !== writer.id)
      return refuse('only whoever asked for it writes')
    if (reader.ignores?.includes(writer.id)) return refuse('the reader does not wish it')
    const words = cleanSpeech(textAt(stage, 2)).slice(0, 400)
    if (words === '') return refuse('no words')
    return eventActs(letterSent({ letter: newId('l'), from: writer.id, to: reader.id, words }))
  },
  sky(stage) {
    needDanger(stage, 'sky')
    const { world, now } = stage.context
    const weather = weathers.find((one) => one === textAt(stage, 0)) ?? refuse('no such weather')
    const zone = world.definitions.get<Zone>('zone', stage.script.zone)
    const minutes = Math.min(120, Math.max(1, numberAt(stage, 1)))
    const until = now.beat + minutes * beatsPerMinute(world)
    return eventActs(skyCalled({ climate: zone?.climate ?? '', weather, until }))
  },
  disable: switchTo(true),
  enable: switchTo(false),
} satisfies Partial<Record<ActName, Performer>>

/** Pays from the mobile's purse; what is missing there is minted. */
function payOut(stage: Stage): readonly Act[] {
  const mobile = selfOf(stage)
  const to = beingAt(stage, 0)
  const amount = numberAt(stage, 1)
  if (amount <= 0) return []
  const missing = amount - Math.min(mobile.gold, amount)
  return eventActs(
    ...(missing > 0 ? [goldMinted({ to: mobile.id, amount: missing, reason: 'script' })] : []),
    goldGiven({ actor: mobile.id, target: to.id, amount }),
  )
}

/** Pays out of what admins allow the zone for a character and day. */
function payFromZone(stage: Stage): readonly Act[] {
  const { world, now } = stage.context
  const to = beingAt(stage, 0)
  const amount = numberAt(stage, 1)
  const { id: script, zone } = stage.script
  if (to.kind !== 'character') return refuse('only players are paid')
  const { day } = timeAt(world, now.beat)
  const allowed = world.definitions.get<Partial<Zone>>('zone', zone)?.allowance ?? 0
  if (amount <= 0 || paidOn(world, zone, to.id, day) + amount > allowed) {
    return refuse('more than the zone may pay')
  }
  return eventActs(
    scriptPaid({ script, zone, character: to.id, day, amount }),
    goldMinted({ to: to.id, amount, reason: `script ${script}` }),
  )
}
