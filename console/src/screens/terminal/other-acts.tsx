import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { useMay } from '../../api/plant.tsx'
import { Button } from '../../look/button.tsx'
import { Dialog } from '../../look/dialog.tsx'
import { TextField } from '../../look/field.tsx'
import { useBench } from './bench.ts'
import { DialogActs, useFloorAct, type Why } from './floor-act.tsx'

/** What may be done besides the next thing: a comment, and to leave the step out where its recipe allows that. */
export function OtherActs() {
  const { t } = useLingui()
  const { step, orderId } = useBench()
  const [isOpen, setOpen] = useState<'comment' | 'skip'>()
  const [text, setText] = useState('')
  const [mayComment, maySkip] = [useMay('commentOrder'), useMay('skipStep')]
  const { stepId, name, status, skip } = step
  const close = () => {
    setOpen(undefined)
    setText('')
    comment.forget()
    leaveOut.forget()
  }
  const comment = useFloorAct('commentOrder', () => [{ orderId }, { stepId, text }], {
    what: () => t`Comment: ${text}`,
    after: close,
  })
  const leaveOut = useFloorAct(
    'skipStep',
    ({ reason }: Why) => [{ orderId, stepId }, { ...(reason !== undefined && { reason }) }],
    { what: () => t`${name} was left out`, after: close },
  )
  const isShort = text.trim().length < 3
  return (
    <>
      {mayComment && <Button onPress={() => setOpen('comment')}>{t`Comment…`}</Button>}
      {maySkip && status === 'waiting' && (
        <Button why={skip ? undefined : t`The recipe does not allow it`} onPress={() => setOpen('skip')}>
          {t`Leave out…`}
        </Button>
      )}
      <span className="beside" />
      <Dialog
        title={isOpen === 'skip' ? t`Leave out: ${name}` : t`Comment`}
        isOpen={isOpen !== undefined}
        onClose={close}
      >
        {isOpen === 'skip' && (
          <p>{t`Its price: the batch has an exception, and quality looks at it before the release.`}</p>
        )}
        <TextField label={isOpen === 'skip' ? t`Reason` : t`Comment`} isLong value={text} onChange={setText} />
        {isOpen === 'skip' ? (
          <DialogActs
            kind="grave"
            word={t`Leave out`}
            why={isShort ? t`The reason is missing` : undefined}
            act={leaveOut}
            said={{ reason: text }}
            leave={close}
          />
        ) : (
          <DialogActs
            word={t`Write it down`}
            why={isShort ? t`The comment is missing` : undefined}
            act={comment}
            said={{}}
            leave={close}
          />
        )}
      </Dialog>
    </>
  )
}
