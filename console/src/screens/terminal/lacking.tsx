import { Trans, useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { useHere, useMay } from '../../api/plant.tsx'
import { useAct } from '../../look/acts.tsx'
import { Button } from '../../look/button.tsx'
import { Said } from '../../look/marks.tsx'
import type { Signature } from '../../look/sign.tsx'
import { isInTheWay, isOfThePerson, lackingIn, useBench } from './bench.ts'
import { Reasons } from './reasons.tsx'
import { SignBeside } from './sign-beside.tsx'

type Violation = ReturnType<typeof useBench>['step']['violations'][number]

/** What keeps everybody, or this person, from going on in the step, whatever it lacks. */
export function InTheWay() {
  const { session } = useHere()
  // A terminal by itself only looks; who comes to it is judged then.
  const found = lackingIn(useBench()).filter((it) => isInTheWay(it) && !(session.isTerminal && isOfThePerson(it)))
  return found.length > 0 && <Reasons of={found} />
}

/** What the step still lacks; a rule that another person may let pass says so, with its price. */
export function Lacking() {
  const lacking = lackingIn(useBench()).filter((it) => !isInTheWay(it))
  const mayOverride = useMay('overrideStep')
  const passable = lacking.filter(({ overridable, ref }) => overridable && ref !== undefined)
  if (lacking.length === 0) return null
  return (
    <details className="lacking">
      <summary>
        <Trans>What is missing: {lacking.length}</Trans>
      </summary>
      <Reasons of={lacking} />
      {mayOverride && passable.map((it) => <Override key={`${it.code} ${it.ref}`} of={it} />)}
    </details>
  )
}

/** A rule that is passed by the signature of another person, who leads or assures quality. */
export function Override({ of }: { readonly of: Violation }) {
  const { t } = useLingui()
  const { orderId, step } = useBench()
  const [isOpen, setOpen] = useState(false)
  const act = useAct(
    (plant, { signature, reason }: { readonly signature: Signature; readonly reason: string }, key) =>
      plant.overrideStep(
        { orderId, stepId: step.stepId },
        { ref: of.ref ?? '', reason, signature: { ...signature, meaning: 'approved' } },
        { key },
      ),
    { onDone: () => setOpen(false), done: () => ({ what: t`Passed by signature: ${of.detail}` }) },
  )
  return (
    <>
      <Button kind="grave" onPress={() => setOpen(true)}>
        <Trans>
          Let it pass: <Said of={of.detail} />
        </Trans>
      </Button>
      <SignBeside
        title={t`Let a rule pass`}
        meaning="approved"
        comment={t`Reason`}
        what={
          <>
            <p>
              <Said of={of.detail} />
            </p>
            <p>
              <b>
                <Trans>
                  Its price: it is an exception of the batch, or a deviation. Quality looks at it before the release.
                </Trans>
              </b>
            </p>
          </>
        }
        isOpen={isOpen}
        onClose={() => setOpen(false)}
        isBusy={act.isBusy}
        refusal={act.refusal}
        onSigned={(signature, reason) => act.run({ signature, reason })}
      />
    </>
  )
}
