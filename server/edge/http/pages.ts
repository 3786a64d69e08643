/** Static files: the play page, built when its sources are newer than the last build. */
import { fileURLToPath } from 'node:url'
import fastifyHelmet from '@fastify/helmet'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance } from 'fastify'
import { adminPage } from '../../pages/admin/page.ts'
import { studioPage } from '../../pages/build/page.ts'
import { endBuilder, ensurePage, ensureWeb } from '../../pages/play/build.ts'
import { pageDirectives } from '../../pages/play/policy.ts'

const webDir = fileURLToPath(new URL('../../.cache/web', import.meta.url))

/** Adds security headers and the pages. */
export async function addPages(app: FastifyInstance): Promise<void> {
  await app.register(fastifyHelmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: pageDirectives,
    },
    strictTransportSecurity: false,
    crossOriginEmbedderPolicy: false,
  })
  await Promise.all([
    ensureWeb(webDir),
    ensurePage(adminPage, webDir),
    ensurePage(studioPage, webDir),
  ])
  await endBuilder()
  await app.register(fastifyStatic, {
    root: webDir,
    preCompressed: true,
    cacheControl: false,
    redirect: true,
    setHeaders(response, path) {
      const hashed = /-[0-9A-Za-z]{8}\./.test(path)
      response.header('cache-control', hashed ? 'public, max-age=31536000, immutable' : 'no-cache')
    },
  })
}
