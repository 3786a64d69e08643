/**
 * The frames a session produces, as `v1.mudstream` defines them, with one difference: `text` still
 * carries markup (schema/markup.ts). Every client kind is rendered from these and from nothing else.
 * `data` holds plain text.
 */
export type ServerFrame =
  | {
      readonly t: 'welcome'
      readonly protocol: 1
      readonly session: string
      readonly character: {
        readonly id: string
        readonly name: string
        readonly role: string
      } | null
      readonly world: string
      readonly needs?: 'login'
      readonly resumed?: boolean
      readonly lastN: number
      readonly resume: string
      /** Where the session stands: a resume before the first frame begins here. */
      readonly frame?: string
    }
  | { readonly t: 'ack'; readonly n: number; readonly request: string }
  | {
      readonly t: 'reject'
      readonly n?: number
      readonly code: string
      readonly message: string
      readonly expected?: number
    }
  | EventFrame
  | StateFrame
  | {
      readonly t: 'done'
      readonly frame: string
      readonly request: string
      readonly n: number
      readonly status: 'completed' | 'refused' | 'failed'
    }
  | {
      readonly t: 'narration'
      readonly narration: string
      readonly cause?: string
      readonly seq: number
      readonly chunk: string
      readonly done: boolean
    }
  | { readonly t: 'pong'; readonly at: number }
  | { readonly t: 'bye'; readonly code: string; readonly reason: string; readonly resume: boolean }
  | { readonly t: 'resync'; readonly reason: string }

export interface EventFrame {
  readonly t: 'event'
  readonly frame: string
  readonly cause?: string
  readonly kind: string
  /** With markup. */
  readonly text: string
  readonly data: unknown
}

export interface StateFrame {
  readonly t: 'state'
  readonly frame: string
  readonly cause?: string
  readonly part: string
  readonly data: unknown
}
