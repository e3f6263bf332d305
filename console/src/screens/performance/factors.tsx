import { Trans, useLingui } from '@lingui/react/macro'
import type { ReactNode } from 'react'
import type { Told } from '../../api/client.ts'
import { decimal, duration } from '../../words/told.ts'
import './performance.css'
import { percent, widthOf } from './told-of-time.ts'
import { effectivenessOf, type Indicator, missingWords } from './words-of-time.ts'

type Oee = Pick<Told<'getOee'>, 'elements' | 'indicators' | 'target'>

const ms = (seconds: string) => Number(seconds) * 1000

/** The OEE of a time against its target, with the three factors that it is made of and what each was computed from. */
export function Factors({ of: { elements, indicators, target } }: { readonly of: Oee }) {
  const { t } = useLingui()
  const { actualProductionTime, plannedBusyTime, plannedRuntime, goodQuantity, scrapQuantity } = elements
  const [produced, planned] = [duration(ms(actualProductionTime)), duration(ms(plannedBusyTime))]
  const atFullSpeed = plannedRuntime === null ? undefined : duration(ms(plannedRuntime))
  const [good, rejected] = [decimal(goodQuantity), decimal(scrapQuantity)]
  const goal = target === undefined ? undefined : percent(target)
  return (
    <dl className="factors">
      <Factor name={t`OEE`} of={indicators.oee} target={target} isWhole>
        {goal === undefined ? <Trans>no target is set</Trans> : <Trans>target {goal}</Trans>}
      </Factor>
      <Factor name={t`Availability`} of={indicators.availability}>
        <Trans>
          produced for {produced} of {planned}
        </Trans>
      </Factor>
      <Factor name={t`Effectiveness`} of={effectivenessOf(indicators)}>
        {atFullSpeed !== undefined && <Trans>at full speed it takes {atFullSpeed}</Trans>}
      </Factor>
      <Factor name={t({ message: 'Quality', context: 'ratio' })} of={indicators.qualityRatio}>
        <Trans>
          {good} good, {rejected} rejected
        </Trans>
      </Factor>
    </dl>
  )
}

interface FactorProps {
  readonly name: string
  readonly of: Indicator
  readonly target?: string | undefined
  readonly isWhole?: boolean
  readonly children: ReactNode
}

function Factor({ name, of, target, isWhole = false, children }: FactorProps) {
  const { i18n } = useLingui()
  const isBelow = of.value !== null && target !== undefined && Number(of.value) < Number(target)
  return (
    <div className={isWhole ? 'factor whole' : 'factor'}>
      <dt>{name}</dt>
      <dd>
        <b className="num">{of.value === null ? '–' : percent(of.value)}</b>
        {isBelow && (
          <span className="below">
            <Trans>below its target</Trans>
          </span>
        )}
        <span className="factor-bar" aria-hidden="true">
          {of.value === null ? <i className="none" /> : <i style={{ width: widthOf(of.value) }} />}
          {target !== undefined && <u style={{ insetInlineStart: widthOf(target) }} />}
        </span>
        <span className="label">{of.value === null ? i18n._(missingWords[of.reason]) : children}</span>
      </dd>
    </div>
  )
}
