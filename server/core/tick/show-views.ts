/**
 * Views that stay true: what events have touched is looked at again, and whoever sees something else
 * than before is told, the author before its `done`, everybody else at the end of the tick. A client
 * that asked for deltas gets them at once; for the others, changes of the room within a short time are
 * one frame.
 */
import { groupState } from '../../../handlers/company.ts'
import { questsState } from '../../../handlers/quests.ts'
import { lookAround, type Scenes } from '../../../handlers/scene.ts'
import { charState, itemsState } from '../../../handlers/state.ts'
import type { Character, Session } from '../../../schema/entities.ts'
import type { EntityId } from '../../../schema/ids.ts'
import {
  arranged,
  deltaOf,
  isSame,
  type ViewData,
  type ViewDelta,
} from '../../../schema/view-delta.ts'
import { everybody, type Touched, type ViewPart, viewParts } from '../../../schema/views.ts'
import { NotLoaded, type WorldReader } from '../../../schema/world.ts'
import type { WorldMap } from '../../../schema/world-map.ts'
import { showState } from './show.ts'
import { isSamePlace, lastShown, noteShown } from './shown-parts.ts'
import {
  beginDraft,
  causeOf,
  type Draft,
  keepDraft,
  pushOutput,
  type Target,
  type TickWork,
} from './tick-work.ts'
import type { Owed } from './view-memory.ts'

/**
 * Changes of the room within this time are one frame, because everybody in it changes it. With a
 * heartbeat until the next tick it stays below a second. The other parts are shown by every tick.
 */
const gatheredMs = 500
/** Those who wait for that wait together, by steps of this many milliseconds. */
const laterStepMs = 10
/** Views looked at in one tick; a change of the whole world is told over several. */
const viewsPerTickMax = 1_000

/** What a character sees of a part now. Throws `NotLoaded`. */
export function viewOf(
  world: WorldReader,
  part: ViewPart,
  character: Character,
  scenes?: Scenes,
): ViewData {
  switch (part) {
    case 'room':
      return lookAround(world, character, scenes).data
    case 'char':
      return { ...charState(world, character) }
    case 'items':
      return { ...itemsState(world, character) }
    case 'group':
      return { ...groupState(world, character) }
    case 'quests':
      return { ...questsState(world, character) }
    default:
      return part satisfies never
  }
}

interface Viewer {
  readonly character: Character
  readonly session: Session
}

/** Nobody looks through a lost link: whoever comes back by it is shown everything anew. */
function viewerOf(world: WorldMap, id: EntityId): Viewer | undefined {
  // Who is in the world is in memory. Whatever else was touched need not be fetched to see nothing.
  const character = world.peek(id)
  if (character?.kind !== 'character' || !character.session) return undefined
  const session = world.peek(character.session)
  return session?.kind === 'session' && !session.lost ? { character, session } : undefined
}

/** Hears of a view that throws; the others are shown all the same. */
type OnBroken = (where: string, error: unknown) => void

/**
 * Shows the author of a command what the command has changed for it, before its `done`. Throws
 * `NotLoaded`.
 */
export function showAuthor(draft: Draft, onBroken: OnBroken): void {
  const author = draft.world.peek(draft.actor)
  if (author?.kind !== 'character') return
  const parts = new Set<ViewPart>()
  for (const touched of draft.touched.values()) {
    if (concerns(draft.world, touched, author)) parts.add(touched.part)
  }
  const viewer = viewerOf(draft.world, author.id)
  for (const part of parts) {
    guarded(part, onBroken, () => {
      if (viewer) tell(draft, showPart(draft, viewer, part))
      if (draft.author) showState(draft, part, viewOf(draft.world, part, author), [draft.author])
    })
  }
}

function concerns(world: WorldMap, { part, of }: Touched, viewer: Character): boolean {
  if (of === everybody || of === viewer.id) return true
  if (part === 'room') return of === viewer.place
  const member = part === 'group' ? world.peek(of) : undefined
  return member?.kind === 'character' && !!member.group && member.group === viewer.group
}

/** What a session is told of a part: the whole of it, or what has changed. */
type Told =
  | { readonly part: ViewPart; readonly target: Target; readonly data: ViewData }
  | { readonly part: ViewPart; readonly target: Target; readonly change: ViewDelta }

/** Looks at a part; undefined when the session has been shown it as it is. */
function showPart(
  draft: Draft,
  { character, session }: Viewer,
  part: ViewPart,
  scenes?: Scenes,
): Told | undefined {
  const data = viewOf(draft.world, part, character, scenes)
  const target = { session: session.id, gateway: session.gateway }
  const before = lastShown(draft, session.id, part)?.data
  // Somebody without a group has no view of one to correct.
  if (!before && part === 'group' && !character.group) return undefined
  if (!before || !isSamePlace(before, data)) return { part, target, data }
  if (!session.deltas) return isSame(before, data) ? undefined : { part, target, data }
  const now = arranged(before, data)
  const change = deltaOf(before, now)
  if (!change) return undefined
  if (change === 'whole') return { part, target, data: now }
  noteShown(draft, session.id, part, now)
  return { part, target, change }
}

