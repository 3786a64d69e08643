/** What everybody knows who stands in a room: the place, its ways out, its details, who is there. */
import { type Direction, directions } from '../../../schema/directions.ts'
import type { Room } from '../../../schema/entities.ts'
import type { Fact } from '../../../schema/jobs/dossier.ts'
import { skyNotes } from '../../../schema/sky.ts'
import { roomsOf } from '../../../schema/world.ts'
import type { Zone } from '../../../schema/world-file.ts'
import { beingsIn } from '../../nouns.ts'
import { visibleExits } from '../../scene.ts'
import { type Asking, fact, firstSentence, inSentence } from './asking.ts'

export function hereFacts(asking: Asking): Fact[] {
  const { world, room } = asking
  const zone = world.definitions.get<Zone>('zone', room.zone)
  const sky = skyNotes(world, room).join(' ')
  return [
    fact('here:place', `This is ${inSentence(room.title)}. ${firstSentence(room.description)}`, {
      own: room.title,
    }),
    ...(zone
      ? [
          fact('here:town', `The place is called ${zone.name}. ${zone.description ?? ''}`.trim(), {
            own: zone.name,
          }),
        ]
      : []),
    ...(room.flags.includes('safe') ? [fact('here:safe', 'Nobody may fight here.')] : []),
    ...exitFacts(asking),
    ...detailFacts(room),
    ...peopleFacts(asking),
    ...(sky ? [fact('here:sky', sky)] : []),
  ]
}

function exitFacts({ world, room }: Asking): Fact[] {
  const exits = visibleExits(room)
  const rooms = new Map(
    roomsOf(
      world,
      exits.map(({ to }) => to),
    ).map((one) => [one.id, one]),
  )
  const ordered = directions.flatMap((direction) => exits.filter(({ dir }) => dir === direction))
  return ordered.flatMap(({ dir, to, doorName }): Fact[] => {
    const title = rooms.get(to)?.title
    if (!title) return []
    const door = doorName ? `, through ${inSentence(doorName)}` : ''
    const name = inSentence(title)
    return [fact(`exit:${dir}`, `${outOf(dir)} is ${name}${door}.`, { own: name, about: [dir] })]
  })
}

/** "To the south", "Up", "Down". */
export function outOf(direction: Direction | string): string {
  if (direction === 'up') return 'Up there'
  return direction === 'down' ? 'Down below' : `To the ${direction}`
}

const detailsMax = 10

function detailFacts({ details }: Room): Fact[] {
  return Object.entries(details)
    .slice(0, detailsMax)
    .map(([key, text]) => {
      const about = key.split('|')
      return fact(`detail:${about[0] ?? ''}`, text, { about })
    })
}

const peopleMax = 8

function peopleFacts({ world, room, mobile, speaker }: Asking): Fact[] {
  return beingsIn(world, room.id)
    .filter(({ id }) => id !== mobile.id && id !== speaker.id)
    .slice(0, peopleMax)
    .map((being) => fact(`here:being:${being.id}`, `${being.name} is here.`, { own: being.name }))
}
