/**
 * What mobiles do for coin. Nothing is done without an order, or a yes to what was offered: a line that
 * only speaks of it is answered with the price.
 */

import { keywordsOf, mobilePrototype } from '../../../schema/words.ts'
import type { MobilePrototype } from '../../../schema/world-file.ts'
import { type Act, eventActs, type SystemContext } from '../../define-system.ts'
import { agrees, confidenceOf, coreOf } from '../../minds/meaning.ts'
import { isAgreedTo, type Offer, offers, stands, takes } from '../../minds/offers.ts'
import { type OwnService, servicesOf } from './behaviours/index.ts'
import { says } from './behaviours/paid.ts'
import type { Asked } from './behaviours/rule.ts'

const sureEnough = 70

/** The service that a line orders, or that was offered and is agreed to. */
export function orderedService(
  { world, now }: Pick<SystemContext, 'world' | 'now'>,
  asked: Asked,
): OwnService | undefined {
  const { mobile, speaker, words } = asked
  const prototype = mobilePrototype(world, mobile.proto)
  if (!prototype) return undefined
  const names = keywordsOf(world, mobile)
  const core = coreOf(words, names)
  const yes = agrees(words, names)
  return servicesOf(prototype).find((service) => {
    const offer = offerOf(asked, service)
    if (service.order.test(core)) return true
    if (yes) return isAgreedTo(world, speaker, offer, now)
    return service.about.includes(core) && stands(world, speaker, offer, now)
  })
}

/** The acts of a service, which uses up its offer. */
export function serveActs(
  { now }: SystemContext,
  asked: Asked,
  service: OwnService,
): readonly Act[] {
  return [...eventActs(takes(asked.speaker, offerOf(asked, service), now)), ...service.serve(asked)]
}

const offerOf = ({ mobile }: Asked, { kind }: OwnService): Offer => ({
  by: mobile.proto,
  what: kind,
})

/** The service that a line is about without ordering it, or undefined. */
export function serviceAskedFor(
  { world }: SystemContext,
  prototype: MobilePrototype,
  { words, mobile }: Asked,
): OwnService | undefined {
  const names = keywordsOf(world, mobile)
  return servicesOf(prototype).find(({ about }) => confidenceOf(words, about, names) >= sureEnough)
}

/** The offer of a service is made: from now on a yes is enough. */
export function offerActs({ now }: SystemContext, asked: Asked, service: OwnService): Act[] {
  return eventActs(offers(asked.speaker, offerOf(asked, service), now))
}

/** The price of a service, in words, and the offer with it. */
export function priceActs(context: SystemContext, asked: Asked, service: OwnService): Act[] {
  return [...says(asked, service.price), ...offerActs(context, asked, service)]
}
