/** Where the files of archived parts of the log are, on this machine. */
import { join } from 'node:path'
import type { Config } from '../../platform/config.ts'

let folder = ''

export const archiveFolderOf = ({ archiveDir, dataDir }: Config): string =>
  archiveDir ?? join(dataDir, 'archive')

/** Says once in each process where readers of the log find what is not in the database any more. */
export function useArchiveFolder(path: string): void {
  folder = path
}

export const archiveFolder = (): string => folder
