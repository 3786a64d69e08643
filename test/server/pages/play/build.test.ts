import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { studioPage } from '../../../../server/pages/build/page.ts'
import {
  buildPage,
  buildWeb,
  ensureWeb,
  type Manifest,
} from '../../../../server/pages/play/build.ts'

describe('the build of the play page', () => {
  let folder: string
  let out: string
  let manifest: Manifest

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'mudstream-build-'))
    out = join(folder, 'web')
    manifest = await buildWeb(out)
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))

  it('makes a studio whose first view weighs at most 120 kB', async () => {
    const { firstLoadBytes } = await buildPage(studioPage, out)
    expect(firstLoadBytes).toBeLessThan(120 * 1024)
  })

  it('writes each file plain, as brotli and as gzip, with the same content', async () => {
    for (const { path, bytes, gzipBytes, brotliBytes } of manifest.files) {
      const [plain, br, gz] = await Promise.all(
        ['', '.br', '.gz'].map((extension) => readFile(join(out, path + extension))),
      )
      if (!plain || !br || !gz) throw new Error(`${path} is not complete`)
      expect([plain.length, br.length, gz.length]).toEqual([bytes, brotliBytes, gzipBytes])
      expect(brotliDecompressSync(br).equals(plain)).toBe(true)
      expect(gunzipSync(gz).equals(plain)).toBe(true)
    }
  })

  it('names files by their content, the same each time, and the page by those names', async () => {
    const again = await buildWeb(join(folder, 'again'))
    expect(again.files).toEqual(manifest.files)
    const page = await readFile(join(out, 'index.html'), 'utf8')
    for (const { path, immutable } of manifest.files) {
      if (immutable) expect(page).toContain(`"/${path}"`)
    }
    for (const { path, immutable } of manifest.files) {
      if (!immutable) expect(await readFile(join(out, path), 'utf8')).not.toMatch(/%[\w.-]+%/)
    }
  })

  it('holds nothing inline and nothing from elsewhere, as the strict policy demands', async () => {
    for (const name of ['index.html', 'offline.html']) {
      const page = await readFile(join(out, name), 'utf8')
      expect(page).not.toMatch(/<style|style=|<script(?![^>]* src="\/)|\son\w+=|https?:/)
    }
    const code = await Promise.all(
      manifest.files
        .filter(({ path }) => /\.(js|css)$/.test(path))
        .map(({ path }) => readFile(join(out, path), 'utf8')),
    )
    for (const text of code) expect(text).not.toMatch(/url\(|@import|eval\(|new Function/)
  })

  it('is done again only when a source is newer', async () => {
    const before = await stat(join(out, 'manifest.json'))
    expect(await ensureWeb(out)).toEqual(manifest)
    expect((await stat(join(out, 'manifest.json'))).mtimeMs).toBe(before.mtimeMs)
    expect((await ensureWeb(join(folder, 'fresh'))).files).toEqual(manifest.files)
  })
})
