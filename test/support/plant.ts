import { afterAll, beforeAll } from 'vitest'
import { type Plant, type PlantOptions, startPlant } from '../../local/plant.ts'
import { checkAnswer } from './contract.ts'

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

const tooEarly = 'The plant starts before the first test of the file, not while it is read.'

/** A synthesis takes some ten seconds of a processor, of which a busy machine may give little; in milliseconds. */
const startWithin = 180_000

/** Starts one plant of the real template for the test file, and stops it after the last test. */
export function usePlant(options: Partial<PlantOptions> = {}): () => TestPlant {
  let opening: Promise<TestPlant> | undefined
  let plant: TestPlant | undefined
  beforeAll(async () => {
    opening = openTestPlant(options)
    plant = await opening
  }, startWithin)
  // One that came up too late for its tests is stopped too: its worker goes on with other files.
  afterAll(async () => (await opening)?.stop())
  return () => {
    if (plant === undefined) throw new Error(tooEarly)
    return plant
  }
}

let shared: Promise<TestPlant> | undefined

/**
 * The plant that the files of one worker share: the first of them starts it, and it goes with the worker. A file that uses it names its
 * own materials, lots, orders, machines and the like, as no other file does, and looks at no list of all that the plant has; one that
 * does, or ends a function, keeps a plant to itself with `usePlant`.
 */
export function useSharedPlant(): () => TestPlant {
  let plant: TestPlant | undefined
  beforeAll(async () => {
    shared ??= openTestPlant()
    // The next file tries anew what one could not start.
    shared.catch(() => {
      shared = undefined
    })
    plant = await shared
  }, startWithin)
  return () => {
    if (plant === undefined) throw new Error(tooEarly)
    return plant
  }
}

export async function openTestPlant(options: Partial<PlantOptions> = {}): Promise<TestPlant> {
  const site = options.site ?? 'lyon'
  const plant = await startPlant({ port: 0, mqttPort: 0, ...options, site })
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
      const response = await fetch(`${plant.url}${path}`, {
        method,
        headers: {
          authorization: `Bearer ${session}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...(method === 'POST' ? { 'idempotency-key': crypto.randomUUID() } : {}),
          ...headers,
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
      const { status, headers: answered } = response
      checkAnswer(method, path, { status, headers: answered, text: await response.clone().text() })
      return response
    },
  }
}
