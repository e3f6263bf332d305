import { Trans, useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { useHere } from '../../api/plant.tsx'
import { useAct } from '../../look/acts.tsx'
import { Button } from '../../look/button.tsx'
import { Sign, type Signature } from '../../look/sign.tsx'
import { meanings } from '../../words/states.ts'
import { type Step, useBench } from './bench.ts'
import { Next } from './next.tsx'
import { SignBeside } from './sign-beside.tsx'

/** A signature that the step asks for: of the person at the terminal, or of another one who signs in beside. */
export function SignCard({ signature: { meaning, role } }: { readonly signature: Step['signatures'][number] }) {
  const { t, i18n } = useLingui()
  const { session } = useHere()
  const { orderId, step } = useBench()
  const [by, setBy] = useState<'own' | 'another'>()
  const act = useAct(
    (plant, { signer }: Signature, key) =>
      plant.signStep({ orderId, stepId: step.stepId }, { signature: { meaning, signer } }, { key }),
    { onDone: () => setBy(undefined), done: () => ({ what: t`${step.name}: signed, ${i18n._(meanings[meaning])}` }) },
  )
  const word = i18n._(meanings[meaning])
  const isOwn = meaning === 'performed' && session.roles.includes(role)
  const asked = {
    title: t`Sign the step`,
    meaning,
    what: (
      <>
        <b>{step.name}</b> <span className="id">{orderId}</span>
      </>
    ),
    isOpen: by !== undefined,
    onClose: () => setBy(undefined),
    isBusy: act.isBusy,
    refusal: act.refusal,
    onSigned: (it: Signature) => act.run(it),
  }
  return (
    <section className="card" aria-label={t`Signature: ${word}`}>
      <h2>{t`Signature: ${word}`}</h2>
      <p className="label">
        <Trans>The recipe asks for it: {role}.</Trans>
      </p>
      <Next>
        <Button kind={isOwn ? 'plain' : 'primary'} onPress={() => setBy('another')}>
          <Trans>Another person signs…</Trans>
        </Button>
        {isOwn && (
          <Button kind="primary" onPress={() => setBy('own')}>
            <Trans>Sign…</Trans>
          </Button>
        )}
      </Next>
      {by === 'another' ? <SignBeside {...asked} /> : <Sign {...asked} />}
    </section>
  )
}
