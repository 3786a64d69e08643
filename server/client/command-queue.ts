/**
 * The player's commands from the key press until `done`.
 *
 * Numbers run without a gap within a session. A number is used up only once the server has stored
 * the command, so a refused one is either sent again under its number (the server was busy) or
 * taken out, and its followers move down by one (the server will never accept it).
 */

export type CommandStage = 'waiting' | 'sent' | 'stored'
export type Command = {
  readonly n: number
  readonly line: string
  readonly stage: CommandStage
  /** Identifies the command's line in the log across renumbering. */
  readonly mark: number
  /** It has been handed to a socket at least once, so the server may hold it. */
  readonly tried: boolean
  readonly request?: string
}
export type SavedQueue = { readonly nextN: number; readonly commands: readonly Command[] }

export type CommandQueue = {
  /** Adds a typed line; it waits until `take` hands it out. */
  add(line: string): Command
  /** Hands out waiting commands in order, never more than `most` unstored ones under way. */
  take(most: number): Command[]
  stored(n: number, request: string): Command | undefined
  done(n: number): Command | undefined
  /** Answers whether the command was taken out for good (true) or will be sent again (false). */
  refused(n: number, code: string, expected?: number): { gone?: Command; again: boolean }
  /** The server holds everything up to `lastN` of this session; the rest must be sent again. */
  resumed(lastN: number): void
  /** A new session began. Commands that were under way have an unknown fate and are returned. */
  restarted(lastN: number): Command[]
  /** Another person may play next: nothing of this one's may be sent. Returns what was left. */
  clear(): readonly Command[]
  /** The socket is gone: whatever was not stored must be sent again later. */
  unsend(): void
  all(): readonly Command[]
  save(): SavedQueue
}

/** Codes after which the same line would be refused again, so sending it again is senseless. */
const hopeless = new Set(['too-long', 'bad-frame', 'bad-order', 'bad-line', 'empty', 'not-allowed'])

type State = { commands: readonly Command[]; nextN: number; nextMark: number }

export function createCommandQueue(saved?: SavedQueue): CommandQueue {
  const commands = saved?.commands.map(unsent) ?? []
  const state: State = {
    commands,
    nextN: saved?.nextN ?? 1,
    nextMark: commands.reduce((top, command) => Math.max(top, command.mark), 0) + 1,
  }
  return {
    add: (line) => add(state, line),
    take: (most) => take(state, most),
    stored: (n, request) => change(state, n, { stage: 'stored', request }),
    done(n) {
      const found = state.commands.find((command) => command.n === n)
      state.commands = state.commands.filter((command) => command !== found)
      return found
    },
    refused: (n, code, expected) => refused(state, n, code, expected),
    resumed: (lastN) => resumed(state, lastN),
    restarted(lastN) {
      const unknown = state.commands.filter((command) => command.tried)
      state.commands = state.commands.filter((command) => !command.tried)
      renumber(state, lastN)
      return unknown
    },
    clear() {
      const left = state.commands
      state.commands = []
      state.nextN = 1
      return left
    },
    unsend() {
      state.commands = state.commands.map(unsent)
    },
    all: () => state.commands,
    save: () => ({ nextN: state.nextN, commands: state.commands }),
  }
}

const unsent = (command: Command): Command =>
  command.stage === 'stored' ? command : { ...command, stage: 'waiting' }

const keep = (command: Command): Command => ({ ...command, stage: 'stored' })

function add(state: State, line: string): Command {
  const command: Command = {
    n: state.nextN++,
    line,
    stage: 'waiting',
    mark: state.nextMark++,
    tried: false,
  }
  state.commands = [...state.commands, command]
  return command
}

function change(state: State, n: number, patch: Partial<Command>): Command | undefined {
  const at = state.commands.findIndex((command) => command.n === n)
  const found = state.commands[at]
  if (!found) return undefined
  const changed = { ...found, ...patch }
  state.commands = state.commands.with(at, changed)
  return changed
}

function take(state: State, most: number): Command[] {
  const underWay = state.commands.filter((command) => command.stage === 'sent').length
  const taken = state.commands
    .filter((command) => command.stage === 'waiting')
    .slice(0, Math.max(0, most - underWay))
    .map((command): Command => ({ ...command, stage: 'sent', tried: true }))
  for (const command of taken) change(state, command.n, command)
  return taken
}

/** Numbers the unstored commands anew so that they follow `lastN` without a gap. */
function renumber(state: State, lastN: number): void {
  let n = lastN
  state.commands = state.commands.map((command) =>
    command.stage === 'stored' ? command : { ...unsent(command), n: ++n },
  )
  state.nextN = n + 1
}

/** Its followers move down by one; what went before it is under way and keeps its number. */
function remove(state: State, gone: Command): void {
  state.commands = state.commands.filter((command) => command !== gone)
  renumberFrom(state, gone.n)
}

/** Numbers the commands from number `n` on anew, without a gap; they are to be sent again. */
function renumberFrom(state: State, n: number): void {
  let next = n
  state.commands = state.commands.map((command) =>
    command.n < n || command.stage === 'stored' ? command : { ...unsent(command), n: next++ },
  )
  state.nextN = next
}

function refused(
  state: State,
  n: number,
  code: string,
  expected: number | undefined,
): { gone?: Command; again: boolean } {
  const gone = hopeless.has(code) ? state.commands.find((command) => command.n === n) : undefined
  if (gone) {
    remove(state, gone)
    return { gone, again: false }
  }
  if (expected === undefined) {
    // A command that was never acknowledged is not stored, even if a gap made it look so for a while.
    state.commands = state.commands.map((command) =>
      command.n >= n && command.request === undefined ? { ...command, stage: 'waiting' } : command,
    )
  } else {
    // Answers come in order: if the missing number is under way, it was sent again since this gap.
    if (state.commands.some(({ n: at, stage }) => at === expected && stage === 'sent')) {
      return { again: false }
    }
    // Commands before the gap are under way; they are acknowledged or refused by themselves.
    renumberFrom(state, expected)
  }
  return { again: true }
}

function resumed(state: State, lastN: number): void {
  state.commands = state.commands.map((command) =>
    command.n <= lastN ? keep(command) : unsent(command),
  )
  // An acknowledged number is used up, whatever figure the server remembers.
  const stored = state.commands.filter((command) => command.stage === 'stored')
  renumber(
    state,
    stored.reduce((top, command) => Math.max(top, command.n), lastN),
  )
}
