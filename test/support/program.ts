/** The program that tests run: the bundle, as `npm start` and `npm run mudstream` do. */
import { fileURLToPath } from 'node:url'
import { programFor } from '../../server/run/launch/bundle.js'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** Path of the bundle of the code on disk; made once for a whole run of tests. */
export const mudstream = await programFor(root, (words) => {
  throw new Error(words)
})
