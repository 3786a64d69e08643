/** The caller's view of a room over HTTP (PROTOCOL 4). */
import { z } from 'zod'
import { preparedSchema } from '../../../handlers/prepared.ts'
import { roomView } from '../../../schema/answers/room.ts'
import type { HttpApp } from './http-server.ts'
import { type RoomSync, requireRoom } from './room-sync.ts'

export function addRoomRoutes(app: HttpApp, roomSync: RoomSync): void {
  app.get(
    '/v1/rooms/:room/sync',
    {
      config: { caller: 'account' },
      schema: {
        tags: ['rooms'],
        summary: 'The room as the caller sees it, and what is prepared for it',
        params: z.object({ room: z.string() }),
        response: { 200: preparedSchema.extend({ state: roomView }) },
        problems: [403, 404],
      },
    },
    async ({ account, params }) => requireRoom(await roomSync.view(params.room, account)),
  )
}
