import { type Answer, type Client, clientOf, signIn } from '../../local/demo/client.ts'
import { people } from '../../local/people.ts'
import { checkedClient } from './contract.ts'

type User = 'ada' | 'ben' | 'olga' | 'quinn' | 'quentin' | 'erik' | 'paula' | 'sap' | 'vera' | 'adam'

/** Everybody who works in the demo plant, signed in. */
export interface Crew extends Readonly<Record<User, Client>> {
  readonly url: string
  /** A signature with a fresh sign-in of that person, as a command's body carries it. */
  readonly sign: (user: User, meaning: string) => Promise<{ signature: { meaning: string; signer: string } }>
}

export async function crewOf(url: string): Promise<Crew> {
  const clients = await Promise.all(people.map(async ({ user }) => [user, checkedClient(await clientOf(url, user))]))
  return {
    ...(Object.fromEntries(clients) as Record<User, Client>),
    url,
    sign: async (user, meaning) => ({ signature: { meaning, signer: await signIn(url, user) } }),
  }
}

/** The answer of a command that prepares a test. @throws when the plant does not take it. */
export function accepted(answer: Answer): Answer {
  if (answer.status === 200 || answer.status === 201) return answer
  throw new Error(`The plant did not take what the test begins with: ${answer.status} ${answer.text}`)
}

/** The codes of a refusal, each once, in the order of the alphabet. */
export const codesOf = (answer: Answer): string[] =>
  [...new Set((answer.body?.violations ?? []).map(({ code }: { code: string }) => code))].sort() as string[]

export const kg = (value: string) => ({ value, unit: 'kg' })

interface RecipeStep {
  readonly stepId: string
  readonly equipmentClass?: string
  readonly materials?: readonly object[]
  readonly [property: string]: unknown
}

/** A recipe of these steps, approved by a second person, for batches of 1 to 1000 kg. */
export const approvedRecipe = (crew: Crew, recipeId: string, steps: readonly RecipeStep[]): Promise<void> =>
  approvedVersion(crew, recipeId, '1', steps)

/** A version of a recipe of these steps, approved in the same way. */
export async function approvedVersion(
  crew: Crew,
  recipeId: string,
  name: string,
  steps: readonly RecipeStep[],
  more: object = {},
): Promise<void> {
  const version = `/v1/recipes/${recipeId}/versions/${name}`
  const named = steps.map((step) => ({ name: step.stepId, ...step, materials: exact(step.materials) }))
  for (const { equipmentClass } of steps)
    if (equipmentClass !== undefined)
      accepted(await crew.erik.put(`/v1/equipment-classes/${equipmentClass}`, { name: equipmentClass }))
  const batchSize = { min: kg('1'), nominal: kg('100'), max: kg('1000') }
  accepted(await crew.erik.put(version, { product: recipeId, batchSize, steps: named, ...more }))
  accepted(await crew.erik.post(`${version}/submit`))
  accepted(await crew.quinn.post(`${version}/approve`, await crew.sign('quinn', 'approved')))
}

/** A line that names no tolerance takes its quantity and nothing else. */
const exact = (lines: readonly object[] = []) =>
  lines.map((line) => ({ tolerance: { minusPercent: '0', plusPercent: '0' }, ...line }))

/** A material with one lot of it, released by quality. */
export async function releasedLot(crew: Crew, lotId: string, materialId: string, quantity: object): Promise<void> {
  accepted(await crew.erik.put(`/v1/materials/${materialId}`, { name: materialId, unit: 'kg' }))
  accepted(await crew.ada.post('/v1/lots', { lotId, materialId, quantity }))
  accepted(await crew.quinn.post(`/v1/lots/${lotId}/release`, await crew.sign('quinn', 'released')))
}

/** An order of that recipe that runs, with these steps started. */
export async function runningOrder(
  crew: Crew,
  orderId: string,
  recipeId: string,
  started: readonly { readonly stepId: string; readonly equipmentId?: string }[] = [],
): Promise<void> {
  const order = `/v1/orders/${orderId}`
  accepted(await crew.paula.post('/v1/orders', { orderId, recipeId, product: recipeId, quantity: kg('100') }))
  accepted(await crew.paula.post(`${order}/release`))
  accepted(await crew.ada.post(`${order}/start`))
  for (const { stepId, ...where } of started) accepted(await crew.ada.post(`${order}/steps/${stepId}/start`, where))
}
