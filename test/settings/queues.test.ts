import { it } from 'vitest'
import { rowsOf } from './area.ts'
import { queues } from './areas/queues.ts'

// PROMISE SETTINGS: MUD_EVENTS_MAX_AGE_MS How long EVENTS keeps events (ms)
// PROMISE SETTINGS: MUD_DEAD_MAX_AGE_MS How long DEAD keeps a job (ms)
// PROMISE SETTINGS: MUD_COMMANDS_MAX_MB Most bytes COMMANDS may hold (MB)
// PROMISE SETTINGS: MUD_JOB_DEDUPE_MS A job sent again within this is queued once (ms)
// PROMISE SETTINGS: MUD_JOB_MAX_RETRIES Retries of a failed job
// PROMISE SETTINGS: MUD_JOB_RETRY_BASE_MS First delay of a retry, doubled (ms)
// PROMISE SETTINGS: MUD_RETRY_JITTER_MIN_MS Least random delay of a retry (ms)
// PROMISE SETTINGS: MUD_RETRY_JITTER_MAX_MS Most random delay of a retry (ms)
// PROMISE SETTINGS: MUD_JOB_LEASE_MS A job that takes longer is tried again (ms)
// PROMISE SETTINGS: MUD_CACHE_SWEEP_MS How often caches are swept (ms)
it.each(rowsOf(queues))('%s does what it says', (_, check) => check())
