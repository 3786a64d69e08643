/** Ids of one kind are not taken for ids of another: the lines below that say so must not compile. */
import { describe, expect, it } from 'vitest'
import type { Character, Item } from '../../schema/entities.ts'
import { itemGiven, itemTaken } from '../../schema/events/items.ts'
import { characterEntered } from '../../schema/events/presence.ts'
import type {
  AccountId,
  BeingId,
  CharacterId,
  DefinitionId,
  EntityId,
  GatewayId,
  HolderId,
  ItemId,
  MobileId,
  PrototypeId,
  RecordId,
  RoomId,
  SessionId,
  ZoneId,
} from '../../schema/ids.ts'
import { WorldMap } from '../../schema/world-map.ts'

declare const room: RoomId
declare const character: CharacterId
declare const mobile: MobileId
declare const item: ItemId
declare const session: SessionId
declare const definition: DefinitionId
declare const prototype: PrototypeId
declare const account: AccountId
declare const gateway: GatewayId
declare const zone: ZoneId
declare const entity: EntityId

/** Compiled, never called. */
function mixed(): unknown[] {
  // @ts-expect-error a room is no character
  const a: CharacterId = room
  // @ts-expect-error a character is no room
  const b: RoomId = character
  // @ts-expect-error a mobile is no character
  const c: CharacterId = mobile
  // @ts-expect-error an item is no being
  const d: BeingId = item
  // @ts-expect-error a session is not the character that it plays
  const e: CharacterId = session
  // @ts-expect-error an account is not its character
  const f: CharacterId = account
  // @ts-expect-error a prototype is none of its copies
  const g: ItemId = prototype
  // @ts-expect-error a zone is no room
  const h: RoomId = zone
  // @ts-expect-error a gateway is no session
  const i: SessionId = gateway
  // @ts-expect-error a definition is no record
  const j: RecordId = definition
  // @ts-expect-error nothing is inside a session
  const k: HolderId = session
  // @ts-expect-error any entity may be something else than a room
  const l: RoomId = entity
  return [a, b, c, d, e, f, g, h, i, j, k, l]
}

/** The same in the data of events, in fields of entities and in what the world is asked. */
function mixedInUse(world: WorldMap, one: Item): unknown[] {
  return [
    // @ts-expect-error a thing is given to a being
    itemGiven({ actor: character, item, target: room }),
    // @ts-expect-error what is taken is a thing, not its prototype
    itemTaken({ actor: character, item: prototype, from: room, room }),
    // @ts-expect-error a mobile does not enter the world as a character
    characterEntered({ character: mobile, room }),
    // @ts-expect-error a character is no room
    world.room(character),
    // @ts-expect-error fields of a character are not those of a room
    world.patch<Character>(room, { gold: 1 }),
    // @ts-expect-error what a thing is in may be a room, and may be something else
    world.room(one.place),
  ]
}

describe('an id of a kind', () => {
  it('does not compile where another kind belongs', () => {
    expect([mixed, mixedInUse]).toHaveLength(2)
  })

  it('is any text to a program that makes one, and fits where that kind or any entity belongs', () => {
    const here: RoomId = 'inn.hall'
    const anything: EntityId = here
    const holder: HolderId = here
    expect([anything, holder]).toEqual(['inn.hall', 'inn.hall'])
    expect(new WorldMap().room(here)).toBeUndefined()
  })
})
