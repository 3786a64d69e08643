/** The studio as `buildPage` needs it: its sources and its address. */
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Page } from '../play/build.ts'

export const studioPage: Page = {
  sourceDir: dirname(fileURLToPath(import.meta.url)),
  entry: 'client.tsx',
  base: 'build/',
}
