import { Trans, useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { mayCall } from '../../api/client.ts'
import { useHere } from '../../api/plant.tsx'
import { asksFor, isPossible } from '../../look/curable.ts'
import { Amount, Id, Said } from '../../look/marks.tsx'
import { amount } from '../../words/told.ts'
import { useBench } from './bench.ts'
import { FloorButton, useFloorAct, type Why } from './floor-act.tsx'
import { Next } from './next.tsx'
import { Reasons } from './reasons.tsx'
import { useTaker } from './scanner.tsx'
import type { Place } from './step.tsx'

/** Before the start of a step: where it runs, what it will need, and why it cannot start yet. */
export function StartStep({ places }: { readonly places: readonly Place[] }) {
  const { t } = useLingui()
  const { session } = useHere()
  const { orderId, step, order, picks, nameOf } = useBench()
  const [chosen, setChosen] = useState<string>()
  const { stepId, name, violations, equipment } = step
  const here = equipment.filter(({ equipmentId }) => places.some((it) => it.equipmentId === equipmentId))
  const offered = here.length > 0 ? here : equipment
  const fit = offered.filter((it) => isPossible(it.violations))
  const at = chosen ?? (fit.length === 1 ? fit[0]?.equipmentId : undefined)
  const placeName = (id: string) => places.find(({ equipmentId }) => equipmentId === id)?.name ?? id
  const start = useFloorAct(
    'startStep',
    ({ reason }: Why) => [
      { orderId, stepId },
      { ...(at !== undefined && { equipmentId: at }), ...(reason !== undefined && { reason }) },
    ],
    { what: () => t`${name} has started` },
  )
  const begin = useFloorAct('startOrder', (_: Why) => [{ orderId }, {}], {
    what: () => t`Order ${orderId} has started`,
  })
  useTaker((code) => {
    if (!offered.some(({ equipmentId }) => equipmentId === code)) return undefined
    setChosen(code)
    return placeName(code)
  })
  const reasons =
    at === undefined ? violations : (equipment.find(({ equipmentId }) => equipmentId === at)?.violations ?? violations)
  const isMissing = offered.length > 0 && at === undefined
  const mayStart = isPossible(violations) || fit.length > 0
  const why =
    mayStart && isMissing
      ? t`Choose where`
      : !mayStart || !isPossible(reasons)
        ? t`Not yet: see the reasons`
        : undefined
  return (
    <>
      {order.status === 'released' && (
        <p>
          <Trans>The order has not begun yet.</Trans>
        </p>
      )}
      {reasons.length > 0 && <Reasons of={reasons} />}
      {offered.length > 1 && (
        <fieldset className="choices">
          <legend>
            <Trans>Where</Trans>
          </legend>
          {offered.map(({ equipmentId, canStart: may, violations: against }) => (
            <label key={equipmentId} className={may ? '' : 'no'}>
              <input
                type="radio"
                name="equipment"
                checked={at === equipmentId}
                onChange={() => setChosen(equipmentId)}
              />
              <b>{placeName(equipmentId)}</b> <Id of={equipmentId} />
              {against[0] && (
                <span className="label">
                  <Said of={against[0].detail} />
                </span>
              )}
            </label>
          ))}
        </fieldset>
      )}
      {picks.length > 0 && (
        <ul className="lines" aria-label={t`Materials`}>
          {picks.map(({ lineId, materialId, needed, lots, short }) => (
            <li key={lineId}>
              <span>
                {nameOf(materialId)} <span className="id label">{lots.map(({ lotId }) => lotId).join(', ')}</span>
              </span>
              <span className="num">
                <Amount of={needed} />
              </span>
              {short && <span className="warn">{t`${amount(short)} are missing`}</span>}
            </li>
          ))}
        </ul>
      )}
      <Next>
        {order.status === 'released' && mayCall('startOrder', session.roles) ? (
          <FloorButton kind="primary" word={t`Start the order`} operation="startOrder" act={begin} said={{}} />
        ) : (
          <FloorButton
            kind="primary"
            word={at === undefined ? t`Start ${name}` : t`Start ${name}, ${placeName(at)}`}
            operation="startStep"
            why={why}
            asks={asksFor(reasons)}
            act={start}
            said={{}}
          />
        )}
      </Next>
    </>
  )
}
