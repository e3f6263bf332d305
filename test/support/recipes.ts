import type { Step } from '../../events/recipe.ts'
import type { Caller } from '../../shared/domain/caller.ts'
import { completeStep, skipStep, startStep } from '../../shared/domain/execution/step.ts'
import type { BoundOrder, Snapshot } from '../../shared/domain/orders/order.ts'
import type { AvailableStock } from '../../shared/domain/production/available-stock.ts'
import { ada, by, noon, order, snapshot } from './given.ts'

/** An order of these steps; acts follow each other as on the shop floor, and a refused act changes nothing. */
export function floorOf(steps: readonly Step[], more: Partial<BoundOrder> = {}, rules: Partial<Snapshot> = {}) {
  let now = order(more)
  let frozen = snapshot({ steps, ...rules })
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
  }
}
