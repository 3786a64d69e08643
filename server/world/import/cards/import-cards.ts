/** Cards of a folder, or one card, as the world file of a zone of their own. */
import { open, readdir, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { type WorldDocument, worldFileSchema } from '../../../../schema/world-file.ts'
import { cardBytesMax, readCard } from './card.ts'
import { mobileOfCard } from './translate-card.ts'

const cardsMax = 200

export interface ImportedCards {
  readonly document: WorldDocument
  /** What is wrong, by file; with one fault nothing is to be written. */
  readonly faults: readonly { readonly file: string; readonly why: string }[]
}

/** Rejects only when the path cannot be read at all. */
export async function importCards(path: string, zone: string): Promise<ImportedCards> {
  const files = await cardFiles(path)
  const faults: { file: string; why: string }[] = []
  const mobiles: Record<string, object> = {}
  if (files.length === 0) faults.push({ file: path, why: 'there are no .png or .json files' })
  if (files.length > cardsMax)
    faults.push({ file: path, why: `there are more than ${cardsMax} cards` })
  for (const file of faults.length > 0 ? [] : files) {
    try {
      const mobile = mobileOfCard(readCard(await readBounded(file)))
      mobiles[freeId(String(mobile['name']), mobiles)] = mobile
    } catch (error) {
      faults.push({
        file: basename(file),
        why: error instanceof Error ? error.message : String(error),
      })
    }
  }
  const read = worldFileSchema.safeParse({ zone: { id: zone, name: zone }, mobiles })
  if (read.success) return { document: read.data, faults }
  const why = read.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`)
  const document = worldFileSchema.parse({})
  return {
    document,
    faults: [...faults, { file: basename(path), why: why[0] ?? 'it does not fit' }],
  }
}

async function cardFiles(path: string): Promise<string[]> {
  if (!(await stat(path)).isDirectory()) return [path]
  const names = (await readdir(path)).filter((name) => /\.(?:png|json)$/i.test(name)).sort()
  return names.map((name) => join(path, name))
}

/** Never more than a card may have, whatever the file says of its size. */
async function readBounded(path: string): Promise<Buffer> {
  const handle = await open(path)
  try {
    const { size } = await handle.stat()
    if (size > cardBytesMax) throw new Error('the file is too large to be a card')
    return await handle.readFile()
  } finally {
    await handle.close()
  }
}

function freeId(name: string, taken: object): string {
  const words =
    name
      .toLowerCase()
      .normalize('NFKD')
      .match(/[a-z0-9]+/g) ?? []
  const id = words.join('-').slice(0, 40) || 'somebody'
  let free = id
  for (let count = 2; Object.hasOwn(taken, free); count += 1) free = `${id}-${count}`
  return free
}
