import { Trans, useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { TextField } from '../../look/field.tsx'
import { faultIn, plain } from '../../look/given.ts'
import { decimal } from '../../words/told.ts'
import { backflushOf, useBench } from './bench.ts'
import { less } from './exact.ts'
import { FloorButton, useFloorAct, type Why } from './floor-act.tsx'
import { Next } from './next.tsx'

/** Units get their numbers before they are made: a range as the number plates come from the printer. */
export function AnnounceUnits({ isFirst }: { readonly isFirst: boolean }) {
  const { t } = useLingui()
  const { orderId, units } = useBench()
  const [lotId, setLotId] = useState(units[0]?.lotId ?? orderId)
  const [from, setFrom] = useState('')
  const [to, setTo] = useState('')
  const announce = useFloorAct(
    'announceUnits',
    (_: Why) => [
      { orderId },
      { lotId, serials: to.trim() === '' ? [from.trim()] : [{ from: from.trim(), to: to.trim() }] },
    ],
    {
      what: () => t`Units have their numbers: ${from} ${to}`,
      after: () => {
        setFrom('')
        setTo('')
      },
    },
  )
  const why = from.trim() === '' ? t`The first number is missing` : undefined
  const fields = (
    <div className="row">
      <TextField label={t`First number`} value={from} onChange={setFrom} />
      <TextField label={t`Last number (if there are several)`} value={to} onChange={setTo} />
      <TextField label={t`Lot in which they are made`} value={lotId} onChange={setLotId} />
    </div>
  )
  if (isFirst)
    return (
      <section className="card" aria-label={t`Give the units their numbers`}>
        <h2>
          <Trans>Give the units their numbers</Trans>
        </h2>
        {fields}
        <Next>
          <FloorButton
            kind="primary"
            word={t`Give the numbers`}
            operation="announceUnits"
            why={why}
            act={announce}
            said={{}}
          />
        </Next>
      </section>
    )
  return (
    <details>
      <summary>
        <Trans>More units…</Trans>
      </summary>
      {fields}
      <FloorButton word={t`Give the numbers`} operation="announceUnits" why={why} act={announce} said={{}} />
    </details>
  )
}

/** Units without numbers are counted: how many are done, how many are lost. */
export function CountUnits() {
  const { t } = useLingui()
  const bench = useBench()
  const { orderId, step } = bench
  const { name, scrapCodes, units } = step
  const [quantity, setQuantity] = useState('')
  const [scrapped, setScrapped] = useState('')
  const [code, setCode] = useState<string>()
  const [done, lostNow] = [quantity, scrapped].map((it) => plain(it.trim(), { keys: 'numeric' })) as [string, string]
  const each = (value: string) => ({ value, unit: '{each}' })
  const isScrap = lostNow !== '' && lostNow !== '0'
  const count = useFloorAct(
    'completeStep',
    ({ of, reason }: Why & { readonly of: string }) => [
      { orderId, stepId: step.stepId },
      {
        quantity: each(of === '' ? '0' : of),
        ...(isScrap && { scrapped: each(lostNow), ...(code !== undefined && { scrapReasonCode: code }) }),
        ...backflushOf(bench),
        ...(reason !== undefined && { reason }),
      },
    ],
    {
      what: ({ of }) => t`${name}: ${of} done`,
      // A second touch books nothing again.
      after: () => {
        setQuantity('')
        setScrapped('')
        setCode(undefined)
      },
    },
  )
  const { started = '0', finished = '0', scrapped: lost = '0' } = units ?? {}
  const left = less(less(started, finished) ?? '0', lost) ?? '0'
  const wrong = [quantity, scrapped].map((it) => faultIn(it, { keys: 'numeric' })).find((it) => it !== undefined)
  const unexplained = isScrap && scrapCodes && code === undefined ? t`Say why they are scrapped` : undefined
  const why = wrong ?? (quantity.trim() === '' && !isScrap ? t`The quantity is missing` : unexplained)
  return (
    <section className="card" aria-label={t`Units`}>
      <header>
        <h2>
          <Trans>Units</Trans>
        </h2>
        {units && (
          <span className="label">
            <Trans>
              {units.finished} of {units.started} done, {units.scrapped} scrapped
            </Trans>
          </span>
        )}
      </header>
      <div className="row big-field">
        <TextField label={t`Done now`} keys="numeric" value={quantity} onChange={setQuantity} />
        <TextField label={t`Scrapped`} keys="numeric" value={scrapped} onChange={setScrapped} />
      </div>
      {isScrap && (
        <fieldset className="choices small" aria-label={t`Why scrapped`}>
          {scrapCodes?.map((it) => (
            <button key={it} type="button" aria-pressed={it === code} onClick={() => setCode(it)}>
              <b>{it}</b>
            </button>
          ))}
        </fieldset>
      )}
      <Next>
        {quantity.trim() === '' && scrapped.trim() === '' && left !== '0' && (
          <FloorButton
            word={t`All ${decimal(left)} are done`}
            operation="completeStep"
            act={count}
            said={{ of: left }}
          />
        )}
        <FloorButton kind="primary" word={t`Book`} operation="completeStep" why={why} act={count} said={{ of: done }} />
      </Next>
    </section>
  )
}
