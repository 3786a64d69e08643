/**
 * `npm run docs` writes the generated references; `npm run docs -- --check` only says which ones
 * are stale and then exits with 1.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisesPage, untagged } from './promises.ts'
import { type Reference, references } from './references.ts'

const root = new URL('../../', import.meta.url)

/** References whose file is missing or says something else than the declarations do. */
export async function staleReferences(): Promise<readonly Reference[]> {
  const stale: Reference[] = []
  for (const reference of references()) {
    if ((await currentText(reference)) !== reference.text) stale.push(reference)
  }
  return stale
}

/**
 * The page of promises. Every test may add a row to it, so it is no part of the check: what must hold is
 * that the words of each tag stand in its document, and a test asks for that.
 */
async function changedPromises(): Promise<readonly Reference[]> {
  const page = { path: 'server/docs/PROMISES.md', text: promisesPage() }
  return (await currentText(page)) === page.text ? [] : [page]
}

async function currentText({ path }: Reference): Promise<string | undefined> {
  try {
    return await readFile(new URL(path, root), 'utf8')
  } catch (error) {
    // A page that is not there yet is stale; any other trouble with the disk is not ours to hide.
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}

async function main(check: boolean): Promise<void> {
  const stale = [...(await staleReferences()), ...(check ? [] : await changedPromises())]
  for (const [document, sentences] of Object.entries(check ? {} : untagged())) {
    console.log(`${document}: ${sentences.length} sentences promise something and have no tag`)
    if (process.argv.includes('--untagged')) for (const one of sentences) console.log(`  ${one}`)
  }
  for (const { path, text } of stale) {
    console.log(check ? `${path} is stale; run npm run docs` : `wrote ${path}`)
    if (check) continue
    const file = fileURLToPath(new URL(path, root))
    await mkdir(dirname(file), { recursive: true })
    await writeFile(file, text)
  }
  if (check && stale.length > 0) process.exitCode = 1
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main(process.argv.includes('--check'))
