/** Players who talk to the people of the shipped world, and when they read what. */
import { WebSocket } from 'ws'
import type { ServerFrame } from '../../../schema/frames/server.ts'

/** One question, in milliseconds since it was committed (`done`). */
export interface Answered {
  /** From the line being sent to the answer being read. */
  readonly wholeMs: number
  readonly pipelineMs: number
  /** First words, where any came live. */
  readonly firstMs: number | undefined
  /** From the last live piece, which follows the stored result, to the committed event. */
  readonly sendMs: number | undefined
  readonly words: string
}

export interface Talker {
  ask(line: string): Promise<Answered>
  leave(): void
}

const patienceMs = 30_000

/** A guest in the room where the story begins. */
export async function enter(ws: string, name: string): Promise<Talker> {
  const socket = new WebSocket(ws, 'v1.mudstream')
  let n = 0
  let hear: (frame: ServerFrame, at: number) => void = () => undefined
  socket.on('message', (data) => hear(JSON.parse(String(data)) as ServerFrame, performance.now()))
  await new Promise((resolve, reject) => {
    socket.once('open', resolve)
    socket.once('error', reject)
  })
  await new Promise<void>((resolve) => {
    hear = (frame) => {
      if (frame.t === 'event' && frame.kind === 'looked') resolve()
      if (frame.t === 'welcome' && 'needs' in frame) {
        socket.send(JSON.stringify({ t: 'guest', name }))
      }
    }
    socket.send(JSON.stringify({ t: 'hello' }))
  })
  return {
    ask(line) {
      n += 1
      const sentAt = performance.now()
      let committedAt = sentAt
      const firstAt = new Map<string, number>()
      const lastAt = new Map<string, number>()
      return new Promise((resolve, reject) => {
        const late = setTimeout(() => reject(new Error(`no answer to: ${line}`)), patienceMs)
        hear = (frame, at) => {
          if (frame.t === 'done') committedAt = at
          if (frame.t === 'narration') {
            if (!firstAt.has(frame.narration)) firstAt.set(frame.narration, at)
            if (frame.done) lastAt.set(frame.narration, at)
          }
          if (frame.t !== 'event' || frame.kind !== 'npc-spoke') return
          clearTimeout(late)
          const id = String(frame.data?.['narration'] ?? '')
          const first = firstAt.get(id)
          const last = lastAt.get(id)
          resolve({
            wholeMs: at - sentAt,
            pipelineMs: at - committedAt,
            firstMs: first === undefined ? undefined : first - committedAt,
            sendMs: last === undefined ? undefined : Math.max(0, at - last),
            words: String(frame.data?.['words'] ?? ''),
          })
        }
        socket.send(JSON.stringify({ t: 'cmd', n, line }))
      })
    },
    leave: () => socket.terminate(),
  }
}
