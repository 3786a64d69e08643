/**
 * Traces for an OpenTelemetry collector, sent by OTLP over HTTP. Without an address nothing of the
 * SDK is loaded. Traces hold times, verbs and ids; never what a player said.
 */
import type { Context, Span, Tracer } from '@opentelemetry/api'
import { traceContextOf } from '../../schema/trace-context.ts'

/** A stretch of time in the life of a request, milliseconds since the epoch. */
export interface Stretch {
  readonly name: string
  readonly startMs: number
  readonly endMs: number
  readonly attributes?: Readonly<Record<string, string | number>>
}

export interface Tracing {
  /** The request as a whole, from its arrival to its last frame. */
  whole(request: string, stretch: Stretch, parts?: readonly Stretch[]): void
  /** A part of a request, with parts of its own. */
  part(request: string, stretch: Stretch, parts?: readonly Stretch[]): void
  /** Sends what has not been sent, for five seconds at most. */
  stop(): Promise<void>
}

export interface Traced {
  readonly role: string
  readonly instance: string
  readonly world: string
}

const sendEveryMs = 1_000
const sendWithinMs = 5_000
/** Spans that wait for a collector that is away; what is more is dropped. */
const waitingMax = 8_192

/** Opens tracing to the address of a collector; null when there is none. */
export async function openTracing(url: string | undefined, who: Traced): Promise<Tracing | null> {
  if (url === undefined) return null
  const [api, { BatchSpanProcessor, RandomIdGenerator, TracerProvider }, { OTLPTraceExporter }] =
    await Promise.all([
      import('@opentelemetry/api'),
      import('@opentelemetry/sdk-trace'),
      import('@opentelemetry/exporter-trace-otlp-http'),
    ])
  const { resourceFromAttributes } = await import('@opentelemetry/resources')
  const random = new RandomIdGenerator()
  // Spans of whole requests have the ids that every process makes from the request.
  let wanted: { traceId: string; spanId: string } | null = null
  const provider = new TracerProvider({
    resource: resourceFromAttributes({
      'service.namespace': 'mudstream',
      'service.name': who.role,
      'service.instance.id': who.instance,
      'mudstream.world': who.world,
    }),
    idGenerator: {
      generateTraceId: () => wanted?.traceId ?? random.generateTraceId(),
      generateSpanId: () => wanted?.spanId ?? random.generateSpanId(),
    },
    spanProcessors: [
      new BatchSpanProcessor({
        exporter: new OTLPTraceExporter({ url, timeoutMillis: sendWithinMs }),
        scheduledDelayMillis: sendEveryMs,
        maxQueueSize: waitingMax,
        exportTimeoutMillis: sendWithinMs,
      }),
    ],
  })
  const tracer = provider.getTracer('mudstream')
  const { ROOT_CONTEXT, TraceFlags, trace } = api
  const within = (request: string): Context =>
    trace.setSpanContext(ROOT_CONTEXT, {
      ...traceContextOf(request),
      traceFlags: TraceFlags.SAMPLED,
      isRemote: true,
    })
  const end = (span: Span, request: string, endMs: number, parts: readonly Stretch[]) => {
    const inside = trace.setSpan(ROOT_CONTEXT, span)
    for (const one of parts) begin(tracer, one, inside, request).end(one.endMs)
    span.end(endMs)
  }
  return {
    whole(request, stretch, parts = []) {
      wanted = traceContextOf(request)
      const span = begin(tracer, stretch, ROOT_CONTEXT, request)
      wanted = null
      end(span, request, stretch.endMs, parts)
    },
    part(request, stretch, parts = []) {
      end(begin(tracer, stretch, within(request), request), request, stretch.endMs, parts)
    },
    stop: () => provider.shutdown().catch(() => undefined),
  }
}

function begin(tracer: Tracer, stretch: Stretch, context: Context, request: string): Span {
  const { name, startMs, attributes } = stretch
  const named = { 'mudstream.request': request, ...attributes }
  return tracer.startSpan(name, { startTime: startMs, attributes: named }, context)
}

/** Stretches end to end up to `endMs`, from how long each took. */
export function endToEnd(
  durationsMs: Readonly<Record<string, number>>,
  endMs: number,
): readonly Stretch[] {
  let at = endMs - Object.values(durationsMs).reduce((sum, ms) => sum + ms, 0)
  return Object.entries(durationsMs).map(([name, ms]) => {
    const stretch = { name, startMs: at, endMs: at + ms }
    at += ms
    return stretch
  })
}
