import { isDeepStrictEqual } from 'node:util'
import type { SiteClient } from '../demo/client.ts'
import type { Comparison, Difference, RecipeDifference } from './difference.ts'
import { eachOf, presentAt, Refused, saidBy } from './plant-state.ts'
import { type Fault, placeOf } from './written.ts'

export interface Applied {
  readonly written: number
  /** Drafts, which people submit and approve with their signatures. */
  readonly drafts: readonly string[]
  readonly faults: readonly Fault[]
}

/**
 * Applies what differs, what others refer to first. What the plant refuses or does not answer stops it, and every definition that it replaced so far
 * is put back. What is new stays, because a plant forgets nothing, and so does a draft; what stays is named.
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
    const written = await eachOf(group, (it) => orUnanswered(it.definition, () => write(client, it)))
    // Without an answer, the plant may have written it all the same.
    done.push(...group.filter((_, index) => isWritten(written[index])))
    faults.push(...written.flatMap((it) => ('detail' in it ? it : [])))
    if (faults.length > 0) return { written: 0, drafts: [], faults: [...faults, ...(await takenBack(client, done))] }
  }
  doing(`writing ${recipes.length} recipes`)
  const drafted = await eachOf(recipes, (it) => orUnanswered(it.recipe, () => draft(client, it)))
  const refused = drafted.flatMap((it) => (typeof it === 'string' ? [] : it))
  if (refused.length > 0) {
    const stay = recipes.flatMap((it, index) => {
      const { recipeId, version } = it.recipe.value
      const mayStay = { ...it.recipe.spotOf([]), detail: `recipe ${recipeId} version ${version} is drafted and stays.` }
      return typeof drafted[index] === 'string' ? mayStay : []
    })
    return { written: 0, drafts: [], faults: [...refused, ...stay, ...(await takenBack(client, done))] }
  }
  return {
    written: done.length + drafted.length,
    drafts: drafted.flatMap((it) => (typeof it === 'string' ? it : [])),
    faults: [],
  }
}

interface Unanswered extends Fault {
  readonly isUnanswered: true
}

/** A connection that breaks is a fault of the definition that it was about, so that the others can still be put back. */
async function orUnanswered<Given>(
  { spotOf }: Pick<Difference['definition'], 'spotOf'>,
  act: () => Promise<Given>,
): Promise<Given | Unanswered> {
  try {
    return await act()
  } catch (error) {
    if (!isOfConnection(error)) throw error
    const detail = `The plant did not answer: ${reasonOf(error)}. It may have taken this all the same.`
    return { ...spotOf([]), detail, isUnanswered: true }
  }
}

const isWritten = (it: Difference | Fault | Unanswered | undefined): boolean =>
  it !== undefined && (!('detail' in it) || 'isUnanswered' in it)

const isOfConnection = (error: unknown): error is Error =>
  error instanceof Error && ((error instanceof TypeError && error.message === 'fetch failed') || 'code' in error)

const reasonOf = ({ cause, message }: Error): string => (cause instanceof Error ? cause.message : message)

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
  for (const it of done.toReversed()) {
    const { kind, id, spotOf } = it.definition
    const says = (detail: string) => faults.push({ ...spotOf([]), detail: `${kind.name} ${id} ${detail}` })
    try {
      const stays = await putBack(client, it)
      if (stays !== undefined) says(stays)
    } catch (error) {
      if (!isOfConnection(error) && !(error instanceof Refused)) throw error
      says(`could not be put back, because the plant did not answer: ${reasonOf(error)}. It may be as the folder says.`)
    }
  }
  return faults
}

/** @returns why the plant keeps what the folder says; undefined if it is as it was before */
async function putBack(client: SiteClient, { definition, before }: Difference): Promise<string | undefined> {
  const { kind, id, value } = definition
  const now = await presentAt(client, kind, id)
  if (!before) return now ? 'is new at the plant and stays.' : undefined
  if (now && isDeepStrictEqual(now.value, before.value)) return undefined
  if (!now || !isDeepStrictEqual(now.value, value))
    return 'has been changed by somebody else in the meantime, and stays so.'
  const { [kind.id]: _id, ...body } = before.value
  const answer = await kind.write(client, id, body, { ifMatch: now.etag })
  return answer.ok ? undefined : `could not be put back: ${saidBy(answer)}`
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
