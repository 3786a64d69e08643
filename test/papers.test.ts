/**
 * Every paper that a comment or a document names exists, with the section or number it names.
 * `npm run check` does not read comments, so this test does.
 */
import { readdir, readFile } from 'node:fs/promises'
import { basename, dirname, join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))
const folders = ['schema', 'handlers', 'server', 'workers', 'deploy', 'test']

/** Files below `folder` that people read, relative to the root. */
async function filesBelow(folder: string): Promise<string[]> {
  const names = await readdir(join(root, folder), { recursive: true })
  return names
    .map((name) => join(folder, name))
    .filter((name) => /\.(tsx?|js|md|ya?ml)$/.test(name))
}

const documents = async (): Promise<Map<string, string>> => {
  const top = (await readdir(root)).filter((name) => name.endsWith('.md'))
  const docs = (await filesBelow('server/docs')).filter((name) => name.endsWith('.md'))
  const files = [...top, ...docs, 'deploy/README.md']
  return new Map(
    await Promise.all(
      files.map(async (path) => [path, await readFile(join(root, path), 'utf8')] as const),
    ),
  )
}

/** Words in capitals that would be the name of a paper. */
const papers =
  /\b(PROTOCOL|RELIABILITY|ARCHITECTURE|GLOSSARY|SECURITY|PROMISES|LIMITS|STYLE|DESIGN|REQUIREMENTS|ENGINES|ECOSYSTEM|MINDS|STUDIO)\b(?:[ ,(]+(?:section )?(\d+(?:\.\d+)*|I\d+|trap \d+))?/g

/** What a text cites that is not there. `read` gives the text of a paper, or nothing. */
function danglingCitations(text: string, read: (name: string) => string | undefined): string[] {
  const missing: string[] = []
  const cite = (paper: string, part: string | undefined, whole: string) => {
    const found = read(`${paper}.md`)
    if (found === undefined || !hasPart(found, part)) missing.push(whole)
  }
  for (const [whole, paper = '', part] of text.matchAll(papers)) cite(paper, part, whole)
  for (const [whole, part] of text.matchAll(/(?<!RELIABILITY )\b(trap \d+)\b/g)) {
    cite('RELIABILITY', part, whole)
  }
  for (const [whole, part] of text.matchAll(/client protocol, section (\d+(?:\.\d+)*)/g)) {
    cite('PROTOCOL', part, whole)
  }
  for (const [whole, number = ''] of text.matchAll(/\bdecision(?: record)? (\d+)\b/g)) {
    if (read(`decisions/${number.padStart(4, '0')}`) === undefined) missing.push(whole)
  }
  return missing
}

function hasPart(paper: string, part: string | undefined): boolean {
  if (part === undefined) return true
  if (part.startsWith('trap ')) return paper.includes(`**Trap ${part.slice(5)}:`)
  if (part.startsWith('I')) return paper.includes(`| ${part} |`)
  return new RegExp(`^#+ ${part.replaceAll('.', '\\.')}[. ]`, 'm').test(paper)
}

describe('the papers', () => {
  it('that the sources and documents cite are there, with the part they cite', async () => {
    const texts = await documents()
    const read = (name: string): string | undefined => {
      for (const [path, text] of texts) {
        if (basename(path) === name || path.includes(`docs/${name}`)) return text
      }
      return undefined
    }
    const files = [...(await Promise.all(folders.map(filesBelow))).flat(), ...texts.keys()]
    const missing: string[] = []
    for (const path of new Set(files)) {
      if (path === 'test/papers.test.ts') continue
      const text = await readFile(join(root, path), 'utf8')
      missing.push(...danglingCitations(text, read).map((what) => `${path}: ${what}`))
    }
    expect(missing).toEqual([])
  })

  it('that documents link to are there', async () => {
    const missing: string[] = []
    for (const [path, text] of await documents()) {
      // What stands in backquotes is code and no link.
      const prose = text.replaceAll(/`[^`\n]*`/g, '')
      for (const [, link = ''] of prose.matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g)) {
        const target = normalize(join(root, dirname(path), link))
        const there = await readFile(target).then(
          () => true,
          (error: NodeJS.ErrnoException) => error.code === 'EISDIR',
        )
        if (!there) missing.push(`${path}: ${link}`)
      }
    }
    expect(missing).toEqual([])
  })

  it.each([
    ['// see LIMITS: NATS', 'LIMITS'],
    ['// PROTOCOL 9.9 says so', 'PROTOCOL 9.9'],
    ['// (trap 99)', 'trap 99'],
    ['// the client protocol, section 12', 'client protocol, section 12'],
    ['// decision 99', 'decision 99'],
    ['// RELIABILITY I99', 'RELIABILITY I99'],
  ])('are missed when they are not: %s', (text, missed) => {
    const read = (name: string) =>
      /^(PROTOCOL|RELIABILITY)\.md$/.test(name) ? '# 1 One' : undefined
    expect(danglingCitations(text, read)).toEqual([missed])
  })
})
