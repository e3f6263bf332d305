import type { DeviationId, HoldId } from '../../../events/identifiers.ts'
import type { Holdable } from '../../../events/quality.ts'
import { records } from '../../../events/sentences/english/records.ts'
import { equipmentInUse, underWay } from '../../domain/orders/order.ts'
import { type Deviation, letsGoOn, patienceFor } from '../../domain/quality/deviation.ts'
import { digest } from '../commit/chain.ts'
import type { Clock } from '../commit/command.ts'
import { type Ref, ref, type Store } from '../commit/store.ts'
import { mustBeDone, workflowCommand } from '../commit/workflow.ts'
import type { Sources } from '../genealogy/destinations.ts'
import { madeOf } from '../genealogy/walk.ts'
import { cancelOrder } from '../orders/erp-orders.ts'
import { abortOrder } from '../orders/orders.ts'
import { followBatch, rejectPart } from '../stock/usage-decision.ts'
import * as deviations from './deviations.ts'
import * as holding from './holding.ts'
import { rejectUnmade } from './unit-rejection.ts'

/** The dependencies of the DeviationHold workflow's tasks. Each task is idempotent. */
export interface Deps extends Sources {
  readonly store: Store
  readonly site: string
  readonly now: Clock
}

export async function readDeviation({ store }: Deps, deviationId: string): Promise<Deviation> {
  const { deviation } = await store.load({ deviation: ref.deviation(deviationId) })
  if (!deviation) throw new Error(`There is no deviation ${deviationId}; the workflow has nothing to work on.`)
  return deviation.value
}

const command = <Body>({ site, now }: Deps, id: string, body: Body) =>
  workflowCommand('DeviationHold', site, now, id, body)

/** The lot or the order's lots, with all descendants. */
const affectedBy = async (deps: Deps, { type, id }: Holdable): ReturnType<typeof madeOf> =>
  type === 'lot' || type === 'order' ? madeOf(deps, [{ type, id }]) : { lotIds: [], orders: [] }

/** The equipment that the deviation concerns: the machine that broke the limit, or the equipment that works on held material. */
export async function equipmentConcerned({ store }: Deps, { breach, override, subject }: Deviation): Promise<string[]> {
  // The unit is held alone; the bench goes on with others.
  if (override || breach?.serial !== undefined) return []
  if (breach?.equipmentId) return [breach.equipmentId]
  if (subject.type === 'equipment') return [subject.id]
  if (subject.type !== 'order') return []
  const { order } = await store.load({ order: ref.order(subject.id) })
  return order ? equipmentInUse(order.value) : []
}

export async function escalate(
  deps: Deps,
  deviationId: string,
  waitingFor: string,
): Promise<{ patienceSeconds: number }> {
  // At most one escalation per minute: a retry of the task is the same escalation.
  const key = `${deviationId}/escalated/${waitingFor}/${deps.now().slice(0, 16)}`
  await mustBeDone(
    await deviations.noteOnDeviation(deps.store, command(deps, key, { waitingFor }), { deviationId }),
    'Escalating',
  )
  return { patienceSeconds: patienceFor(await readDeviation(deps, deviationId), deps.now()) }
}

export async function requireCapa(deps: Deps, deviationId: string): Promise<void> {
  await mustBeDone(
    await deviations.noteOnDeviation(deps.store, command(deps, `${deviationId}/capa`, {}), { deviationId }),
    'Asking for a corrective action',
  )
}

/** `use-as-is` and `rework` release everything; `scrap`, `return` and `reject` first take it out of use. */
export async function applyDisposition(deps: Deps, deviationId: string): Promise<void> {
  const deviation = await readDeviation(deps, deviationId)
  const { disposition, subject, holds } = deviation
  if (!disposition) throw new Error(`Deviation ${deviationId} has no disposition to apply.`)
  const reason = records['record/disposition']({ deviationId, disposition })
  if (!letsGoOn(disposition)) await takeOutOfUse(deps, deviation, reason)
  for (const holdId of holds) {
    await mustBeDone(
      await holding.liftHold(deps.store, command(deps, `${deviationId}/lift/${holdId}`, { reason }), { holdId }),
      `Releasing hold ${holdId} of ${subject.type} ${subject.id}`,
    )
  }
}

