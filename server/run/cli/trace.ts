/** `mudstream trace REQUEST`: the story of one command from arrival to the last frame. */
import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import type { Command } from 'commander'
import { correlationOf } from '../../../schema/ids.ts'
import { type TraceStory, traceRequest } from '../../log/travel/trace.ts'
import { historyLine } from './history.ts'
import { timeText } from './moment.ts'
import { lookAtDatabase } from './open-database.ts'

/** The story as lines for a person. */
export const traceLines = (story: TraceStory): string[] => {
  const { request, session, n, actor, tick, status, code, enqueuedMs, doneMs } = story
  const waited = Math.max(0, doneMs - enqueuedMs)
  const outcome = code === '' ? status : `${status} (${code})`
  return [
    `request ${request}: command ${n} of session ${session}${actor === '' ? '' : ` by ${actor}`}`,
    `stored  ${timeText(enqueuedMs)} in the command stream`,
    `applied ${timeText(doneMs)} in tick ${tick}, ${waited} ms later: ${outcome}`,
    ...story.events.map((entry) => `event   ${historyLine(entry)}`),
    ...story.jobs.map(({ id, lane, kind }) => `job     ${id}: ${kind} on lane ${lane}`),
    ...toldLines(story),
    ...story.answers.flatMap(answerLines),
  ]
}

const toldLines = ({ told, toldIsKept }: Pick<TraceStory, 'told' | 'toldIsKept'>): string[] =>
  toldIsKept
    ? told.map(({ to, what }) => `told    ${what} -> ${to.join(', ')}`)
    : ['told    (what people were told has been dropped by age)']

/** A writer's answer to what the command asked for. */
const answerLines = (answer: TraceStory['answers'][number]): string[] => {
  const { kind, job, request, tick, status, code, doneMs, events } = answer
  const outcome = code === '' ? status : `${status} (${code})`
  const by = request === undefined ? 'by rules' : `as ${request}`
  return [
    `answer  ${timeText(doneMs)} to ${kind} ${job} in tick ${tick} ${by}: ${outcome}`,
    ...events.map((entry) => `event   ${historyLine(entry)}`),
    ...(request === undefined ? [] : toldLines(answer)),
  ]
}

const logLines = async (file: string, wanted: readonly string[]): Promise<string[]> => {
  const found: string[] = []
  for await (const line of createInterface({ input: createReadStream(file) })) {
    if (wanted.some((text) => line.includes(text))) found.push(`log     ${line}`)
  }
  return found
}

const run = async (text: string, options: { json?: boolean; log?: string }): Promise<void> => {
  const story = await lookAtDatabase(({ db }) => traceRequest(db, text))
  if (story === null) {
    process.stdout.write(`No command ${text} is in the ledger.\n`)
    process.exitCode = 1
    return
  }
  const logged =
    options.log === undefined
      ? []
      : await logLines(options.log, [
          correlationOf(story.request),
          story.request,
          ...story.answers.map(({ job }) => job),
        ])
  const shown =
    options.json === true
      ? JSON.stringify(story, null, 2)
      : [...traceLines(story), ...logged].join('\n')
  process.stdout.write(`${shown}\n`)
}

/** Gives the subcommand its options and its action. */
export const configure = (command: Command): void => {
  command
    .argument('<request>', 'a request id, or the 8 characters it begins with')
    .option('--json', 'print JSON')
    .option('--log <file>', 'also the lines of this log that carry the id')
    .action(run)
}
