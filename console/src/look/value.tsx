import { Trans, useLingui } from '@lingui/react/macro'
import type { Told } from '../api/client.ts'
import { useClock } from '../live/clock.ts'
import { decimal, duration, unitName } from '../words/told.ts'
import { Band } from './band.tsx'
import './value.css'

type Measured = Told<'getBoard'>['units'][number]['values'][number]

/** Older than this, a value says its age. */
export const freshMs = 5000

/** A measured value against its limits. An old one says its age. */
export function Value({ value: it }: { readonly value: Measured }) {
  const { t } = useLingui()
  const { parameterId, name = parameterId, unit, low, target, high, value, measuredAt, within } = it
  const limits = limitsOf(low, high)
  const shown = unitName(unit)
  const old = useClock((now) => {
    const age = measuredAt === undefined ? 0 : now - Date.parse(measuredAt)
    return age > freshMs ? duration(age) : undefined
  })
  if (value === undefined || measuredAt === undefined)
    return (
      <p className="label">
        <Trans>{name}: no value yet</Trans>
      </p>
    )
  const said = decimal(value)
  return (
    <div className={old === undefined ? 'value' : 'value old'}>
      <Band
        value={Number(value)}
        low={low === undefined ? undefined : Number(low)}
        target={target === undefined ? undefined : Number(target)}
        high={high === undefined ? undefined : Number(high)}
        isOutside={within === false}
        label={t`${name} ${said} ${shown}, allowed ${limits}`}
      />
      <span className={within === false ? 'num outside' : 'num'}>
        {said} <span className="unit">{shown}</span>
      </span>
      <span className="label">
        {name} {limits} {shown}
        {old !== undefined && <Trans> · {old} old</Trans>}
      </span>
    </div>
  )
}

function limitsOf(low: string | undefined, high: string | undefined): string {
  if (low !== undefined && high !== undefined) return `${decimal(low)} – ${decimal(high)}`
  if (low !== undefined) return `≥ ${decimal(low)}`
  return high === undefined ? '' : `≤ ${decimal(high)}`
}
