/**
 * Days of mobiles, as their authors have written them: at its hour somebody sets out and does there what a
 * player could type, by the rules that hold for players. What is refused does not happen, and the day goes on.
 */

import type { Mobile } from '../../../schema/entities.ts'
import { newsOf } from '../../../schema/events/news.ts'
import { npcMinded } from '../../../schema/events/npc.ts'
import { goldMinted } from '../../../schema/events/trade.ts'
import type { RoomId } from '../../../schema/ids.ts'
import { ownOf } from '../../../schema/own.ts'
import type { DayStep, MobilePrototype } from '../../../schema/world-file.ts'
import { timeAt } from '../../clock.ts'
import { type Act, eventActs } from '../../define-system.ts'
import { taleOf } from '../../minds/facts/news.ts'
import { walkTowards } from './paths.ts'
import { isTurn, line, type Sight } from './sight.ts'

/** Two seconds at the usual heartbeat: the pause before each step and each line. */
const everyBeats = 8
/** A step that could not be begun in so many hours is left out today. */
const withinHours = 2
/** So long after its last words to a player a mobile does not walk away: a minute. */
const inTalkBeats = 240

/** What the day holds for a mobile now; nothing where it holds nothing, or all of it is done. */
export function dayActs(sight: Sight): readonly Act[] {
  const { mobile, prototype, hour } = sight
  const steps = prototype.persona?.day
  if (!steps || isHindered(mobile) || !isTurn(sight, everyBeats)) return []
  const { index, step } = dueStep(steps, hour)
  return step ? stepActs(sight, step, index) : []
}

const isHindered = ({ fighting, following, position }: Mobile): boolean =>
  fighting !== undefined || following !== undefined || position === 'sleeping'

function stepActs(sight: Sight, step: DayStep, index: number): readonly Act[] {
  const { world, mobile, room, beat } = sight
  const day = `${timeAt(world, beat).day}.${index}`
  const next = mobile.mind?.['day'] === day ? Number(mobile.mind['dayNext']) : 0
  const text = step.do[next]
  if (text === undefined) return []
  const noted = (dayNext: number) =>
    eventActs(npcMinded({ mobile: mobile.id, mind: { day, dayNext } }))
  if (step.room && step.room !== room.id) {
    return setOut(sight, step.room) ?? noted(step.do.length)
  }
  const said = withNews(sight, text)
  return [
    ...(next === 0 ? wages(sight) : []),
    ...noted(next + 1),
    ...(said ? [line(mobile, said)] : []),
  ]
}

/** Undefined where no way leads there. */
function setOut(sight: Sight, to: RoomId): readonly Act[] | undefined {
  const { mobile, beat } = sight
  if (beat - Number(mobile.mind?.['spokeAt'] ?? -inTalkBeats) < inTalkBeats) return []
  return mobile.position === 'standing' ? walkTowards(sight, to) : [line(mobile, 'stand')]
}

/** Whoever has spent its coin has as much again as a fresh copy has at least: it lives by its trade. */
function wages({ mobile, prototype }: Sight): Act[] {
  const amount = prototype.gold[0] - mobile.gold
  return amount > 0 ? eventActs(goldMinted({ to: mobile.id, amount, reason: 'wages' })) : []
}

function dueStep(steps: readonly DayStep[], hour: number): { index: number; step?: DayStep } {
  const index = steps.findLastIndex(({ at }) => at <= hour && hour < at + withinHours)
  const step = steps[index]
  return step ? { index, step } : { index }
}

/** A line with the latest that its speaker has heard of; undefined when there is nothing to tell. */
function withNews({ world, mobile, room, beat }: Sight, text: string): string | undefined {
  if (!text.includes('{news}')) return text
  for (const item of newsOf(world, room.zone, beat).toReversed()) {
    const source = ownOf(item.knows, mobile.proto)
    const tale = source && taleOf({ world, now: { beat }, listener: mobile.id }, item, source)
    if (tale) return text.replaceAll('{news}', tale)
  }
  return undefined
}

/** Whether the day of a mobile leads it away from its place, so that it has to come back. */
export function leavesHome({
  persona,
  behaviours,
}: Pick<MobilePrototype, 'persona' | 'behaviours'>): boolean {
  const isRestless = behaviours.some(({ kind }) => moving.has(kind))
  return !isRestless && persona?.day?.some(({ room }) => room !== undefined) === true
}

const moving: ReadonlySet<string> = new Set(['schedule', 'patrol', 'wander'])
