import { Trans, useLingui } from '@lingui/react/macro'
import type { Told } from '../../api/client.ts'
import { amount, decimal } from '../../words/told.ts'
import { compared, inSteps, less, share } from './exact.ts'

export type Weighed = Told<'getDispensing'>['items'][number]
type Target = NonNullable<Weighed['target']>

/** What goes into the container at hand. */
export interface Aim extends Target {
  /** The line needs more than there is of the lot: all of it goes in, and the rest comes from the next one. */
  readonly isRest: boolean
}

const smaller = <Of extends { readonly value: string }>(one: Of, other: Of): Of =>
  (compared(one.value, other.value) ?? 0) > 0 ? other : one

/** What the line still needs, as far as there is so much of the lot. */
export function aimOf({ target, lot }: Weighed): Aim | undefined {
  const most = lot?.most
  if (!target || !most || most.value === '0') return target && { ...target, isRest: false }
  return {
    low: smaller(target.low, most),
    target: smaller(target.target, most),
    high: smaller(target.high, most),
    isRest: (compared(most.value, target.low.value) ?? 0) < 0,
  }
}

interface HeadProps {
  readonly weighed: Weighed
  readonly lotId: string | undefined
  /** What the lot weighs into this container, or is to weigh. */
  readonly net: string | undefined
  /** The least that the scale shows, in its unit. */
  readonly increment: { readonly value: string; readonly unit: string } | undefined
}

/** How far the line is, and what the lot at hand is to it: an active counts by its potency, and what counts is no weight on the scale. */
export function WeighHead({ weighed, lotId, net, increment }: HeadProps) {
  const { done, required, potency, lot, target } = weighed
  const step = increment?.unit === required.unit ? increment.value : undefined
  const asShown = ({ value, unit }: Weighed['done']) => ({ value: inSteps(value, step), unit })
  const basis = potency?.role === 'active' ? (potency.basis ?? '100') : undefined
  const weight = net !== undefined && target ? { value: net, unit: target.target.unit } : target?.target
  const counts = basis !== undefined && weight && lot?.potency && share(weight.value, lot.potency, basis)
  const [sofar, all] = [decimal(inSteps(done.value, step)), amount(asShown(required))]
  return (
    <>
      <p className="label">
        {basis === undefined ? (
          <Trans>
            {sofar} of {all} weighed so far
          </Trans>
        ) : (
          <Trans>
            {sofar} of {all} weighed so far, counted at {decimal(basis)} %
          </Trans>
        )}
      </p>
      <p className="label">
        <Trans>
          Lot <span className="id">{lotId}</span>
        </Trans>
        {lot?.potency !== undefined && <Trans> · potency {decimal(lot.potency)} %</Trans>}
        {counts && weight && (
          <Trans>
            {' '}
            · {amount(weight)} on the scale count as {amount({ value: inSteps(counts, step), unit: weight.unit })}
          </Trans>
        )}
        {lot?.most && <Trans> · it has {amount(lot.most)}</Trans>}
      </p>
    </>
  )
}

export function ToGo({ net, target: { target } }: { readonly net: string; readonly target: Target }) {
  const left = less(target.value, net) ?? '0'
  return left.startsWith('-') ? null : (
    <Trans>
      still to go <b>{decimal(left)}</b> of <b>{amount(target)}</b>
    </Trans>
  )
}

interface VerdictProps {
  readonly net: string | undefined
  readonly aim: Aim | undefined
  readonly isStable: boolean
  /** What the scale shows, if it is not the unit of the line. */
  readonly otherUnit: string | undefined
}

/** Where the weight stands, in words; each is exact to the last digit. */
export function Verdict({ net, aim, isStable, otherUnit }: VerdictProps) {
  const { t } = useLingui()
  if (!aim) return null
  const { low, high, isRest } = aim
  const { unit } = low
  const said = (value: string | undefined) => amount({ value: value ?? '0', unit })
  if (otherUnit !== undefined)
    return (
      <p className="verdict bad" role="status">{t`The scale says ${otherUnit}; the line is weighed in ${unit}.`}</p>
    )
  if (net === undefined) return <p className="verdict" role="status">{t`Nothing has been heard from the scale yet.`}</p>
  if ((compared(net, low.value) ?? 0) < 0)
    return (
      <p className="verdict" role="status">
        {isRest
          ? t`${said(less(low.value, net))} more are all of the lot`
          : t`${said(less(low.value, net))} more at least`}
      </p>
    )
  if ((compared(net, high.value) ?? 0) > 0)
    return <p className="verdict bad" role="status">{t`${said(less(net, high.value))} too much`}</p>
  return (
    <p className="verdict within" role="status">
      {isRest
        ? t`All of the lot; the rest comes from the next one`
        : isStable
          ? t`Within`
          : t`Within; let it come to rest`}
    </p>
  )
}
