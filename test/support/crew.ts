import type { Meaning } from '../../events/signature.ts'
import { enterpriseRoutes } from '../../functions/served.ts'
import { clientAs, type Said, type Signed, type SiteClient, signedBy, signIn } from '../../local/demo/client.ts'
import { people } from '../../local/people.ts'
import { type Answer, type Client, clientOf } from '../../shared/client/client.ts'
import { checkedFetch } from './contract.ts'
import { dec } from './given.ts'
import { type UntypedAnswer, type UntypedClient, untypedClient } from './untyped.ts'

type User = 'ada' | 'ben' | 'olga' | 'quinn' | 'quentin' | 'erik' | 'paula' | 'sap' | 'vera' | 'adam'

/** A signed-in person, who calls operations of the API, or a path when a test needs a request outside of them. */
export type Worker = SiteClient & UntypedClient

export interface Crew extends Readonly<Record<User, Worker>> {
  readonly url: string
  /** A signature of that person with a fresh sign-in, as the body of a command has it. */
  readonly sign: (user: User, meaning: Meaning) => Promise<Signed>
}

export async function crewOf(url: string): Promise<Crew> {
  const workers = people.map(async ({ user }) => {
    const typed = await clientAs(url, user, { fetch: checkedFetch })
    return [user, { ...typed, ...(await untypedClient(url, user)) }]
  })
  return {
    ...(Object.fromEntries(await Promise.all(workers)) as Record<User, Worker>),
    url,
    sign: (user, meaning) => signedBy(url, user, meaning),
  }
}

/** A viewer of the company, who reads from all its sites at once. */
export async function companyViewer(url: string): Promise<Client<typeof enterpriseRoutes>> {
  const token = await signIn(url, 'vera')
  return clientOf(enterpriseRoutes, { url, token: () => token, fetch: checkedFetch })
}

/** The answer when the plant accepts. */
type Yes<Given extends Answer> = Extract<Given, { readonly ok: true }>

/** The answer to a command that prepares a test. @throws when the plant refuses it. */
export function accepted<Given extends Answer>(answer: Given): Yes<Given>
export function accepted(answer: UntypedAnswer): UntypedAnswer
export function accepted(answer: Answer | UntypedAnswer) {
  if (answer.status === 200 || answer.status === 201) return answer
  throw new Error(`The plant did not take what the test begins with: ${answer.status} ${answer.text}`)
}

/** The body of the answer to a question. @throws when the plant refuses it. */
export const read = async <Given extends Answer>(asked: Promise<Given>): Promise<Yes<Given>['body']> =>
  accepted(await asked).body

/** The codes of a refusal, each once, in alphabetical order. */
export function codesOf(answer: Answer | UntypedAnswer): string[] {
  const violations: readonly { readonly code: string }[] =
    ('problem' in answer ? answer.problem : answer.body)?.violations ?? []
  return [...new Set(violations.map(({ code }) => code))].sort()
}

export const kg = (value: string) => ({ value: dec(value), unit: 'kg' }) as const

type Draft = Said<'draftRecipe'>
type Step = Draft['steps'][number]
type Line = NonNullable<Step['materials']>[number]

/** A step. Its name is its id by default, and its lines take exactly their quantity by default. */
export interface RecipeStep extends Omit<Step, 'name' | 'materials'> {
  readonly name?: string
  readonly materials?: readonly RecipeLine[]
}
export interface RecipeLine extends Omit<Line, 'tolerance'> {
  readonly tolerance?: Line['tolerance']
}

/** A recipe of these steps, approved by a second person, for batches of 1 to 1000 kg. */
export const approvedRecipe = (crew: Crew, recipeId: string, steps: readonly RecipeStep[]): Promise<void> =>
  approvedVersion(crew, recipeId, '1', steps)

export async function approvedVersion(
  crew: Crew,
  recipeId: string,
  name: string,
  steps: readonly RecipeStep[],
  more: Partial<Draft> = {},
): Promise<void> {
  const version = { recipeId, version: name }
  const named = steps.map((step) => ({ name: step.stepId, ...step, materials: exact(step.materials) }))
  for (const { equipmentClass } of steps)
    if (equipmentClass !== undefined)
      accepted(
        await crew.erik.defineEquipmentClass(
          { equipmentClassId: equipmentClass },
          { name: equipmentClass },
          { ifMatch: '*' },
        ),
      )
  const batchSize = { min: kg('1'), nominal: kg('100'), max: kg('1000') }
  accepted(await crew.erik.draftRecipe(version, { product: recipeId, batchSize, steps: named, ...more }))
  accepted(await crew.erik.submitRecipe(version))
  accepted(await crew.quinn.approveRecipe(version, await crew.sign('quinn', 'approved')))
}

/** Without a tolerance, a line takes exactly its quantity. */
const exact = (lines: readonly RecipeLine[] = []) =>
  lines.map((line) => ({ tolerance: { minusPercent: '0', plusPercent: '0' }, ...line }))

/** A material with one lot, released by quality. */
export async function releasedLot(
  crew: Crew,
  lotId: string,
  materialId: string,
  quantity: Line['quantity'],
): Promise<void> {
  accepted(await crew.erik.defineMaterial({ materialId }, { name: materialId, unit: 'kg' }, { ifMatch: '*' }))
  accepted(await crew.ada.receiveLot({ lotId, materialId, quantity }))
  accepted(await crew.quinn.releaseLot({ lotId }, await crew.sign('quinn', 'released')))
}

/** A running order of that recipe, with these steps started. */
export async function runningOrder(
  crew: Crew,
  orderId: string,
  recipeId: string,
  started: readonly { readonly stepId: string; readonly equipmentId?: string }[] = [],
): Promise<void> {
  const order = { orderId }
  accepted(await crew.paula.createOrder({ orderId, recipeId, product: recipeId, quantity: kg('100') }))
  accepted(await crew.paula.releaseOrder(order))
  accepted(await crew.ada.startOrder(order))
  for (const { stepId, ...where } of started) accepted(await crew.ada.startStep({ ...order, stepId }, where))
}
