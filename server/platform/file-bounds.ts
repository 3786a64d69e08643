/** Text files that come from somebody, read only as far as they are of a size that people write. */
import { type FileHandle, open } from 'node:fs/promises'

const mebibyte = 1_048_576
const bytesMax = 16 * mebibyte

/** The bytes of a file of at most 16 MiB. Throws with words for a larger one, and for what is no file. */
export async function readBounded(path: string): Promise<Buffer> {
  const handle: FileHandle = await open(path)
  try {
    const { size } = await handle.stat()
    if (size > bytesMax) {
      throw new Error(`${path} is larger than ${bytesMax / mebibyte} MiB, which no such file is.`)
    }
    return await handle.readFile()
  } finally {
    await handle.close()
  }
}
