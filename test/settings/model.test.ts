import { it } from 'vitest'
import { rowsOf } from './area.ts'
import { model } from './areas/model.ts'

// PROMISE SETTINGS: MUD_LLM_BASE_URL OpenAI-compatible API; unset: the scripted narrator Secret.
// PROMISE SETTINGS: MUD_LLM_API_KEY Key of that API Secret.
// PROMISE SETTINGS: MUD_LLM_MODELS Models from first choice to last, separated by commas; `name:long` is preferred for long answers, `name:short` for the rest
// PROMISE SETTINGS: MUD_LLM_HTTP Where plain http may lead to: this machine, private networks as well, or anywhere
// PROMISE SETTINGS: MUD_LLM_STRUCTURED How models are held to the shape of an answer; `auto` tries it out
// PROMISE SETTINGS: MUD_LLM_LIMIT_FIELD What the API calls the limit of an answer; `auto` tries it out
// PROMISE SETTINGS: MUD_LLM_THINKING Whether models think first: not at all, only unless told not to (`off`), or always; `auto` tries it out
// PROMISE SETTINGS: MUD_LLM_EXTRA Fields for every request to that API, as a JSON object
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
