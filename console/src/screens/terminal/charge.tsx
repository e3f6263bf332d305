import { Trans, useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { Refused } from '../../api/client.ts'
import { useMay } from '../../api/plant.tsx'
import { useAct } from '../../look/acts.tsx'
import { Button } from '../../look/button.tsx'
import { isPossible } from '../../look/curable.ts'
import { Refusal } from '../../look/refusal.tsx'
import type { Signature } from '../../look/sign.tsx'
import { reopenedLines, tooLittleOf, useBench } from './bench.ts'
import { FloorButton, useFloorAct, type Why } from './floor-act.tsx'
import { Next } from './next.tsx'
import { RejectContainer } from './reject.tsx'
import { useTaker } from './scanner.tsx'
import { SignBeside } from './sign-beside.tsx'

interface Scanned {
  readonly containerId: string
  readonly code: string
}

/** Weighed containers go into the equipment of the step, each by the scan of its label: a foreign, an unverified and a missing one are refused. */
export function ChargeCard() {
  const { t } = useLingui()
  const { orderId, step, nameOf } = useBench()
  const { stepId, equipmentId, charging, charges = [] } = step
  const { charged = [], missing = [] } = charging ?? {}
  const [witnessed, setWitnessed] = useState<Scanned>()
  const [thrown, setThrown] = useState<string>()
  const mayReject = useMay('rejectContainer')
  const body = ({ code }: Scanned) => ({ stepId, ...(equipmentId !== undefined && { equipmentId }), scanned: code })
  const charge = useFloorAct(
    'chargeContainer',
    ({ reason, ...it }: Why & Scanned) => [
      { orderId, containerId: it.containerId },
      { ...body(it), ...(reason !== undefined && { reason }) },
    ],
    { what: ({ containerId }) => t`Container ${containerId} charged` },
  )
  const [last, setLast] = useState<Scanned>()
  const violations = charge.refusal instanceof Refused ? (charge.refusal.problem?.violations ?? []) : []
  const isCured = last !== undefined && violations.length > 0 && isPossible(violations)
  const sign = useAct(
    (plant, { scanned, signer }: Signature & { readonly scanned: Scanned }, key) =>
      plant.chargeContainer(
        { orderId, containerId: scanned.containerId },
        { ...body(scanned), signature: { meaning: 'verified', signer } },
        { key },
      ),
    {
      onDone: () => setWitnessed(undefined),
      done: () => ({ what: t`Container ${witnessed?.containerId ?? ''} charged` }),
    },
  )
  useTaker((code, matches) => {
    const named = matches?.find((it) => it.type === 'dispensed')
    // A label of another order is judged by the plant as well, so that its refusal is on the record.
    const containerId =
      named?.containerId ??
      [...missing, ...charged].find((it) => code === it.containerId || code === labelOf(orderId, it.containerId))
        ?.containerId
    if (containerId === undefined) return undefined
    const scanned = { containerId, code }
    const from = missing.find((it) => it.containerId === containerId)?.from
    if (charges.some((it) => it.from === from && it.witness)) setWitnessed(scanned)
    else {
      setLast(scanned)
      charge.run(scanned)
    }
    return t`Container ${containerId}`
  })
  const count = missing.length
  return (
    <section className="card" aria-label={t({ message: 'Containers', context: 'weighed' })}>
      <header>
        <h2>
          {equipmentId === undefined ? (
            <Trans>Charge the containers</Trans>
          ) : (
            <Trans>Charge the containers into {equipmentId}</Trans>
          )}
        </h2>
        <span className="label">{count === 0 ? t`all are in` : t`${count} to go`}</span>
      </header>
      {count > 0 && (
        <p className="scan-me">
          <Trans>Scan the label of each container, then pour it in.</Trans>
        </p>
      )}
      {charge.refusal && !isCured && <Refusal of={charge.refusal} />}
      {isCured && (
        <Next>
          <FloorButton
            kind="primary"
            word={t`Charge ${last.containerId}`}
            operation="chargeContainer"
            act={charge}
            said={last}
          />
        </Next>
      )}
      <ul className="lines">
        {missing.map(({ containerId, lineId }) => (
          <li key={containerId}>
            <i className="box" aria-hidden="true" />
            <span className="id">{containerId}</span>
            <span className="label">{t`line ${lineId}`}</span>
            <span className="label">{t`not in yet`}</span>
            {mayReject && (
              <Button kind="quiet" onPress={() => setThrown(containerId)}>
                <Trans>Reject…</Trans>
              </Button>
            )}
          </li>
        ))}
        {charged.map(({ containerId, lineId }) => (
          <li key={containerId}>
            <i className="box full" aria-hidden="true" />
            <span className="id">{containerId}</span>
            <span className="label">{t`line ${lineId}`}</span>
            <span className="label">{t`charged`}</span>
          </li>
        ))}
      </ul>
      {charges.map(({ from }) => (
        <WeighedAnew key={from} stepId={from} />
      ))}
      {thrown !== undefined && <RejectContainer containerId={thrown} close={() => setThrown(undefined)} />}
      <SignBeside
        title={t`A second person sees it go in`}
        meaning="verified"
        what={
          <b>
            {witnessed?.containerId} → {nameOf(equipmentId ?? '')}
          </b>
        }
        isOpen={witnessed !== undefined}
        onClose={() => setWitnessed(undefined)}
        isBusy={sign.isBusy}
        refusal={sign.refusal}
        onSigned={(it) => witnessed && sign.run({ ...it, scanned: witnessed })}
      />
    </section>
  )
}

/** The way back to the scale for what was rejected after its step was over. */
function WeighedAnew({ stepId }: { readonly stepId: string }) {
  const { order, step, nameOfStep, open } = useBench()
  const awaited = [...tooLittleOf(step), ...(step.charging?.missing ?? []).map(({ lineId }): string => lineId)]
  if (!reopenedLines(order, stepId).some((lineId) => awaited.includes(lineId))) return null
  const name = nameOfStep(stepId)
  return (
    <p>
      <Button onPress={() => open(stepId)}>
        <Trans>Weigh anew: {name}</Trans>
      </Button>
    </p>
  )
}

/** What the plant prints on the label of a container (shared/labels): its id and that of its order in GS1's fields for a company's own use. */
const labelOf = (orderId: string, containerId: string) => `92${containerId}\u001d93${orderId}`
