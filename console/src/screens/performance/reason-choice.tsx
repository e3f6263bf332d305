import { Trans, useLingui } from '@lingui/react/macro'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { pageOf } from '../../app/pages.ts'
import { Button } from '../../look/button.tsx'
import './performance.css'
import { type Choice, choicesOf, type Reason } from './reasons.ts'
import { useReasons } from './use-reasons.ts'

interface Props {
  readonly equipmentId: string
  readonly isBusy: boolean
  readonly onChoose: (reason: Reason) => void
}

/** Why it stood, in two touches: a group, then its reason; one where there is no group. */
export function ReasonChoice({ equipmentId, isBusy, onChoose }: Props) {
  const { t } = useLingui()
  const { of, used, isKnown } = useReasons(equipmentId)
  const [group, setGroup] = useState<Choice>()
  if (!isKnown) return null
  if (of.length === 0)
    return (
      <p className="label">
        <Trans>The class of this equipment has no reasons for stops yet; an engineer adds them.</Trans>{' '}
        <Link to={pageOf({ type: 'equipment', id: equipmentId })}>
          <Trans>To its page</Trans>
        </Link>
      </p>
    )
  const shown = group ? group.leaves.map((reason): Choice => ({ reason, leaves: [] })) : choicesOf(of, used)
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out as a grid in every browser.
    <div className="reason-choice" role="group" aria-label={group ? group.reason.name : t`Reasons for the stop`}>
      {group && (
        <Button kind="quiet" onPress={() => setGroup(undefined)}>
          <Trans>‹ All reasons</Trans>
        </Button>
      )}
      {shown.map((choice) => (
        <Button
          key={`${choice.reason.reasonId} ${choice.leaves.length}`}
          isBusy={isBusy}
          onPress={() => (choice.leaves.length > 0 ? setGroup(choice) : onChoose(choice.reason))}
        >
          {choice.leaves.length > 0 ? `${choice.reason.name}\u00a0›` : choice.reason.name}
        </Button>
      ))}
    </div>
  )
}
