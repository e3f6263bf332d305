import type { Instant, RecipeId } from '../../../events/identifiers.ts'
import type { RecipeDraft } from '../../../events/recipe.ts'
import type { Signature } from '../../../events/signature.ts'
import type { FactSubject } from '../../../events/subject.ts'
import type { Effective, KeptStatus } from '../effective.ts'

/** A recipe version. Only an approved one is executed, and an order keeps the copy from its release. */
export interface Recipe extends RecipeDraft {
  readonly recipeId: RecipeId
  readonly version: string
  readonly status: KeptStatus
  readonly authorId: string
  /** Everyone who wrote or submitted it; none of them may review or approve it. */
  readonly authors: readonly string[]
  /** The version approved last when this one was written. */
  readonly before?: string
  readonly submittedAt?: Instant
  /** The signatures on this version since its submission, in order. */
  readonly signatures: readonly Signature[]
  readonly effectiveFrom?: Instant
  readonly holds: readonly string[]
}

export type VersionId = Pick<Recipe, 'recipeId' | 'version'>

export const recipeKey = (recipeId: string, version: string): string => `${recipeId}@${version}`

export const recipeSubject = ({ recipeId, version }: { recipeId: string; version: string }): FactSubject => ({
  type: 'recipe',
  id: recipeKey(recipeId, version),
})

/** A version as its author writes it; earlier authors and holds remain. */
export const asDraft = (
  existing: Recipe | undefined,
  effective: Effective | undefined,
  { recipeId, version }: VersionId,
  draft: RecipeDraft,
  authorId: string,
): Recipe => ({
  ...draft,
  recipeId,
  version,
  status: 'draft',
  authorId,
  authors: withAuthor(existing?.authors ?? [], authorId),
  ...(effective && { before: effective.latest }),
  signatures: [],
  holds: existing?.holds ?? [],
})

export const withAuthor = (authors: readonly string[], id: string): string[] => [...new Set([...authors, id])]