function tell(draft: Draft, told: Told | undefined): void {
  if (!told) return
  const { part, target } = told
  if ('data' in told) return showState(draft, part, told.data, [target])
  const { change } = told
  pushOutput(draft, { f: 'delta', part, ...causeOf(draft), change, targets: [target] })
}

/**
 * The last step of a tick: looks at everything that was touched in it, or is owed from before. Throws
 * `NotLoaded`, in which case nothing has happened.
 */
export function showViews(work: TickWork, onBroken: OnBroken): void {
  const draft = beginDraft(work)
  const left = new Map<EntityId, Set<ViewPart>>()
  const later = new Map<number, EntityId[]>()
  const past = [...work.views.memory.later.keys()].filter((at) => at <= work.moment.atMs)
  const changes = new Map<string, { told: Extract<Told, { change: ViewDelta }>; to: Target[] }>()
  const scenes: Scenes = new Map()
  let looks = 0
  for (const [id, parts] of owedBy(work, past)) {
    const viewer = viewerOf(draft.world, id)
    for (const part of viewer ? parts : []) {
      if (!viewer) continue
      const dueMs = dueAt(draft, viewer, part)
      if (dueMs > work.moment.atMs) {
        addLater(later, id, dueMs)
        continue
      }
      if (looks >= viewsPerTickMax) {
        add(left, id, part)
        continue
      }
      looks += 1
      const told = guarded(part, onBroken, () => showPart(draft, viewer, part, scenes))
      if (!told || 'data' in told) {
        tell(draft, told)
        continue
      }
      // What many see alike is one output.
      const key = `${part} ${JSON.stringify(told.change)}`
      const alike = changes.get(key)
      if (alike) alike.to.push(told.target)
      else changes.set(key, { told, to: [told.target] })
    }
  }
  for (const { told, to } of changes.values()) {
    pushOutput(draft, { f: 'delta', part: told.part, change: told.change, targets: to })
  }
  keepDraft(draft)
  work.views.next = { owed: left, later, past }
}

function guarded<T>(part: ViewPart, onBroken: OnBroken, look: () => T): T | undefined {
  try {
    return look()
  } catch (error) {
    if (error instanceof NotLoaded) throw error
    onBroken(`view ${part}`, error)
    return undefined
  }
}

/** When the viewer may be shown the part; now, or earlier, for what is not gathered. */
function dueAt(draft: Draft, { session }: Viewer, part: ViewPart): number {
  if (session.deltas || part !== 'room') return 0
  const shown = lastShown(draft, session.id, part)
  return shown ? shown.atMs + gatheredMs : 0
}

function addLater(later: Map<number, EntityId[]>, id: EntityId, dueMs: number): void {
  const at = Math.ceil(dueMs / laterStepMs) * laterStepMs
  const ids = later.get(at)
  if (ids) ids.push(id)
  else later.set(at, [id])
}

/** Who has to be shown which parts; `past` are the times that have come of those who waited. */
function owedBy({ overlay, views }: TickWork, past: readonly number[]): Owed {
  const owed = new Map<EntityId, Set<ViewPart>>()
  for (const [id, parts] of views.memory.owed) owed.set(id, new Set(parts))
  for (const at of past) {
    for (const id of views.memory.later.get(at) ?? []) add(owed, id, 'room')
  }
  if (!views.memory.begun) {
    for (const { id } of overlay.charactersPresent()) owed.set(id, new Set(viewParts))
  }
  for (const { part, of } of views.touched.values()) {
    if (of === everybody) for (const { id } of overlay.charactersPresent()) add(owed, id, part)
    else if (part === 'room') for (const id of overlay.idsAt(of)) add(owed, id, part)
    else add(owed, of, part)
  }
  addGroups(overlay, owed)
  return owed
}

/** What one member of a group is shown anew, all of them are. */
function addGroups(world: TickWork['overlay'], owed: Map<EntityId, Set<ViewPart>>): void {
  const groups = new Set<string>()
  for (const [id, parts] of owed) {
    const member = parts.has('group') ? world.peek(id) : undefined
    if (member?.kind === 'character' && member.group) groups.add(member.group)
  }
  if (groups.size === 0) return
  for (const { id, group } of world.charactersPresent()) {
    if (group && groups.has(group)) add(owed, id, 'group')
  }
}

function add(owed: Map<EntityId, Set<ViewPart>>, id: EntityId, part: ViewPart): void {
  const parts = owed.get(id)
  if (parts) parts.add(part)
  else owed.set(id, new Set([part]))
}
