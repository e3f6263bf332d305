import { createReadStream, statSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { extname, join, normalize, sep } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { keptBack, reference } from '../infra/constructs/console-paths.ts'
import {
  answerPolicy,
  cacheControlOf,
  contentSecurityPolicy,
  hashedFolder,
  isOfApi,
  pageFile,
  referenceScript,
  referrerPolicy,
} from '../shared/client/pages.ts'
import { builtConsole } from './console.ts'
import { addressOf, turnedAway } from './whose-request.ts'

/** Handlers by path of the plant's /local routes; undefined is a 404. */
export type Desk = Readonly<Record<string, (request: IncomingMessage) => Promise<DeskAnswer> | DeskAnswer>>

/** JSON, a page, or the way to another place. */
export type DeskAnswer = {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
} & ({ readonly json: unknown } | { readonly html: string } | { readonly location: string })

export interface Front {
  readonly server: Server
  /** From now on, requests go to the API and the /local routes of the plant. A request for `/` is sent to `home`; default: the page of a plant. */
  open(api: (request: IncomingMessage, response: ServerResponse) => void, desk: Desk, home?: string): void
  /** `/v1/health` answers 503 with this sentence while there is one: its function asks nothing, so it would be well for ever. */
  askBeforeHealth(trouble: () => string | undefined): void
  /** The network is cut for so many seconds: every connection ends, and no other begins. */
  cut(seconds: number): void
  /** Answers every request to the API, those under way included, with a 503 and this sentence until the promise settles. */
  refuseApi(sentence: string, until: Promise<unknown>): void
  /** Answers every request under way, and every one that still comes, with a 503 and this sentence. Settles when the answers are on their way. */
  end(sentence: string): Promise<void>
}

/**
 * The one HTTP port: the API under /v1, its pages about problems, the /local routes, the API's reference, and the screens at /.
 * @param screens the folder of the console; it is asked for when somebody opens a screen.
 */
export function makeFront(screens: () => Promise<string> = builtConsole): Front {
  let route: (request: IncomingMessage, response: ServerResponse) => Promise<void> | void = (_, response) =>
    answer(response, unavailable('The plant is still starting.'))
  let troubleOf: () => string | undefined = () => undefined
  let built: Promise<string> | undefined
  const underWay = new Set<ServerResponse>()
  let outage: string | undefined
  const server = createServer((request, response) => {
    underWay.add(response)
    response.once('close', () => underWay.delete(response))
    if (addressOf(request) === undefined) return answer(response, refused(400, 'A request names a path of this plant.'))
    // What goes wrong with one request is no end of the plant.
    Promise.resolve()
      .then(() => route(request, response))
      .catch((error: unknown) => fail(response, error))
  })
  // Longer than clients keep an idle connection, as at API Gateway, so that the server never closes one during a request.
  server.keepAliveTimeout = 75_000
  let cutUntil = 0
  const sockets = new Set<Socket>()
  server.on('connection', (socket) => {
    if (performance.now() < cutUntil) return void socket.destroy()
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  return {
    server,
    open(api, desk, home) {
      route = async (request, response) => {
        const path = pathOf(request)
        const ofDatabase = () => (path === '/v1/health' ? troubleOf() : undefined)
        const trouble = isOfApi(path) ? (outage ?? ofDatabase()) : undefined
        if (trouble !== undefined) return answer(response, unavailable(trouble))
        if (isOfApi(path)) {
          response.setHeader('content-security-policy', answerPolicy)
          return api(request, response)
        }
        const turned = path.startsWith('/local/') ? turnedAway(request, path) : undefined
        if (turned !== undefined) return answer(response, refused(turned.status, turned.message))
        const handler = desk[`${request.method} ${path}`] ?? deskPrefix(desk, request.method, path)
        if (handler !== undefined) return answer(response, await handler(request))
        if (path.startsWith('/local/'))
          return answer(response, refused(404, `There is no ${request.method} ${path} here.`))
        if (request.method !== 'GET' && request.method !== 'HEAD') return answer(response, refused(404, 'Not Found'))
        if (path === '/' && home !== undefined) return redirect(response, home, 302)
        if (path === '/reference') return redirect(response, '/reference/')
        // A connection that has ended meanwhile has no port any more.
        const headers = pageHeaders(request.socket.localPort)
        if (path === `/reference/${reference.script}`) return sendReference(response, headers)
        if (isOfReference(path)) return sendFile(response, reference.folder, path.slice('/reference'.length), headers)
        built ??= screens()
        // The next visitor finds it mended, perhaps.
        built.catch(() => {
          built = undefined
        })
        sendScreen(response, await built, path, request.headers.accept ?? '', headers)
      }
    },
    askBeforeHealth(trouble) {
      troubleOf = trouble
    },
    cut(seconds) {
      cutUntil = performance.now() + seconds * 1000
      for (const socket of sockets) socket.destroy()
    },
    refuseApi(sentence, until) {
      outage = sentence
      for (const response of underWay) if (isOfApi(pathOf(response.req))) answer(response, unavailable(sentence))
      const over = () => {
        outage = undefined
      }
      until.then(over, over)
    },
    async end(sentence) {
      const ended = unavailable(sentence)
      route = (_, response) => answer(response, ended)
      const sent = [...underWay].map((response) => {
        const over = new Promise<unknown>((resolve) => response.once('close', resolve).once('finish', resolve))
        answer(response, ended)
        return over
      })
      await Promise.race([Promise.all(sent), pause(longestGoodbyeMs)])
    },
  }
}

const pathOf = (request: IncomingMessage): string => addressOf(request)?.pathname ?? '/'

const refused = (status: number, message: string): DeskAnswer => ({ status, json: { message } })

const unavailable = (message: string): DeskAnswer => refused(503, message)

function fail(response: ServerResponse, error: unknown): void {
  if (!response.headersSent) answer(response, refused(500, error instanceof Error ? error.message : String(error)))
  else if (!response.writableEnded) response.destroy()
}

/** A path that ends in `*` serves everything below it. */
function deskPrefix(desk: Desk, method: string | undefined, path: string): Desk[string] | undefined {
  const key = Object.keys(desk).find((name) => name.endsWith('*') && `${method} ${path}`.startsWith(name.slice(0, -1)))
  return key === undefined ? undefined : desk[key]
}

/** For clients that do not read their answers. */
const longestGoodbyeMs = 1000

/** A request that the end of the plant has answered gets no second answer. */
function answer(response: ServerResponse, told: DeskAnswer): void {
  if (response.headersSent) return
  if ('location' in told) {
    redirect(response, told.location, told.status ?? 302, told.headers)
    return
  }
  const [type, text] =
    'html' in told
      ? ['text/html; charset=utf-8', told.html]
      : ['application/json', `${JSON.stringify(told.json, null, 2)}\n`]
  const body = Buffer.from(text)
  const headers = { ...told.headers, 'content-type': type, 'content-length': body.length }
  response.writeHead(told.status ?? 200, headers)
  response.end(body)
}

function redirect(response: ServerResponse, to: string, status = 308, headers: DeskAnswer['headers'] = {}): void {
  response.writeHead(status, { ...headers, location: to })
  response.end()
}

/** Headers of every file that is no hashed one. */
const pageHeaders = (port: number | undefined): Headers => ({
  // The issuer has one address: a console that is opened as `localhost` connects to it as well.
  'content-security-policy': contentSecurityPolicy([`http://127.0.0.1:${port}`]),
  'referrer-policy': referrerPolicy,
  'cache-control': 'no-cache',
  'x-content-type-options': 'nosniff',
})

type Headers = Readonly<Record<string, string>>

const isOfReference = (path: string): boolean =>
  path === '/reference/' || reference.files.some((name) => path === `/reference/${name}`)

function sendReference(response: ServerResponse, headers: Headers): void {
  response.writeHead(200, { ...headers, 'content-type': 'text/javascript; charset=utf-8' })
  response.end(referenceScript)
}

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
  '.map': 'application/json',
}

/** A file of the console; a path that is no file is a page that the console draws itself. */
function sendScreen(response: ServerResponse, folder: string, path: string, accept: string, headers: Headers): void {
  const isHashed = path.startsWith(hashedFolder)
  const isFile = !keptBack.some((it) => path === `/${it}` || path.startsWith(`/${it}/`))
  // An id in an address may have a dot, as a file has; a browser that opens a page says what it wants.
  const isPage = !isHashed && accept.includes('text/html') && !(isFile && fileIn(folder, path) !== undefined)
  if (isPage) sendFile(response, folder, pageFile, headers)
  else if (!isFile) answer(response, refused(404, `There is no page ${path}.`))
  else if (!isHashed) sendFile(response, folder, path, headers)
  else sendFile(response, folder, path, { 'cache-control': cacheControlOf(path), 'x-content-type-options': 'nosniff' })
}

/** Sends a file inside the folder; a path that leads out of the folder is not found. */
function sendFile(response: ServerResponse, folder: string, path: string, headers: Headers): void {
  const file = fileIn(folder, path)
  if (file === undefined) {
    answer(response, refused(404, `There is no page ${path}.`))
    return
  }
  response.writeHead(200, {
    'content-type': contentTypes[extname(file.path)] ?? 'application/octet-stream',
    'content-length': file.size,
    ...headers,
  })
  createReadStream(file.path)
    .on('error', () => response.destroy())
    .pipe(response)
}

function fileIn(folder: string, path: string): { path: string; size: number } | undefined {
  try {
    const wanted = decodeURIComponent(path)
    if (wanted.includes('\0')) return undefined
    const full = normalize(join(folder, wanted.endsWith('/') ? `${wanted}index.html` : wanted))
    if (!full.startsWith(folder + sep)) return undefined
    const found = statSync(full)
    return found.isFile() ? { path: full, size: found.size } : undefined
  } catch {
    return undefined
  }
}
