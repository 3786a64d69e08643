/** The settings of models: where they are, how they are asked, what they may cost. */
import { httpReaches } from './model-address.ts'
import { list, oneOf, optionalJson, optionalText, optionalUrl, whole } from './setting-kinds.ts'

export const model = {
  MUD_LLM_BASE_URL: optionalUrl(
    ['http:', 'https:'],
    'OpenAI-compatible API; unset: the scripted narrator',
  ),
  MUD_LLM_API_KEY: optionalText('Key of that API', { secret: 'whole' }),
  MUD_LLM_MODELS: list(
    'Models from first choice to last, separated by commas; `name:long` is preferred for long answers, `name:short` for the rest',
  ),
  MUD_LLM_HTTP: oneOf(
    httpReaches,
    'private',
    'Where plain http may lead to: this machine, private networks as well, or anywhere',
  ),
  MUD_LLM_STRUCTURED: oneOf(
    ['auto', 'json_schema', 'json_object', 'text'],
    'auto',
    'How models are held to the shape of an answer; `auto` tries it out',
  ),
  MUD_LLM_LIMIT_FIELD: oneOf(
    ['auto', 'max_completion_tokens', 'max_tokens'],
    'auto',
    'What the API calls the limit of an answer; `auto` tries it out',
  ),
  MUD_LLM_THINKING: oneOf(
    ['auto', 'none', 'off', 'unavoidable'],
    'auto',
    'Whether models think first: not at all, only unless told not to (`off`), or always; `auto` tries it out',
  ),
  MUD_LLM_EXTRA: optionalJson('Fields for every request to that API, as a JSON object'),
  MUD_LLM_PRICES: list(
    'Price per million tokens in cents, as model=input:output',
    /^[^=,\s]+=\d{1,9}:\d{1,9}$/,
    'entries such as small=15:60, separated by commas',
  ),
  MUD_LLM_CONNECT_TIMEOUT_MS: whole(5_000, [100, 60_000], 'Longest wait for a connection', 'ms'),
  MUD_LLM_READ_TIMEOUT_MS: whole(8_000, [100, 120_000], 'Longest silence between bytes', 'ms'),
  MUD_LLM_TOTAL_DEADLINE_MS: whole(30_000, [500, 600_000], 'One call with its retries', 'ms'),
  MUD_LLM_MAX_RETRIES: whole(2, [0, 10], 'Retries after the first try'),
  MUD_LLM_POOL_MAX_CONNECTIONS: whole(20, [1, 1_000], 'Connections kept to the API'),
  MUD_LLM_BREAKER_FAILURES: whole(2, [1, 100], 'Failures in a row that open the breaker'),
  MUD_LLM_BREAKER_OPEN_MS: whole(15_000, [100, 600_000], 'How long the breaker is open', 'ms'),
  MUD_LLM_BUDGET_PLAYER_TOKENS: whole(
    50_000,
    [0, 1_000_000_000],
    'Tokens a player may cause per day (0 = no limit)',
    'tokens',
  ),
  MUD_LLM_BUDGET_NPC_TOKENS: whole(
    200_000,
    [0, 1_000_000_000],
    'Tokens one character of the world may use per day (0 = no limit)',
    'tokens',
  ),
  MUD_LLM_BUDGET_DAY_TOKENS: whole(
    5_000_000,
    [0, 1_000_000_000_000],
    'Tokens per day over all (0 = no limit)',
    'tokens',
  ),
  MUD_LLM_BUDGET_DAY_CENTS: whole(
    0,
    [0, 1_000_000_000],
    'Money per day over all (0 = no limit)',
    'cents',
  ),
}
