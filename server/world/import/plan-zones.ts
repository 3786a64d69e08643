/** What writing an import into a folder of world files would do: an import of the same is a diff. */
import { join } from 'node:path'
import { ownOf } from '../../../schema/own.ts'
import type { WorldDocument } from '../../../schema/world-file.ts'
import { zoneSections } from '../../../schema/world-file.ts'
import { readWorldTexts, worldTexts } from '../read-world.ts'
import { toWorldFile } from './write-zones.ts'

/** One file that the import makes. */
export type PlannedFile = {
  readonly path: string
  readonly text: string
  /** `clash`: another zone has the id, or a file that did not come from an import has the name. */
  readonly state: 'new' | 'same' | 'changed' | 'clash'
  /** What differs: `+ mill.r7001`, `- mill.r7002`, `~ mill.r7003 exits`; why there is a clash. */
  readonly differences: readonly string[]
}

/** Compares the zones with the folder. Throws only when a file there cannot be read. */
export async function planZones(
  dir: string,
  zones: readonly WorldDocument[],
): Promise<PlannedFile[]> {
  const texts = await worldTexts(dir).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    throw error
  })
  const there = texts.map(({ file, text }) => ({ file, text, document: documentOf(file, text) }))
  const planned: PlannedFile[] = []
  for (const [index, zone] of zones.entries()) {
    const id = zone.zone?.id ?? `shared-${index}`
    const [file, text] = [`${id}.yaml`, toWorldFile(zone)]
    const old = there.find((one) => one.file === file)
    const owner = there.find((one) => one.file !== file && one.document?.zone?.id === id)
    planned.push({ path: join(dir, file), text, ...compared(zone, text, { old, owner }) })
  }
  return planned
}

type There = {
  readonly file: string
  readonly text: string
  readonly document?: WorldDocument | undefined
}

function documentOf(file: string, text: string): WorldDocument | undefined {
  return readWorldTexts([{ file, text }]).documents[0]?.document
}

function compared(
  zone: WorldDocument,
  text: string,
  { old, owner }: { readonly old: There | undefined; readonly owner: There | undefined },
): Pick<PlannedFile, 'state' | 'differences'> {
  if (owner !== undefined) {
    return { state: 'clash', differences: [`${owner.file} has a zone of this id`] }
  }
  if (old === undefined) return { state: 'new', differences: [] }
  if (old.text === text) return { state: 'same', differences: [] }
  // What came from an import knows its old number.
  if (old.document?.zone?.vnum === undefined) {
    return { state: 'clash', differences: [`${old.file} is there and did not come from an import`] }
  }
  return { state: 'changed', differences: differencesOf(old.document, zone) }
}

function differencesOf(old: WorldDocument, zone: WorldDocument): string[] {
  const sections = zoneSections.flatMap((section) => recordsOf(old[section], zone[section]))
  const whole = (['zone', 'resets'] as const).flatMap((part) =>
    isSame(old[part], zone[part]) ? [] : [`~ ${part}`],
  )
  return [...whole, ...sections]
}

function recordsOf(old: object, now: object): string[] {
  const ids = [...new Set([...Object.keys(old), ...Object.keys(now)])]
  return ids.flatMap((id) => {
    const before = ownOf(old as Record<string, object>, id)
    const after = ownOf(now as Record<string, object>, id)
    if (before === undefined) return [`+ ${id}`]
    if (after === undefined) return [`- ${id}`]
    const fields = fieldsOf(before, after)
    return fields.length === 0 ? [] : [`~ ${id} ${fields.join(', ')}`]
  })
}

function fieldsOf(before: object, after: object): string[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])]
  const [old, now] = [before as Record<string, unknown>, after as Record<string, unknown>]
  return names.filter((name) => !isSame(ownOf(old, name), ownOf(now, name)))
}

function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}
