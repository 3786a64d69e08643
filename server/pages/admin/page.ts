/** The admin page for the builder: where it is and where it goes. */
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Page } from '../play/build.ts'

export const adminPage: Page = {
  sourceDir: dirname(fileURLToPath(import.meta.url)),
  entry: 'client.tsx',
  base: 'admin/',
}
