import type { FactSubject } from '../../events/envelope.ts'
import type { EquipmentId, Instant, MaterialId, PersonId, RecipeId } from '../../events/identifiers.ts'
import type {
  EquipmentDefinition,
  MaterialDefinition,
  PersonDefinition,
  RecipeDraft,
  RecipeStatus,
  Step,
} from '../../events/recipe.ts'
import type { Violation } from '../../events/refusals.ts'
import type { Signature } from '../../events/signature.ts'
import {
  type Accepted,
  type Change,
  type Circumstances,
  type Decision,
  reasons,
  refuse,
  violation,
} from './decision.ts'
import { isMore, sameDimension } from './quantity.ts'
import type { SignedOff } from './signature.ts'

export type Equipment = EquipmentDefinition & { readonly equipmentId: EquipmentId }
export type Material = MaterialDefinition & { readonly materialId: MaterialId }
export type Person = PersonDefinition & { readonly personId: PersonId }

/** A version of a recipe: only an approved one is executed, and an order keeps the copy that it was released with. */
export interface Recipe extends RecipeDraft {
  readonly recipeId: RecipeId
  readonly version: string
  readonly status: RecipeStatus
  readonly authorId: string
  readonly submittedAt?: Instant
  readonly approval?: Signature
  readonly holds: readonly string[]
}

export const recipeKey = (recipeId: string, version: string): string => `${recipeId}@${version}`
export const recipeSubject = (recipe: { recipeId: string; version: string }): FactSubject => ({
  type: 'recipe',
  id: recipeKey(recipe.recipeId, recipe.version),
})

export function draftRecipe(
  before: Recipe | undefined,
  id: { recipeId: RecipeId; version: string },
  draft: RecipeDraft,
  { caller }: Circumstances,
): Decision {
  if (before && before.status !== 'draft') {
    return refuse([wrongStatus(before, 'a draft', 'write a new version instead')])
  }
  const recipe: Recipe = { ...draft, ...id, status: 'draft', authorId: caller.id, holds: before?.holds ?? [] }
  return {
    outcome: 'accepted',
    fact: { type: 'andon.recipe.drafted.v1', data: { ...id, recipe: draft } },
    changes: [{ change: 'save', kind: 'recipe', id: recipeKey(id.recipeId, id.version), value: recipe }],
  }
}

export function submitRecipe(recipe: Recipe, { at }: Circumstances): Decision {
  const found = reasons(
    recipe.status !== 'draft' && wrongStatus(recipe, 'a draft', 'write a new version'),
    faultsOf(recipe),
  )
  if (found.length > 0) return refuse(found)
  return moved({ ...recipe, status: 'in-review', submittedAt: at }, 'andon.recipe.submitted.v1')
}

/** Approval is a second person's: whoever wrote the version may not approve it (21 CFR 211.100(a), EU GMP 4.3). */
export function approveRecipe(recipe: Recipe, signed: SignedOff): Decision {
  const found = reasons(
    recipe.status !== 'in-review' && wrongStatus(recipe, 'in review', 'submit it first'),
    faultsOf(recipe),
    signed.violations,
    signed.signature?.personId === recipe.authorId &&
      violation(
        'signature-same-person',
        `${signed.signature.name} wrote this version; another person has to approve it.`,
        'signature/signer',
      ),
  )
  if (found.length > 0 || !signed.signature) return refuse(found)
  const approved: Recipe = { ...recipe, status: 'approved', approval: signed.signature }
  return {
    ...moved(approved, 'andon.recipe.approved.v1', approved),
    signatures: signed.signatures,
    spent: signed.spent,
  }
}

export function retireRecipe(recipe: Recipe, effective: Recipe | undefined): Decision {
  if (recipe.status === 'retired') return refuse([wrongStatus(recipe, 'in use', 'nothing is left to do')])
  return moved({ ...recipe, status: 'retired' }, 'andon.recipe.retired.v1', effective)
}

function moved(
  recipe: Recipe,
  type: 'andon.recipe.submitted.v1' | 'andon.recipe.approved.v1' | 'andon.recipe.retired.v1',
  effective?: Recipe,
): Accepted {
  const { recipeId, version, status } = recipe
  return {
    outcome: 'accepted',
    fact: { type, data: { recipeId, version, status } },
    changes: saveRecipe(recipe, effective),
  }
}

/** Saves a version and, when it is the effective one, the copy that new orders take. */
export function saveRecipe(recipe: Recipe, effective: Recipe | undefined): Change[] {
  const version: Change = {
    change: 'save',
    kind: 'recipe',
    id: recipeKey(recipe.recipeId, recipe.version),
    value: recipe,
  }
  if (effective?.version !== recipe.version) return [version]
  return [version, { change: 'save', kind: 'effective', id: recipe.recipeId, value: recipe }]
}

