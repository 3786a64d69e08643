/** The API for admins as its tests use it, on a whole game with its owner signed in. */
import { expect } from 'vitest'
import { type Db, openDatabase } from '../../../../server/platform/database.ts'
import { startWholeGame, type WholeGame } from '../session/whole-game.ts'

export interface AdminClient {
  readonly game: WholeGame
  /** With the rights of a worker: it reads everything, and writes dead letters. */
  readonly db: Db
  readonly owner: string
  signIn(name: string, password: string): Promise<Response>
  get(path: string, who?: string): Promise<Response>
  /** The JSON that the owner gets. */
  read<T>(path: string): Promise<T>
  act(action: string, body: object, who?: string): Promise<Response>
  /** Acts as the owner and waits until the tick has decided; resolves to its status. */
  order(action: string, body: object): Promise<string>
  /** The records of an action, oldest first. */
  acted(action: string): Promise<AdminRecord[]>
  stop(): Promise<void>
}

export interface AdminRecord {
  readonly action: string
  readonly target: string
  readonly reason: string
  readonly details: Readonly<Record<string, unknown>>
}

export const bearer = (who: string | undefined): Record<string, string> =>
  who ? { authorization: `Bearer ${who}` } : {}

export async function openAdminClient(settings: Record<string, string> = {}): Promise<AdminClient> {
  const game = await startWholeGame(settings)
  const db = openDatabase(game.parts('test').databaseUrl, 'test', 1)
  const signIn = (name: string, password: string) =>
    fetch(`${game.url}/v1/sessions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name, password }),
    })
  const signedIn = (await (await signIn('owner', 'ownerpass1')).json()) as { token: string }
  const owner = signedIn.token
  const get = (path: string, who?: string) =>
    fetch(`${game.url}/admin/api/${path}`, { headers: bearer(who) })
  const act = (action: string, body: object, who?: string) =>
    fetch(`${game.url}/admin/api/actions/${action}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...bearer(who) },
      body: JSON.stringify(body),
    })
  return {
    game,
    db,
    owner,
    signIn,
    get,
    act,
    read: async <T>(path: string) => (await (await get(path, owner)).json()) as T,
    async order(action, body) {
      const answer = await act(action, { reason: 'a test', ...body }, owner)
      expect(answer.status).toBe(202)
      const { request } = (await answer.json()) as { request: string }
      let status = 'queued'
      await expect
        .poll(async () => {
          const found = await fetch(`${game.url}/v1/requests/${request}`, {
            headers: bearer(owner),
          })
          status = ((await found.json()) as { status: string }).status
          return status
        })
        .toMatch(/completed|refused|failed/)
      return status
    },
    async acted(action) {
      const rows = await db
        .selectFrom('events')
        .select('body')
        .where('type', '=', 'admin-acted')
        .orderBy('tick')
        .execute()
      return rows
        .map(({ body }) => JSON.parse(body.toString('utf8')) as AdminRecord)
        .filter((record) => record.action === action || record.details?.['what'] === action)
    },
    async stop() {
      await db.destroy()
      await game.stop()
    },
  }
}
