/** Events of a `text/event-stream`, as they come. */
export interface SentEvent {
  readonly id: string
  readonly event: string
  readonly data: string
}

/** Reads until the stream ends; rejects when it breaks. */
export async function* eventsIn(body: ReadableStream<Uint8Array>): AsyncGenerator<SentEvent> {
  const decoder = new TextDecoder()
  let unread = ''
  const reader = body.getReader()
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      unread += decoder.decode(value, { stream: true })
      const blocks = unread.split(/\r?\n\r?\n/)
      unread = blocks.pop() ?? ''
      yield* blocks.map(eventOf).filter(({ data }) => data !== '')
    }
  } finally {
    reader.releaseLock()
  }
}

function eventOf(block: string): SentEvent {
  const field = (name: string) =>
    block
      .split(/\r?\n/)
      .filter((line) => line.startsWith(`${name}:`))
      .map((line) => line.slice(name.length + 1).replace(/^ /, ''))
      .join('\n')
  return { id: field('id'), event: field('event') || 'message', data: field('data') }
}
