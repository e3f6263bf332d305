import { type RecipeStatus, recipeDraft } from '../../events/recipe.ts'
import type { Answer } from '../../shared/client/client.ts'
import type { SiteClient } from '../demo/client.ts'
import { type Kind, kinds } from './kinds.ts'

/** The plant answered a question with a refusal; the sentence is its own. */
export class Refused extends Error {}

/** What the plant has under an id, as the schema of its kind reads it, and the ETag of that version. */
export interface Present {
  readonly value: Readonly<Record<string, unknown>>
  readonly etag: string
}

export interface PresentRecipe {
  readonly status: RecipeStatus
  readonly recipe: unknown
  readonly etag: string
}

/** As many requests are under way at once: a plant deployed with the usual limits serves that to everybody. */
const atOnce = 8

/** Does the same for each, a few at a time, in their order. */
export async function eachOf<Item, Result>(
  items: readonly Item[],
  act: (item: Item) => Promise<Result>,
  most = atOnce,
): Promise<Result[]> {
  const results: Result[] = []
  for (let from = 0; from < items.length; from += most)
    results.push(...(await Promise.all(items.slice(from, from + most).map(act))))
  return results
}

export async function presentAt(client: SiteClient, kind: Kind, id: string): Promise<Present | undefined> {
  const answer = await kind.read(client, id)
  if (answer.status === 404) return undefined
  const body = bodyOf(answer, `${kind.name} ${id}`)
  // A person who has only clocked on has no definition.
  if (Reflect.get(body, 'isDefined') === false) return undefined
  return { value: definitionIn(kind, body), etag: etagOf(answer) }
}

/** The definition in an answer, without what the plant adds to it, such as the state of calibration. */
function definitionIn({ schema }: Kind, body: object): Present['value'] {
  const own = Object.entries(body).filter(([name]) => name in schema.shape)
  return schema.parse(Object.fromEntries(own))
}

export async function recipeAt(
  client: SiteClient,
  path: { readonly recipeId: string; readonly version: string },
): Promise<PresentRecipe | undefined> {
  const answer = await client.getRecipe(path)
  if (answer.status === 404) return undefined
  const body = bodyOf(answer, `version ${path.version} of recipe ${path.recipeId}`)
  const own = Object.entries(body).filter(([name]) => name in recipeDraft.shape)
  return { status: body.status, recipe: recipeDraft.parse(Object.fromEntries(own)), etag: etagOf(answer) }
}

/** The ids of everything that the plant has of a kind. */
export async function idsAt(client: SiteClient, kind: Kind): Promise<string[]> {
  const items = await pagesOf((query) => kind.list(client, query), kind.file)
  return items
    .filter((item) => Reflect.get(item, 'isDefined') !== false)
    .map((item) => String(Reflect.get(item, kind.id)))
}

export const everyId = async (client: SiteClient): Promise<ReadonlyMap<Kind, readonly string[]>> =>
  new Map(await Promise.all(kinds.map(async (kind) => [kind, await idsAt(client, kind)] as const)))

export async function pagesOf<Item>(
  page: (query: {
    limit: string
    cursor?: string
  }) => Promise<Answer<{ readonly items: readonly Item[]; readonly nextCursor?: string | undefined }>>,
  what: string,
): Promise<Item[]> {
  const items: Item[] = []
  for (let cursor: string | undefined; ; ) {
    const body = bodyOf(await page({ limit: '200', ...(cursor !== undefined && { cursor }) }), what)
    items.push(...body.items)
    cursor = body.nextCursor
    if (cursor === undefined) return items
  }
}

export function bodyOf<Body>(answer: Answer<Body>, what: string): Body {
  if (answer.ok) return answer.body
  throw new Refused(`The plant does not show ${what}: ${saidBy(answer)}`)
}

/** Every reason of a refusal; the status where a gateway refused. */
export const saidBy = (answer: Answer): string =>
  answer.problem
    ? answer.problem.violations.map(({ detail }) => detail).join(' ') || answer.problem.detail
    : `${answer.status} ${answer.text.slice(0, 200)}`

const etagOf = ({ headers }: Answer): string => headers.get('etag') ?? ''
