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
const hopeless = new Set(['too-long', 'bad-frame', 'bad-line', 'empty', 'not-allowed'])

export function createCommandQueue(saved?: SavedQueue): CommandQueue {
  let commands: Command[] = saved ? saved.commands.map(unsent) : []
  let nextN = saved?.nextN ?? 1
  let nextMark = commands.reduce((top, command) => Math.max(top, command.mark), 0) + 1

  const change = (n: number, patch: Partial<Command>): Command | undefined => {
    const at = commands.findIndex((command) => command.n === n)
    const found = commands[at]
    if (!found) return undefined
    const changed = { ...found, ...patch }
    commands = commands.with(at, changed)
    return changed
  }

  /** Numbers the unstored commands anew so that they follow `lastN` without a gap. */
  const renumber = (lastN: number) => {
    let n = lastN
    commands = commands.map((command) =>
      command.stage === 'stored' ? command : { ...unsent(command), n: ++n },
    )
    nextN = n + 1
  }

  return {
    add(line) {
      const command: Command = {
        n: nextN++,
        line,
        stage: 'waiting',
        mark: nextMark++,
        tried: false,
      }
      commands = [...commands, command]
      return command
    },
    take(most) {
      const underWay = commands.filter((command) => command.stage === 'sent').length
      const taken = commands
        .filter((command) => command.stage === 'waiting')
        .slice(0, Math.max(0, most - underWay))
        .map((command): Command => ({ ...command, stage: 'sent', tried: true }))
      for (const command of taken) change(command.n, command)
      return taken
    },
    stored: (n, request) => change(n, { stage: 'stored', request }),
    done(n) {
      const found = commands.find((command) => command.n === n)
      commands = commands.filter((command) => command.n !== n)
      return found
    },
    refused(n, code, expected) {
      const gone = hopeless.has(code) ? commands.find((command) => command.n === n) : undefined
      if (gone) {
        commands = commands.filter((command) => command !== gone)
        renumber(n - 1)
      } else if (expected === undefined) {
        commands = commands.map((command) => (command.n >= n ? unsent(command) : command))
      } else {
        commands = commands.map((command) => (command.n < expected ? keep(command) : command))
        renumber(expected - 1)
      }
      return gone ? { gone, again: false } : { again: true }
    },
    resumed(lastN) {
      commands = commands.map((command) => (command.n <= lastN ? keep(command) : unsent(command)))
      // An acknowledged number is used up, whatever figure the server remembers.
      const stored = commands.filter((command) => command.stage === 'stored')
      renumber(stored.reduce((top, command) => Math.max(top, command.n), lastN))
    },
    restarted(lastN) {
      const unknown = commands.filter((command) => command.tried)
      commands = commands.filter((command) => !command.tried)
      renumber(lastN)
      return unknown
    },
    clear() {
      const left = commands
      commands = []
      nextN = 1
      return left
    },
    unsend() {
      commands = commands.map(unsent)
    },
    all: () => commands,
    save: () => ({ nextN, commands }),
  }
}

const unsent = (command: Command): Command =>
  command.stage === 'stored' ? command : { ...command, stage: 'waiting' }

const keep = (command: Command): Command => ({ ...command, stage: 'stored' })
