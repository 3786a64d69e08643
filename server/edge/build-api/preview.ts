/** Words as every kind of client shows them, by the renderers that clients are served with. */
import { roomLooked } from '../../../schema/answers/room.ts'
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
  readonly isRoom: boolean
}

export function previewOf({ title, description, isRoom }: Words): Preview {
  const room = { id: '', zone: '', title, description, exits: [], people: [], items: [] }
  const marked = isRoom ? roomLooked.text(room) : escapeMarkup(description)
  const page = toSpans(marked)
  return {
    page,
    colour: wrapSpans(page, plainCaps.width),
    plain: toAnsi(marked, plainCaps),
    screenReader: toAnsi(marked, { ...plainCaps, screenReader: true }),
  }
}
