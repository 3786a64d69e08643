import { it } from 'vitest'
import { rowsOf } from './area.ts'
import { processes } from './areas/processes.ts'

// PROMISE SETTINGS: MUD_DATA_DIR Folder of the embedded servers, their data and secrets
// PROMISE SETTINGS: MUD_ARCHIVE_DIR Folder of archived parts of the log; unset: in MUD_DATA_DIR
// PROMISE SETTINGS: MUD_POSTGRES_PORT Loopback port of the embedded Postgres (port)
// PROMISE SETTINGS: MUD_POSTGRES_SHARED_BUFFERS_MB Memory the embedded Postgres keeps for pages; unset: 256, in the small profile 64 (MB)
// PROMISE SETTINGS: MUD_NATS_PORT Loopback port of the embedded NATS server (port)
// PROMISE SETTINGS: MUD_NATS_STORE_MAX_GB Disk the embedded JetStream may use (GB)
// PROMISE SETTINGS: MUD_NATS_URL NATS server to use instead of the embedded one Secret.
// PROMISE SETTINGS: MUD_DATABASE_URL Postgres database to use instead of the embedded server; several servers of it, of which one takes writes, are separated by commas Secret.
// PROMISE SETTINGS: MUD_PROFILE Processes that start makes: full one for each gateway, tick and worker, small one for all; auto is small with less than 2 GiB of memory
// PROMISE SETTINGS: MUD_GATEWAYS Gateway processes that start runs
// PROMISE SETTINGS: MUD_TICKS Tick processes that start runs; more than one gives a standby
// PROMISE SETTINGS: MUD_WORKERS Worker processes that start runs
// PROMISE SETTINGS: MUD_INSTANCE Name of this process among its kind; unset: made from the host
// PROMISE SETTINGS: MUD_LOG_LEVEL Least important message that is logged
// PROMISE SETTINGS: MUD_SHUTDOWN_MAX_MS Longest time an orderly stop takes (ms)
it.each(rowsOf(processes))('%s does what it says', (_, check) => check())
