import { it } from 'vitest'
import { rowsOf } from './area.ts'
import { workers } from './areas/workers.ts'

// PROMISE SETTINGS: MUD_WORKER_CONCURRENCY Jobs one worker process does at once
// PROMISE SETTINGS: MUD_WORKER_FETCH_EXPIRES_MS Length of a long pull (ms)
// PROMISE SETTINGS: MUD_JOB_MAX_PARALLEL_STEPS Reads that one job may have under way at once
// PROMISE SETTINGS: MUD_ROUTE_BUDGET_MS Time to choose how to answer a line (ms)
// PROMISE SETTINGS: MUD_PROFILE_CACHE_TTL_MS How long a persona is cached (0 = not) (ms)
// PROMISE SETTINGS: MUD_HISTORY_TOKENS_PRIVATE Most of a prompt in private talk (tokens)
// PROMISE SETTINGS: MUD_HISTORY_TOKENS_ROOM Most of a prompt in a room (tokens)
// PROMISE SETTINGS: MUD_ENRICH_MIN_CHARS Shorter prose is not asked of a model (characters)
// PROMISE SETTINGS: MUD_RESPONSE_CACHE_MAX Answers kept for reuse (0 = none)
it.each(rowsOf(workers))('%s does what it says', (_, check) => check())
