import { afterAll, beforeAll } from 'vitest'
import type { Asked, Tokens } from '../../local/identity.ts'
import { type Plant, type PlantOptions, startPlant } from '../../local/plant.ts'
import { checkAnswer } from './contract.ts'

type SignInAsked =
  | (Partial<Asked> & { readonly user: string; readonly site?: string })
  | { readonly refresh_token: string | undefined }

/** A plant with free ports, and the calls of journeys. */
export interface TestPlant extends Plant {
  token(user: string, more?: Partial<Asked> & { readonly site?: string }): Promise<string>
  /** All tokens of a sign-in of that person, or new ones of the sign-in of a refresh token. */
  tokens(asked: SignInAsked): Promise<Tokens>
  /** A request of that person; a POST gets a fresh idempotency key by default. */
  request(
    user: string,
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<Response>
}

const tooEarly = 'The plant starts before the first test of the file, not while it is read.'

/** Milliseconds. A synthesis takes about ten seconds of a processor, and much longer on a busy machine. */
const startWithin = 180_000

/** Starts one plant of the real template for the test file, and stops it after the last test. */
export function usePlant(options: Partial<PlantOptions> = {}): () => TestPlant {
  let opening: Promise<TestPlant> | undefined
  let plant: TestPlant | undefined
  beforeAll(async () => {
    opening = openTestPlant(options)
    plant = await opening
  }, startWithin)
  // A plant that starts too late for its tests is stopped, too, because its worker goes on with other files.
  afterAll(async () => (await opening)?.stop())
  return () => {
    if (plant === undefined) throw new Error(tooEarly)
    return plant
  }
}

let shared: Promise<TestPlant> | undefined

/**
 * The plant that the files of one worker share: the first file starts it, and it ends with the worker. Each file names its own materials, lots,
 * orders, machines and the like, and reads no list of everything in the plant. A file that reads such a list, or kills a function, has a plant of its
 * own by `usePlant`.
 */
export function useSharedPlant(): () => TestPlant {
  let plant: TestPlant | undefined
  beforeAll(async () => {
    shared ??= openTestPlant()
    // If the start failed, the next file tries again.
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
  const tokens: TestPlant['tokens'] = async (asked) => {
    const response = await fetch(`${plant.url}/local/token`, { method: 'POST', body: JSON.stringify(asked) })
    const answer = (await response.json()) as Tokens & { message?: string }
    if (!response.ok) throw new Error(answer.message)
    return answer
  }
  const token: TestPlant['token'] = async (user, more = {}) => (await tokens({ user, ...more })).access_token
  return {
    ...plant,
    token,
    tokens,
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
