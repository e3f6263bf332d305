import { Trans, useLingui } from '@lingui/react/macro'
import { type ReactNode, useState } from 'react'
import { useHere } from '../api/plant.tsx'
import { Button } from './button.tsx'
import { Dialog } from './dialog.tsx'
import { TextField } from './field.tsx'
import { Refusal } from './refusal.tsx'
import './sign.css'

/** The signature in the body of a command: its meaning, and the fresh sign-ins of one or two people. */
export interface Signature {
  readonly meaning: string
  readonly signer: string
  readonly verifier?: string
}

interface Props {
  readonly title: string
  /** What the signature says: the words that the record shows beside the name. */
  readonly meaning: string
  /** What is signed, in the words of the plant. */
  readonly what: ReactNode
  readonly isOpen: boolean
  readonly onClose: () => void
  /** A second person signs beside the first; without it only the person at the screen signs. */
  readonly verifiers?: readonly { readonly personId: string; readonly name: string }[]
  readonly asksComment?: boolean
  readonly isBusy: boolean
  readonly refusal: Error | null
  readonly onSigned: (signature: Signature, comment: string) => void
}

/** 21 CFR 11.200: what is signed, its meaning and who, and then a sign-in for this signature alone. The session of the person goes on. */
export function Sign({
  title,
  meaning,
  what,
  isOpen,
  onClose,
  verifiers,
  asksComment = false,
  isBusy,
  refusal,
  onSigned,
}: Props) {
  const { t } = useLingui()
  const { session } = useHere()
  const [comment, setComment] = useState('')
  const [fault, setFault] = useState<Error>()
  const [second, setSecond] = useState('')
  const sign = async () => {
    setFault(undefined)
    try {
      const signer = await session.sign(session.personId)
      const verifier = second === '' ? undefined : await session.sign(second)
      onSigned({ meaning, signer, ...(verifier !== undefined && { verifier }) }, comment)
    } catch (error) {
      setFault(error instanceof Error ? error : new Error(String(error)))
    }
  }
  const missing =
    verifiers && second === ''
      ? t`The second person is missing`
      : asksComment && comment.trim() === ''
        ? t`The comment is missing`
        : undefined
  return (
    <Dialog title={title} isOpen={isOpen} onClose={onClose}>
      <div className="signed">{what}</div>
      <dl className="facts-of">
        <dt>
          <Trans>Meaning</Trans>
        </dt>
        <dd>{meaning}</dd>
        <dt>
          <Trans>Signed by</Trans>
        </dt>
        <dd>{session.name}</dd>
      </dl>
      {verifiers && (
        <fieldset className="second">
          <legend>
            <Trans>Second person</Trans>
          </legend>
          {verifiers.map(({ personId, name }) => (
            <label key={personId}>
              <input type="radio" name="second" checked={second === personId} onChange={() => setSecond(personId)} />
              {name}
            </label>
          ))}
        </fieldset>
      )}
      {asksComment && <TextField label={t`Comment`} isLong value={comment} onChange={setComment} />}
      {(refusal ?? fault) && <Refusal of={(refusal ?? fault) as Error} />}
      <div className="acts">
        <Button kind="quiet" onPress={onClose}>
          <Trans>Leave it</Trans>
        </Button>
        <Button kind="primary" isBusy={isBusy} why={missing} onPress={() => void sign()}>
          <Trans>Sign in and sign</Trans>
        </Button>
      </div>
    </Dialog>
  )
}
