/// Runs beside the pages of a browser, as /sw.js: it gives them the files of the console where there is no connection. It never sees an answer of the
/// API: what is old has to say so, and only a page can.

/** The files of this build, and what tells it from others; written by the build (console/service-worker.ts). */
declare const __andonFiles: readonly string[]
declare const __andonVersion: string

interface Lasting extends Event {
  waitUntil(work: Promise<unknown>): void
}

interface Asked extends Lasting {
  readonly request: Request
  respondWith(answer: Promise<Response>): void
}

declare function skipWaiting(): Promise<void>
declare const clients: { claim(): Promise<void> }

export {}

const prefix = 'andon-'
const name = `${prefix}${__andonVersion}`
const files = __andonFiles
/** What the console has to know before anybody has signed in, and the page that draws every screen. */
const [settings, page] = ['/console.json', '/index.html']
/** The present version, and the one before it for tabs that were opened with it. */
const mostVersions = 2

addEventListener('install', (event) => {
  const all = [page, settings, ...files].map((file) => new Request(file, { cache: 'no-cache' }))
  // A page is asked for at the plant whenever it can be reached, so that a new worker never has to wait for tabs to close.
  ;(event as Lasting).waitUntil(
    caches
      .open(name)
      .then((cache) => cache.addAll(all))
      .then(() => skipWaiting()),
  )
})

addEventListener('activate', (event) => {
  ;(event as Lasting).waitUntil(forget().then(() => clients.claim()))
})

addEventListener('fetch', (event) => {
  const { request, ...asked } = parts(event as Asked)
  if (request.method !== 'GET' || asked.origin !== location.origin) return
  if (request.mode === 'navigate') {
    if (!/^\/(v1|problems|reference|local)(\/|$)/.test(asked.path)) asked.answer(fresh(request, page))
  } else if (asked.path === settings) asked.answer(fresh(request, settings))
  // Hashed files are the same in every version that has them.
  else if (files.includes(asked.path) || asked.path.startsWith('/assets/'))
    asked.answer(caches.match(asked.path).then((kept) => kept ?? fetch(request)))
})

function parts(event: Asked) {
  const { origin, pathname } = new URL(event.request.url)
  const answer = (with_: Promise<Response>) => event.respondWith(with_)
  return { request: event.request, origin, path: pathname, answer }
}

/** From the plant; without a connection, the file as it was kept. */
async function fresh(request: Request, file: string): Promise<Response> {
  const cache = await caches.open(name)
  try {
    const answer = await fetch(request)
    if (file === settings && answer.ok) await cache.put(settings, answer.clone())
    return answer
  } catch (error) {
    const kept = await cache.match(file)
    if (kept) return kept
    throw error
  }
}

async function forget(): Promise<void> {
  const others = (await caches.keys()).filter((it) => it.startsWith(prefix) && it !== name)
  await Promise.all(others.slice(0, Math.max(0, others.length - mostVersions + 1)).map((it) => caches.delete(it)))
}
