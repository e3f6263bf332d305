import type { Instant } from '../../../events/identifiers.ts'
import type { RecipeDraft } from '../../../events/recipe.ts'
import type { Violation } from '../../../events/refusals.ts'
import type { VariantOf } from '../../../events/sentences/english.ts'
import type { Signature } from '../../../events/signature.ts'
import type { Circumstances } from '../caller.ts'
import { saveRecipe } from '../change.ts'
import type { Decision } from '../decision.ts'
import { type Effective, scheduled, unscheduled } from '../effective.ts'
import { hasReasons, reasons, refuse, violation } from '../refusal.ts'
import type { SignedOff } from '../signature.ts'
import { asDraft, type Recipe, type VersionId, withAuthor } from './recipe.ts'
import { faultsAt, faultsOf, type Known } from './recipe-faults.ts'

export function draftRecipe(
  existing: Recipe | undefined,
  effective: Effective | undefined,
  id: VersionId,
  draft: RecipeDraft,
  { caller }: Circumstances,
): Decision {
  if (existing && existing.status !== 'draft') return refuse([wrongStatus(existing, 'not-a-draft')])
  return {
    outcome: 'accepted',
    fact: { type: 'andon.recipe.drafted.v1', data: { ...id, recipe: draft } },
    changes: [saveRecipe(asDraft(existing, effective, id, draft, caller.id))],
  }
}

/** @param signed the author's own signature, if given; it counts as one of those required */
export function submitRecipe(
  recipe: Recipe,
  effective: Effective | undefined,
  plant: Known,
  signed: SignedOff | undefined,
  { at, caller }: Circumstances,
): Decision {
  const authors = withAuthor(recipe.authors, caller.id)
  const found = reasons(
    recipe.status !== 'draft' && wrongStatus(recipe, 'not-a-draft'),
    faultsAt(plant, recipe),
    effective &&
      recipe.signaturesNeeded < effective.signaturesNeeded &&
      violation(
        'recipe-invalid/fewer-signatures',
        { recipeId: recipe.recipeId, needed: effective.signaturesNeeded },
        'signaturesNeeded',
      ),
    signed?.violations,
    signed?.signature &&
      !authors.includes(signed.signature.personId) &&
      violation('signature-wrong-role/not-an-author', { signer: signed.signature.name }, 'signature/signer'),
  )
  if (hasReasons(found)) return refuse(found)
  const submitted: Recipe = {
    ...recipe,
    status: 'in-review',
    authors,
    submittedAt: at,
    signatures: signed?.signatures ?? [],
  }
  const { recipeId, version, status } = submitted
  return {
    outcome: 'accepted',
    fact: { type: 'andon.recipe.submitted.v1', data: { recipeId, version, status } },
    changes: [saveRecipe(submitted)],
    ...used(signed),
  }
}

/** A second person has read the version and attests it. It stays in review until quality approves it. */
export function reviewRecipe(recipe: Recipe, comment: string | undefined, signed: SignedOff): Decision {
  const found = reasons(
    recipe.status !== 'in-review' && wrongStatus(recipe, 'not-in-review'),
    signed.violations,
    notAnother(recipe, signed),
  )
  if (hasReasons(found)) return refuse(found)
  const { recipeId, version, status } = recipe
  return {
    outcome: 'accepted',
    fact: {
      type: 'andon.recipe.reviewed.v1',
      data: { recipeId, version, status, ...(comment !== undefined && { comment }) },
    },
    changes: [saveRecipe({ ...recipe, signatures: [...recipe.signatures, ...signed.signatures] })],
    ...used(signed),
  }
}

/** Returns a version to its authors. Its signatures lapse, because they were for the old text. */
export function returnRecipe(recipe: Recipe, reason: string): Decision {
  if (recipe.status !== 'in-review') return refuse([wrongStatus(recipe, 'nothing-to-return')])
  const { submittedAt: _submitted, ...rest } = recipe
  const { recipeId, version } = recipe
  return {
    outcome: 'accepted',
    fact: { type: 'andon.recipe.returned.v1', data: { recipeId, version, status: 'draft', reason } },
    changes: [saveRecipe({ ...rest, status: 'draft', signatures: [] })],
  }
}

