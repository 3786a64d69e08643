import { it } from 'vitest'
import { rowsOf } from './area.ts'
import { model } from './areas/model.ts'

// PROMISE SETTINGS: MUD_LLM_BASE_URL OpenAI-compatible API; unset: the scripted narrator Secret.
// PROMISE SETTINGS: MUD_LLM_API_KEY Key of that API Secret.
// PROMISE SETTINGS: MUD_LLM_MODELS Models from first choice to last, separated by commas
// PROMISE SETTINGS: MUD_LLM_PRICES Price per million tokens in cents, as model=input:output
// PROMISE SETTINGS: MUD_LLM_CONNECT_TIMEOUT_MS Longest wait for a connection (ms)
// PROMISE SETTINGS: MUD_LLM_READ_TIMEOUT_MS Longest silence between bytes (ms)
// PROMISE SETTINGS: MUD_LLM_TOTAL_DEADLINE_MS One call with its retries (ms)
// PROMISE SETTINGS: MUD_LLM_MAX_RETRIES Retries after the first try
// PROMISE SETTINGS: MUD_LLM_POOL_MAX_CONNECTIONS Connections kept to the API
// PROMISE SETTINGS: MUD_LLM_BREAKER_FAILURES Failures in a row that open the breaker
// PROMISE SETTINGS: MUD_LLM_BREAKER_OPEN_MS How long the breaker is open (ms)
// PROMISE SETTINGS: MUD_LLM_BUDGET_PLAYER_TOKENS Tokens a player may cause per day (0 = no limit) (tokens)
// PROMISE SETTINGS: MUD_LLM_BUDGET_NPC_TOKENS Tokens one character of the world may use per day (0 = no limit) (tokens)
// PROMISE SETTINGS: MUD_LLM_BUDGET_DAY_TOKENS Tokens per day over all (0 = no limit) (tokens)
// PROMISE SETTINGS: MUD_LLM_BUDGET_DAY_CENTS Money per day over all (0 = no limit) (cents)
it.each(rowsOf(model))('%s does what it says', (_, check) => check())
