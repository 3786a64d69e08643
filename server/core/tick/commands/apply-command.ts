/**
 * Applies one command to the tick's work. It is pure over its inputs, and a `NotLoaded` leaves no
 * trace, so that the command can be applied again once what was missing is in memory.
 */
import type { Command } from '../../../../schema/envelope.ts'
import type { TickWork } from '../tick-work.ts'
import { attachCommand } from './attach.ts'
import {
  type ApplyParts,
  type Arrived,
  type CommandRun,
  type CommandType,
  runOf,
} from './command-run.ts'
import { detachCommand } from './detach.ts'
import { lineCommand } from './line.ts'
import { syncCommand } from './sync.ts'
import { systemCommand } from './system.ts'

type Kind = Command['t']
type OfKind<K extends Kind> = Extract<Command, { t: K }>

const types: { readonly [K in Kind]: CommandType<OfKind<K>> } = {
  line: lineCommand,
  system: systemCommand,
  attach: attachCommand,
  detach: detachCommand,
  sync: syncCommand,
}

/** Applies one command. Throws `NotLoaded` or `NumbersNotLoaded`, in which case nothing has happened. */
export function applyCommand(work: TickWork, arrived: Arrived, parts: ApplyParts): void {
  apply(arrived.command.t, runOf(work, arrived, parts))
}

/** Records one command as failed without asking any rule: the last step of the poison ladder. */
export function refuseCommand(work: TickWork, arrived: Arrived, parts: ApplyParts): void {
  refuse(arrived.command.t, runOf(work, arrived, parts))
}

function apply<K extends Kind>(kind: K, run: CommandRun<OfKind<K>>): void {
  types[kind].apply(run)
}

function refuse<K extends Kind>(kind: K, run: CommandRun<OfKind<K>>): void {
  types[kind].refuse(run)
}
