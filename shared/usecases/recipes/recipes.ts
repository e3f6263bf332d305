import type { Instant, RecipeId } from '../../../events/identifiers.ts'
import type { RecipeDocument, RecipeDraft } from '../../../events/recipe.ts'
import type { Violation } from '../../../events/refusals.ts'
import type { Densities } from '../../domain/density.ts'
import { type Effective, versionInForce } from '../../domain/effective.ts'
import * as domain from '../../domain/recipes/approval.ts'
import { weighable } from '../../domain/recipes/line-densities.ts'
import { type Recipe, recipeSubject } from '../../domain/recipes/recipe.ts'
import * as document from '../../domain/recipes/recipe-document.ts'
import { faultsAt, type Known, referencesOf } from '../../domain/recipes/recipe-faults.ts'
import { judgeSignature, judgeVerifiedSignature } from '../../domain/signature.ts'
import { type Command, type Outcome, run } from '../commit/command.ts'
import { type Basis, type Ref, ref, type Store } from '../commit/store.ts'

type RecipePath = { recipeId: RecipeId; version: string }

/** The refs of every command on a version: the version and the recipe's schedule. */
const version = ({ recipeId, version }: RecipePath) =>
  ({
    subject: recipeSubject({ recipeId, version }),
    of: 'recipe',
    load: { recipe: ref.recipe(recipeId, version), effective: ref.effective(recipeId) },
  }) as const

type Referred = Readonly<Record<string, Ref<'class' | 'material'>>>

/** The definitions that a recipe refers to at this plant. */
function referred(recipe: RecipeDraft): Referred {
  const { materials, equipmentClasses } = referencesOf(recipe)
  return Object.fromEntries([
    ...materials.map((id) => [`material ${id}`, ref.material(id)] as const),
    ...equipmentClasses.map((id) => [`class ${id}`, ref.class(id)] as const),
  ])
}

function knownIn(found: Partial<Basis<Referred>>): Known {
  const defined = Object.values(found).flatMap((stored) => stored?.value ?? [])
  return {
    equipmentClasses: new Set(defined.flatMap((it) => ('equipmentClassId' in it ? it.equipmentClassId : []))),
    materials: new Map(defined.flatMap((it) => ('materialId' in it ? [[it.materialId as string, it] as const] : []))),
  }
}

/** Every fault that the recipe has at this plant now. */
export async function faultsNow(store: Pick<Store, 'load'>, recipe: RecipeDraft): Promise<Violation[]> {
  return faultsAt(knownIn(await store.load(referred(recipe))), recipe)
}

export async function inForce(
  store: Pick<Store, 'load'>,
  effective: Effective | undefined,
  at: Instant,
): Promise<Recipe | undefined> {
  const version = versionInForce(effective, at)
  if (!effective || version === undefined) return undefined
  return (await store.load({ recipe: ref.recipe(effective.recipeId, version) })).recipe?.value
}

/** The densities of the recipe's materials, as they are defined now: an order keeps those of its release. */
export async function densitiesFor(store: Pick<Store, 'load'>, recipe: Recipe | undefined): Promise<Densities> {
  const ids = recipe ? [...new Set(weighable(recipe))] : []
  if (ids.length === 0) return {}
  const found = await store.load(Object.fromEntries(ids.map((id) => [id, ref.material(id)])))
  return Object.fromEntries(ids.map((id) => [id, found[id]?.value.density]))
}

export const draftRecipe = (store: Store, command: Command<RecipeDraft>, path: RecipePath): Promise<Outcome> =>
  run(store, command, {
    ...version(path),
    replaces: (stored) => document.writtenIn(stored as Recipe),
    decide: ({ recipe, effective }, circumstances) =>
      domain.draftRecipe(recipe?.value, effective?.value, path, command.body, circumstances),
  })

export const importRecipe = (store: Store, command: Command<RecipeDocument>): Promise<Outcome> =>
  run(store, command, {
    ...version(command.body),
    creates: true,
    loadMore: () => referred(command.body.recipe),
    decide: ({ recipe, effective }, circumstances, found) =>
      document.importRecipe(recipe?.value, effective?.value, knownIn(found), command.body, circumstances),
  })

/** Three round trips: only the draft names the definitions that it refers to. */
export const submitRecipe = (store: Store, command: Command, path: RecipePath): Promise<Outcome> =>
  run(store, command, {
    ...version(path),
    loadMore: ({ recipe }) => recipe && referred(recipe.value),
    decide: ({ recipe, effective }, circumstances, found) =>
      recipe
        ? domain.submitRecipe(
            recipe.value,
            effective?.value,
            knownIn(found),
            command.signature &&
              judgeSignature(
                command.signature,
                { meanings: ['authored'], roles: ['engineer', 'admin'] },
                circumstances,
              ),
            circumstances,
          )
        : 'unknown',
  })

export const reviewRecipe = (
  store: Store,
  command: Command<{ comment?: string }>,
  path: RecipePath,
): Promise<Outcome> =>
  run(store, command, {
    ...version(path),
    decide: ({ recipe }, circumstances) =>
      recipe
        ? domain.reviewRecipe(
            recipe.value,
            command.body.comment,
            judgeSignature(
              command.signature,
              { meanings: ['reviewed'], roles: ['engineer', 'supervisor', 'quality'] },
              circumstances,
            ),
          )
        : 'unknown',
  })

export const returnRecipe = (store: Store, command: Command<{ reason: string }>, path: RecipePath): Promise<Outcome> =>
  run(store, command, {
    ...version(path),
    decide: ({ recipe }) => (recipe ? domain.returnRecipe(recipe.value, command.body.reason) : 'unknown'),
  })

export const approveRecipe = (
  store: Store,
  command: Command<{ effectiveFrom?: Instant }>,
  path: RecipePath,
): Promise<Outcome> =>
  run(store, command, {
    ...version(path),
    decide: ({ recipe, effective }, circumstances) =>
      recipe
        ? domain.approveRecipe(
            recipe.value,
            effective?.value,
            command.body.effectiveFrom,
            judgeVerifiedSignature(
              command.signature,
              { meanings: ['approved'], roles: ['quality'] },
              ['engineer', 'supervisor', 'quality'],
              circumstances,
            ),
            circumstances,
          )
        : 'unknown',
  })

export const retireRecipe = (store: Store, command: Command, path: RecipePath): Promise<Outcome> =>
  run(store, command, {
    ...version(path),
    decide: ({ recipe, effective }, circumstances) =>
      recipe ? domain.retireRecipe(recipe.value, effective?.value, circumstances) : 'unknown',
  })
