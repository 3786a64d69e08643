/**
 * Every setting of Mudstream, once. The environment is read with these declarations, the reference
 * table and `mudstream config` are written from them, and the type of `Config` follows from them.
 */

import { listing } from './listing.ts'
import {
  flag,
  hostNames,
  list,
  live,
  oneOf,
  optionalText,
  optionalUrl,
  optionalWhole,
  port,
  proxies,
  text,
  whole,
} from './setting-kinds.ts'
import { model } from './settings-of-models.ts'

const [hour, day] = [3_600_000, 86_400_000]
const idPattern = /^[a-z0-9]{1,26}$/
const idAllowed = '1 to 26 characters of a-z and 0-9'

const addresses = {
  MUD_HTTP_HOST: text('127.0.0.1', 'Address the web gateway listens on'),
  MUD_HTTP_PORT: port(4000, 'Port of HTTP and WebSocket'),
  MUD_TELNET_HOST: text('127.0.0.1', 'Address telnet listens on'),
  MUD_TELNET_PORT: port(4001, 'Port of telnet'),
  MUD_TELNET_TLS_PORT: port(4002, 'Port of TLS telnet, opened once a certificate is set'),
  MUD_TELNET_DOOR: list(
    'Sockets of the doors that hold telnet players while gateways are replaced; a gateway with a door opens no telnet port',
    /^\/[^,]{1,99}$/,
    'absolute paths of at most 100 characters, separated by commas',
  ),
  MUD_TLS_CERT: optionalText('File with the TLS certificate chain (PEM)'),
  MUD_TLS_KEY: optionalText('File with the TLS private key (PEM)'),
  MUD_ALLOWED_ORIGINS: list(
    'Origins of web pages, besides our own, that may open a socket',
    /^https?:\/\/[^/,\s]+$/,
    'origins such as https://play.example.org, separated by commas',
  ),
  MUD_TRUST_PROXY: proxies('Proxies in front of us, whose X-Forwarded-For says where a player is'),
  MUD_PROXY_PROTOCOL: oneOf(
    ['off', 'telnet', 'all'],
    'telnet',
    'Where proxies in networks of MUD_TRUST_PROXY may say by the PROXY protocol where a player is',
  ),
  MUD_HOSTS: hostNames(
    'Names by which players reach us, besides the one of MUD_PUBLIC_URL; a request for another name is refused. Unset: any name, and none but localhost while only this machine can reach us',
  ),
  MUD_METRICS_HOST: text('127.0.0.1', 'Address the metrics listen on'),
  MUD_METRICS_GATEWAY_PORT: port(0, 'Port of the metrics of the first gateway process'),
  MUD_METRICS_TICK_PORT: port(0, 'Port of the metrics of the first tick process'),
  MUD_METRICS_WORKER_PORT: port(0, 'Port of the metrics of the first worker process'),
}

const servers = {
  MUD_DATA_DIR: text('.mudstream', 'Folder of the embedded servers, their data and secrets'),
  MUD_NATS_URL: optionalUrl(['nats:', 'tls:'], 'NATS server to use instead of the embedded one'),
  MUD_NATS_MONITOR_URL: list(
    'Monitoring pages of all servers of MUD_NATS_URL, which tell whether what they acknowledge is on disk; empty: port 8222 of each',
    /^https?:\/\/[^/,\s]+$/,
    'addresses such as http://n1:8222, separated by commas',
  ),
  MUD_DATABASE_URL: optionalUrl(
    ['postgres:', 'postgresql:'],
    'Postgres database to use instead of the embedded server; several servers of it, of which one takes writes, are separated by commas',
  ),
  MUD_DATABASE_SERVERS: list(
    'Each Postgres server by itself, where MUD_DATABASE_URL is one address for whichever leads: the admin page and `mudstream cluster status` ask each whether it answers; empty: the servers of MUD_DATABASE_URL',
    /^(\[[0-9a-fA-F:.]+\]|[^\s,:/@]+):\d{1,5}$/,
    'addresses such as pg1:5432, separated by commas',
  ),
  MUD_NATS_PORT: port(0, 'Loopback port of the embedded NATS server'),
  MUD_POSTGRES_PORT: port(0, 'Loopback port of the embedded Postgres'),
  MUD_POSTGRES_SHARED_BUFFERS_MB: optionalWhole(
    [16, 65_536],
    'Memory the embedded Postgres keeps for pages; unset: 256, in the small profile 64',
    'MB',
  ),
  MUD_NATS_REPLICAS: oneOf(
    ['1', '3', '5'],
    '1',
    'Servers of a NATS cluster that hold each stream; `setup` raises and lowers it',
  ),
  MUD_NATS_STORE_MAX_GB: whole(8, [2, 65_536], 'Disk the embedded JetStream may use', 'GB'),
}

