import { it } from 'vitest'
import { rowsOf } from './area.ts'
import { replicas } from './areas/replicas.ts'

// PROMISE SETTINGS: Monitoring pages of all servers of MUD_NATS_URL, which tell whether what they acknowledge is on disk
// PROMISE SETTINGS: MUD_NATS_REPLICAS Servers of a NATS cluster that hold each stream; `setup` raises and lowers it
it.each(rowsOf(replicas))('%s does what it says', (_, check) => check(), 150_000)
