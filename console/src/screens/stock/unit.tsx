import { Trans, useLingui } from '@lingui/react/macro'
import { useParams } from '@tanstack/react-router'
import type { Told } from '../../api/client.ts'
import { useMaterials } from '../../api/named.ts'
import { useAsk } from '../../api/plant.tsx'
import { TimeLine } from '../../facts/time-line.tsx'
import { useAct } from '../../look/acts.tsx'
import { type Answers, AskAct, useReason } from '../../look/ask-act.tsx'
import { Asked } from '../../look/asked.tsx'
import { Holds } from '../../look/holds.tsx'
import { IdLink } from '../../look/id-link.tsx'
import { Amount, Id, When } from '../../look/marks.tsx'
import { MaterialLink } from '../../look/named-link.tsx'
import { Known, Page, Part } from '../../look/page.tsx'
import { PlaceName } from './links.tsx'
import { StockSign } from './stock-sign.tsx'
import './unit.css'

type Unit = Told<'getUnit'>
type Component = Unit['components'][number]

export function UnitPage() {
  const ids = useParams({ from: '/units/$materialId/$serial' })
  const unit = useAsk(['unit', ids.materialId, ids.serial], (plant) => plant.getUnit(ids))
  return <Asked of={unit}>{(it) => <UnitShown unit={it} />}</Asked>
}

function UnitShown({ unit }: { readonly unit: Unit }) {
  const { t } = useLingui()
  const askWhy = useReason()
  const {
    materialId,
    serial,
    status,
    holds = [],
    lotId,
    orderId,
    before = [],
    components,
    removed = [],
    lacking,
  } = unit
  const materials = useMaterials()
  const subject = { type: 'unit', id: `${materialId}@${serial}` }
  const hold = useAct(
    (plant, { reason = '' }: Answers, key) =>
      plant.placeHold({ subject: { type: 'unit', id: subject.id }, reason }, { key }),
    { done: () => ({ what: t`${serial} is on hold` }) },
  )
  return (
    <Page
      kind={t`Unit`}
      id={serial}
      title={materials.of(materialId)?.name ?? materialId}
      sign={<StockSign status={status} isHeld={holds.length > 0} />}
      acts={
        <AskAct word={t({ message: 'Hold', context: 'act' })} operation="placeHold" questions={[askWhy]} act={hold} />
      }
    >
      <Holds subject={subject} />
      <Known
        of={[
          [t`Where it is`, <Where key="where" unit={unit} />],
          [t`Material`, <MaterialLink key="material" id={materialId} />],
          [t`Lot`, <IdLink key="lot" type="lot" id={lotId} />],
          [t`Made by`, orderId && <IdLink type="order" id={orderId} />],
          [
            t`Before`,
            before.length > 0 &&
              before.map((it) => (
                <div key={it.lotId}>
                  <IdLink type="lot" id={it.lotId} />
                  {it.shipmentId !== undefined && (
                    <Trans>
                      , shipped as <IdLink type="shipment" id={it.shipmentId} />
                    </Trans>
                  )}
                  {it.takenBy !== undefined && (
                    <Trans>
                      , taken by <IdLink type="order" id={it.takenBy} />
                    </Trans>
                  )}
                </div>
              )),
          ],
        ]}
      />
      {lacking.length > 0 && (
        <div className="unit-lacking" role="note">
          <b>
            <Trans>Not complete</Trans>
          </b>
          {lacking.map(({ lineId, materialId: part, missing }) => (
            <span key={lineId}>
              <Amount of={missing} /> {materials.of(part)?.name ?? part}
            </span>
          ))}
        </div>
      )}
      <Steps steps={unit.steps ?? {}} />
      {components.length > 0 && (
        <Part title={t`Built in`}>
          <Components of={components} />
        </Part>
      )}
      {removed.length > 0 && (
        <Part title={t`Taken out`}>
          <Components of={removed} />
        </Part>
      )}
      <TimeLine subject={subject} />
    </Page>
  )
}

/** Where the unit is now, in a sentence with its links. */
function Where({ unit: { where } }: { readonly unit: Unit }) {
  switch (where.at) {
    case 'announced':
      return <Trans>Not made yet</Trans>
    case 'in-repair':
      return where.orderId === undefined ? (
        <Trans>In repair</Trans>
      ) : (
        <Trans>
          In repair by <IdLink type="order" id={where.orderId} />
        </Trans>
      )
    case 'stock':
      return where.location === undefined ? <Trans>In stock</Trans> : <PlaceName of={where.location} />
    case 'packed':
      return (
        <Trans>
          Packed in <IdLink type="container" id={where.containerId} />
        </Trans>
      )
    case 'built-in': {
      const { materialId, serial } = where.into
      return (
        <Trans>
          Built into{' '}
          <IdLink type="unit" id={`${materialId}@${serial}`}>
            {serial}
          </IdLink>
        </Trans>
      )
    }
    case 'used':
      return where.orderId === undefined ? (
        <Trans>Used up</Trans>
      ) : (
        <Trans>
          Used by <IdLink type="order" id={where.orderId} />
        </Trans>
      )
    case 'shipped': {
      const { to, shipmentId } = where
      return (
        <>
          {to ? <Trans>At {to.name ?? to.id}</Trans> : <Trans>Shipped</Trans>}
          {shipmentId !== undefined && (
            <>
              {' '}
              · <IdLink type="shipment" id={shipmentId} />
            </>
          )}
        </>
      )
    }
    case 'scrapped':
      return <Trans>Scrapped</Trans>
    case 'sampled':
      return <Trans>Used up as a sample</Trans>
    case 'missing':
      return <Trans>Counted as missing</Trans>
  }
}

/** What it went through, step by step: whether its values are within limits, and how it left. */
function Steps({ steps }: { readonly steps: NonNullable<Unit['steps']> }) {
  const { t } = useLingui()
  const rows = Object.entries(steps)
  if (rows.length === 0) return null
  return (
    <Part title={t`Steps`}>
      <ul className="unit-steps">
        {rows.map(([stepId, { results, left, measuredAt = {} }]) => (
          <li key={stepId}>
            <Id of={stepId} />
            <span>
              {Object.entries(results).map(([name, isGood]) => (
                <span key={name} className={isGood ? 'result' : 'result wrong'}>
                  {name} {isGood ? t`within limits` : t`out of limits`}
                  {measuredAt[name] !== undefined && (
                    <span className="label">
                      {' '}
                      <When at={measuredAt[name]} />
                    </span>
                  )}
                </span>
              ))}
            </span>
            <b className={left === 'scrapped' ? 'wrong' : ''}>
              {left === 'scrapped' ? t`scrapped here` : left === 'finished' ? t`done` : t`at work`}
            </b>
          </li>
        ))}
      </ul>
    </Part>
  )
}

const Components = ({ of }: { readonly of: readonly Component[] }) => (
  <ul className="unit-steps">
    {of.map(({ consumptionId, materialId, lotId, sublotId, unit, quantity, at, by }) => (
      <li key={`${consumptionId} ${materialId} ${lotId} ${sublotId}`}>
        <span>
          <b>
            <Amount of={quantity} />
          </b>{' '}
          <MaterialLink id={materialId} />
        </span>
        <span>
          {unit ? (
            <IdLink type="unit" id={`${unit.materialId}@${unit.serial}`}>
              {unit.serial}
            </IdLink>
          ) : (
            <IdLink type="lot" id={lotId} />
          )}
        </span>
        <span className="label">
          {by.name}, <When at={at} />
        </span>
      </li>
    ))}
  </ul>
)
