/** Events as the deeds of characters: what tasks wait for, in the words of the world files. */
import type { NewEvent } from '../schema/define-event.ts'
import { mobilesAt, roomOf, type WorldReader } from '../schema/world.ts'
import type { Deed } from './quests.ts'
import { sharersOf } from './rules/death.ts'

type Fields = Deed['fields']
type Data = Readonly<Record<string, unknown>>

/** The deeds that an event was, asked right after it was applied; usually one, often none. */
export function deedsOf(world: WorldReader, event: NewEvent): Deed[] {
  const data = event.data as Data
  const translate = translations[event.type]
  return (translate?.(world, data) ?? []).filter(
    (deed) => world.get(deed.character)?.kind === 'character',
  )
}

/** Speech as the words in it, lower case. */
export function wordsIn(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+(?:['’-][\p{L}\p{N}]+)*/gu) ?? []
}

type Translation = (world: WorldReader, data: Data) => Deed[]

const text = (data: Data, field: string) => String(data[field] ?? '')

/** The room somebody is in, and its zone. */
function whereIs(world: WorldReader, being: string): Fields {
  const room = roomOf(world, being)
  return room ? { room: [room.id], zone: [room.zone] } : {}
}

function placeFields(world: WorldReader, id: string): Fields {
  const room = world.get(id)
  return room?.kind === 'room' ? { room: [room.id], zone: [room.zone] } : { room: [id] }
}

function protoOfMobile(world: WorldReader, id: string): string[] {
  const mobile = world.get(id)
  return mobile?.kind === 'mobile' ? [mobile.proto] : []
}

/** A deed with a thing: taken, dropped, handed over. */
function withItem(event: Deed['event'], who: string): Translation {
  return (world, data) => {
    const item = world.get(text(data, 'item'))
    if (item?.kind !== 'item') return []
    const character = text(data, who)
    const fields = { ...whereIs(world, character), item: [item.proto] }
    return [{ event, character, count: item.count, fields }]
  }
}

function single(event: Deed['event'], character: string, fields: Fields): Deed[] {
  return [{ event, character, count: 1, fields }]
}

function given(world: WorldReader, data: Data): Deed[] {
  const [deed] = withItem('item-given', 'actor')(world, data)
  const mobile = protoOfMobile(world, text(data, 'target'))
  // A present from one player to another is a find for the second.
  if (mobile.length === 0) return withItem('item-taken', 'target')(world, data)
  return deed ? [{ ...deed, fields: { ...deed.fields, mobile }, given: text(data, 'item') }] : []
}

function killed(world: WorldReader, data: Data): Deed[] {
  const killer = world.get(text(data, 'killer'))
  if (killer?.kind !== 'character') return []
  const room = text(data, 'room')
  const fields = { ...placeFields(world, room), mobile: [text(data, 'proto')] }
  // Who fights together has done it together.
  return sharersOf(world, killer, room).flatMap(({ id }) => single('mobile-killed', id, fields))
}

function spoken(world: WorldReader, data: Data): Deed[] {
  if (!['say', 'ask', 'whisper', 'shout'].includes(text(data, 'how'))) return []
  const room = text(data, 'room')
  const target = protoOfMobile(world, text(data, 'target'))
  const mobile = target.length > 0 ? target : mobilesAt(world, room).map(({ proto }) => proto)
  const words = wordsIn(text(data, 'words'))
  const fields = { ...placeFields(world, room), words, mobile }
  return single('speech-uttered', text(data, 'actor'), fields)
}

function movedTo(who: string, where: string): Translation {
  return (world, data) =>
    single('character-moved', text(data, who), placeFields(world, text(data, where)))
}

const translations: Readonly<Record<string, Translation | undefined>> = {
  'item-taken': withItem('item-taken', 'actor'),
  'item-bought': withItem('item-taken', 'actor'),
  'item-dropped': withItem('item-dropped', 'actor'),
  'item-given': given,
  'item-used': (world, data) => {
    const actor = text(data, 'actor')
    return single('item-used', actor, { ...whereIs(world, actor), item: [text(data, 'proto')] })
  },
  'character-moved': movedTo('actor', 'to'),
  'being-transported': movedTo('actor', 'to'),
  'character-entered': movedTo('character', 'room'),
  'mobile-killed': killed,
  'speech-uttered': spoken,
  'social-performed': (world, data) =>
    single('social-performed', text(data, 'actor'), {
      ...placeFields(world, text(data, 'room')),
      social: [text(data, 'social')],
      mobile: protoOfMobile(world, text(data, 'target')),
    }),
  'skill-used': (world, data) => {
    if (data['success'] !== true) return []
    return single('skill-used', text(data, 'actor'), {
      ...placeFields(world, text(data, 'room')),
      skill: [text(data, 'skill')],
      mobile: protoOfMobile(world, text(data, 'target')),
    })
  },
  'door-changed': (world, data) =>
    data['act'] === 'unlocked'
      ? single('door-unlocked', text(data, 'actor'), placeFields(world, text(data, 'room')))
      : [],
  'conflict-moved': (world, data) =>
    single('conflict-moved', text(data, 'actor'), {
      ...placeFields(world, text(data, 'room')),
      conflict: [text(data, 'conflict')],
      choice: [text(data, 'choice')],
      party: [text(data, 'party')],
    }),
  'conflict-phase-changed': phaseChanged,
}

/** A conflict moves on for everybody who took a hand in it and is in the world. */
function phaseChanged(world: WorldReader, data: Data): Deed[] {
  const conflict = text(data, 'conflict')
  const record = world.get(`conflict:${conflict}`)
  const state = record?.kind === 'record' ? (record.data as { hands?: readonly string[] }) : {}
  const phase = text(data, 'to') || text(data, 'phase')
  return (state.hands ?? []).flatMap((character) => {
    const fields = { ...whereIs(world, character), conflict: [conflict], phase: [phase] }
    return single('conflict-phase-changed', character, fields)
  })
}
