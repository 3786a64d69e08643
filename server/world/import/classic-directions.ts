import { type Direction, directions, opposites } from '../../../schema/directions.ts'
import type { AreaRoom } from './area-model.ts'
import type { Flag } from './area-values.ts'
import type { Dialect } from './dialect-names.ts'
import { tableOf } from './dialects.ts'

const plainCount = 6

/** The orders in which servers number the diagonals from 6 on. */
const diagonalOrders: readonly (readonly Direction[])[] = [
  ['northeast', 'northwest', 'southeast', 'southwest'],
  ['northwest', 'northeast', 'southeast', 'southwest'],
  ['northeast', 'southeast', 'southwest', 'northwest'],
]

/**
 * What the directions of a library mean. Children of Merc number the diagonals as they like, so the
 * order is taken that leads most exits back where they came from; the usual one when it is a draw.
 */
export function directionFinder(dialect: Dialect, rooms: readonly AreaRoom[]) {
  const usual = tableOf(dialect).names.directions
  const orders = [usual, ...diagonalOrders.map((rest) => [...usual.slice(0, plainCount), ...rest])]
  const diagonal = diagonalExits(rooms)
  const scored = orders.map((order) => ({ order, score: scoreOf(order, diagonal) }))
  const best = scored.reduce((one, other) => (other.score > one.score ? other : one))
  return (direction: Flag): Direction | undefined =>
    typeof direction === 'number' ? best.order[direction] : directions.find((d) => d === direction)
}

type Link = { readonly from: number; readonly to: number; readonly direction: number }

function diagonalExits(rooms: readonly AreaRoom[]): Link[] {
  return rooms.flatMap(({ vnum, exits }) =>
    exits.flatMap(({ direction, target }) =>
      typeof direction === 'number' && direction >= plainCount
        ? [{ from: vnum, to: target, direction }]
        : [],
    ),
  )
}

/** How many exits have one back in the opposite direction. */
function scoreOf(order: readonly Direction[], links: readonly Link[]): number {
  const key = ({ from, to }: Link, direction: Direction) => `${from} ${to} ${direction}`
  const found = new Set(
    links.flatMap((link) => {
      const direction = order[link.direction]
      return direction === undefined ? [] : [key(link, direction)]
    }),
  )
  const isBack = (link: Link): boolean => {
    const direction = order[link.direction]
    if (direction === undefined) return false
    return found.has(key({ ...link, from: link.to, to: link.from }, opposites[direction]))
  }
  return links.filter(isBack).length
}
