import type { LotId, MaterialId } from '../../events/identifiers.ts'
import { completeStep as completeBody } from '../../events/order.ts'
import type { Caller } from '../../shared/domain/caller.ts'
import type { Decision } from '../../shared/domain/decision.ts'
import { completeStep } from '../../shared/domain/execution/step-completion.ts'
import type { Material } from '../../shared/domain/master-data.ts'
import type { BoundOrder } from '../../shared/domain/orders/order.ts'
import type { Lot, Sublot } from '../../shared/domain/stock/lot.ts'
import { ada, aStep, by, kg, lot, order, running, snapshot } from './given.ts'

/** A lot of the material of the lines. */
export const sugar = (lotId: string, remaining: string, more: Partial<Lot> = {}): Lot =>
  lot({ lotId: lotId as LotId, quantity: '1000', remaining, ...more })

export const wax = (lotId: string, remaining: string, more: Partial<Lot> = {}): Lot =>
  sugar(lotId, remaining, { materialId: 'WAX' as MaterialId, ...more })

export const line = (lineId: string, backflush: 'standard' | 'actual', more: object = {}) => ({
  lineId,
  materialId: 'SUCROSE',
  quantity: kg('25'),
  tolerance: { minusPercent: '10', plusPercent: '10' },
  backflush,
  ...more,
})

interface Found {
  readonly lines?: readonly object[]
  readonly lots?: readonly Lot[]
  readonly sublots?: readonly Sublot[]
  readonly materials?: readonly Material[]
  readonly reserved?: BoundOrder['reserved']
  readonly overrides?: BoundOrder['overrides']
  readonly step?: object
  readonly running?: object
  readonly produced?: BoundOrder['produced']
  readonly who?: Caller
}

/** Completes a step of an order of 100 kg that has made what it says. */
export const completing = (
  backflush: readonly object[] | undefined,
  found: Found = {},
  more: object = {},
): Decision => {
  const materials = found.lines ?? [line('10', 'standard')]
  return completeStep(
    {
      order: order({
        steps: { mix: running(found.running ?? {}) },
        produced: found.produced ?? {},
        ...(found.reserved && { reserved: found.reserved }),
        ...(found.overrides && { overrides: found.overrides }),
      }),
      snapshot: snapshot({ steps: [aStep('mix', { materials: materials as never, ...found.step })] }),
      person: undefined,
      shelf: {
        lots: found.lots ?? [sugar('SUC-1', '100')],
        sublots: found.sublots ?? [],
        materials: found.materials ?? [],
      },
    },
    undefined,
    'mix',
    completeBody.parse({ ...(backflush && { backflush }), ...more }),
    by(found.who ?? ada),
  )
}

/** A running step that has made so many kilograms. */
export const made = (value: string, use = 'produced') => ({
  outputs: [{ use, materialId: 'SYRUP', value, unit: 'kg' }],
})

export const consumedIn = (decision: Decision) =>
  decision.outcome === 'accepted' &&
  (decision.fact.type === 'andon.step.completed.v1' || decision.fact.type === 'andon.step.progressed.v1')
    ? decision.fact.data.consumed
    : undefined

export const drawsIn = (decision: Decision) =>
  decision.outcome === 'accepted' ? decision.changes.filter((it) => it.change === 'issue') : []
