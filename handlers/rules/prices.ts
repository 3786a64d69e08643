/** What a shop asks for its wares. */
import type { ItemPrototype, Shop } from '../../schema/world-file.ts'

/** The price that a shop asks for something of that value, in coins: at least one. */
export function askedFor(shop: Shop, value: number): number {
  return Math.max(1, Math.ceil((value * shop.markup) / 100))
}

/** A price as somebody who is liked, or is not, is asked it: at least one coin. */
export function priceFor(price: number, percent: number): number {
  const asked = (price * percent) / 100
  return Math.max(1, percent < 100 ? Math.floor(asked) : Math.ceil(asked))
}

/** The price of a ware of its shelf, in coins. */
export function shelfPrice(
  shop: Shop,
  ware: Shop['sells'][number],
  { value }: Pick<ItemPrototype, 'value'>,
): number {
  return ware.price ?? askedFor(shop, value)
}
