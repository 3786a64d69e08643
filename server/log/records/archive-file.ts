/**
 * The records of a world as a file: one JSON text per line, packed when its name ends in `.gz`. The
 * last line is the SHA-256 of all lines before it, so that a file that was cut or changed is known.
 */
import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { open, rename, rm } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip, createGzip } from 'node:zlib'
import { boundedLines, isTooDeep } from './bounded-input.ts'
import { type ArchiveRecord, archivedEvent, archiveFoot, archiveHead } from './records.ts'

const chunkCharacters = 256 * 1_024

/**
 * Writes a file that only its owner may read, whole or not at all. Throws with words where there is a file
 * of that name, which may be the only backup, unless `overwrites` says that it can be made again.
 */
export async function writeArchive(
  path: string,
  records: AsyncIterable<ArchiveRecord>,
  { overwrites = false } = {},
): Promise<void> {
  if (!overwrites) await reserve(path)
  const draft = `${path}.part`
  const target = createWriteStream(draft, { mode: 0o600, flush: true })
  const lines = Readable.from(chunks(records), { objectMode: false })
  try {
    if (path.endsWith('.gz')) await pipeline(lines, createGzip({ level: 6 }), target)
    else await pipeline(lines, target)
    await rename(draft, path)
  } catch (error) {
    const begun = overwrites ? [draft] : [draft, path]
    await Promise.all(begun.map((one) => rm(one, { force: true })))
    throw error
  }
}

/** Takes the name, so that nobody else does meanwhile. */
async function reserve(path: string): Promise<void> {
  try {
    await (await open(path, 'wx', 0o600)).close()
  } catch (error) {
    if ((error as { code?: string }).code !== 'EEXIST') throw error
    throw new Error(`${path} is there already: name another file, or remove it first.`)
  }
}

async function* chunks(records: AsyncIterable<ArchiveRecord>): AsyncGenerator<string> {
  const hash = createHash('sha256')
  let chunk = ''
  for await (const record of records) {
    chunk += `${JSON.stringify(record)}\n`
    if (chunk.length < chunkCharacters) continue
    hash.update(chunk)
    yield chunk
    chunk = ''
  }
  hash.update(chunk)
  yield `${chunk}${JSON.stringify({ sha256: hash.digest('hex') })}\n`
}

/** Reads a file back. Throws with the line when something in it is not what it should be. */
export async function* readArchive(path: string): AsyncGenerator<ArchiveRecord, void, undefined> {
  const file = createReadStream(path)
  const unpacked: Readable = path.endsWith('.gz') ? file.pipe(createGunzip()) : file
  const input = unpacked.pipe(boundedLines(path, file))
  const failed = new Promise<never>((_resolve, reject) => {
    file.on('error', reject)
    input.on('error', reject)
    unpacked.on('error', (error) => reject(new Error(`${path} is damaged: ${error.message}`)))
  })
  failed.catch(() => undefined)
  const hash = createHash('sha256')
  const lines = createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })[
    Symbol.asyncIterator
  ]()
  let digest: string | undefined
  try {
    for (let line = 1; ; line += 1) {
      const next = await Promise.race([lines.next(), failed])
      if (next.done) break
      if (digest !== undefined)
        throw new Error(`${path}:${line}: there is something behind its end`)
      const parsed = parseLine(path, line, next.value)
      if (typeof parsed === 'string') digest = parsed
      else {
        hash.update(`${next.value}\n`)
        yield parsed
      }
    }
  } finally {
    // Also when the reader has had enough.
    file.destroy()
  }
  if (digest === undefined) throw new Error(`${path} ends before its end: it was cut short.`)
  if (digest !== hash.digest('hex')) throw new Error(`${path} was changed: its digest is wrong.`)
}

/** A record, or the digest of the last line. */
function parseLine(path: string, line: number, text: string): ArchiveRecord | string {
  let value: unknown
  if (isTooDeep(text)) throw new Error(`${path}:${line}: this nests deeper than any record`)
  try {
    value = JSON.parse(text)
  } catch {
    throw new Error(`${path}:${line}: this is not JSON`)
  }
  if (Array.isArray(value)) {
    if (value[0] === 'row') return ['row', String(value[1]), String(value[2])]
    const event = archivedEvent.safeParse(value)
    if (event.success) return event.data
  }
  const head = archiveHead.safeParse(value)
  if (head.success) return head.data
  const foot = archiveFoot.safeParse(value)
  if (foot.success) return foot.data
  const digest = (value as { sha256?: unknown } | null)?.sha256
  if (typeof digest === 'string') return digest
  throw new Error(`${path}:${line}: this is no record of a world`)
}
