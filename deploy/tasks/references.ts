/** The generated references: commands, events and settings, each made from its declarations. */
import { z } from 'zod'
import { type HelpGroup, helpGroups } from '../../handlers/define-command.ts'
import { type ManifestEntry, manifestFor } from '../../handlers/manifest.ts'
import type { AnyEvent } from '../../schema/define-event.ts'
import { events } from '../../schema/events/index.ts'
import { describeSettings } from '../../server/platform/setting-rows.ts'
import { buildingParts } from './building-page.ts'
import { readmePage } from './figures.ts'
import { logEvents } from './log-references.ts'
import { type MetricRow, metricTables, nodeMetrics } from './metric-references.ts'
import { protocolPage, protocolPath } from './protocol-page.ts'
import { cell, code, type Json, typeWords } from './schema-words.ts'

export interface Reference {
  /** Path in the repository. */
  readonly path: string
  readonly text: string
}

/** Every reference page as it should be on disk. */
export function references(): readonly Reference[] {
  return [
    { path: 'server/docs/COMMANDS.md', text: commandsPage() },
    { path: 'server/docs/BUILDING.md', text: buildingPage() },
    { path: 'server/docs/EVENTS.md', text: eventsPage() },
    { path: 'server/docs/SETTINGS.md', text: settingsPage() },
    { path: 'server/docs/METRICS.md', text: metricsPage() },
    { path: 'server/docs/LOGS.md', text: logsPage() },
    { path: protocolPath, text: protocolPage() },
    { path: 'README.md', text: readmePage() },
  ]
}

const note = (source: string) =>
  `> Generated from ${source} by \`npm run docs\`; a test fails when it is stale. Do not edit.`

function page(title: string, source: string, parts: readonly string[]): string {
  return `${[`# ${title}`, note(source), ...parts].join('\n\n')}\n`
}

function buildingPage(): string {
  return page(
    'Building',
    '`schema/world-file/build-orders.ts` and `schema/world-file`',
    buildingParts(),
  )
}

function commandsPage(): string {
  const entries = manifestFor('owner')
  const groups = (Object.keys(helpGroups) as HelpGroup[])
    .map((group) => ({ group, of: entries.filter((entry) => entry.group === group) }))
    .filter(({ of }) => of.length > 0)
  return page('Commands', 'the declarations in `handlers/commands`', [
    'Any beginning of a verb will do where it is clear. Things are called `2.coin`, `3 coins`,' +
      ' `all`, `all.coin` or by any of their words; `<…>` is needed, `[…]` may be left out.',
    ...groups.map(({ group, of }) =>
      [`## ${helpGroups[group]}`, ...of.map(commandPart)].join('\n\n'),
    ),
  ])
}

function commandPart(entry: ManifestEntry): string {
  const lines = [`### \`${entry.usage}\``, entry.help]
  const facts: string[] = []
  if (entry.aliases.length > 0) facts.push(`Also: ${entry.aliases.map(code).join(', ')}`)
  if (entry.examples.length > 0) facts.push(`Examples: ${entry.examples.map(code).join(', ')}`)
  if (entry.role !== 'guest') facts.push(`Needs the role ${code(entry.role)} or a higher one`)
  if (facts.length > 0) lines.push(facts.map((fact) => `- ${fact}`).join('\n'))
  return lines.join('\n\n')
}

function eventsPage(): string {
  const types = [...events.values()].sort((a, b) => (a.type < b.type ? -1 : 1))
  return page('Events', 'the declarations in `schema/events`', [
    'Every fact of the world is one of these. Roles say who reads an event in words: the actor,' +
      ' the target, the others who perceive it; none means that only the log knows it.',
    ...types.map(eventPart),
  ])
}

function eventPart(event: AnyEvent): string {
  const roles = Object.keys(event.text ?? {})
  const facts = [`Version ${event.version}`, `Words for: ${roles.join(', ') || 'none'}`]
  if (event.personal?.length) facts.push(`Personal: ${event.personal.map(code).join(', ')}`)
  const upcasters = Object.keys(event.upcasters ?? {})
  if (upcasters.length > 0) facts.push(`Upcasters: ${upcasters.map(code).join(', ')}`)
  return [`## \`${event.type}\``, event.about, `${facts.join(' · ')}`, fieldsTable(event)].join(
    '\n\n',
  )
}

function metricsPage(): string {
  const roles = Object.entries(metricTables()).map(
    ([role, rows]) => `## Of every ${role}\n\n${metricsTable(rows)}`,
  )
  return page('Metrics', 'what each role registers', [
    'Every role answers `/metrics` in the text format of Prometheus on a port of its own, which players do' +
      ' not reach (see SETTINGS.md). Every series carries the labels' +
      ' `role` and `instance` besides those named here. A histogram has `_bucket`, `_sum` and `_count`.',
    ...roles,
    `## Of Node itself, in every role\n\n${metricsTable(nodeMetrics())}`,
  ])
}

function metricsTable(rows: readonly MetricRow[]): string {
  const lines = rows.map(
    ({ name, type, labels, help }) =>
      `| ${code(name)} | ${type} | ${labels.map(code).join(', ')} | ${help} |`,
  )
  return ['| name | type | labels | what it tells |', '| --- | --- | --- | --- |', ...lines].join(
    '\n',
  )
}

function logsPage(): string {
  const lines = logEvents().map(
    ({ event, level, words, file }) => `| ${code(event)} | ${level} | ${words} | ${code(file)} |`,
  )
  return page('Log events', 'the calls that write the log', [
    'One JSON object per line on standard error (readable text when it is a terminal). Fields of' +
      ' every line: `level`, `time`, `pid`, `hostname`, `name` (the role), `instance` (of a role), `msg`,' +
      ' and `event`, one of these.',
    ['| event | level | what happened | written in |', '| --- | --- | --- | --- |', ...lines].join(
      '\n',
    ),
  ])
}

function fieldsTable(event: AnyEvent): string {
  const schema = z.toJSONSchema(event.data) as Json
  const required = (schema.required ?? []) as string[]
  const rows = Object.entries((schema.properties ?? {}) as Record<string, Json>).map(
    ([name, field]) =>
      `| ${code(name)} | ${typeWords(field)} | ${required.includes(name) ? 'yes' : ''} |`,
  )
  return ['| field | type | always |', '| --- | --- | --- |', ...rows].join('\n')
}

function settingsPage(): string {
  const rows = describeSettings().map((row) => {
    const fallback = row.fallback === '' ? 'unset' : code(row.fallback)
    const unit = row.unit ? ` (${row.unit})` : ''
    const marks = `${row.secret ? ' Secret.' : ''}${row.live ? ' Live.' : ''}`
    return `| ${code(row.name)} | ${cell(row.about)}${cell(unit)}${marks} | ${fallback} | ${cell(row.allowed)} |`
  })
  return page('Settings', 'the declarations in `server/platform/settings.ts`', [
    'Settings are environment variables; a wrong or unknown one is refused at start. Those that are live can be changed on the admin page, for as long as the processes run.',
    ['| setting | meaning | default | allowed |', '| --- | --- | --- | --- |', ...rows].join('\n'),
  ])
}
