/**
 * The door while nobody answers. It keeps three files and hands them out only when the server cannot be
 * reached; nothing of play is ever kept, and every other request goes its own way.
 */

type ExtendableEvent = Event & { waitUntil(work: Promise<unknown>): void }
type FetchEvent = Event & {
  readonly request: Request
  respondWith(answer: Promise<Response>): void
}
type WorkerScope = {
  addEventListener<E extends Event>(name: string, run: (event: E) => void): void
  skipWaiting(): Promise<void>
}

const scope = globalThis as unknown as WorkerScope
const door = '/offline.html'
/** The build puts in the names of today's files. */
const kept = [door, '%client.css%', '%icon.svg%']
const cacheName = 'mudstream-door %client.css%'

scope.addEventListener<ExtendableEvent>('install', (event) => {
  const keep = async () => {
    await (await caches.open(cacheName)).addAll(kept)
    await scope.skipWaiting()
  }
  event.waitUntil(keep())
})

scope.addEventListener<ExtendableEvent>('activate', (event) => {
  const forget = async () => {
    for (const name of await caches.keys()) if (name !== cacheName) await caches.delete(name)
  }
  event.waitUntil(forget())
})

scope.addEventListener<FetchEvent>('fetch', (event) => {
  const { request } = event
  const { pathname } = new URL(request.url)
  const isDoor = request.mode === 'navigate' && pathname === '/'
  if (!isDoor && !kept.includes(pathname)) return
  const held = async () => (await caches.match(isDoor ? door : pathname)) ?? Response.error()
  event.respondWith(fetch(request).catch(held))
})
