import { Trans, useLingui } from '@lingui/react/macro'
import type { Told } from '../../api/client.ts'
import { useAsk, useHere } from '../../api/plant.tsx'
import { Asked } from '../../look/asked.tsx'
import { Said, When } from '../../look/marks.tsx'
import { EquipmentLink, MaterialLink } from '../../look/named-link.tsx'
import { type Look, StateSign } from '../../look/state.tsx'
import { stepStates } from '../../words/states.ts'
import { decimal, unitName } from '../../words/told.ts'
import './steps.css'

type Step = Told<'listSteps'>['items'][number]

const looks: Readonly<Record<Step['status'], Look>> = {
  waiting: 'rest',
  running: 'running',
  completed: 'rest',
  skipped: 'waiting',
  ended: 'rest',
  'not-done': 'waiting',
}

/** The steps of an order, each with what it has taken and measured, and why it cannot start or end now. */
export function Steps({ orderId }: { readonly orderId: string }) {
  const steps = useAsk(['order', orderId, 'steps'], (plant) => plant.listSteps({ orderId }))
  return (
    <Asked of={steps} empty={{ when: ({ items }) => items.length === 0, say: <Trans>No steps.</Trans> }}>
      {({ items }) => (
        <ol className="steps">
          {items.map((step, at) => (
            <StepRow key={step.stepId} step={step} place={at + 1} />
          ))}
        </ol>
      )}
    </Asked>
  )
}

/** What stands against the reader alone, and not against the step: whoever starts no steps is not told of it. */
const ofReader = new Set<string>(['person-not-qualified', 'qualification-expired'])

function StepRow({ step, place }: { readonly step: Step; readonly place: number }) {
  const { i18n, t } = useLingui()
  const { stepId, name, status, startedAt, equipmentId, materials, canStart, violations, lacking = [] } = step
  const { session } = useHere()
  const against = session.roles.includes('operator') ? violations : violations.filter(({ code }) => !ofReader.has(code))
  const reasons = status === 'running' ? lacking : status === 'waiting' && !canStart ? against : []
  return (
    <li className={status === 'running' ? 'at-work' : ''}>
      <header>
        <b>
          {place}. {name}
        </b>
        <span className="id label">{stepId}</span>
        {equipmentId !== undefined && <EquipmentLink id={equipmentId} />}
        {startedAt !== undefined && (
          <span className="label">
            <Trans>
              since <When at={startedAt} />
            </Trans>
          </span>
        )}
        <span className="push" />
        <StateSign look={looks[status]} word={i18n._(stepStates[status])} />
      </header>
      {materials.length > 0 && (
        <ul className="lines">
          {materials.map(({ lineId, materialId, consumed = '0', least, most, quantity: { unit } }) => (
            <li key={lineId}>
              <MaterialLink id={materialId} />
              <span className="num">
                {status === 'running' ? (
                  <>
                    {decimal(consumed)} <span className="unit">{t`of ${rangeOf(least, most)} ${unitName(unit)}`}</span>
                  </>
                ) : (
                  `${rangeOf(least, most)} ${unitName(unit)}`
                )}
              </span>
            </li>
          ))}
        </ul>
      )}
      {reasons.length > 0 && (
        <ul className="reasons">
          {reasons.map(({ code, detail }) => (
            <li key={`${code} ${detail}`}>
              <Said of={detail} />
            </li>
          ))}
        </ul>
      )}
    </li>
  )
}

const rangeOf = (least: string, most: string) =>
  least === most ? decimal(least) : `${decimal(least)} – ${decimal(most)}`
