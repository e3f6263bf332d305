import { Trans, useLingui } from '@lingui/react/macro'
import { decimal, unitName } from '../../words/told.ts'
import { useBench } from './bench.ts'
import { limitsOf } from './value.tsx'

/** What the plant computes from results: the value against its limits, with its formula and what it still waits for. */
export function CalculatedValues() {
  const { t } = useLingui()
  const { step } = useBench()
  const { calculated = [], calculations = [] } = step
  if (calculated.length === 0) return null
  return (
    <ul className="lines minor" aria-label={t`Calculated`}>
      {calculated.map((it) => {
        const { calculationId, expression, value, unit, low, high, inSpec, missing } = it
        const name = calculations.find((one) => one.calculationId === calculationId)?.name ?? calculationId
        const limits = limitsOf({ low, high })
        const shown = unitName(unit)
        const waited = missing?.join(', ')
        return (
          <li key={calculationId}>
            <span>
              {name} <span className="id label">{expression}</span>
            </span>
            <span className={inSpec === false ? 'num bad' : 'num'}>
              {value === undefined ? '–' : decimal(value)} <span className="unit">{shown}</span>
            </span>
            <span className={inSpec === false ? 'bad' : 'label'}>
              {waited !== undefined ? (
                <Trans>waits for {waited}</Trans>
              ) : inSpec === false ? (
                t`Outside its limits: ${limits} ${shown}`
              ) : (
                limits !== '' && t`allowed ${limits} ${shown}`
              )}
            </span>
          </li>
        )
      })}
    </ul>
  )
}
