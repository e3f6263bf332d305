import type { Density } from '../../../events/density.ts'
import type { Fact } from '../../../events/envelope.ts'
import type { Instant } from '../../../events/identifiers.ts'
import type { ProductionUse } from '../../../events/order.ts'
import type { Decimal, Quantity } from '../../../events/quantity.ts'
import { exactlyIn } from '../density.ts'
import { type Measured, measured, partOfExact } from '../measured.ts'
import type { BoundOrder, Snapshot } from '../orders/order.ts'
import { add, decimalOf, isZero, subtract, zero } from '../quantity.ts'
import { densitiesOf } from '../recipes/line-densities.ts'
import { type Balance, balancesOf, withDensity } from './mass-balance.ts'
import { sum } from './output.ts'
import { type Yield, yieldOf } from './yield.ts'

/** Material moved between a lot and a step of an order, by a fact. */
export interface Moved {
  readonly stepId: string
  readonly lotId: string
  readonly materialId: string
  readonly quantity: Quantity
  /** As it was said, if the unit of the stock rounds it. */
  readonly entered?: Quantity | undefined
  /** All that was booked, if a part was taken back. */
  readonly booked?: Quantity
  readonly lineId?: string
  readonly sublotId?: string
  /** The id by which this issue is reversed, where its fact has several; else that of the fact. */
  readonly consumptionId?: string
  readonly use?: ProductionUse
  readonly reasonCode?: string
  /** The units made or lost. */
  readonly serials?: readonly string[]
  /** The scrapped units were stock, and part of an earlier output. */
  readonly fromStock?: boolean
  readonly reason?: string
}

/** The issues in a fact: of a command, of a unit taken for a repair, of the components of a unit, or of the completion of a step or of some of its units. */
export function consumedBy({ type, data, factId }: Fact): Moved[] {
  if (type === 'andon.material.consumed.v1') return [data]
  if (type === 'andon.unit.repair-started.v1') return [{ ...data, consumptionId: factId }]
  if (type === 'andon.unit.built.v1') return data.consumed.map((it) => ({ ...it, stepId: data.stepId }))
  if (type !== 'andon.step.completed.v1' && type !== 'andon.step.progressed.v1') return []
  return (data.consumed ?? []).map((it) => ({ ...it, stepId: data.stepId }))
}

/** What the facts of an order issued and did not give back, with the time of issue. What was taken back as scrap did not go back. */
export function keptIn(facts: readonly Fact[]): (Moved & { readonly at: Instant })[] {
  const back = new Map<string, Decimal>()
  for (const { type, data } of facts)
    if (
      type === 'andon.unit.repair-cancelled.v1' ||
      (type === 'andon.material.returned.v1' && data.disposition !== 'scrap' && data.issuedBy === undefined)
    ) {
      const { consumptionId, quantity } = data
      back.set(consumptionId, add(back.get(consumptionId) ?? zero, quantity.value))
    }
  return facts.flatMap((fact) =>
    consumedBy(fact).flatMap((it) => {
      const own = fact.type === 'andon.material.consumed.v1' ? fact.factId : it.consumptionId
      const returned = own === undefined ? undefined : back.get(own)
      // Without a reversal the value keeps its written form.
      const value = returned === undefined ? it.quantity.value : subtract(it.quantity.value, returned)
      return isZero(value) ? [] : [{ ...it, ...partOf(it, value), at: fact.occurredAt }]
    }),
  )
}

/**
 * What the facts of an order recorded as output and did not take back. Units that were scrapped in stock are scrap, and no longer what they were made as.
 */
export function madeIn(facts: readonly Fact[]): (Moved & { readonly at: Instant })[] {
  const all = notTakenBack(facts)
  const scrapped = new Set(all.flatMap((it) => (it.fromStock ? (it.serials ?? []) : [])))
  if (scrapped.size === 0) return all
  return all.flatMap((it) => {
    const units = it.use === 'produced' ? it.serials : undefined
    const serials = units?.filter((serial) => !scrapped.has(serial))
    if (!units || !serials || serials.length === units.length) return [it]
    const value = subtract(it.quantity.value, decimalOf(units.length - serials.length))
    return isZero(value) ? [] : [{ ...it, quantity: { ...it.quantity, value }, serials }]
  })
}

function notTakenBack(facts: readonly Fact[]): (Moved & { readonly at: Instant })[] {
  const back = new Map<string, { readonly value: Decimal; readonly serials: readonly string[] }>()
  for (const { type, data } of facts)
    if (type === 'andon.production.reversed.v1') {
      const { productionId, quantity, serials = [] } = data
      const before = back.get(productionId) ?? { value: zero, serials: [] }
      back.set(productionId, {
        value: add(before.value, quantity.value),
        serials: [...before.serials, ...serials],
      })
    }
  return facts.flatMap((fact) =>
    producedBy(fact).flatMap((it) => {
      const reversed = back.get(fact.factId)
      // Without a reversal the value keeps its written form.
      const value = reversed === undefined ? it.quantity.value : subtract(it.quantity.value, reversed.value)
      const serials = it.serials?.filter((serial) => !reversed?.serials.includes(serial))
      const left = { ...it, ...partOf(it, value), ...(serials && { serials }) }
      return isZero(value) ? [] : [{ ...left, at: fact.occurredAt }]
    }),
  )
}