const processes = {
  MUD_PROFILE: oneOf(
    ['auto', 'small', 'full'],
    'auto',
    'Processes that `start` makes: `full` one for each gateway, tick and worker, `small` one for all; `auto` is small with less than 2 GiB of memory',
  ),
  MUD_GATEWAYS: whole(1, [0, 64], 'Gateway processes that `start` runs'),
  MUD_TICKS: whole(1, [0, 8], 'Tick processes that `start` runs; more than one gives a standby'),
  MUD_WORKERS: whole(1, [0, 64], 'Worker processes that `start` runs'),
  MUD_INSTANCE: optionalText('Name of this process among its kind; unset: made from the host', {
    pattern: idPattern,
    allowed: idAllowed,
  }),
  MUD_SHUTDOWN_MAX_MS: whole(30_000, [1_000, 300_000], 'Longest time an orderly stop takes', 'ms'),
  MUD_LOG_LEVEL: live(
    oneOf(
      ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'],
      'info',
      'Least important message that is logged',
    ),
  ),
}

const world = {
  MUD_WORLD: text('main', 'Name of the world, part of every subject', idPattern, idAllowed),
  MUD_WORLD_DIR: text('deploy/world', 'Folder of the world files'),
  MUD_HEARTBEAT_MS: whole(250, [5, 5_000], 'Heartbeat of world time', 'ms'),
  MUD_GATHER_MS: whole(10, [0, 100], 'Longest wait for more commands while under load', 'ms'),
  MUD_COMMANDS_PER_TICK: whole(
    5_000,
    [1, 100_000],
    'Commands beyond which a tick takes no further message',
  ),
  MUD_LEASE_MS: whole(3_000, [500, 60_000], 'How long a tick owns its shard unrenewed', 'ms'),
  MUD_CACHE_ROOMS_MAX: whole(20_000, [100, 10_000_000], 'Most rooms kept in memory'),
  MUD_LINK_GRACE_MS: whole(120_000, [0, day], 'How long a lost player stays in the world', 'ms'),
  MUD_REQUEST_TTL_MS: whole(hour, [60_000, 7 * day], 'How long an ended request is known', 'ms'),
  MUD_GUESTS: live(flag('on', 'Players may come in without an account')),
  MUD_OWNER_PASSWORD: optionalText('Password of the account `owner`, set at the first start', {
    secret: 'whole',
    pattern: /^.{8,200}$/,
    allowed: '8 to 200 characters',
  }),
  MUD_PUBLIC_URL: optionalUrl(
    ['http:', 'https:'],
    'Address of the game as people outside see it, for links that are sent to them',
  ),
  MUD_LISTING: listing('What lists of games are told of this one over MSSP'),
  MUD_SMTP_URL: optionalUrl(
    ['smtp:', 'smtps:'],
    'Mail server that sends links for a new password, with its login; needs MUD_MAIL_FROM and MUD_PUBLIC_URL',
  ),
  MUD_MAIL_FROM: optionalText('Address that mail comes from'),
  MUD_PERSON_KEY: optionalText('Master key of people’s words; unset: kept in MUD_DATA_DIR', {
    secret: 'whole',
    pattern: /^[A-Za-z0-9_-]{43}$/,
    allowed: '32 random bytes in base64url',
  }),
  MUD_COMMANDS_MAX_AGE_MS: whole(
    day,
    [1_000, 30 * day],
    'How long COMMANDS keeps a command once it is applied; less when three quarters full',
    'ms',
  ),
  MUD_COMMANDS_MAX_MB: whole(1_024, [1, 65_536], 'Most bytes COMMANDS may hold', 'MB'),
  MUD_EVENTS_MAX_AGE_MS: whole(7 * day, [hour, 365 * day], 'How long EVENTS keeps events', 'ms'),
  MUD_DEAD_MAX_AGE_MS: whole(30 * day, [hour, 365 * day], 'How long DEAD keeps a job', 'ms'),
  MUD_LEDGER_KEEP_MS: whole(
    day,
    [60_000, 365 * day],
    'How long it is known what became of a command, and a session that is over; a command that waited half as long is refused',
    'ms',
  ),
  MUD_EVENTS_PART_TICKS: whole(
    4_000,
    [100, 1_000_000_000],
    'Ticks in one part of the log; one that is complete is packed into a third of the room',
  ),
  MUD_ARCHIVE_DIR: optionalText('Folder of archived parts of the log; unset: in MUD_DATA_DIR'),
  MUD_OUTPUT_KEEP_MS: whole(600_000, [60_000, day], 'How far back a session can resume', 'ms'),
}

