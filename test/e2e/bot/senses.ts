/** What somebody at a client knows: the newest state parts, and what has been told, in order. */
import type { CharView } from '../../../schema/answers/people.ts'
import type { QuestsView } from '../../../schema/answers/quests.ts'
import type { RoomView } from '../../../schema/answers/room.ts'
import type { ItemsView } from '../../../schema/answers/things.ts'
import type { Frame, Player } from '../player.ts'

/** What came of one line. */
export interface Outcome {
  readonly status: string
  /** Everything the author read of it. */
  readonly text: string
  readonly kinds: readonly string[]
}

export interface Told {
  readonly kind: string
  readonly text: string
  readonly data: Record<string, unknown>
}

export interface Senses {
  room(): RoomView
  char(): CharView
  items(): ItemsView
  quests(): QuestsView
  /** Everything told so far, in order. */
  readonly told: readonly Told[]
  /** Rooms that have been stood in with open eyes. */
  readonly visited: ReadonlySet<string>
  /** Rooms where somebody fell in sight and was not searched yet. */
  readonly bodies: Set<string>
  /** Sends one line and waits until it is done. */
  type(line: string): Promise<Outcome>
  /** Waits until something more has come. */
  moment(): Promise<void>
  /** The last lines and what came of them, for whoever asks why it went wrong. */
  story(): string
}

const storyLines = 60

/** Opens the eyes of a player who has just come into the world. */
export function sensesOf(player: Player): Senses {
  const parts = new Map<string, unknown>()
  const told: Told[] = []
  const visited = new Set<string>()
  const bodies = new Set<string>()
  const story: string[] = []
  let read = 0

  function perceive(frame: Frame): void {
    if (frame.t === 'state') keep(String(frame['part']), frame['data'])
    if (frame.t !== 'event') return
    const data = (frame['data'] ?? {}) as Record<string, unknown>
    if (frame['kind'] === 'looked') keep('room', data)
    const text = String(frame['text'])
    told.push({ kind: String(frame['kind']), text, data })
    const room = parts.get('room') as RoomView | undefined
    if (frame['kind'] === 'mobile-killed' && room) bodies.add(room.id)
    note(text.split('\n').slice(0, 2).join(' / ').slice(0, 160))
  }
  function keep(part: string, data: unknown): void {
    parts.set(part, data)
    const room = data as RoomView
    if (part === 'room' && room.title !== 'Darkness') visited.add(room.id)
  }
  function note(line: string): void {
    story.push(line)
    if (story.length > storyLines) story.shift()
  }
  function catchUp(): void {
    for (; read < player.frames.length; read += 1) {
      const frame = player.frames[read]
      if (frame) perceive(frame)
    }
  }
  const part = <T>(name: string): T => {
    catchUp()
    const state = parts.get(name)
    if (state === undefined) throw new Error(`the server has never shown ${name}`)
    return state as T
  }
  return {
    room: () => part('room'),
    char: () => part('char'),
    items: () => part('items'),
    quests: () => part('quests'),
    told,
    visited,
    bodies,
    async type(line) {
      catchUp()
      note(`> ${line}`)
      const frames = await player.play(line)
      catchUp()
      const events = frames.filter(({ t }) => t === 'event')
      return {
        status: String(frames.find(({ t }) => t === 'done')?.['status']),
        text: events.map((frame) => String(frame['text'])).join('\n'),
        kinds: events.map((frame) => String(frame['kind'])),
      }
    },
    async moment() {
      const from = player.frames.length
      await player.next(() => true, from)
      catchUp()
    },
    story: () => story.join('\n'),
  }
}
