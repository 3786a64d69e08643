/**
 * Bounds for files that come from somebody: how long a line may be, how deep its JSON, and how much more than
 * its own size a packed file may hold. Whoever reads beyond them would run out of memory or time.
 */
import type { ReadStream } from 'node:fs'
import { Transform } from 'node:stream'

const mebibyte = 1_048_576
/** The longest record of a world is an event of a whole page of prose; a thousand of those. */
const lineBytesMax = 16 * mebibyte
const depthMax = 100
/** Text of a world shrinks to a tenth; a thousandth is a trap. Small files may do what they want. */
const ratioMax = 1_000
const packedAnyway = 64 * mebibyte

/** Passes text on; fails once a line is too long, or the file holds far more than it is long. */
export function boundedLines(path: string, file: Pick<ReadStream, 'bytesRead'>): Transform {
  let lineBytes = 0
  let bytes = 0
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length
      const end = chunk.lastIndexOf(10)
      const first = chunk.indexOf(10)
      const longest = lineBytes + (first < 0 ? chunk.length : first)
      lineBytes = end < 0 ? longest : chunk.length - end - 1
      if (longest > lineBytesMax) {
        return done(new Error(`${path} has a line of more than ${lineBytesMax / mebibyte} MiB.`))
      }
      if (bytes > packedAnyway && bytes > ratioMax * file.bytesRead) {
        return done(new Error(`${path} unpacks to more than ${ratioMax} times its size.`))
      }
      done(null, chunk)
    },
  })
}

/** True when JSON nests deeper than anything that we write. */
export function isTooDeep(json: string): boolean {
  let depth = 0
  let isText = false
  for (let at = 0; at < json.length; at += 1) {
    const code = json.charCodeAt(at)
    if (isText) {
      if (code === 92) at += 1
      else if (code === 34) isText = false
    } else if (code === 34) isText = true
    else if (code === 91 || code === 123) {
      depth += 1
      if (depth > depthMax) return true
    } else if (code === 93 || code === 125) depth -= 1
  }
  return false
}
