/** The rule of every behaviour that world files know. */
import type { Behaviour, BehaviourKind, MobilePrototype } from '../../../../schema/world-file.ts'
import type { Act } from '../../../define-system.ts'
import type { Sight } from '../sight.ts'
import { aggressive } from './aggressive.ts'
import { banker } from './banker.ts'
import { guard } from './guard.ts'
import { healer } from './healer.ts'
import { helper } from './helper.ts'
import { innkeeper } from './innkeeper.ts'
import { patrol } from './patrol.ts'
import type { Asked, BehaviourRule } from './rule.ts'
import { scavenge } from './scavenge.ts'
import { schedule } from './schedule.ts'
import { shopkeeper } from './shopkeeper.ts'
import { talker } from './talker.ts'
import { trainer } from './trainer.ts'
import { wander } from './wander.ts'
import { wimpy } from './wimpy.ts'

const rules: { readonly [K in BehaviourKind]: BehaviourRule<K> } = {
  aggressive,
  banker,
  guard,
  healer,
  helper,
  innkeeper,
  patrol,
  scavenge,
  schedule,
  shopkeeper,
  talker,
  trainer,
  wander,
  wimpy,
}

/**
 * Undefined for a kind that only a newer version knows: it may have written the definition. The cast:
 * TypeScript cannot know that a rule found by a kind takes the behaviours of that kind.
 */
function ruleOf({ kind }: Behaviour): BehaviourRule<BehaviourKind> | undefined {
  return rules[kind] as BehaviourRule<BehaviourKind> | undefined
}

/** What a mobile does by one behaviour when its turn comes; empty when it does nothing now. */
export function behave(sight: Sight, behaviour: Behaviour): readonly Act[] {
  return ruleOf(behaviour)?.turn?.(sight, behaviour) ?? []
}

/** A service of a mobile, as talk about it needs it. */
export interface OwnService {
  readonly kind: BehaviourKind
  readonly order: RegExp
  readonly about: readonly string[]
  readonly price: string
  serve(asked: Asked): readonly Act[]
}

/** What a mobile does for coin when somebody asks for it. */
export function servicesOf({ behaviours }: MobilePrototype): OwnService[] {
  return behaviours.flatMap((behaviour) => {
    const service = ruleOf(behaviour)?.service
    if (!service?.isFor(behaviour)) return []
    const { order, about } = service
    return {
      kind: behaviour.kind,
      order,
      about,
      price: service.price(behaviour),
      serve: (asked: Asked) => service.serve(asked, behaviour),
    }
  })
}
