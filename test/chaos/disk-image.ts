/**
 * A disk that can lose its power: an ext4 in a file, mounted by a loop device. A copy of the file holds
 * what had really reached the disk; what the kernel still meant to write is not in it.
 */
import { spawnSync } from 'node:child_process'
import { constants, copyFileSync, truncateSync, writeFileSync } from 'node:fs'

const megabytes = 600

const run = (program: string, ...args: string[]): string | undefined => {
  const { status, stderr, error } = spawnSync(program, args, { encoding: 'utf8' })
  return status === 0 ? undefined : (error?.message ?? stderr.trim())
}

/** Makes an empty disk in a file; tells why when it cannot. */
export function makeDisk(image: string): string | undefined {
  if (process.platform !== 'linux' || process.getuid?.() !== 0)
    return 'only root of a Linux may mount'
  writeFileSync(image, '')
  truncateSync(image, megabytes * 1_048_576)
  return run('mkfs.ext4', '-q', '-F', image)
}

/** Mounts it over a folder; tells why when it cannot. The journal is written when somebody syncs. */
export const mountDisk = (image: string, folder: string): string | undefined =>
  run('mount', '-o', 'loop,commit=60', image, folder)

/** Takes it away even while somebody still has files open. */
export const unmountDisk = (folder: string): void => void run('umount', '-l', folder)

/** What would be left of the disk if the power failed now. */
export const afterPowerLoss = (image: string, copy: string): void =>
  copyFileSync(image, copy, constants.COPYFILE_FICLONE)
