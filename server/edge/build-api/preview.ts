/** Words as every kind of client shows them, by the renderers that clients are served with. */
import { roomLooked } from '../../../schema/answers/room.ts'
import type { Direction } from '../../../schema/directions.ts'
import type { Span } from '../../../schema/frames/server.ts'
import { escapeMarkup, toSpans } from '../../../schema/markup.ts'
import { toAnsi } from '../render/ansi.ts'
import { plainCaps } from '../render/client-caps.ts'
import { wrapSpans } from '../render/wrap.ts'

export interface Preview {
  readonly page: readonly Span[]
  /** Lines of 80 columns with their styles, as a terminal with colours has them. */
  readonly colour: readonly (readonly Span[])[]
  readonly plain: string
  readonly screenReader: string
}

interface Words {
  readonly title: string
  readonly description: string
  /** Ways out of a room; null for what is none. */
  readonly exits: readonly Direction[] | null
}

const empty = { id: '', zone: '', people: [], items: [] }

export function previewOf({ title, description, exits }: Words): Preview {
  const marked = exits
    ? roomLooked.text({
        ...empty,
        title,
        description,
        exits: exits.map((dir) => ({ dir, to: '' })),
      })
    : escapeMarkup(description)
  const page = toSpans(marked)
  return {
    page,
    colour: wrapSpans(page, plainCaps.width),
    plain: toAnsi(marked, plainCaps),
    screenReader: toAnsi(marked, { ...plainCaps, screenReader: true }),
  }
}
