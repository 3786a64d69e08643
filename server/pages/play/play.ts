/** Puts link, story, map and settings together: what the player does, and what then happens. */

import { expandLine } from '../../../schema/expand-line.ts'
import type { ServerFrame, ServerFrameOf } from '../../../schema/frames/server.ts'
import type { Command } from '../../client/command-queue.ts'
import { createLatencyMeter } from '../../client/latency.ts'
import { createLink } from '../../client/link.ts'
import { openWebSocket } from '../../client/web-socket.ts'
import { answersMenu, begun, isOpen, menu } from './acting.ts'
import { announce, playCue } from './alerts.ts'
import { origins } from './creation.ts'
import * as game from './game.ts'
import { asksToKeep, keeping } from './keeping.ts'
import { createAccount } from './link/account.ts'
import { tabMemory } from './link/browser-ports.ts'
import { type Atlas, readAtlas, route, withRoom } from './map/atlas.ts'
import { createWalker } from './map/walker.ts'
import { focusInput, isSheetOpen } from './regions.ts'
import { ofCharacter } from './settings/settings.ts'
import { changeCharacter, settings, syncSettings } from './settings/settings-store.ts'
import { readConflict, upserted } from './state-parts.ts'
import { createStory } from './story.ts'
import { plainText } from './text/story-line.ts'
import * as words from './words.ts'

export const account = createAccount()
export const memory = tabMemory()
const pings = createLatencyMeter()
const acks = createLatencyMeter()
/** From a command's mark to its line in the story. */
const lineOfMark = new Map<number, number>()
let wasPlaying = false
let writtenAtlas: Atlas | undefined

export const mine = () => ofCharacter(settings.value, game.character.value?.name ?? '')

export const story = createStory({
  highlights: () => mine().highlights,
  showStreams: () => !settings.value.screenReader,
  showScenery: () => settings.value.scenery,
  self: () => game.character.value?.id,
  heard(line, rule) {
    if (line.channel === 'tell') announce(plainText(line))
    else if (rule?.sound) playCue()
  },
})

const walker = createWalker((direction) => sendOne(direction))

export const link = createLink(
  {
    openSocket: (events) => openWebSocket(location.origin, events),
    after(delayMs, task) {
      const timer = setTimeout(task, delayMs)
      return () => clearTimeout(timer)
    },
    nowMs: () => performance.now(),
    random: Math.random,
    load: memory.loadLink,
    save: (saved) => memory.save(saved, story.lines()),
    prefs: () => ({
      screenReader: settings.value.screenReader,
      deltas: true,
      data: false,
      spans: true,
    }),
  },
  {
    status(status) {
      game.status.value = status
      if (status.phase === 'waiting' && wasPlaying && status.attempt === 0) {
        story.note(words.lost)
      }
      if (status.phase === 'ended' && wasPlaying) story.note(words.farewell(status.bye))
      // Whoever was sent away at the door reads why where the answers to a sign-in stand.
      else if (status.phase === 'ended' && status.bye) {
        game.signInWords.value = words.farewell(status.bye)
      }
      if (status.phase === 'ended') wasPlaying = false
    },
    welcomed(welcome) {
      const changed = game.character.value?.id !== welcome.character.id
      game.world.value = welcome.world
      game.signInWords.value = ''
      game.doorWords.value = ''
      const before = game.character.value?.name ?? ''
      const kept = !changed && before !== welcome.character.name
      if (changed) begin(welcome.character.name, welcome.world)
      if (kept) {
        changeCharacter(welcome.character.name, ofCharacter(settings.value, before))
        writtenAtlas = undefined
      }
      if (welcome.token !== undefined) account.useToken(welcome.token)
      game.character.value = welcome.character
      if (wasPlaying && !kept) story.note(welcome.resumed ? words.backAgain : words.newStart)
      wasPlaying = true
      if (welcome.character.role !== 'guest') void syncSettings(account)
      void account.origins().then((list) => {
        origins.value = list
      })
      void account.manifest().then((list) => {
        game.manifest.value = list
      })
    },
    frame,
    estranged() {
      if (wasPlaying) game.signInWords.value = words.chairGivenUp
      wasPlaying = false
    },
    refusedSignIn: (reject) => {
      game.doorWords.value = ''
      game.signInWords.value = words.signInRefusal(reject.code, reject.message)
    },
    refusedCommand(command, reject) {
      story.note(words.commandRefusal(command.line, reject.code, reject.message))
      finishLine(command)
    },
    unknownFate(commands) {
      story.note(words.unknownFate(commands.map((command) => command.line)))
      commands.forEach(finishLine)
    },
    commands(commands) {
      game.commands.value = commands
      for (const { mark, stage } of commands) {
        const line = lineOfMark.get(mark)
        if (line !== undefined) story.mark(line, stage === 'stored' ? 'stored' : 'waiting')
      }
    },
    ackedAfter(delayMs) {
      acks.add(delayMs)
      game.ackMs.value = acks.median()
    },
    pongAfter(delayMs) {
      pings.add(delayMs)
      game.pingMs.value = pings.median()
    },
  },
)