async function takeOutOfUse(deps: Deps, { deviationId, subject, decidedBy }: Deviation, reason: string): Promise<void> {
  const { store } = deps
  if (subject.type === 'order') {
    const { order } = await store.load({ order: ref.order(subject.id) })
    const underWay = order && ['released', 'running', 'paused'].includes(order.value.status)
    if (order?.value.status === 'created')
      await mustBeDone(
        await cancelOrder(store, command(deps, `${deviationId}/cancel`, { reason }), { orderId: subject.id }),
        `Withdrawing order ${subject.id}`,
      )
    if (underWay)
      await mustBeDone(
        await abortOrder(store, command(deps, `${deviationId}/abort`, { reason }), { orderId: subject.id }),
        `Aborting order ${subject.id}`,
      )
  }
  const decided = { reason, rejectedBy: decidedBy }
  if (subject.type === 'sublot') await rejectSublot(deps, deviationId, ref.namedSublot(subject.id), decided)
  if (subject.type === 'unit') await rejectUnit(deps, deviationId, subject.id, decided)
  const { lotIds, orders } = await affectedBy(deps, subject)
  for (const { orderId } of orders.filter((it) => underWay(it) && it.orderId !== subject.id))
    await keepHeld(deps, deviationId, { type: 'order', id: orderId }, `${reason} Material of it is in this order.`)
  for (const lotId of lotIds) {
    const body = { reason, orderId: subject.id, rejectedBy: decidedBy }
    await mustBeDone(
      await followBatch(store, command(deps, `${deviationId}/reject/${lotId}`, body), { lotId }, 'rejected'),
      `Rejecting lot ${lotId}`,
    )
  }
}

interface Decided {
  readonly reason: string
  readonly rejectedBy: string | undefined
}

/** Rejects one sublot: the rest of the lot is not affected, but the units around it are. */
async function rejectSublot(
  deps: Deps,
  deviationId: string,
  { within: lotId = '', id: sublotId }: Ref<'sublot'>,
  decided: Decided,
): Promise<void> {
  const name = `${lotId}@${sublotId}`
  const body = command(deps, `${deviationId}/reject/${name}`, { ...decided, sublotId })
  await mustBeDone(await rejectPart(deps.store, body, { lotId }), `Rejecting sublot ${name}`)
  const { sublot } = await deps.store.load({ sublot: ref.sublot(lotId, sublotId) })
  const around = sublot?.value.builtInto
  if (around !== undefined)
    await keepHeld(
      deps,
      deviationId,
      { type: 'unit', id: around },
      `${decided.reason} Unit ${name} is built into this one.`,
    )
}

/** A made unit is rejected in its stock. One that is not made yet is no stock, and is rejected itself. */
async function rejectUnit(deps: Deps, deviationId: DeviationId, name: string, decided: Decided): Promise<void> {
  const { unit } = await deps.store.load({ unit: ref.unit(name) })
  if (!unit) return
  const { lotId, sublotId, status, orderId } = unit.value
  if (status === undefined) await rejectSublot(deps, deviationId, ref.sublot(lotId, sublotId), decided)
  else if (orderId !== undefined) {
    const body = command(deps, `${deviationId}/reject/${name}`, { ...decided, deviationId })
    await mustBeDone(await rejectUnmade(deps.store, body, { ...unit.value, orderId }), `Rejecting unit ${name}`)
  }
}

/**
 * A running order or a unit contains what is taken out of use. The hold of the deviation is about to end, so the order or unit gets a hold of its
 * own. Quality checks it and releases it by signature; then the bad component is taken out or the unit is scrapped. An order may be aborted.
 */
async function keepHeld(deps: Deps, deviationId: string, subject: Holdable, reason: string): Promise<void> {
  // Ids for orders have no type, so that existing holds keep their ids.
  const key = `${deviationId}/keep/${subject.type === 'order' ? subject.id : `${subject.type}:${subject.id}`}`
  const body = { holdId: `hold.${digest(key).slice(0, 16)}` as HoldId, subject, reason }
  await mustBeDone(
    await holding.placeHold(deps.store, command(deps, key, body)),
    `Holding ${subject.type} ${subject.id}`,
  )
}

export async function close(deps: Deps, deviationId: string): Promise<void> {
  const { disposition, status } = await readDeviation(deps, deviationId)
  // Quality may close it by hand while its holds are being released.
  if (status === 'closed') return
  const body = { reason: records['record/disposition-applied']({ disposition: disposition ?? '' }) }
  await mustBeDone(
    await deviations.closeDeviation(deps.store, command(deps, `${deviationId}/close`, body), { deviationId }),
    `Closing deviation ${deviationId}`,
  )
}
