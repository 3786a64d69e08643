/** Fields of events and messages that hold an id, by its kind. Any text is one: kinds are types only. */
import { z } from 'zod'
import type {
  AccountId,
  BeingId,
  CharacterId,
  GatewayId,
  HolderId,
  ItemId,
  MobileId,
  PrototypeId,
  RecordId,
  RoomId,
  SessionId,
  ZoneId,
} from './ids.ts'

const id = z.string()

export const roomId: z.ZodType<RoomId> = id
export const characterId: z.ZodType<CharacterId> = id
export const mobileId: z.ZodType<MobileId> = id
export const beingId: z.ZodType<BeingId> = id
export const itemId: z.ZodType<ItemId> = id
export const holderId: z.ZodType<HolderId> = id
export const recordId: z.ZodType<RecordId> = id
export const sessionId: z.ZodType<SessionId> = id
export const prototypeId: z.ZodType<PrototypeId> = id
export const zoneId: z.ZodType<ZoneId> = id
export const accountId: z.ZodType<AccountId> = id
export const gatewayId: z.ZodType<GatewayId> = id
