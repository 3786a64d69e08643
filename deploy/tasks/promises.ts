/**
 * The page of promises: each sentence that the documents promise, with the tests that fail when its
 * wire is cut. Tests carry tags, one line directly above `it(`:
 *
 *   // PROMISE PROTOCOL 3.2: is answered by `pong` with the same `at`
 *
 * The words after the colon are a verbatim excerpt of the document; an excerpt that is no longer
 * there is an error, so that a changed sentence asks for its test again.
 */
import { globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../', import.meta.url))

/** Documents that promise something, by the name that tags use. */
const documents = {
  PROTOCOL: 'server/docs/PROTOCOL.md',
  README: 'README.md',
  SETTINGS: 'server/docs/SETTINGS.md',
  RUNBOOK: 'deploy/README.md',
  ARCHITECTURE: 'ARCHITECTURE.md',
  RELIABILITY: 'server/docs/RELIABILITY.md',
} as const

export interface Promised {
  readonly document: string
  /** `3.2`, or empty for documents without numbers. */
  readonly section: string
  readonly sentence: string
  readonly test: string
  readonly file: string
}

/** The tags of one test file. A tag belongs to the next test below it. */
export function promisesIn(file: string, text: string): Promised[] {
  const found: Promised[] = []
  const waiting: Omit<Promised, 'test'>[] = []
  for (const line of text.split('\n')) {
    const tag = /^\s*\/\/ PROMISE ([A-Z]+)(?: (\d+(?:\.\d+)*))?: (.+)$/.exec(line)
    if (tag) {
      const [, document = '', section = '', sentence = ''] = tag
      waiting.push({ document, section, sentence: sentence.trim(), file })
      continue
    }
    const title = /^\s*(?:it|test)(?:\.\w+)*\(?.*?(['"`])(.+?)\1/.exec(line)
    if (!title || waiting.length === 0) continue
    for (const promise of waiting.splice(0)) found.push({ ...promise, test: title[2] ?? '' })
  }
  const lost = waiting.map((promise) => ({ ...promise, test: '' }))
  return [...found, ...lost]
}

/** Why a tag proves nothing; empty when it is well. `read` gives the text of a document. */
export function problemsOf(
  promises: readonly Promised[],
  read: (document: string) => string | undefined,
): string[] {
  return promises.flatMap(({ document, section, sentence, test, file }) => {
    const where = `${file}: ${document}${section ? ` ${section}` : ''}: ${sentence}`
    const text = read(document)
    if (text === undefined) return [`${where}: there is no such document`]
    if (test === '') return [`${where}: no test stands below this tag`]
    if (sentence.split(/\s+/).length < 4) return [`${where}: an excerpt has at least four words`]
    const part = section === '' ? text : sectionOf(text, section)
    return plain(part).includes(plain(sentence)) ? [] : [`${where}: these words are not there`]
  })
}

/** The text below a numbered heading, with what stands below its own sub-headings. */
function sectionOf(text: string, section: string): string {
  const lines = text.split('\n')
  const heading = new RegExp(`^(#+) ${section.replaceAll('.', '\\.')}[. ]`)
  const start = lines.findIndex((line) => heading.test(line))
  if (start < 0) return ''
  const depth = heading.exec(lines[start] ?? '')?.[1]?.length ?? 1
  const end = lines.findIndex(
    (line, at) => at > start && (/^(#+) /.exec(line)?.[1]?.length ?? 99) <= depth,
  )
  return lines.slice(start, end < 0 ? undefined : end).join('\n')
}

/** Words only: line breaks, table bars and marks of Markdown do not matter. */
const plain = (text: string): string =>
  text
    .replace(/[`*|\\]/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()

/** Words with which sentences promise something. */
const promising = /\b(?:must|never|always|within|exactly)\b/i

/** The sentences of a text that promise something and of which no tag holds a part. */
export function untaggedIn(text: string, tagged: readonly string[]): string[] {
  const prose = text.replace(/^```[\s\S]*?^```/gm, '').replace(/^#+ .*$/gm, '')
  const sentences = prose.split(/(?<=[.!?])\s+|\n\n|\||;\s/).map(plain)
  return sentences.filter(
    (one) => promising.test(one) && !tagged.some((tag) => one.includes(tag) || tag.includes(one)),
  )
}

/** How many promising sentences have no tag, by document, of those documents that outsiders rely on. */
export function untagged(): Readonly<Record<string, readonly string[]>> {
  const tagged = allPromises().map(({ sentence }) => plain(sentence))
  const promisedTo = ['PROTOCOL', 'README', 'SETTINGS', 'RUNBOOK']
  return Object.fromEntries(promisedTo.map((name) => [name, untaggedIn(read(name) ?? '', tagged)]))
}

function allPromises(): Promised[] {
  const files = globSync('test/**/*.test.ts', { cwd: root }).sort()
  return files.flatMap((file) => promisesIn(file, readFileSync(`${root}${file}`, 'utf8')))
}

function read(document: string): string | undefined {
  const path = documents[document as keyof typeof documents]
  return path && readFileSync(`${root}${path}`, 'utf8')
}

/** The page, with every promise under its document. Throws when a tag proves nothing. */
export function promisesPage(): string {
  const promises = allPromises()
  const problems = problemsOf(promises, read)
  if (problems.length > 0) throw new Error(`promises without proof:\n${problems.join('\n')}`)
  const parts = Object.entries(documents).map(([document, path]) => {
    const rows = promises
      .filter((promise) => promise.document === document)
      .sort(byPlace)
      .map(row)
    const link = path.startsWith('server/docs/')
      ? path.slice('server/docs/'.length)
      : `../../${path}`
    const table = [
      '| where | what is promised | the test that fails | in |',
      '| --- | --- | --- | --- |',
    ]
    return [`## [${document}](${link})`, '', ...table, ...rows].join('\n')
  })
  return [
    '# Promises',
    '> Generated from the tags in the tests by `npm run docs`. Do not edit: a tag whose words are no longer in its document fails a test.',
    'Each row is a sentence of a document and a test that fails when what it promises is not so.',
    ...parts,
    '',
  ].join('\n\n')
}

const byPlace = (one: Promised, other: Promised): number =>
  one.section.localeCompare(other.section, 'en', { numeric: true }) ||
  (one.sentence < other.sentence ? -1 : 1)

const row = ({ section, sentence, test, file }: Promised): string =>
  `| ${section} | ${cellOf(sentence)} | ${cellOf(test)} | \`${file}\` |`

const cellOf = (text: string): string => text.replaceAll('|', '\\|')
