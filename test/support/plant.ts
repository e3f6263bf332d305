import { existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll } from 'vitest'
import { type Plant, type PlantOptions, startPlant } from '../../local/plant.ts'
import { synthesize } from '../../local/synth.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** A plant with free ports, and what journeys do with it. */
export interface TestPlant extends Plant {
  /** A token of one of the demo people, such as `ada`. */
  token(user: string, more?: { readonly site?: string; readonly expiresIn?: number }): Promise<string>
  /** A request as that person; a POST gets a fresh idempotency key unless it brings its own. */
  request(
    user: string,
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<Response>
}

/** Starts one plant of the real template for the test file, and stops it after the last test. */
export function usePlant(options: Partial<PlantOptions> = {}): () => TestPlant {
  let plant: TestPlant | undefined
  beforeAll(async () => {
    plant = await openTestPlant(options)
  })
  afterAll(() => plant?.stop())
  return () => {
    if (plant === undefined)
      throw new Error('The plant starts before the first test of the file, not while it is read.')
    return plant
  }
}

export async function openTestPlant(options: Partial<PlantOptions> = {}): Promise<TestPlant> {
  const site = options.site ?? 'lyon'
  const assembly = options.assembly ?? (await assemblyOf(site))
  const plant = await startPlant({ port: 0, mqttPort: 0, ...options, site, assembly })
  const known = new Map<string, string>()
  const token: TestPlant['token'] = async (user, more = {}) => {
    const response = await fetch(`${plant.url}/local/token`, {
      method: 'POST',
      body: JSON.stringify({ user, ...more }),
    })
    const answer = (await response.json()) as { access_token?: string; message?: string }
    if (answer.access_token === undefined) throw new Error(answer.message)
    return answer.access_token
  }
  return {
    ...plant,
    token,
    async request(user, method, path, body, headers = {}) {
      const session = known.get(user) ?? (await token(user))
      known.set(user, session)
      return fetch(`${plant.url}${path}`, {
        method,
        headers: {
          authorization: `Bearer ${session}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...(method === 'POST' ? { 'idempotency-key': crypto.randomUUID() } : {}),
          ...headers,
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
    },
  }
}

/** The assembly of the sources as they are now; test files that run at the same time share one synthesis. */
export async function assemblyOf(site: string | readonly string[]): Promise<string> {
  const folder = join(root, 'dist', 'test-assemblies')
  const outdir = join(folder, `${[site].flat().join('+')}-${newestSource()}`)
  const done = join(outdir, 'done')
  const lock = `${outdir}.lock`
  mkdirSync(folder, { recursive: true })
  while (!existsSync(done)) {
    if (!locked(lock)) {
      await pause(50)
      continue
    }
    try {
      if (existsSync(done)) continue
      forgetOld(folder)
      rmSync(outdir, { recursive: true, force: true })
      await synthesize(site, outdir)
      writeFileSync(done, '')
    } finally {
      rmSync(lock, { recursive: true, force: true })
    }
  }
  return outdir
}

/** A lock whose owner was killed is broken after a minute, ten times what a synthesis takes. */
function locked(lock: string): boolean {
  try {
    mkdirSync(lock)
    return true
  } catch {
    if (existsSync(lock) && Date.now() - statSync(lock).mtimeMs > 60_000) rmSync(lock, { recursive: true, force: true })
    return false
  }
}

function forgetOld(folder: string): void {
  const hour = 60 * 60 * 1000
  for (const name of readdirSync(folder)) {
    const path = join(folder, name)
    if (Date.now() - statSync(path).mtimeMs > hour) rmSync(path, { recursive: true, force: true })
  }
}

function newestSource(): number {
  const sources = ['docs', 'events', 'functions', 'infra', 'shared', 'package.json', 'package-lock.json']
  const present = sources.map((name) => join(root, name)).filter((path) => existsSync(path))
  return Math.trunc(Math.max(...present.map(newestIn)))
}

function newestIn(path: string): number {
  const found = statSync(path)
  if (!found.isDirectory()) return found.mtimeMs
  return Math.max(found.mtimeMs, ...readdirSync(path).map((name) => newestIn(join(path, name))))
}
