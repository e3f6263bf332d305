import { plural } from '@lingui/core/macro'
import { Trans, useLingui } from '@lingui/react/macro'
import { Link } from '@tanstack/react-router'
import type { Told } from '../../api/client.ts'
import { useAsk } from '../../api/plant.tsx'
import { pageOf } from '../../app/pages.ts'
import { StateSign } from '../../look/state.tsx'
import { decimal } from '../../words/told.ts'
import './shift.css'
import { percent, widthOf } from './told-of-time.ts'
import { effectivenessOf, type Indicator, missingWords } from './words-of-time.ts'

type OfShift = Told<'getShift'>['equipment'][number]

/** Each unit of a shift: its OEE against its target, the factors, its pieces and the stops that wait for a reason. */
export function Units({ of }: { readonly of: readonly OfShift[] }) {
  return (
    <ul className="shift-units">
      {of.map((it) => (
        <Unit key={it.equipmentId} of={it} />
      ))}
    </ul>
  )
}

function Unit({ of: { equipmentId, indicators, elements, openStops } }: { readonly of: OfShift }) {
  const { t, i18n } = useLingui()
  const equipment = useAsk(['equipment', equipmentId], (plant) => plant.getEquipment({ equipmentId }))
  const { name = equipmentId, oeeTarget } = equipment.data ?? {}
  const { oee, availability, qualityRatio } = indicators
  const isBelow = oee.value !== null && oeeTarget !== undefined && Number(oee.value) < Number(oeeTarget)
  const [good, rejected] = [decimal(elements.goodQuantity), decimal(elements.scrapQuantity)]
  const open = openStops.length
  return (
    <li>
      <Link to={pageOf({ type: 'equipment', id: equipmentId })}>
        <strong>{name}</strong>
      </Link>
      <dl>
        <Ratio name={t`OEE`} of={oee} target={oeeTarget} />
        <Ratio name={t`Availability`} of={availability} />
        <Ratio name={t`Effectiveness`} of={effectivenessOf(indicators)} />
        <Ratio name={t({ message: 'Quality', context: 'ratio' })} of={qualityRatio} />
      </dl>
      <p className="label">
        {oee.value === null ? (
          i18n._(missingWords[oee.reason])
        ) : (
          <Trans>
            {good} good, {rejected} rejected
          </Trans>
        )}
        {isBelow && (
          <>
            {' · '}
            <Trans>below its target</Trans>
          </>
        )}
      </p>
      {open > 0 && (
        <p>
          <Link to={pageOf({ type: 'equipment', id: equipmentId })}>
            <StateSign
              look="waiting"
              word={t`${plural(open, { one: '# stop without a reason', other: '# stops without a reason' })}`}
            />
          </Link>
        </p>
      )}
    </li>
  )
}

interface RatioProps {
  readonly name: string
  readonly of: Indicator
  readonly target?: string | undefined
}

function Ratio({ name, of, target }: RatioProps) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        <b className="num">{of.value === null ? '–' : percent(of.value)}</b>
        <span className="ratio-bar" aria-hidden="true">
          {of.value === null ? <i className="none" /> : <i style={{ width: widthOf(of.value) }} />}
          {target !== undefined && <u style={{ insetInlineStart: widthOf(target) }} />}
        </span>
      </dd>
    </div>
  )
}
