import { it } from 'vitest'
import { rowsOf } from './area.ts'
import { world } from './areas/world.ts'

// PROMISE SETTINGS: MUD_WORLD Name of the world, part of every subject
// PROMISE SETTINGS: MUD_COMMANDS_MAX_AGE_MS How long COMMANDS keeps a command once it is applied
// PROMISE SETTINGS: MUD_LEDGER_KEEP_MS How long it is known what became of a command
// PROMISE SETTINGS: MUD_EVENTS_PART_TICKS Ticks in one part of the log; one that is complete is packed
// PROMISE SETTINGS: MUD_WORLD_DIR Folder of the world files
// PROMISE SETTINGS: MUD_HEARTBEAT_MS Heartbeat of world time (ms)
// PROMISE SETTINGS: MUD_GATHER_MS Longest wait for more commands while under load (ms)
// PROMISE SETTINGS: MUD_COMMANDS_PER_TICK Commands beyond which a tick takes no further message
// PROMISE SETTINGS: MUD_LEASE_MS How long a tick owns its shard unrenewed (ms)
// PROMISE SETTINGS: MUD_CACHE_ROOMS_MAX Most rooms kept in memory
// PROMISE SETTINGS: MUD_LINK_GRACE_MS How long a lost player stays in the world (ms)
// PROMISE SETTINGS: MUD_REQUEST_TTL_MS How long an ended request is known (ms)
// PROMISE SETTINGS: MUD_OWNER_PASSWORD Password of the account `owner`, set at the first start Secret.
// PROMISE SETTINGS: MUD_PERSON_KEY Master key of people’s words; unset: kept in MUD_DATA_DIR Secret.
// PROMISE SETTINGS: MUD_OUTPUT_KEEP_MS How far back a session can resume (ms)
it.each(rowsOf(world))('%s does what it says', (_, check) => check())
