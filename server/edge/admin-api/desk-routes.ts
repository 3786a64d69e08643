/** `/admin/api/...`: people, commands, jobs, rooms, what admins did, settings. */
import { z } from 'zod'
import { type AdminAction, adminActionNames, adminActions } from '../../../schema/admin-actions.ts'
import {
  accountPage,
  accountsAnswer,
  actRow,
  commandRow,
  commandsAnswer,
  jobRow,
  me,
  roomRow,
  settingRow,
} from '../../../schema/admin-desk.ts'
import { mayUse, roleSchema } from '../../../schema/roles.ts'
import type { Config } from '../../platform/config.ts'
import type { HttpApp } from '../http/http-server.ts'
import type { ActionParts } from './actions.ts'
import { accountPageOf, accountsOf } from './desk/accounts.ts'
import { actsOf } from './desk/acts.ts'
import { commandsOf } from './desk/commands.ts'
import { settingsOf } from './desk/settings.ts'
import { jobsOf, roomsOf } from './desk/world.ts'
import { adminTags, forAdmins, forRole } from './for-admins.ts'

export interface DeskParts extends Pick<ActionParts, 'db' | 'streams' | 'subjects' | 'now'> {
  readonly config: Config
}

const text = z.string().max(100).optional()
const moment = z.coerce.number().int().nonnegative().optional()

export function addDeskRoutes(app: HttpApp, parts: DeskParts): void {
  addPeople(app, parts)
  addWork(app, parts)
  addWorld(app, parts)
}

function addPeople(app: HttpApp, { db }: DeskParts): void {
  app.get(
    '/admin/api/me',
    {
      config: { caller: 'account' },
      schema: {
        tags: adminTags,
        summary: 'Who asks, and what they may do here',
        response: { 200: me },
        problems: [403],
      },
    },
    ({ account: { name, role } }) => ({ name, role, may: adminActionNames.filter(mayDo(role)) }),
  )
  const found = forRole('moderator', 'Accounts by name, fifty at once', accountsAnswer)
  const search = z.object({
    search: z.string().max(60).default('').describe('A part of a name, or an address'),
    role: roleSchema.optional(),
    after: z.string().max(60).default(''),
  })
  app.get(
    '/admin/api/accounts',
    { config: found.config, schema: { ...found.schema, querystring: search } },
    ({ query }) => accountsOf(db, query),
  )
  const one = forRole(
    'moderator',
    'One account with all that is known of it; null when there is none',
    z.object({ page: accountPage.nullable() }),
  )
  app.get(
    '/admin/api/accounts/:id',
    { config: one.config, schema: { ...one.schema, params: z.object({ id: z.string() }) } },
    async ({ params }) => ({ page: await accountPageOf(db, params.id) }),
  )
  const acts = forRole('moderator', 'What admins did, the newest first', z.array(actRow))
  const which = z.object({ person: text, action: text, before: moment })
  app.get(
    '/admin/api/acts',
    { config: acts.config, schema: { ...acts.schema, querystring: which } },
    ({ query }) => actsOf(db, { ...query, limit: 200 }),
  )
}

const mayDo = (role: Parameters<typeof mayUse>[0]) => (action: AdminAction) =>
  mayUse(role, adminActions[action].role)

function addWork(app: HttpApp, { db, streams, subjects, now }: DeskParts): void {
  const commands = forAdmins('Commands under way and past, the newest first', commandsAnswer)
  const which = z.object({
    player: text,
    verb: text,
    status: commandRow.shape.status.optional(),
    minMs: moment,
    fromMs: moment,
    toMs: moment,
    before: moment.describe('Only those stored before this position of the stream'),
  })
  const stream = subjects.streams.commands
  app.get(
    '/admin/api/commands',
    { config: commands.config, schema: { ...commands.schema, querystring: which } },
    ({ query }) => commandsOf({ db, streams, stream, now }, query),
  )
  const jobs = forAdmins('Jobs and how they fare, the newest first', z.array(jobRow))
  const some = z.object({ lane: text, state: jobRow.shape.state.optional() })
  app.get(
    '/admin/api/jobs',
    { config: jobs.config, schema: { ...jobs.schema, querystring: some } },
    ({ query }) => jobsOf(db, query),
  )
}

function addWorld(app: HttpApp, { db, config }: DeskParts): void {
  const rooms = forAdmins('Rooms with who and what is in them', z.array(roomRow))
  const which = z.object({
    search: z.string().max(60).default(''),
    peopled: z.stringbool().default(false),
  })
  app.get(
    '/admin/api/rooms',
    { config: rooms.config, schema: { ...rooms.schema, querystring: which } },
    ({ query: { search, peopled } }) => roomsOf(db, { search, onlyPeopled: peopled }),
  )
  app.get(
    '/admin/api/settings',
    forAdmins('Every setting of this gateway, secrets masked', z.array(settingRow)),
    () => settingsOf(config),
  )
}
