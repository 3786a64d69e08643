/** The HTTP surface of the gateway for players and operators (PROTOCOL 4). */
import type { AccountRouteParts } from './account-parts.ts'
import { addAccountRoutes } from './account-routes.ts'
import { addCommandRoutes, type CommandRouteParts } from './command-routes.ts'
import { addHelpRoutes, type Guidance } from './help-routes.ts'
import { type HttpApp, type HttpServerParts, openHttpServer } from './http-server.ts'
import { addProbes, type ProbeParts } from './probe-routes.ts'
import { addRoomRoutes } from './room-routes.ts'
import type { RoomSync } from './room-sync.ts'
import { addSettingsRoutes } from './settings-routes.ts'

export interface HttpParts
  extends Omit<HttpServerParts, 'identity'>,
    AccountRouteParts,
    CommandRouteParts,
    ProbeParts {
  readonly roomSync: RoomSync
  readonly guidance: Guidance
}

/** Makes the server with everything but event streams, the admin API and the pages. */
export async function openHttpApi(parts: HttpParts): Promise<HttpApp> {
  const app = await openHttpServer(parts)
  addProbes(app, parts)
  addAccountRoutes(app, parts)
  addSettingsRoutes(app, parts.identity)
  addCommandRoutes(app, parts)
  addRoomRoutes(app, parts.roomSync)
  addHelpRoutes(app, parts.guidance)
  return app
}