/**
 * Quality approves by signature. Authors may not approve (21 CFR 211.100(a), EU GMP 4.3), nobody signs twice, and the version needs its number of
 * signatures.
 * @param effectiveFrom when new orders take it; a time in the past means now, and the record says so
 */
export function approveRecipe(
  recipe: Recipe,
  effective: Effective | undefined,
  effectiveFrom: Instant | undefined,
  signed: SignedOff,
  { at }: Circumstances,
): Decision {
  const signatures = [...recipe.signatures, ...signed.signatures]
  const found = reasons(
    recipe.status !== 'in-review' && wrongStatus(recipe, 'not-in-review'),
    faultsOf(recipe),
    effective &&
      effective.purpose !== recipe.purpose &&
      violation(
        'recipe-invalid/other-purpose',
        { recipeId: recipe.recipeId, purpose: recipe.purpose, others: effective.purpose },
        'purpose',
      ),
    signed.violations,
    notAnother(recipe, signed),
    signed.signature && tooFew(recipe, signatures),
  )
  if (hasReasons(found)) return refuse(found)
  const from = effectiveFrom !== undefined && effectiveFrom > at ? effectiveFrom : at
  const approved: Recipe = { ...recipe, status: 'approved', signatures, effectiveFrom: from }
  const { recipeId, version, status } = approved
  return {
    outcome: 'accepted',
    fact: { type: 'andon.recipe.approved.v1', data: { recipeId, version, status, effectiveFrom: from } },
    changes: [
      saveRecipe(approved),
      { change: 'save', kind: 'effective', id: recipeId, value: scheduled(effective, approved, from, at) },
    ],
    ...used(signed),
  }
}

/** Signers after the submission are not authors, and each signs once. */
function notAnother({ authors, signatures }: Recipe, signed: SignedOff): Violation[] {
  return signed.signatures.flatMap(({ personId, name }, index) => {
    const earlier = [...signatures, ...signed.signatures.slice(0, index)]
    const ref = index === 0 ? 'signature/signer' : 'signature/verifier'
    return reasons(
      authors.includes(personId) && violation('signature-same-person/author', { signer: name }, ref),
      !authors.includes(personId) &&
        earlier.some((it) => it.personId === personId) &&
        violation('signature-same-person/signed-before', { signer: name }, ref),
    )
  })
}

function tooFew({ version, recipeId, signaturesNeeded }: Recipe, signatures: readonly Signature[]) {
  const people = new Map(signatures.map(({ personId, name }) => [personId, name]))
  if (people.size >= signaturesNeeded) return undefined
  return violation(
    'signature-missing/people',
    { version, recipeId, needed: signaturesNeeded, people: [...people.values()] },
    'signature',
  )
}

export function retireRecipe(recipe: Recipe, effective: Effective | undefined, { at }: Circumstances): Decision {
  const { recipeId, version } = recipe
  if (recipe.status === 'retired') return refuse([violation('recipe-wrong-status/retired', { recipeId, version })])
  const isScheduled = effective?.schedule.some((it) => it.version === version)
  return {
    outcome: 'accepted',
    fact: { type: 'andon.recipe.retired.v1', data: { recipeId, version, status: 'retired' } },
    changes: [
      saveRecipe({ ...recipe, status: 'retired' }),
      // Written even if unchanged, so that no one else brings the version into force at the same instant.
      ...(effective
        ? [
            {
              change: 'save',
              kind: 'effective',
              id: recipeId,
              value: isScheduled ? unscheduled(effective, version, at) : effective,
            } as const,
          ]
        : []),
    ],
  }
}

const used = (signed: SignedOff | undefined) => signed && { signatures: signed.signatures, spent: signed.spent }

const wrongStatus = (
  { recipeId, version, status }: Recipe,
  why: Exclude<VariantOf<'recipe-wrong-status'>, 'retired'>,
): Violation => violation(`recipe-wrong-status/${why}`, { recipeId, version, status })
