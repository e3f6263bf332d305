import { Trans, useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import type { Told } from '../../api/client.ts'
import { useMay } from '../../api/plant.tsx'
import { useAct } from '../../look/acts.tsx'
import { Button } from '../../look/button.tsx'
import { LabelButton } from '../../look/label.tsx'
import { Amount } from '../../look/marks.tsx'
import type { Signature } from '../../look/sign.tsx'
import { amount } from '../../words/told.ts'
import { useBench } from './bench.ts'
import { inSteps } from './exact.ts'
import { Next } from './next.tsx'
import { RejectContainer } from './reject.tsx'
import { useTaker } from './scanner.tsx'
import { SignBeside } from './sign-beside.tsx'

type Container = Told<'listDispensed'>['items'][number]

interface Props {
  readonly containers: readonly Container[]
  /** All is weighed: what is next is the verification. */
  readonly isFull: boolean
  /** The recipe asks for a second person. */
  readonly isVerified: boolean
  /** The least that the scale shows. */
  readonly increment: string | undefined
  readonly next: () => void
}

/** What was weighed so far: each container with its label and its verification by a second person, beside the first. */
export function WeighedContainers({ containers, isFull, isVerified, increment, next }: Props) {
  const { t } = useLingui()
  const { orderId } = useBench()
  const mayVerify = useMay('verifyContainer')
  const [asked, setAsked] = useState<{ readonly container: Container; readonly scanned?: string }>()
  const [thrown, setThrown] = useState<Container>()
  useTaker((code, matches) => {
    const named = matches?.find((it) => it.type === 'dispensed')?.containerId ?? code
    const container = containers.find((it) => it.containerId === named)
    if (!container || container.verified || container.rejected) return undefined
    setAsked({ container, scanned: code })
    return t`Container ${named}: a second person verifies it`
  })
  if (containers.length === 0) return null
  const open = containers.find(({ verified, rejected }) => !verified && !rejected)
  return (
    <ul className="lines" aria-label={t`Weighed containers`}>
      {containers.map((it) => (
        <li key={it.containerId}>
          <i className={it.rejected ? 'box bad' : it.verified ? 'box full' : 'box'} aria-hidden="true" />
          <span>
            <span className="id">{it.containerId}</span> <span className="id label">{it.lotId}</span>
          </span>
          <span className="num">
            <Amount of={it.net} />
            {it.equivalent && it.equivalent.value !== it.net.value && (
              <span className="label">
                {' '}
                {t`counts as ${amount({ ...it.equivalent, value: inSteps(it.equivalent.value, increment) })}`}
              </span>
            )}
          </span>
          <span className="label">
            {it.rejected
              ? t`rejected by ${it.rejected.name}`
              : it.verified
                ? t`verified by ${it.verified.name}`
                : t`weighed by ${it.weighed.name}`}
          </span>
          <span className="acts">
            <LabelButton
              kind="quiet"
              path={`/v1/orders/${encodeURIComponent(orderId)}/dispensed/${encodeURIComponent(it.containerId)}/label`}
              of={it.containerId}
            />
            {!it.rejected && !it.charged && (
              <Button kind="quiet" onPress={() => setThrown(it)}>
                <Trans>Reject…</Trans>
              </Button>
            )}
            {!it.verified && !it.rejected && mayVerify && (
              <Button onPress={() => setAsked({ container: it })}>
                <Trans>Verify…</Trans>
              </Button>
            )}
          </span>
        </li>
      ))}
      {isFull && (
        <Next>
          {open && isVerified && mayVerify ? (
            <Button kind="primary" onPress={() => setAsked({ container: open })}>
              {t`Verify ${open.containerId}…`}
            </Button>
          ) : (
            <Button kind="primary" onPress={next}>
              <Trans>Go on</Trans>
            </Button>
          )}
        </Next>
      )}
      {asked && <Verify {...asked} close={() => setAsked(undefined)} />}
      {thrown && <RejectContainer containerId={thrown.containerId} close={() => setThrown(undefined)} />}
    </ul>
  )
}

interface VerifyProps {
  readonly container: Container
  readonly scanned?: string | undefined
  readonly close: () => void
}

function Verify({ container, scanned, close }: VerifyProps) {
  const { t } = useLingui()
  const { orderId, nameOf } = useBench()
  const { containerId, net, materialId, lotId, weighed } = container
  const act = useAct(
    (plant, { signer }: Signature, key) =>
      plant.verifyContainer(
        { orderId, containerId },
        { ...(scanned !== undefined && { scanned }), signature: { meaning: 'verified', signer } },
        { key },
      ),
    { onDone: close, done: () => ({ what: t`Container ${containerId} verified` }) },
  )
  return (
    <SignBeside
      title={t`Verify a container`}
      meaning="verified"
      what={
        <>
          <p>
            <b>
              {containerId}: {amount(net)} {nameOf(materialId)}
            </b>
          </p>
          <p className="label">
            <Trans>
              lot {lotId}, weighed by {weighed.name}
            </Trans>
          </p>
        </>
      }
      isOpen
      onClose={close}
      isBusy={act.isBusy}
      refusal={act.refusal}
      onSigned={(it) => act.run(it)}
    />
  )
}
