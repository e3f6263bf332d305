import { Trans, useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { useNow } from '../../live/clock.ts'
import { Band } from '../../look/band.tsx'
import { asksFor } from '../../look/curable.ts'
import { TextField } from '../../look/field.tsx'
import { faultIn, plain } from '../../look/given.ts'
import { isToReach } from '../../look/to-reach.ts'
import { decimal, duration, unitName } from '../../words/told.ts'
import { type Fact, type Parameter, useBench } from './bench.ts'
import { isNumber, isOutside } from './exact.ts'
import { FloorButton, useFloorAct, type Why } from './floor-act.tsx'
import { Next } from './next.tsx'

interface Props {
  readonly parameter: Parameter
  /** The unit of the product that is measured. */
  readonly serial?: string
  readonly next: () => void
}

interface Limits {
  readonly low?: string | undefined
  readonly high?: string | undefined
}

export function limitsOf({ low, high }: Limits): string {
  if (low !== undefined && high !== undefined) return `${decimal(low)} – ${decimal(high)}`
  if (low !== undefined) return `≥ ${decimal(low)}`
  return high === undefined ? '' : `≤ ${decimal(high)}`
}

/** Older than this, a value of a device says its age. */
const freshMs = 30_000

/** A value that the step asks for, against its band. What is typed is judged for the eye at once; the plant judges what is recorded. */
export function ValueCard({ parameter, serial, next }: Props) {
  const { t } = useLingui()
  const { orderId, step, facts } = useBench()
  const { parameterId, name = parameterId, unit, low, high, source, policy, manualEntry } = parameter
  const [typed, setTyped] = useState('')
  const value = plain(typed, { keys: 'decimal' })
  const limits = limitsOf(parameter)
  const shown = unitName(unit)
  const isBad = isNumber(value) && isOutside(value, { low, high }) && !isToReach(step, parameter)
  const isExplained = source === 'device' && manualEntry === 'warn'
  const said = `${decimal(value)} ${shown}`.trim()
  const record = useFloorAct(
    'recordResult',
    ({ reason }: Why) => [
      { orderId },
      {
        stepId: step.stepId,
        parameterId,
        value,
        unit,
        ...(serial !== undefined && { serial }),
        ...(reason !== undefined && { reason }),
      },
    ],
    {
      what: () => t`${name}: ${said} recorded`,
      after: () => {
        setTyped('')
        next()
      },
    },
  )
  const measured = step.values?.find((it) => it.parameterId === parameterId && it.serial === serial)
  const last = measured?.last ?? lastOf(facts, parameterId, serial)
  return (
    <section className="card" aria-label={name}>
      <header>
        <h2>{name}</h2>
        {limits !== '' && <span className="label">{t`allowed ${limits} ${shown}`}</span>}
      </header>
      {last && <Measured parameter={parameter} last={last} />}
      {source === 'device' && !last && (
        <p className="label">
          <Trans>The device has sent no value yet.</Trans>
        </p>
      )}
      <div className="big-field">
        <TextField
          label={isExplained ? t`Typed by hand, with a reason` : t`Value`}
          keys="decimal"
          value={typed}
          unit={shown}
          onChange={setTyped}
          fault={isBad ? t`Outside its limits: ${limits} ${shown}` : undefined}
        />
      </div>
      {isNumber(value) && (low !== undefined || high !== undefined) && (
        <ValueBand parameter={parameter} value={value} />
      )}
      <Next>
        {(source === 'operator' || typed !== '') && (
          <FloorButton
            kind="primary"
            word={isNumber(value) ? (isBad ? t`Record ${said}, outside` : t`Record ${said}`) : t`Record`}
            operation="recordResult"
            why={
              !isNumber(value)
                ? (faultIn(typed, { keys: 'decimal' }) ?? t`The value is missing`)
                : source === 'device' && manualEntry === 'block'
                  ? t`The recipe takes no typed value`
                  : undefined
            }
            asks={asksFor(
              [],
              isExplained && t`A device measures it: a typed value needs a reason.`,
              isBad && policy === 'warn' && t`A value outside its limits needs a reason.`,
            )}
            act={record}
            said={{}}
          />
        )}
      </Next>
    </section>
  )
}

interface Last {
  readonly at: string
  readonly value: string
}

/** What was heard last of a unit: recorded, or what has stopped it. */
function lastOf(facts: readonly Fact[], parameterId: string, serial: string | undefined): Last | undefined {
  if (serial === undefined) return undefined
  const heard = facts.flatMap(({ type, data, occurredAt: at }) => {
    const told = 'breach' in data ? data.breach : type === 'andon.result.recorded.v1' ? data : undefined
    const isIt = told && 'parameterId' in told && told.parameterId === parameterId && told.serial === serial
    return isIt && told.value !== undefined ? [{ at, value: String(told.value) }] : []
  })
  return heard.at(-1)
}

export function ValueBand({ parameter, value }: { readonly parameter: Parameter; readonly value: string }) {
  const { t } = useLingui()
  const { step } = useBench()
  const { parameterId, name = parameterId, unit, low, target, high } = parameter
  const [said, shown, limits] = [decimal(value), unitName(unit), limitsOf(parameter)]
  const number = (text: string | undefined) => (text === undefined ? undefined : Number(text))
  return (
    <Band
      value={Number(value)}
      low={number(low)}
      target={number(target)}
      high={number(high)}
      isOutside={isOutside(value, { low, high }) && !isToReach(step, parameter)}
      label={t`${name} ${said} ${shown}, allowed ${limits}`}
    />
  )
}

/** What a device says now. */
function Measured({
  parameter,
  last,
}: {
  readonly parameter: Parameter
  readonly last: { readonly at: string; readonly value: string }
}) {
  const { step } = useBench()
  const age = useNow() - Date.parse(last.at)
  const isBad = isOutside(last.value, parameter) && !isToReach(step, parameter)
  const old = duration(age)
  return (
    <div className={age > freshMs ? 'measured old' : 'measured'}>
      <p className={isBad ? 'huge bad' : 'huge'}>
        {decimal(last.value)} <span className="unit">{unitName(parameter.unit)}</span>
      </p>
      <ValueBand parameter={parameter} value={last.value} />
      {age > freshMs && (
        <p className="label">
          <Trans>{old} old</Trans>
        </p>
      )}
    </div>
  )
}
