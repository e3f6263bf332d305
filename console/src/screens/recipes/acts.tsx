import { Trans, useLingui } from '@lingui/react/macro'
import { useHere } from '../../api/plant.tsx'
import { useAct } from '../../look/acts.tsx'
import { type Answers, AskAct, useReason } from '../../look/ask-act.tsx'

import { type Signed, SignedAct } from '../../look/signed-act.tsx'
import { instantOf } from '../../words/local-time.ts'
import type { Recipe } from './version.tsx'

/** What may be done with a version in its state: its authors submit it, others review it, quality approves it. */
export function VersionActs({ recipe }: { readonly recipe: Recipe }) {
  const { t } = useLingui()
  const askWhy = useReason()
  const { zone } = useHere()
  const { recipeId, version, status, product, signaturesNeeded, signatures } = recipe
  const id = { recipeId, version }
  const name = `${recipeId} ${version}`
  const said = (what: string) => ({ done: () => ({ what }) })

  const submit = useAct<object, unknown>(
    (plant, _, key) => plant.submitRecipe(id, {}, { key }),
    said(t`${name} is in review`),
  )
  const signAndSubmit = useAct(
    (plant, { signature }: Signed, key) => plant.submitRecipe(id, { signature }, { key }),
    said(t`${name} is signed and in review`),
  )
  const review = useAct(
    (plant, { answers: { comment = '' }, signature }: Signed, key) =>
      plant.reviewRecipe(id, { ...(comment.trim() !== '' && { comment }), signature }, { key }),
    said(t`${name} is reviewed`),
  )
  const approve = useAct(
    (plant, { answers: { from = '' }, signature }: Signed, key) => {
      const effectiveFrom = instantOf(from, zone)
      return plant.approveRecipe(id, { ...(effectiveFrom !== undefined && { effectiveFrom }), signature }, { key })
    },
    said(t`${name} is approved`),
  )
  const giveBack = useAct(
    (plant, { reason = '' }: Answers, key) => plant.returnRecipe(id, { reason }, { key }),
    said(t`${name} is back with its authors`),
  )
  const retire = useAct<object, unknown>(
    (plant, _, key) => plant.retireRecipe(id, {}, { key }),
    said(t`${name} is retired`),
  )

  const what = (
    <>
      <b>{name}</b>, {product}
      <p className="label">
        <Trans>
          Signatures: {signatures.length} of {signaturesNeeded}
        </Trans>
      </p>
    </>
  )
  return (
    <>
      {status === 'draft' && (
        <>
          <SignedAct
            word={t`Sign and submit`}
            operation="submitRecipe"
            meaning="authored"
            what={what}
            act={signAndSubmit}
          />
          <AskAct
            word={t`Submit`}
            operation="submitRecipe"
            kind="primary"
            about={
              <p>
                <Trans>
                  The version goes to review as it stands. Nobody changes it until it is approved or sent back.
                </Trans>
              </p>
            }
            act={submit}
          />
        </>
      )}
      {status === 'in-review' && (
        <>
          <AskAct
            word={t`Send back`}
            operation="returnRecipe"
            about={
              <p>
                <Trans>It is a draft again, and the signatures on it lapse.</Trans>
              </p>
            }
            questions={[askWhy]}
            act={giveBack}
          />
          <SignedAct
            word={t`Review`}
            operation="reviewRecipe"
            meaning="reviewed"
            what={what}
            questions={[{ name: 'comment', label: t`Comment`, isLong: true, isOptional: true }]}
            act={review}
          />
          <SignedAct
            word={t`Approve`}
            operation="approveRecipe"
            meaning="approved"
            kind="primary"
            second="allowed"
            what={what}
            questions={[
              {
                name: 'from',
                label: t`In effect from`,
                type: 'datetime-local',
                hint: t`Empty: at once. New orders take it from then on.`,
                isOptional: true,
              },
            ]}
            act={approve}
          />
        </>
      )}
      {(status === 'approved' || status === 'effective' || status === 'superseded') && (
        <AskAct
          word={t`Retire`}
          operation="retireRecipe"
          kind="grave"
          about={
            <p>
              {status === 'effective' ? (
                <Trans>
                  No new order takes it, and no other version takes its place by itself. Orders that run keep it.
                </Trans>
              ) : (
                <Trans>No new order takes it. Orders that run keep it.</Trans>
              )}
            </p>
          }
          act={retire}
        />
      )}
    </>
  )
}
