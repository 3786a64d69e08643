/** A disk that can be filled: a tmpfs of a few megabytes mounted over a folder. Linux and root only. */
import { spawnSync } from 'node:child_process'
import { closeSync, openSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'

export interface SmallDisk {
  /** Takes all the space that is left, to the last page. */
  fill(): void
  /** Gives it back. */
  free(): void
  unmount(): void
}

/** Mounts a disk of that many megabytes over an existing folder, or says why it cannot. */
export function mountSmallDisk(folder: string, megabytes: number): SmallDisk | string {
  if (process.platform !== 'linux') return 'only Linux has tmpfs'
  if (process.getuid?.() !== 0) return 'only root may mount'
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder])
  if (mounted.status !== 0) return `mount was refused: ${String(mounted.stderr ?? '').trim()}`
  const filler = join(folder, 'filler')
  return {
    fill() {
      const file = openSync(filler, 'a')
      for (let size = 1_048_576; size >= 4_096; ) {
        // What is written in part was the last that fitted.
        if (!writeAll(file, Buffer.alloc(size))) size /= 2
      }
      closeSync(file)
    },
    free: () => rmSync(filler, { force: true }),
    unmount: () => void spawnSync('umount', ['-l', folder]),
  }
}

function writeAll(file: number, bytes: Buffer): boolean {
  try {
    return writeSync(file, bytes) === bytes.length
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOSPC') return false
    throw error
  }
}
