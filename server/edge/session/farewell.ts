/** How a connection ends that the server closes. */
import type { ByeCode } from '../../../schema/frames/server.ts'

/** The last frame before the server closes. */
export interface Farewell {
  readonly code: ByeCode
  /** For people. */
  readonly reason: string
  /** Whether to reconnect with `resume` will work. */
  readonly resume: boolean
  /** The close code of a WebSocket (RFC 6455, section 7.4). */
  readonly closeCode: number
}