const limits = {
  MUD_LIMIT_COMMANDS_PER_SECOND: whole(
    10,
    [0, 10_000],
    'Commands a player may send, over all ways in and all gateways (0 = no limit)',
    '1/s',
  ),
  MUD_LIMIT_COMMAND_BURST: whole(
    20,
    [0, 10_000],
    'Commands a player may send at once (0 = no limit)',
  ),
  MUD_LIMIT_CONNECTIONS: live(
    whole(
      10_000,
      [0, 1_000_000],
      'Open sockets, telnet connections and event streams of one gateway (0 = no limit)',
    ),
  ),
  MUD_LIMIT_CONNECTIONS_PER_ADDRESS: live(
    whole(64, [0, 100_000], 'The same per address (0 = no limit)'),
  ),
  MUD_LIMIT_SIGN_INS: whole(
    10,
    [0, 100_000],
    'Sign-in tries per name from an address in 10 minutes; 3 times as many per name and per address in all, 10 times as many new accounts and guests per address (0 = no limit)',
  ),
  MUD_LIMIT_SEND_BUFFER_KB: whole(256, [16, 65_536], 'Unread output before a cut', 'KB'),
  MUD_FEED_KEEPALIVE_MS: whole(30_000, [1_000, 300_000], 'Keep-alive of sockets and SSE', 'ms'),
}

const workers = {
  MUD_WORKER_CONCURRENCY: whole(5, [1, 1_000], 'Jobs one worker process does at once'),
  MUD_WORKER_FETCH_EXPIRES_MS: whole(10_000, [1_000, 60_000], 'Length of a long pull', 'ms'),
  MUD_JOB_MAX_PARALLEL_STEPS: whole(3, [1, 100], 'Reads that one job may have under way at once'),
  MUD_JOB_MAX_RETRIES: whole(3, [0, 20], 'Retries of a failed job'),
  MUD_JOB_RETRY_BASE_MS: whole(5_000, [10, 600_000], 'First delay of a retry, doubled', 'ms'),
  MUD_JOB_DEDUPE_MS: whole(
    60_000,
    [1_000, day],
    'A job sent again within this is queued once',
    'ms',
  ),
  MUD_JOB_LEASE_MS: whole(300_000, [1_000, day], 'A job that takes longer is tried again', 'ms'),
  MUD_RETRY_JITTER_MIN_MS: whole(100, [0, 60_000], 'Least random delay of a retry', 'ms'),
  MUD_RETRY_JITTER_MAX_MS: whole(300, [0, 60_000], 'Most random delay of a retry', 'ms'),
  MUD_ROUTE_BUDGET_MS: whole(100, [1, 10_000], 'Time to choose how to answer a line', 'ms'),
  MUD_PROFILE_CACHE_TTL_MS: whole(
    120_000,
    [0, day],
    'How long a persona is cached (0 = not)',
    'ms',
  ),
  MUD_CACHE_SWEEP_MS: whole(60_000, [1_000, day], 'How often caches are swept', 'ms'),
  MUD_HISTORY_TOKENS_PRIVATE: whole(
    800,
    [0, 100_000],
    'Most of a prompt in private talk',
    'tokens',
  ),
  MUD_HISTORY_TOKENS_ROOM: whole(1_200, [0, 100_000], 'Most of a prompt in a room', 'tokens'),
  MUD_ENRICH_MIN_CHARS: whole(
    50,
    [0, 10_000],
    'Shorter prose is not asked of a model',
    'characters',
  ),
  MUD_RESPONSE_CACHE_MAX: whole(1_000, [0, 1_000_000], 'Answers kept for reuse (0 = none)'),
}

const goals = {
  MUD_SLO_P95_PIPELINE_MS: live(whole(2_500, [1, hour], 'Goal: whole answer of a model', 'ms')),
  MUD_SLO_P95_LLM_MS: live(whole(1_800, [1, hour], 'Goal: the model call alone', 'ms')),
  MUD_SLO_P95_SEND_MS: live(whole(250, [1, hour], 'Goal: from result to players', 'ms')),
  MUD_SLO_P99_TICK_MS: live(whole(50, [1, hour], 'Goal: duration of a tick', 'ms')),
  // The path of such an address is its password.
  MUD_ALERT_WEBHOOK_URL: {
    ...optionalUrl(['http:', 'https:'], 'Where alerts are posted as JSON'),
    secret: 'whole' as const,
  },
  MUD_OTLP_URL: optionalUrl(
    ['http:', 'https:'],
    'Where traces are sent (OTLP over HTTP, /v1/traces)',
  ),
  MUD_SLO_BREACH_STREAK: whole(3, [1, 100], 'Breaches in a row that raise an alert'),
}

/** Every setting by its name in the environment, in the order of the reference table. */
export const settings = {
  ...addresses,
  ...servers,
  ...processes,
  ...world,
  ...limits,
  ...model,
  ...workers,
  ...goals,
} as const
