import { useLingui } from '@lingui/react/macro'
import { asksFor } from '../../look/curable.ts'
import { type Check, useBench } from './bench.ts'
import { FloorButton, useFloorAct, type Why } from './floor-act.tsx'
import { Next } from './next.tsx'

interface Props {
  readonly check: Check
  readonly serial?: string
  readonly next: () => void
}

/** A question that is answered with one touch. */
export function CheckCard({ check: { checkId, question, kind, policy }, serial, next }: Props) {
  const { t } = useLingui()
  const { orderId, step } = useBench()
  const words: Readonly<Record<string, string>> = { pass: t`Yes`, fail: t`No`, confirmed: t`Read and understood` }
  const answer = useFloorAct(
    'recordResult',
    ({ value, reason }: Why & { readonly value: string }) => [
      { orderId },
      {
        stepId: step.stepId,
        checkId,
        value,
        ...(serial !== undefined && { serial }),
        ...(reason !== undefined && { reason }),
      },
    ],
    { what: ({ value }) => `${question} ${words[value] ?? value}`, after: next },
  )
  return (
    <section className="card" aria-label={question}>
      <h2>{question}</h2>
      <Next>
        {kind === 'pass-fail' ? (
          <>
            <FloorButton
              kind="grave"
              word={t`No`}
              operation="recordResult"
              asks={asksFor([], policy === 'warn' && t`This answer needs a reason.`)}
              act={answer}
              said={{ value: 'fail' }}
            />
            <FloorButton kind="primary" word={t`Yes`} operation="recordResult" act={answer} said={{ value: 'pass' }} />
          </>
        ) : (
          <FloorButton
            kind="primary"
            word={t`Read and understood`}
            operation="recordResult"
            act={answer}
            said={{ value: 'confirmed' }}
          />
        )}
      </Next>
    </section>
  )
}
