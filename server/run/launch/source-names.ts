/**
 * Lets the stack traces of a bundle name the sources it was made from. Node's own option reads every map
 * when a file is loaded, which doubles the time that takes; here a map is read when the first trace needs it.
 */
import { readFileSync } from 'node:fs'
import { SourceMap } from 'node:module'
import { dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const maps = new Map<string, SourceMap | undefined>()

const readMap = (path: string): SourceMap | undefined => {
  try {
    return new SourceMap(JSON.parse(readFileSync(`${path}.map`, 'utf8')))
  } catch {
    // It is gone, or it never had one: the trace names the bundle.
    return undefined
  }
}

const mapOf = (path: string): SourceMap | undefined => {
  if (!maps.has(path)) maps.set(path, readMap(path))
  return maps.get(path)
}

/** One line of a trace. */
const lineOf = (site: NodeJS.CallSite): string => {
  const words = String(site)
  const url = site.getFileName() ?? ''
  const [line, column] = [site.getLineNumber() ?? 0, site.getColumnNumber() ?? 0]
  if (!url.startsWith('file:') || line === 0) return words
  const path = fileURLToPath(url)
  const origin = mapOf(path)?.findOrigin(line, column)
  if (!origin || !('fileName' in origin) || origin.fileName === '') return words
  const source = resolve(dirname(path), origin.fileName)
  return words.replace(
    `${url}:${line}:${column}`,
    `${source}:${origin.lineNumber}:${origin.columnNumber}`,
  )
}

/** For everything that runs in this process from now on. */
export const nameSources = (): void => {
  Error.prepareStackTrace = (error, sites) =>
    [String(error), ...sites.map((site) => `    at ${lineOf(site)}`)].join('\n')
}
