import type { SiteId } from '../../../events/identifiers.ts'
import type { RecipeDocument, RecipeDraft } from '../../../events/recipe.ts'
import type { Circumstances } from '../caller.ts'
import { saveRecipe } from '../change.ts'
import type { Decision } from '../decision.ts'
import type { Effective } from '../effective.ts'
import { refuse, violation } from '../refusal.ts'
import { asDraft, type Recipe } from './recipe.ts'
import { faultsAt, type Known, referencesOf } from './recipe-faults.ts'

export const writtenIn = ({
  product,
  purpose,
  batchSize,
  procedures,
  steps,
  yield: range,
  balance,
  signaturesNeeded,
}: Recipe): RecipeDraft => ({
  product,
  purpose,
  batchSize,
  procedures,
  steps,
  ...(range && { yield: range }),
  ...(balance && { balance }),
  signaturesNeeded,
})

/** The recipe with all its references, for another plant or a file. */
export const exported = (recipe: Recipe, site: SiteId): RecipeDocument => ({
  format: 'andon-recipe',
  formatVersion: 1,
  site,
  recipeId: recipe.recipeId,
  version: recipe.version,
  recipe: writtenIn(recipe),
  refersTo: referencesOf(recipe),
})

/** Takes a version from another plant as a draft. Refuses it with every fault that it has at this plant. */
export function importRecipe(
  existing: Recipe | undefined,
  effective: Effective | undefined,
  plant: Known,
  { recipeId, version, recipe, site }: RecipeDocument,
  { caller }: Circumstances,
): Decision {
  if (existing)
    return refuse([
      violation('already-exists/recipe-version', { recipeId, version, status: existing.status }, 'body#/version'),
    ])
  const faults = faultsAt(plant, recipe)
  const importedFrom = site === undefined ? {} : { importedFrom: site }
  return {
    outcome: 'accepted',
    fact: { type: 'andon.recipe.imported.v1', data: { recipeId, version, recipe, ...importedFrom, faults } },
    changes: [saveRecipe(asDraft(undefined, effective, { recipeId, version }, recipe, caller.id))],
  }
}
