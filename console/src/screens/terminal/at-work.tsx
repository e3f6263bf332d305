import { Trans, useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { TextField } from '../../look/field.tsx'
import { Amount } from '../../look/marks.tsx'
import { decimal, unitName } from '../../words/told.ts'
import { type Item, isAsked, itemsOf, useBench, usedOf } from './bench.ts'
import { CalculatedValues } from './calculated.tsx'
import { ChargeCard } from './charge.tsx'
import { CheckCard } from './check.tsx'
import { CompleteStep } from './complete.tsx'
import { DoneList } from './done-list.tsx'
import { inSteps } from './exact.ts'
import { Instruction } from './instruction.tsx'
import { InTheWay, Lacking } from './lacking.tsx'
import { MakeCard } from './make.tsx'
import { useTaker } from './scanner.tsx'
import { SignCard } from './sign-card.tsx'
import type { Place } from './step.tsx'
import { TakeCard } from './take.tsx'
import { Timers } from './timers.tsx'
import { UnitsCard } from './units.tsx'
import { ValueCard } from './value.tsx'
import { WeighCard } from './weigh.tsx'

/** A step at work: the one thing at hand is large, what else there is to do stands below it, and each line can be taken to hand. */
export function StepAtWork({ places }: { readonly places: readonly Place[] }) {
  const { t } = useLingui()
  const bench = useBench()
  const items = itemsOf(bench)
  const [chosen, choose] = useState<string>()
  const atHand = items.find(({ key }) => key === chosen) ?? items.find(({ isDone }) => !isDone)
  // A lot of another line takes that line to hand; its card takes the scan from there.
  const [lot, setLot] = useState<{ readonly key: string; readonly lotId: string; readonly sublotId?: string }>()
  useTaker((code, matches) => {
    const named = matches?.find((it) => it.type === 'lot' || it.type === 'sublot')
    const lotId = named && 'lotId' in named ? named.lotId : code
    const picked = bench.picks.flatMap((it) => (it.lots.some((one) => one.lotId === lotId) ? [it.lineId] : []))
    const lines = items.filter(
      (it) =>
        'line' in it &&
        (picked.includes(it.line.lineId) || (named && 'materialId' in named && isOf(it.line, named.materialId))),
    )
    // Two lines may be of one material: the one at hand, or the first that still needs it, takes the lot.
    const item = lines.find((it) => it === atHand) ?? lines.find(({ isDone }) => !isDone) ?? lines[0]
    if (!item || !('line' in item)) return undefined
    choose(item.key)
    setLot({ key: item.key, lotId, ...(named && 'sublotId' in named && { sublotId: named.sublotId }) })
    return t`Lot ${lotId} of ${bench.nameOf(item.line.materialId)}`
  })
  const given = lot && lot.key === atHand?.key ? lot : undefined
  const others = items.filter((it) => it !== atHand)
  // Another line may have been taken to hand before the plant has answered.
  const next = () => choose((now) => (now === atHand?.key ? undefined : now))
  return (
    <>
      <InTheWay />
      <Instruction />
      <Timers />
      {atHand && (
        <Card key={`${atHand.key} ${given?.lotId ?? ''}`} item={atHand} lot={given} next={next} places={places} />
      )}
      <CalculatedValues />
      <Lacking />
      {others.length > 0 && (
        <ul className="lines" aria-label={t`What else there is to do`}>
          {others.map((it) => (
            <li key={it.key}>
              <button type="button" onClick={() => choose(it.key)}>
                <i className={it.isOutside ? 'box bad' : it.isDone ? 'box full' : 'box'} aria-hidden="true" />
                <Line item={it} />
              </button>
            </li>
          ))}
        </ul>
      )}
      <Backflushed />
      <DoneList />
      <CompleteStep isNext={atHand === undefined} />
    </>
  )
}

/** A step at work while nobody is at the terminal: what is done and what is not, with the time that runs. */
export function StepLookedAt() {
  const { t } = useLingui()
  const items = itemsOf(useBench())
  return (
    <>
      <InTheWay />
      <Instruction />
      <Timers />
      <CalculatedValues />
      <Lacking />
      <ul className="lines looked-at" aria-label={t`What there is to do`}>
        {items.map((it) => (
          <li key={it.key}>
            <i className={it.isOutside ? 'box bad' : it.isDone ? 'box full' : 'box'} aria-hidden="true" />
            <Line item={it} />
          </li>
        ))}
      </ul>
      <Backflushed />
      <DoneList />
    </>
  )
}

const isOf = ({ materialId, alternates = [] }: Extract<Item, { line: unknown }>['line'], wanted: string) =>
  materialId === wanted || alternates.some((it) => it.materialId === wanted)

interface CardProps {
  readonly item: Item
  readonly lot: { readonly lotId: string; readonly sublotId?: string } | undefined
  readonly next: () => void
  readonly places: readonly Place[]
}

function Card({ item, lot, next, places }: CardProps) {
  switch (item.kind) {
    case 'charge':
      return <ChargeCard />
    case 'weigh':
      return <WeighCard line={item.line} places={places} next={next} {...(lot && { lot })} />
    case 'take':
      return <TakeCard line={item.line} next={next} {...(lot && { lot })} />
    case 'value':
      return <ValueCard parameter={item.parameter} next={next} />
    case 'check':
      return <CheckCard check={item.check} next={next} />
    case 'units':
      return <UnitsCard />
    case 'make':
      return <MakeCard next={next} />
    case 'sign':
      return <SignCard signature={item.signature} />
  }
}

/** What counts by a potency or a share has more places than a list needs. */
const thousandth = '0.001'

/** What a line says of itself: its word, and how far it is. */
function Line({ item }: { readonly item: Item }) {
  const { t } = useLingui()
  const { nameOf, order, step, units } = useBench()
  const state = item.isOutside ? t`outside its limits` : item.isDone ? t`done` : t`open`
  switch (item.kind) {
    case 'take':
    case 'weigh': {
      const { materialId, consumed = '0', quantity } = item.line
      return (
        <>
          <span>{nameOf(materialId)}</span>
          <span className="num">
            {decimal(inSteps(consumed, thousandth))}{' '}
            <span className="unit">{t`of ${decimal(inSteps(quantity.value, thousandth))} ${unitName(quantity.unit)}`}</span>
          </span>
        </>
      )
    }
    case 'value': {
      const { parameterId, name = parameterId, unit } = item.parameter
      const measured = step.values?.find((it) => it.parameterId === parameterId && it.serial === undefined)
      return (
        <>
          <span>{name}</span>
          {measured && (
            <span className="num">
              {decimal(measured.last.value)} <span className="unit">{unitName(unit)}</span>
            </span>
          )}
          <span className={item.isOutside ? 'bad' : 'label'}>{state}</span>
        </>
      )
    }
    case 'check':
      return (
        <>
          <span>{item.check.question}</span>
          <span className={item.isOutside ? 'bad' : 'label'}>{state}</span>
        </>
      )
    case 'charge': {
      const [charged, all] = [
        step.charging?.charged.length ?? 0,
        (step.charging?.charged.length ?? 0) + (step.charging?.missing.length ?? 0),
      ]
      return (
        <>
          <span>
            <Trans context="weighed">Containers</Trans>
          </span>
          <span className="num">{t`${charged} of ${all}`}</span>
        </>
      )
    }
    case 'units':
      return (
        <>
          <span>
            <Trans>Units</Trans>
          </span>
          <span className="num">{units.length}</span>
        </>
      )
    case 'make':
      return (
        <>
          <span>{t`Made: ${nameOf(order.product)}`}</span>
          <span className="num">
            {'produced' in order && Object.entries(order.produced).map(([lotId, it]) => <Amount key={lotId} of={it} />)}
          </span>
        </>
      )
    case 'sign':
      return (
        <>
          <span>{t`Signature`}</span>
          <span className="label">{state}</span>
        </>
      )
  }
}

/** Lines that are booked by themselves when the step is completed; of some, people say how much they used. */
function Backflushed() {
  const { t } = useLingui()
  const bench = useBench()
  const { step, nameOf, picks, used, sayUsed } = bench
  const lines = step.materials.filter(({ backflush }) => backflush !== undefined)
  if (lines.length === 0) return null
  return (
    <ul className="lines minor" aria-label={t`Booked by themselves at the end`}>
      {lines.map((line) => {
        const { lineId, materialId, quantity } = line
        const name = nameOf(materialId)
        return (
          <li key={lineId}>
            <span>
              {name} <span className="id label">{picks.find((it) => it.lineId === lineId)?.lots[0]?.lotId}</span>
            </span>
            {isAsked(line) ? (
              <TextField
                label={t`Used of ${name}`}
                keys="decimal"
                unit={unitName(quantity.unit)}
                value={usedOf(bench, line)}
                onChange={(value) => sayUsed({ ...used, [lineId]: value })}
              />
            ) : (
              <span className="num">
                <Amount of={quantity} />
              </span>
            )}
            <span className="label">{t`booked at the end`}</span>
          </li>
        )
      })}
    </ul>
  )
}
