/** Styles of spans as colours of a terminal. */
import type { ServerFrameOf, Span } from '../../../schema/frames/server.ts'
import type { TextStyle } from '../../../schema/text-styles.ts'

const codes: Readonly<Partial<Record<TextStyle, string>>> = {
  room: '1;33',
  item: '32',
  npc: '33',
  player: '36',
  exit: '34',
  channel: '35',
  good: '32',
  danger: '31',
  dim: '2',
}

const plain = (spans: readonly Span[]): string => spans.map(({ t }) => t).join('')

/** What an event says, coloured where the terminal shows colours. */
export function painted(
  { text, spans = [] }: Pick<ServerFrameOf<'event'>, 'text' | 'spans'>,
  { colours }: { readonly colours: boolean },
): string {
  if (!colours || spans.length === 0) return text ?? plain(spans)
  return spans
    .map(({ t, s }) => {
      const code = s === undefined ? undefined : codes[s]
      return code === undefined ? t : `\u001b[${code}m${t}\u001b[0m`
    })
    .join('')
}
