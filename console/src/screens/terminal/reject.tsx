import { Trans, useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { Dialog } from '../../look/dialog.tsx'
import { TextField } from '../../look/field.tsx'
import { useBench } from './bench.ts'
import { DialogActs, useFloorAct } from './floor-act.tsx'

interface Props {
  readonly containerId: string
  readonly close: () => void
}

/** A container that was spilled, or is wrong: its line is weighed anew. */
export function RejectContainer({ containerId, close }: Props) {
  const { t } = useLingui()
  const { orderId } = useBench()
  const [reason, setReason] = useState('')
  const reject = useFloorAct('rejectContainer', () => [{ orderId, containerId }, { reason }], {
    what: () => t`Container ${containerId} rejected`,
    after: close,
  })
  return (
    <Dialog title={t`Reject container ${containerId}`} isOpen onClose={close}>
      <p>
        <Trans>What is in it does not count any more and is scrap.</Trans>
      </p>
      <TextField label={t`Reason`} isLong value={reason} onChange={setReason} />
      <DialogActs
        kind="grave"
        word={t`Reject`}
        why={reason.trim().length < 3 ? t`The reason is missing` : undefined}
        act={reject}
        said={{}}
        leave={close}
      />
    </Dialog>
  )
}