const wrongStatus = (recipe: Recipe, needed: string, cure: string): Violation =>
  violation(
    'recipe-wrong-status',
    `Version ${recipe.version} of ${recipe.recipeId} is ${recipe.status}, not ${needed}; ${cure}.`,
  )

/** Every reason why the recipe could not be executed as it is written. */
export function faultsOf(recipe: RecipeDraft): Violation[] {
  const fault = (detail: string, ref: string) => violation('recipe-invalid', detail, ref)
  const { min, nominal, max } = recipe.batchSize
  const found: Violation[] = []
  if (!sameDimension(min.unit, max.unit) || !sameDimension(min.unit, nominal.unit)) {
    found.push(fault('The batch size mixes units of different dimensions.', 'batchSize'))
  } else if (min.unit !== max.unit || min.unit !== nominal.unit) {
    found.push(fault('The three batch sizes must be in one unit.', 'batchSize'))
  } else if (isMore(min.value, nominal.value) || isMore(nominal.value, max.value)) {
    found.push(fault('The batch size must rise from min over nominal to max.', 'batchSize'))
  }
  const ids = new Set(recipe.steps.map((step) => step.stepId))
  if (ids.size < recipe.steps.length) found.push(fault('Two steps have the same stepId.', 'steps'))
  const lines = recipe.steps.flatMap((step) => step.materials.map((line) => line.lineId))
  if (new Set(lines).size < lines.length) found.push(fault('Two material lines have the same lineId.', 'steps'))
  for (const step of recipe.steps) found.push(...faultsOfStep(step, ids))
  const cycle = stepsInCycle(recipe.steps)
  if (cycle.length > 0) found.push(fault(`The steps ${cycle.join(', ')} wait for each other.`, 'steps'))
  if (recipe.purpose === 'rework') found.push(...faultsAsBranch(recipe.steps))
  return found
}

function faultsOfStep(step: Step, ids: ReadonlySet<string>): Violation[] {
  const ref = `steps/${step.stepId}`
  const fault = (detail: string) => violation('recipe-invalid', detail, ref)
  const names = [...step.parameters.map((it) => it.parameterId), ...step.checks.map((it) => it.checkId)]
  return reasons(
    step.after
      .filter((id) => !ids.has(id))
      .map((id) => fault(`The step comes after ${id}, which the recipe does not have.`)),
    new Set(names).size < names.length && fault('Two parameters or checks of the step have the same id.'),
    step.parameters
      .filter(({ low, high }) => low !== undefined && high !== undefined && isMore(low, high))
      .map(({ parameterId }) => fault(`The low limit of ${parameterId} is above its high limit.`)),
    step.parameters
      .filter(({ source }) => source === 'device' && step.workCenter === undefined && step.equipmentClass === undefined)
      .map(({ parameterId }) =>
        fault(`${parameterId} comes from a device, but the step names no work center or equipment class.`),
      ),
  )
}

/** The name of a branch, such as `rework-12.`, comes before the id of each of its steps, and 64 characters hold both. */
const longestIdInBranch = 64 - 'rework-999.'.length

/** What the steps of a rework may not be: it works on what an order has made as a whole, under names of its own. */
const faultsAsBranch = (steps: readonly Step[]): Violation[] =>
  steps.flatMap(({ stepId, flow }) => {
    const fault = (detail: string) => violation('recipe-invalid', detail, `steps/${stepId}`)
    return reasons(
      flow === 'units' && fault(`Step ${stepId} counts units; a rework works on the whole batch.`),
      stepId.length > longestIdInBranch &&
        fault(`The id ${stepId} is longer than the ${longestIdInBranch} characters that a step of a rework may have.`),
    )
  })

/** Makes a version the one that new orders take. */
export const madeEffective = (recipe: Recipe): Change => ({
  change: 'save',
  kind: 'effective',
  id: recipe.recipeId,
  value: recipe,
})

/** The steps that can never start, because they wait for each other (Kahn's algorithm leaves them over). */
function stepsInCycle(steps: readonly Step[]): string[] {
  const known = new Set<string>(steps.map((step) => step.stepId))
  const left = new Map(
    steps.map((step) => [step.stepId as string, new Set<string>(step.after.filter((id) => known.has(id)))]),
  )
  for (let removed = true; removed; ) {
    removed = false
    for (const [id, after] of left) {
      if (after.size > 0) continue
      left.delete(id)
      for (const other of left.values()) other.delete(id)
      removed = true
    }
  }
  return [...left.keys()]
}
