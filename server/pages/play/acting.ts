/** What can be done with somebody, a thing or a way: asked of the world, which answers in words. */
import { signal } from '@preact/signals'
import type { ServerFrameOf, Span } from '../../../schema/frames/server.ts'
import * as game from './game.ts'
import { eventSpans, plainText } from './text/story-line.ts'

export type Option = {
  /** What is typed; it ends in an ellipsis where words are missing. */
  readonly line: string
  readonly brief: string
}
export type Menu = {
  readonly title: string
  /** The mark of the command that asks. */
  readonly mark: number
  /** Where on the screen it was asked for, in pixels; absent when by keyboard. */
  readonly at?: { readonly x: number; readonly y: number }
  readonly options?: readonly Option[]
  /** Why there are none. */
  readonly refusal?: string
}

/** The menu that is open. */
export const menu = signal<Menu | undefined>(undefined)
/** The beginning of a line that waits in the input for more words. */
export const begun = signal<string | undefined>(undefined)

/** What stands under a menu's mark was answered: true when the event is for the menu, not for the story. */
export function answersMenu(event: ServerFrameOf<'event'>): boolean {
  const open = menu.value
  if (!open || event.cause === undefined) return false
  const asked = game.commands.value.find(({ mark }) => mark === open.mark)
  if (asked?.request !== event.cause) return false
  const spans = eventSpans(event)
  const options = optionsIn(spans)
  menu.value =
    event.kind === 'options-shown' && options.length > 0
      ? { ...open, options }
      : { ...open, refusal: plainText({ spans }) }
  return true
}

/** Every piece that can be typed, with the words that follow it on its line. */
export function optionsIn(spans: readonly Span[]): readonly Option[] {
  return spans.flatMap(({ t, s }, at) => {
    if (s !== 'command') return []
    const [after = ''] = (spans[at + 1]?.t ?? '').split('\n')
    return [{ line: t, brief: after.replace(/^: /, '') }]
  })
}

/** Whether words are missing that only the player knows. */
export const isOpen = (line: string): boolean => line.endsWith('…')

/** How the server is told what is meant: by its id where it is at hand, else by its words. */
export function subjectOf(words: string): string {
  const wanted = words.trim().toLowerCase()
  const { carried, worn } = game.belongings.value
  const near = [
    ...(game.room.value?.people ?? []),
    ...(game.room.value?.items ?? []),
    ...carried,
    ...worn,
  ]
  const known =
    near.find(({ name }) => name.toLowerCase() === wanted) ??
    near.find(({ line }) => line?.toLowerCase() === wanted) ??
    near.find(({ name }) => wanted.includes(name.toLowerCase()))
  return known ? `#${known.id}` : wanted.slice(0, 60)
}
