/** The client module of the package: `import { openClient } from 'mudstream/client'`. See CLIENT.md. */
export type { ServerFrame } from '../../schema/frames/server.ts'
export {
  type ClientEvents,
  type ClientOptions,
  type GameClient,
  type Outcome,
  openClient,
} from './game-client.ts'
export type { LinkStatus, Phase, SavedLink } from './link-ports.ts'
