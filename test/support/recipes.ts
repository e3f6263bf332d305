import type { DeviationId, HoldId } from '../../events/identifiers.ts'
import { produce as produceBody, recordResult as resultBody } from '../../events/order.ts'
import type { Step } from '../../events/recipe.ts'
import type { Meaning } from '../../events/signature.ts'
import type { Caller } from '../../shared/domain/caller.ts'
import { overrideStep } from '../../shared/domain/execution/override.ts'
import { recordResult } from '../../shared/domain/execution/result-recording.ts'
import { signStep } from '../../shared/domain/execution/sign-off.ts'
import { completeStep } from '../../shared/domain/execution/step-completion.ts'
import { skipStep } from '../../shared/domain/execution/step-skip.ts'
import { startStep } from '../../shared/domain/execution/step-start.ts'
import type { BoundOrder, Snapshot } from '../../shared/domain/orders/order.ts'
import type { AvailableStock } from '../../shared/domain/production/available-stock.ts'
import type { Dated } from '../../shared/domain/production/issue-rules.ts'
import { produce } from '../../shared/domain/production/production.ts'
import { noAlerts } from '../../shared/domain/quality/alerts.ts'
import type { Serial } from '../../shared/domain/stock/serial.ts'
import { ada, aStep, by, noon, olga, order, signedBy, snapshot } from './given.ts'
import { say } from './words.ts'

/** The ids that an act of the floor may need for what it opens. */
export const newIds = {
  deviationId: 'dev-1' as DeviationId,
  holdId: 'hold-1' as HoldId,
  exceptionId: 'override-1',
  alerts: noAlerts,
}

/** An order of these steps; acts follow each other as on the shop floor, and a refused act changes nothing. */
export function floorOf(steps: readonly Step[], more: Partial<BoundOrder> = {}, rules: Partial<Snapshot> = {}) {
  let now = order(more)
  let frozen = snapshot({ steps, productUnit: now.quantity.unit, ...rules })
  let at = noon
  const basis = () => ({ order: now, snapshot: frozen, person: undefined })
  const take = <Decision extends { outcome: string; changes?: readonly unknown[] }>(decision: Decision): Decision => {
    for (const change of (decision.changes ?? []) as { kind?: string; id?: string; value?: unknown }[]) {
      if (change.id !== now.orderId) continue
      if (change.kind === 'order') now = change.value as BoundOrder
      if (change.kind === 'snapshot') frozen = change.value as Snapshot
    }
    return decision
  }
  return {
    basis,
    take,
    order: () => now,
    snapshot: () => frozen,
    /** Sets the clock to so many seconds after noon. */
    clock: (seconds: number) => {
      at = new Date(Date.parse(noon) + seconds * 1000).toISOString()
    },
    at: (who: Caller = ada) => by(who, at),
    start: (stepId: string, body: Parameters<typeof startStep>[2] = {}, who = ada) =>
      take(startStep({ ...basis(), equipment: undefined, machine: undefined }, stepId, body, by(who, at))),
    complete: (stepId: string, body: Parameters<typeof completeStep>[3] = {}, who = ada, shelf?: AvailableStock) =>
      take(completeStep({ ...basis(), shelf }, undefined, stepId, body, by(who, at))),
    skip: (stepId: string, reason?: string, who = ada) => take(skipStep(basis(), stepId, reason, by(who, at))),
    /** Makes so much of the product, in the unit of the order. */
    make: (stepId: string, value: string, more: object = {}, who = ada) => {
      const body = produceBody.parse({ stepId, lotId: 'SYR-1', quantity: { value, unit: now.quantity.unit }, ...more })
      return take(produce({ ...basis(), lot: undefined }, body, by(who, at)))
    },
    /** @param body what is recorded, in plain text */
    record: (stepId: string, body: object, who = ada) =>
      take(recordResult(basis(), resultBody.parse({ stepId, ...body }), newIds, by(who, at))),
    sign: (stepId: string, meaning: Meaning, who: Caller = ada) =>
      take(signStep(basis(), stepId, signedBy(who, meaning, at), by(who, at))),
    /** Somebody who does not do the step lets this rule of it pass. */
    override: (ref: string, stepId = 'mix', who: Caller = olga, stock?: Dated, unit?: Serial) =>
      take(
        overrideStep(
          { ...basis(), ...(stock && { stock }), unit },
          stepId,
          { ref, reason: 'Measured again in the lab' },
          signedBy(who, 'approved', at),
          newIds,
          say,
          by(ada, at),
        ),
      ),
  }
}

/** An order of 100 kg in whose only step, `mix`, work has begun. */
export function mixing(
  rules: Parameters<typeof aStep>[1],
  more: Parameters<typeof floorOf>[1] = {},
  ofOrder: Parameters<typeof floorOf>[2] = {},
) {
  const floor = floorOf([aStep('mix', rules)], more, ofOrder)
  floor.start('mix')
  return floor
}
