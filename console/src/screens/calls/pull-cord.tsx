import { Trans, useLingui } from '@lingui/react/macro'
import { TriangleAlert } from 'lucide-react'
import { useState } from 'react'
import { useHere, useMay } from '../../api/plant.tsx'
import { Refused, useAct } from '../../look/acts.tsx'
import { Button } from '../../look/button.tsx'
import { Dialog } from '../../look/dialog.tsx'
import { TextField } from '../../look/field.tsx'
import { useWaysOut } from '../../session/leaving.ts'
import './calls.css'
import { callKinds, type Kind } from './calls.ts'

interface Props {
  readonly equipmentId: string
  readonly name: string
  /** What is done there, for whoever comes. */
  readonly job?: { readonly orderId: string; readonly stepId: string } | undefined
}

/**
 * The cord, pulled in two touches: the cord, and what is needed. Without a connection it says so at once, and keeps nothing: whoever is not heard has to
 * know it, and go.
 */
export function PullCord({ equipmentId, name, job }: Props) {
  const { t, i18n } = useLingui()
  const { session } = useHere()
  const ways = useWaysOut()
  const may = useMay('placeCall')
  const [isOpen, setOpen] = useState(false)
  const [comment, setComment] = useState('')
  const back = useAct((plant, callId: string, key) => plant.endCall({ equipmentId, callId }, {}, { key }), {
    done: () => ({ what: t`The call has ended` }),
  })
  const close = () => {
    setOpen(false)
    setComment('')
    call.forget()
  }
  const call = useAct(
    (plant, kind: Kind, key) =>
      plant.placeCall({ equipmentId }, { kind, ...job, ...(comment.trim() !== '' && { comment }) }, { key }),
    {
      onDone: close,
      done: ({ data }) => {
        const what = i18n._(callKinds[data.kind])
        return {
          what: t`Called from ${name}: ${what}`,
          takeBack: { word: t`False alarm`, act: () => back.run(data.callId) },
        }
      },
    },
  )
  if (!may && !session.isTerminal) return null
  return (
    <>
      <span className="cord">
        <Button label={t`Call for help`} onPress={() => setOpen(true)}>
          <TriangleAlert size={20} aria-hidden="true" />
          <span className="word">
            <Trans>Call</Trans>
          </span>
        </Button>
      </span>
      <Dialog title={t`Call for help: ${name}`} isOpen={isOpen} onClose={close}>
        {may ? (
          <>
            <div className="call-kinds">
              {(Object.keys(callKinds) as Kind[]).map((kind) => (
                <Button
                  key={kind}
                  kind={kind === 'safety' ? 'grave' : 'plain'}
                  isBusy={call.isBusy}
                  onPress={() => call.run(kind)}
                >
                  {i18n._(callKinds[kind])}
                </Button>
              ))}
            </div>
            <Refused of={call} />
            <TextField label={t`Comment (if you like, before you choose)`} value={comment} onChange={setComment} />
          </>
        ) : (
          <p>
            <Trans>Nobody is signed in here. Scan your badge or sign in, so that whoever comes knows who called.</Trans>
          </p>
        )}
        <div className="acts">
          <Button kind="quiet" onPress={close}>
            <Trans>Leave it</Trans>
          </Button>
          {!may && (
            <Button kind="primary" onPress={() => ways.change()}>
              <Trans>Sign in</Trans>
            </Button>
          )}
        </div>
      </Dialog>
    </>
  )
}
