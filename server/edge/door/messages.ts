/**
 * What a door and the gateways behind it say to each other: one JSON value on a line. Either may be of
 * an older version than the other, since an old door stays until its last player has left: what one does
 * not know it passes over.
 */
import type { Socket } from 'node:net'
import { z } from 'zod'
import { carried } from '../telnet/carried.ts'

/** Raised when old and new no longer understand each other; such a gateway is turned away. */
export const doorProtocol = 1

const gmcp = z.object({ package: z.string(), data: z.unknown().optional() })
const colours = z.union([z.literal(0), z.literal(16), z.literal(256), z.literal(16_777_216)])

const caps = z.object({
  name: z.string(),
  terminal: z.string(),
  ansi: z.boolean(),
  colours,
  utf8: z.boolean(),
  screenReader: z.boolean(),
  width: z.number(),
  height: z.number(),
  gmcp: z.boolean(),
  mccp: z.boolean(),
  eor: z.boolean(),
})

/** What a door says of the people who stand there. */
export const fromDoor = z.discriminatedUnion('t', [
  /** Somebody is to be served. `carried` is what the gateway that served them before has left. */
  z.object({
    t: z.literal('open'),
    id: z.string(),
    address: z.string(),
    caps,
    carried: carried.optional().catch(undefined),
    /** Where the door listens, for crawlers that ask in words. */
    ports: z.object({ PORT: z.number(), SSL: z.number().optional() }).optional(),
  }),
  /** A line; it is brought again, also to another gateway, until it is settled. */
  z.object({ t: z.literal('line'), id: z.string(), line: z.number(), text: z.string() }),
  z.object({ t: z.literal('gmcp'), id: z.string(), message: gmcp }),
  z.object({ t: z.literal('caps'), id: z.string(), caps }),
  z.object({ t: z.literal('line-too-long'), id: z.string() }),
  /** They have gone. */
  z.object({ t: z.literal('gone'), id: z.string() }),
  /** Another door takes who comes; those who stand at this one stay there until they leave. */
  z.object({ t: z.literal('retiring') }),
])
export type FromDoor = z.infer<typeof fromDoor>

type Open = FromDoor & { t: 'open' }
/** As the door says it: what a gateway has left is not read there. */
export type DoorSays =
  | Exclude<FromDoor, Open>
  | (Omit<Open, 'carried'> & { readonly carried: unknown })

/** One thing to be shown or asked. */
const step = z.discriminatedUnion('do', [
  z.object({ do: z.literal('text'), text: z.string() }),
  z.object({ do: z.literal('prompt'), text: z.string() }),
  z.object({ do: z.literal('gmcp'), message: gmcp }),
  z.object({ do: z.literal('echo'), on: z.boolean() }),
  z.object({ do: z.literal('signed-in') }),
  z.object({ do: z.literal('client-name'), name: z.string() }),
])
export type Step = z.infer<typeof step>

const mssp = z.record(z.string(), z.union([z.string(), z.number()]))

/** What a gateway says to a door. */
export const fromGateway = z.discriminatedUnion('t', [
  z.object({ t: z.literal('hello'), protocol: z.number(), instance: z.string() }),
  /** Said every second, with the game's status for crawlers. */
  z.object({ t: z.literal('alive'), mssp }),
  /** Shows something and keeps what goes with it: both, or neither when the gateway dies meanwhile. */
  z.object({
    t: z.literal('show'),
    id: z.string(),
    steps: z.array(step),
    settled: z.array(z.number()),
    /** Null: nobody plays there. Absent: as before. The door keeps it as it is. */
    carried: z.unknown().optional(),
  }),
  /** They are to be brought to a gateway anew. */
  z.object({ t: z.literal('again'), id: z.string() }),
  z.object({ t: z.literal('close'), id: z.string(), reason: z.string() }),
  /** This gateway stops: nobody else is to be brought here. */
  z.object({ t: z.literal('leaving') }),
])
export type FromGateway = z.infer<typeof fromGateway>

export function send(socket: Socket, message: DoorSays | FromGateway): void {
  if (!socket.destroyed && socket.writable) socket.write(`${JSON.stringify(message)}\n`)
}

/**
 * Hands out every whole message of the socket, in order. What is cut off by the death of the other side
 * counts as never said; what this side does not know is passed over.
 */
export function hear<T>(socket: Socket, kind: z.ZodType<T>, heard: (message: T) => void): void {
  let rest = ''
  socket.setEncoding('utf8')
  socket.on('data', (chunk: string) => {
    const lines = `${rest}${chunk}`.split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) {
      const read = kind.safeParse(parseJson(line))
      if (read.success) heard(read.data)
    }
  })
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    // Nothing that either side ever says.
    return undefined
  }
}