const atlasKey = (world: string, name: string) => `mudstream.map.${world}.${name.toLowerCase()}`

function begin(name: string, world: string): void {
  game.clearGame()
  game.atlas.value = readAtlas(memory.readLong(atlasKey(world, name)))
}

function frame(received: ServerFrame): void {
  if (received.t === 'event' && received.kind === 'waiting' && !wasPlaying) {
    // There is no story to tell it in yet.
    game.doorWords.value = received.text ?? ''
  } else if (received.t === 'event') heardEvent(received)
  else if (received.t === 'narration') story.narration(received)
  else if (received.t === 'pending') story.pending(received)
  else if (received.t === 'resync') story.note(words.missedMuch)
  else if (received.t === 'state' || received.t === 'delta') {
    game.applyView(received)
    if (received.part === 'room') entered()
  } else if (received.t === 'done') {
    if (received.status !== 'completed') walker.stop()
    const command = game.commands.value.find(({ n }) => n === received.n)
    if (command) finishLine(command)
  }
}

function heardEvent(event: ServerFrameOf<'event'>): void {
  if (answersMenu(event)) return
  story.event(event)
  if (event.kind === 'conflict-moved') {
    const conflict = readConflict(event.about ?? event.data)
    if (conflict) game.conflicts.value = upserted(game.conflicts.value, conflict)
  }
}

function entered(): void {
  const room = game.room.value
  if (!room) return
  game.atlas.value = withRoom(game.atlas.value, room)
  walker.arrived(room.id)
}

function finishLine(command: Command): void {
  const line = lineOfMark.get(command.mark)
  lineOfMark.delete(command.mark)
  if (line !== undefined) story.mark(line, '')
}

function sendOne(line: string): void {
  const shown = settings.value.echo ? story.typed(line) : undefined
  const command = link.send(line)
  if (!shown) return
  lineOfMark.set(command.mark, shown.id)
  story.mark(shown.id, 'waiting')
}

/** Takes an entered line: expands aliases and stacking, then sends each command. */
export function enter(typed: string): void {
  if (asksToKeep(typed)) {
    keeping.value = true
    return
  }
  walker.stop()
  for (const line of expandLine(typed, mine().aliases, settings.value)) sendOne(line)
}

/** Asks the world what can be done with something; `subject` is how the server is told which it is. */
export function ask(title: string, subject: string, { clientX: x, clientY: y }: MouseEvent): void {
  // A key press has no place on the screen.
  const at = x === 0 && y === 0 ? {} : { at: { x, y } }
  menu.value = { title, mark: link.send(`hint ${subject}`).mark, ...at }
}

/** Does what a menu or the story offers, or waits for the words that are missing. */
export function act(line: string): void {
  // What comes of it is told in the story.
  isSheetOpen.value = false
  if (isOpen(line)) begun.value = line.slice(0, -1)
  else {
    enter(line)
    focusInput()
  }
}

/** Walks to a room the player has seen, as far as the known ways lead. */
export function walkTo(target: string): void {
  const here = game.room.value?.id
  if (here === undefined || here === target) return
  const steps = route(game.atlas.value, here, target)
  if (steps) walker.start(steps)
  else story.note(words.noWay)
}

export const nudge = (): void => link.nudge()

/** Writes down what a reload needs. */
export function remember(): void {
  link.remember()
  const name = game.character.value?.name
  if (name === undefined || game.atlas.value === writtenAtlas) return
  writtenAtlas = game.atlas.value
  memory.writeLong(atlasKey(game.world.value, name), [...writtenAtlas.values()])
}
