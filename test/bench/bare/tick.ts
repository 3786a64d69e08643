/** The bare pipeline's consumer: what has arrived is committed in one statement, then told. */
import pg from 'pg'
import { connectNats } from '../../../server/platform/bus/connect.ts'

const [natsUrl = '', postgresUrl = ''] = process.argv.slice(2)
const nc = await connectNats(natsUrl, 'bare-tick')
const client = new pg.Client({ connectionString: postgresUrl })
await client.connect()

const commit = `
with head as (update bare_head set tick = $1::bigint, seq = $2::bigint where id = 1 returning id)
insert into bare_log (tick, ordinal, body)
select $1::bigint, e.ordinal, e.body from head, unnest($3::text[]) with ordinality as e(body, ordinal)`

let arrived: string[] = []
let seq = 0
let tick = 0
let busy = false

async function drain(): Promise<void> {
  busy = true
  while (arrived.length > 0) {
    const bodies = arrived
    arrived = []
    tick += 1
    await client.query({ name: 'commit', text: commit, values: [tick, seq, bodies] })
    const told = bodies.map((body) => ({ ...(JSON.parse(body) as object), tick }))
    nc.publish('mud.bare.out', JSON.stringify(told))
  }
  busy = false
}

const consumer = await nc.jetstream().consumers.get('BARE', {})
const messages = await consumer.consume({ max_messages: 1_000 })
process.send?.('ready')
process.once('disconnect', () => process.exit(0))
for await (const message of messages) {
  arrived.push(message.string())
  seq = message.seq
  if (!busy) void drain()
}
