/** One request to one model, streamed, with the answer checked for wholeness but not for sense. */
import type OpenAI from 'openai'
import { systemClock } from '../../server/platform/ambient.ts'
import { failureOf, ModelFailure } from './failures.ts'
import type { Chunk, ModelRequest } from './model-client.ts'
import { formOf, type Profile } from './profile.ts'
import type { LlmSettings } from './settings.ts'

export interface Draft {
  readonly text: string
  readonly promptTokens: number
  readonly answerTokens: number
  readonly firstChunkMs: number
}

export interface TryParts {
  readonly api: OpenAI
  readonly settings: LlmSettings
  readonly now: () => number
}

export interface TryOptions {
  readonly signal: AbortSignal
  /** Whether an abort means that the caller gave up or that the total deadline passed. */
  readonly whyAborted: () => 'given-up' | 'deadline'
  readonly onText?: (text: string) => void
}

interface How {
  readonly profile: Profile
  readonly extra: Readonly<Record<string, unknown>>
}

type Params = OpenAI.Chat.ChatCompletionCreateParamsStreaming

/**
 * Asks `model` once. Always streams: only then does the limit on silence mean what it says, since
 * a whole answer in one piece would be silent for as long as it takes to write.
 * Rejects with `ModelFailure` only.
 */
export async function tryOnce(
  parts: TryParts,
  { name: model, profile }: { readonly name: string; readonly profile: Profile },
  request: ModelRequest,
  options: TryOptions,
): Promise<Draft> {
  const { api, settings, now } = parts
  const startedAt = now()
  let text = ''
  let firstChunkMs = 0
  try {
    const stream = await api.chat.completions.create(
      paramsOf(model, request, { profile, extra: settings.extra }),
      {
        signal: options.signal,
        timeout: settings.totalTimeoutMs,
        maxRetries: 0,
        ...(request.correlation ? { headers: { 'x-correlation-id': request.correlation } } : {}),
      },
    )
    const state = { finish: '', promptTokens: 0, answerTokens: 0 }
    for await (const piece of stream) {
      const content = readPiece(piece, state)
      if (!content) continue
      if (!text) firstChunkMs = now() - startedAt
      text += content
      if (Buffer.byteLength(text) > settings.answerBytesMax) throw new ModelFailure('too-large')
      options.onText?.(content)
    }
    if (options.signal.aborted) throw new ModelFailure(options.whyAborted())
    if (state.finish === 'content_filter') throw new ModelFailure('declined')
    // The package ends the loop quietly when a connection breaks; only a finish reason means "whole".
    if (!state.finish) throw new ModelFailure(text ? 'cut' : 'rubbish')
    if (!text.trim()) throw new ModelFailure('empty')
    return { text, firstChunkMs, ...usageOf(state, request, text) }
  } catch (thrown) {
    if (options.signal.aborted) throw new ModelFailure(options.whyAborted(), { cause: thrown })
    throw failureOf(thrown, { started: text.length > 0, nowMs: systemClock.now() })
  }
}

type ReadState = { finish: string; promptTokens: number; answerTokens: number }

function readPiece(piece: OpenAI.Chat.ChatCompletionChunk, state: ReadState): string {
  // Foreign data: an endpoint may send any JSON at all, whatever the types promise.
  const choice = Array.isArray(piece?.choices) ? piece.choices[0] : undefined
  if (choice?.finish_reason) state.finish = choice.finish_reason
  if (piece?.usage) {
    state.promptTokens = piece.usage.prompt_tokens ?? 0
    state.answerTokens = piece.usage.completion_tokens ?? 0
  }
  const content = choice?.delta?.content
  return typeof content === 'string' ? content : ''
}

/** The endpoint's own count is what is billed; without one, four characters a token is close enough. */
function usageOf(state: ReadState, request: ModelRequest, text: string) {
  return {
    promptTokens: state.promptTokens || request.promptTokens,
    answerTokens: state.answerTokens || Math.ceil(text.length / 4),
  }
}

function paramsOf(model: string, request: ModelRequest, how: How): Params {
  const { extra, profile } = how
  // Fields of one kind of endpoint, and those of the operator, are unknown to the types of the package.
  return {
    model,
    stream: true,
    stream_options: { include_usage: true },
    ...formOf(request, profile),
    ...extra,
  } as unknown as Params
}

/** Numbers the pieces of one try for the caller. */
export function chunksOf(attempt: number, onChunk?: (chunk: Chunk) => void) {
  return onChunk ? (text: string) => onChunk({ attempt, text }) : undefined
}
