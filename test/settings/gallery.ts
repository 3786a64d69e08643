/** World files of one long row of rooms, more than the smallest cache holds. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface Gallery {
  readonly folder: string
  /** The id of the room with this number. */
  room(number: number): string
  remove(): void
}

export const galleryRooms = 130

/** `name`: what the first room is called, which is where everybody begins. */
export function writeGallery(name: string): Gallery {
  const folder = mkdtempSync(join(tmpdir(), 'mudstream-gallery-'))
  writeFileSync(
    join(folder, 'world.yaml'),
    [
      `world: {name: ${name}, start: gallery.r0, startingGold: 60}`,
      'climates:',
      '  temperate: {name: mild, weights: {clear: 100}}',
      '',
    ].join('\n'),
  )
  const rooms = Array.from({ length: galleryRooms }, (_, number) => {
    const east = number + 1 < galleryRooms ? [`east: r${number + 1}`] : []
    const west = number > 0 ? [`west: r${number - 1}`] : []
    const title = number === 0 ? name : `Bay ${number}`
    return [
      `  r${number}:`,
      `    title: ${title}`,
      '    description: Plaster, dust and the marks of frames that hang elsewhere now.',
      `    coords: [${number}, 0, 0]`,
      `    exits: {${[...east, ...west].join(', ')}}`,
    ].join('\n')
  })
  const zone = 'zone: {id: gallery, name: The Gallery, resetMode: never}'
  writeFileSync(join(folder, 'gallery.yaml'), [zone, 'rooms:', ...rooms, ''].join('\n'))
  return {
    folder,
    room: (number) => `gallery.r${number}`,
    remove: () => rmSync(folder, { recursive: true }),
  }
}
