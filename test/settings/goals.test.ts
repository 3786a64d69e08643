import { it } from 'vitest'
import { rowsOf } from './area.ts'
import { goals } from './areas/goals.ts'

// PROMISE SETTINGS: MUD_SLO_P95_PIPELINE_MS Goal: whole answer of a model (ms)
// PROMISE SETTINGS: MUD_SLO_P95_LLM_MS Goal: the model call alone (ms)
// PROMISE SETTINGS: MUD_SLO_P95_SEND_MS Goal: from result to players (ms)
// PROMISE SETTINGS: MUD_SLO_P99_TICK_MS Goal: duration of a tick (ms)
// PROMISE SETTINGS: MUD_SLO_BREACH_STREAK Breaches in a row that raise an alert
// PROMISE SETTINGS: MUD_ALERT_WEBHOOK_URL Where alerts are posted as JSON Secret.
// PROMISE SETTINGS: MUD_OTLP_URL Where traces are sent (OTLP over HTTP, /v1/traces) Secret.
it.each(rowsOf(goals))('%s does what it says', (_, check) => check())
