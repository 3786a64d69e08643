/** The link's storage as a browser gives it. */

import type { SavedLink } from '../../../client/link-ports.ts'
import type { StoryLine } from '../text/story-line.ts'

const linkKey = 'mudstream.link'
const linesKey = 'mudstream.lines'
const linesKept = 300

export type TabMemory = {
  loadLink(): SavedLink | undefined
  loadLines(): readonly StoryLine[]
  /**
   * Keeps the link and the end of the story in one go, so that after a reload the server repeats
   * exactly what the kept story lacks. The resume secret lives in this tab and dies with it.
   */
  save(link: SavedLink | undefined, lines: readonly StoryLine[]): void
  readLong(key: string): unknown
  writeLong(key: string, value: unknown): void
}

export function tabMemory(): TabMemory {
  return {
    loadLink: () => read(sessionStorage, linkKey) as SavedLink | undefined,
    loadLines() {
      const lines = read(sessionStorage, linesKey)
      return Array.isArray(lines) ? lines : []
    },
    save(link, lines) {
      if (link) {
        write(sessionStorage, linesKey, lines.slice(-linesKept))
        write(sessionStorage, linkKey, link)
      } else {
        sessionStorage.removeItem(linkKey)
        sessionStorage.removeItem(linesKey)
      }
    },
    readLong: (key) => read(localStorage, key),
    writeLong: (key, value) => write(localStorage, key, value),
  }
}

function read(storage: Storage, key: string): unknown {
  try {
    return JSON.parse(storage.getItem(key) ?? 'null') ?? undefined
  } catch {
    return undefined
  }
}

function write(storage: Storage, key: string, value: unknown): void {
  try {
    storage.setItem(key, JSON.stringify(value))
  } catch {
    // A full or forbidden storage costs only the comfort of surviving a reload.
  }
}