const partOf = ({ quantity }: Moved, value: Decimal): Pick<Moved, 'quantity' | 'booked'> =>
  value === quantity.value ? { quantity } : { quantity: { ...quantity, value }, booked: quantity }

/** The amount as it was said, exact in the unit that it is booked in; of a part that is left, the same part of what was said. */
function saidOf({ quantity, entered, booked = quantity }: Moved, density: Density | undefined): Measured {
  const exact = entered && exactlyIn(density, entered, quantity.unit)
  return exact ? measured(partOfExact(exact, quantity.value, booked.value), quantity.unit) : quantity
}

/** The outputs in a fact: of a command, or the units that the completion of a step has scrapped. */
export function producedBy({ type, data }: Fact): Moved[] {
  if (type === 'andon.material.produced.v1') return [data]
  if (type !== 'andon.step.completed.v1' && type !== 'andon.step.progressed.v1') return []
  const { stepId, reason, scrapReasonCode, scrappedStock = [], scrappedUnmade = [] } = data
  const why = {
    ...(scrapReasonCode !== undefined && { reasonCode: scrapReasonCode }),
    ...(reason !== undefined && { reason }),
  }
  return [
    ...scrappedStock.map((it) => ({ ...it, ...why, stepId, use: 'scrap' as const, fromStock: true })),
    ...scrappedUnmade.map((it) => ({ ...it, ...why, stepId, use: 'scrap' as const })),
  ]
}

/** The content of a rejected container, or what was taken back as scrap: scrap of its step, in the material issued. */
export const rejectedBy = ({ type, data }: Fact): Moved[] =>
  type === 'andon.dispensing.rejected.v1' || (type === 'andon.material.returned.v1' && data.disposition === 'scrap')
    ? [{ ...data, use: 'scrap' }]
    : []

/** Output that became stock: no scrap, and no samples, which come from earlier stock. */
export const stockMadeIn = (facts: readonly Fact[]): (Moved & { readonly at: Instant })[] =>
  madeIn(facts).filter(({ use }) => use !== 'scrap' && use !== 'sample')

/** The total of one kind of movement of one material and lot. */
export type Entry = Pick<Moved, 'lotId' | 'materialId' | 'quantity' | 'use' | 'reasonCode'>

/** Input and output. Samples are separate, because they are part of an earlier output. */
export interface Turnover {
  readonly inputs: readonly Entry[]
  readonly outputs: readonly Entry[]
  readonly samples: readonly Entry[]
  readonly balances: readonly Balance[]
}

export interface OrderBalance extends Turnover {
  readonly orderId: string
  readonly yield: Yield
  readonly steps: readonly (Turnover & { readonly stepId: string })[]
}

/** The inputs and outputs of an order by its own facts: for each step and in total. */
export function orderBalance(order: BoundOrder, snapshot: Snapshot, facts: readonly Fact[]): OrderBalance {
  const consumed = keptIn(facts)
  const produced = [...madeIn(facts), ...facts.flatMap(rejectedBy)]
  const { value: asked, unit } = order.quantity
  const of = (all: readonly Moved[], id: string) => all.filter(({ stepId }) => stepId === id)
  const product = produced.filter(({ use }) => use === 'produced')
  return {
    orderId: order.orderId,
    ...turnover(consumed, produced, snapshot),
    yield: yieldOf(
      sum(
        product.map(({ quantity }) => quantity),
        unit,
      ),
      asked,
    ),
    steps: snapshot.steps.map(({ stepId }) => ({
      stepId,
      ...turnover(of(consumed, stepId), of(produced, stepId), snapshot),
    })),
  }
}

function turnover(consumed: readonly Moved[], produced: readonly Moved[], snapshot: Snapshot): Turnover {
  const outputs = produced.filter(({ use }) => use !== 'sample')
  const densities = densitiesOf(snapshot)
  const amounts = (all: readonly Moved[]) =>
    withDensity(
      all.map((it) => ({ ...saidOf(it, densities[it.materialId]), materialId: it.materialId })),
      snapshot,
    )
  return {
    inputs: entriesOf(consumed),
    outputs: entriesOf(outputs),
    samples: entriesOf(produced.filter(({ use }) => use === 'sample')),
    balances: balancesOf(amounts(consumed), amounts(outputs)),
  }
}

function entriesOf(moved: readonly Moved[]): Entry[] {
  const alike = Map.groupBy(moved, (it) => [it.use, it.materialId, it.lotId, it.reasonCode].join('#'))
  return [...alike.values()].flatMap((all) => {
    const [first] = all
    if (!first) return []
    const { lotId, materialId, use, reasonCode, quantity } = first
    const value = sum(
      all.map((it) => it.quantity),
      quantity.unit,
    )
    return [
      {
        lotId,
        materialId,
        quantity: { value, unit: quantity.unit },
        ...(use !== undefined && { use }),
        ...(reasonCode !== undefined && { reasonCode }),
      },
    ]
  })
}
