import { Trans, useLingui } from '@lingui/react/macro'
import { type ReactNode, useState } from 'react'
import type { Meaning } from '../../../events/signature.ts'
import { useHere } from '../api/plant.tsx'
import type { SignedIn } from '../session/session.ts'
import { meanings } from '../words/states.ts'
import { Button } from './button.tsx'
import { Dialog } from './dialog.tsx'
import { TextField } from './field.tsx'
import { atLeast, leastReason } from './given.ts'
import { Known } from './page.tsx'
import { Refusal } from './refusal.tsx'
import './sign.css'

/** The signature in the body of a command: its meaning, and the fresh sign-ins of one or two people. */
export interface Signature {
  readonly meaning: Meaning
  readonly signer: string
  readonly verifier?: string
}

interface Props {
  readonly title: string
  readonly meaning: Meaning
  /** What is signed, in the words of the plant. */
  readonly what: ReactNode
  readonly isOpen: boolean
  readonly onClose: () => void
  /** Whether a second person signs beside the first. */
  readonly second?: 'none' | 'allowed' | 'needed'
  /** Somebody else than the person at the screen signs, whoever signs in beside: the plant judges who it may be. */
  readonly isAnother?: boolean
  /** Who that is, if a badge has said so. */
  readonly another?: { readonly personId: string; readonly name: string } | undefined
  /** The word over the comment or reason that goes with the signature; without it none is asked. */
  readonly comment?: string
  /** Why it cannot be signed yet, by what is asked beside it. */
  readonly why?: string | undefined
  readonly isBusy: boolean
  readonly refusal: Error | null
  readonly onSigned: (signature: Signature, comment: string) => void
}

/**
 * 21 CFR 11.200: what is signed, its meaning and who, and then a sign-in for this signature alone. The person at the screen stays signed in, and a second
 * person signs beside the first.
 */
export function Sign({
  title,
  meaning,
  what,
  isOpen,
  onClose,
  second = 'none',
  isAnother = false,
  another,
  comment,
  why,
  isBusy,
  refusal,
  onSigned,
}: Props) {
  const { t, i18n } = useLingui()
  const { session } = useHere()
  const [said, setSaid] = useState('')
  const [fault, setFault] = useState<Error>()
  const [signer, setSigner] = useState<SignedIn>()
  const [verifier, setVerifier] = useState<SignedIn>()
  const forget = () => {
    setSigner(undefined)
    setVerifier(undefined)
    setFault(undefined)
  }
  // Each window opens by a press of its own: browsers stop a second one.
  const ask = (who: string | undefined, take: (it: SignedIn) => void) => {
    setFault(undefined)
    session
      .sign(who)
      .then(take, (error: unknown) => setFault(error instanceof Error ? error : new Error(String(error))))
  }
  const missing =
    why ??
    (comment !== undefined && said.trim() === ''
      ? t`Missing: ${comment}`
      : comment !== undefined && said.trim().length < leastReason
        ? `${comment}: ${atLeast(leastReason)}`
        : !signer
          ? t`Sign in first`
          : second === 'needed' && !verifier
            ? t`The second person is missing`
            : undefined)
  return (
    <Dialog
      title={title}
      isOpen={isOpen}
      onClose={() => {
        forget()
        onClose()
      }}
    >
      <div className="signed">{what}</div>
      <Known of={[[t`Meaning`, i18n._(meanings[meaning])]]} />
      {comment !== undefined && (
        <TextField label={comment} isLong least={leastReason} value={said} onChange={setSaid} />
      )}
      <Signer
        word={t`Signed by`}
        signed={signer}
        ask={
          isAnother
            ? another
              ? t`Sign in as ${another.name}`
              : t`The other person signs in`
            : t`Sign in as ${session.name}`
        }
        onAsk={() => ask(isAnother ? another?.personId : session.personId, setSigner)}
      />
      {second !== 'none' && (
        <Signer
          word={second === 'needed' ? t`Second person` : t`Second person (if the recipe asks for one)`}
          signed={verifier}
          ask={t`Second person signs in`}
          onAsk={() => ask(undefined, setVerifier)}
        />
      )}
      {refusal ? (
        <Refusal of={refusal} />
      ) : fault instanceof TypeError ? (
        <Refusal of={fault} />
      ) : (
        fault && (
          <p className="refusal" role="alert">
            <b>
              <Trans>Nobody has signed.</Trans>
            </b>{' '}
            <Trans>The window was closed, or the sign-in was left for too long. Begin again.</Trans>
          </p>
        )
      )}
      <div className="acts">
        <Button
          kind="quiet"
          onPress={() => {
            forget()
            onClose()
          }}
        >
          <Trans>Leave it</Trans>
        </Button>
        <Button
          kind="primary"
          isBusy={isBusy}
          why={missing}
          onPress={() => {
            if (!signer) return
            onSigned({ meaning, signer: signer.token, ...(verifier && { verifier: verifier.token }) }, said)
            // A sign-in signs once; another try asks for another.
            setSigner(undefined)
            setVerifier(undefined)
          }}
        >
          <Trans>Sign</Trans>
        </Button>
      </div>
    </Dialog>
  )
}

const Signer = ({
  word,
  signed,
  ask,
  onAsk,
}: {
  readonly word: string
  readonly signed: SignedIn | undefined
  readonly ask: string
  readonly onAsk: () => void
}) => (
  <div className="signer">
    <span className="label">{word}</span>
    {signed ? <b>✓ {signed.name}</b> : <Button onPress={onAsk}>{ask}</Button>}
  </div>
)
