import { isDeepStrictEqual } from 'node:util'
import type { SiteClient } from '../demo/client.ts'
import type { Comparison, Difference, RecipeDifference } from './difference.ts'
import { eachOf, presentAt, saidBy } from './plant-state.ts'
import { type Fault, placeOf } from './written.ts'

export interface Applied {
  readonly written: number
  /** Drafts, which people submit and approve with their signatures. */
  readonly drafts: readonly string[]
  readonly faults: readonly Fault[]
}

/**
 * Applies what differs, what others refer to first. What the plant refuses stops it, and everything that it replaced so far is put back; a definition
 * that is new stays, because a plant forgets none, and is named.
 */
export async function apply(
  client: SiteClient,
  { definitions, recipes }: Comparison,
  doing: (what: string) => void = () => {},
): Promise<Applied> {
  const done: Difference[] = []
  const faults: Fault[] = []
  for (const group of groupsOf(definitions)) {
    doing(`writing ${group[0]?.definition.kind.name} definitions, ${done.length} of ${definitions.length}`)
    const written = await eachOf(group, (it) => write(client, it))
    done.push(...written.flatMap((it) => ('detail' in it ? [] : it)))
    faults.push(...written.flatMap((it) => ('detail' in it ? it : [])))
    if (faults.length > 0) return { written: 0, drafts: [], faults: [...faults, ...(await takenBack(client, done))] }
  }
  doing(`writing ${recipes.length} recipes`)
  const drafted = await eachOf(recipes, (it) => draft(client, it))
  const refused = drafted.flatMap((it) => (typeof it === 'string' ? [] : it))
  return {
    written: done.length + drafted.length - refused.length,
    drafts: drafted.flatMap((it) => (typeof it === 'string' ? it : [])),
    faults: refused,
  }
}

/** What can be written at once: equipment of one depth at a time, because a parent keeps a list of its parts and each part writes it. */
function groupsOf(definitions: readonly Difference[]): Difference[][] {
  const alone = (it: Difference): boolean => it.definition.kind.file === 'equipment'
  const groups: Difference[][] = []
  for (const it of definitions) {
    const last = groups.at(-1)
    if (last && !alone(it) && last[0]?.definition.kind === it.definition.kind) last.push(it)
    else groups.push([it])
  }
  return groups
}

async function write(client: SiteClient, difference: Difference): Promise<Difference | Fault> {
  const { definition, before } = difference
  const { kind, id, value, spotOf } = definition
  const { [kind.id]: _id, ...body } = value
  const answer = await kind.write(client, id, body, before ? { ifMatch: before.etag } : {})
  if (answer.ok) return difference
  const changed = answer.status === 412 ? ' Somebody has changed it since it was compared; compare again.' : ''
  return {
    ...spotOf(fieldOf(answer.problem?.violations[0]?.ref)),
    detail: `${kind.name} ${id}: ${saidBy(answer)}${changed}`,
  }
}

/** The field that a refusal points at: `body#/parentId`. */
const fieldOf = (ref = ''): string[] => (ref.startsWith('body#/') ? ref.slice('body#/'.length).split('/') : [])

/** Puts back what was replaced, the last first, and says what stays. */
async function takenBack(client: SiteClient, done: readonly Difference[]): Promise<Fault[]> {
  const faults: Fault[] = []
  for (const { definition, before } of done.toReversed()) {
    const { kind, id, value, spotOf } = definition
    const says = (detail: string) => faults.push({ ...spotOf([]), detail: `${kind.name} ${id} ${detail}` })
    if (!before) {
      says('is new at the plant and stays.')
      continue
    }
    const now = await presentAt(client, kind, id)
    if (!now || !isDeepStrictEqual(now.value, value)) {
      says('has been changed by somebody else in the meantime, and stays so.')
      continue
    }
    const { [kind.id]: _id, ...body } = before.value
    const answer = await kind.write(client, id, body, { ifMatch: now.etag })
    if (!answer.ok) says(`could not be put back: ${saidBy(answer)}`)
  }
  return faults
}

async function draft(
  client: SiteClient,
  { recipe: { value, spotOf }, before }: RecipeDifference,
): Promise<string | Fault> {
  const { recipeId, version, recipe } = value
  const answer = before
    ? await client.draftRecipe({ recipeId, version }, recipe, { ifMatch: before.etag })
    : await client.importRecipe(value)
  if (answer.ok) return `${recipeId} version ${version} (${placeOf(spotOf([]))})`
  return { ...spotOf([]), detail: `recipe ${recipeId} version ${version}: ${saidBy(answer)}` }
}
