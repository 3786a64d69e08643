/** Who leads what, for people: asked of the servers themselves. */
import { sql } from 'kysely'
import { openDatabase } from '../../platform/database.ts'

const answerMs = 1_000

type StreamDetail = { readonly name: string; readonly cluster?: { readonly leader?: string } }
type JetStreamPage = {
  readonly meta_cluster?: { readonly leader?: string }
  readonly account_details?: readonly { readonly stream_detail?: readonly StreamDetail[] }[]
}

const pageOf = async (monitorUrl: string): Promise<JetStreamPage> => {
  const url = `${monitorUrl}/jsz?accounts=true&streams=true`
  const answer = await fetch(url, { signal: AbortSignal.timeout(answerMs) })
  return (await answer.json()) as JetStreamPage
}

/** The leader of each stream and of the cluster itself, as the servers that answer say. */
export const busLeaders = async (monitorUrls: readonly string[]): Promise<Map<string, string>> => {
  const leaders = new Map<string, string>()
  const pages = await Promise.allSettled(monitorUrls.map(pageOf))
  for (const page of pages) {
    // One that is away says nothing; the others know.
    if (page.status === 'rejected') continue
    const { meta_cluster: meta, account_details: accounts = [] } = page.value
    if (meta?.leader) leaders.set('meta', meta.leader)
    for (const { name, cluster } of accounts.flatMap(({ stream_detail: all = [] }) => all)) {
      if (cluster?.leader) leaders.set(name, cluster.leader)
    }
  }
  return leaders
}

/** The tick that leads the world; empty while none does or the database is away. */
export const tickLeader = async (databaseUrl: string): Promise<string> => {
  const db = openDatabase(databaseUrl, 'mudstream-cluster', 1)
  try {
    const row = await db
      .selectFrom('shards')
      .select('owner')
      .where(sql<boolean>`lease_until > now()`)
      .executeTakeFirst()
    return row?.owner ?? ''
  } catch {
    // It is failing over.
    return ''
  } finally {
    await db.destroy()
  }
}
