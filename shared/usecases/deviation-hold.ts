import type { Holdable } from '../../events/quality.ts'
import { type Deviation, letsGoOn, patienceFor } from '../domain/deviation.ts'
import { equipmentInUse, lotsOf } from '../domain/order.ts'
import { digest } from './chain.ts'
import { followBatch } from './lots.ts'
import { abortOrder } from './orders.ts'
import * as quality from './quality.ts'
import { ref, type Store } from './store.ts'
import { descendants, type Genealogy } from './trace.ts'
import { mustBeDone, workflowCommand } from './workflow.ts'

/** What the tasks of the DeviationHold workflow work with. Each may be run again and does nothing twice. */
export interface Deps {
  readonly store: Store
  readonly genealogy: Genealogy
  readonly site: string
  readonly at: string
}

export async function readDeviation({ store }: Deps, deviationId: string): Promise<Deviation> {
  const { deviation } = await store.load({ deviation: ref.deviation(deviationId) })
  if (!deviation) throw new Error(`There is no deviation ${deviationId}; the workflow has nothing to work on.`)
  return deviation.value
}

const command = <Body>({ site, at }: Deps, id: string, body: Body) =>
  workflowCommand('DeviationHold', site, at, id, body)

/**
 * Holds the subject and every lot that descends from it. Lots that are made while the walk runs are met by walking again until
 * nothing new is found.
 */
export async function holdAffected(deps: Deps, deviationId: string): Promise<{ patienceSeconds: number }> {
  const deviation = await readDeviation(deps, deviationId)
  const held = new Set<string>()
  for (
    let found = await affected(deps, deviation);
    found.length > 0;
    found = (await affected(deps, deviation)).filter((it) => !held.has(named(it)))
  ) {
    for (const subject of found) {
      await hold(deps, deviation, subject)
      held.add(named(subject))
    }
  }
  return { patienceSeconds: patienceFor(deviation) }
}

/** An order and the lot that it makes may bear the same id. */
const named = ({ type, id }: Holdable): string => `${type}:${id}`

/** What somebody has overridden with a signature goes on: it is reviewed with the batch, which is not released before. */
async function affected(deps: Deps, { subject, breach, override }: Deviation): Promise<Holdable[]> {
  if (override) return []
  const itself = breach ? [] : [subject]
  const lots = await lotsAffected(deps, subject)
  return [...itself, ...lots.map((id): Holdable => ({ type: 'lot', id })).filter((it) => named(it) !== named(subject))]
}

/** The lot itself or what the order made, and all that descends from it. */
async function lotsAffected({ store, genealogy }: Deps, { type, id }: Holdable): Promise<string[]> {
  if (type === 'lot') return descendants(genealogy, [id])
  return type === 'order' ? descendants(genealogy, await productsOf(store, id)) : []
}

async function productsOf(store: Store, orderId: string): Promise<string[]> {
  const { order } = await store.load({ order: ref.order(orderId) })
  return order && order.value.status !== 'created' ? lotsOf(order.value) : []
}

async function hold(deps: Deps, { deviationId, title }: Deviation, subject: Holdable): Promise<void> {
  const key = `${deviationId}/hold/${subject.type}:${subject.id}`
  const holdId = `hold-${digest(key).slice(0, 16)}` as Deviation['holds'][number]
  mustBeDone(
    await quality.placeHold(deps.store, command(deps, key, { holdId, subject, reason: title, deviationId })),
    `Holding ${subject.type} ${subject.id}`,
  )
}

/** Whom on the floor the deviation concerns: the machine that broke the limit, or those that work on what is held. */
export async function equipmentConcerned({ store }: Deps, { breach, override, subject }: Deviation): Promise<string[]> {
  if (override) return []
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
  // One note a minute at most: a retried task is the same escalation.
  const key = `${deviationId}/escalated/${waitingFor}/${deps.at.slice(0, 16)}`
  mustBeDone(
    await quality.noteOnDeviation(deps.store, command(deps, key, { waitingFor }), { deviationId }),
    'Escalating',
  )
  return { patienceSeconds: patienceFor(await readDeviation(deps, deviationId)) }
}

export async function requireCapa(deps: Deps, deviationId: string): Promise<void> {
  mustBeDone(
    await quality.noteOnDeviation(deps.store, command(deps, `${deviationId}/capa`, {}), { deviationId }),
    'Asking for a corrective action',
  )
}

/** Use as is and rework let go of everything; scrap, return and reject take it out of use first. */
export async function applyDisposition(deps: Deps, deviationId: string): Promise<void> {
  const deviation = await readDeviation(deps, deviationId)
  const { disposition, subject, holds } = deviation
  if (!disposition) throw new Error(`Deviation ${deviationId} has no disposition to apply.`)
  const reason = `Disposition of deviation ${deviationId}: ${disposition}.`
  if (!letsGoOn(disposition)) await takeOutOfUse(deps, deviation, reason)
  for (const holdId of holds) {
    mustBeDone(
      await quality.liftHold(deps.store, command(deps, `${deviationId}/lift/${holdId}`, { reason }), { holdId }),
      `Releasing hold ${holdId} of ${subject.type} ${subject.id}`,
    )
  }
}

async function takeOutOfUse(deps: Deps, { deviationId, subject }: Deviation, reason: string): Promise<void> {
  const { store } = deps
  if (subject.type === 'order') {
    const { order } = await store.load({ order: ref.order(subject.id) })
    const underWay = order && ['released', 'running', 'paused'].includes(order.value.status)
    if (underWay)
      mustBeDone(
        await abortOrder(store, command(deps, `${deviationId}/abort`, { reason }), { orderId: subject.id }),
        `Aborting order ${subject.id}`,
      )
  }
  for (const lotId of await lotsAffected(deps, subject)) {
    const body = { reason, orderId: subject.id }
    mustBeDone(
      await followBatch(store, command(deps, `${deviationId}/reject/${lotId}`, body), { lotId }, 'rejected'),
      `Rejecting lot ${lotId}`,
    )
  }
}

export async function close(deps: Deps, deviationId: string): Promise<void> {
  const { disposition, status } = await readDeviation(deps, deviationId)
  // Quality may have closed it by hand while its holds were being released.
  if (status === 'closed') return
  const body = { reason: `The disposition ${disposition} is applied.` }
  mustBeDone(
    await quality.closeDeviation(deps.store, command(deps, `${deviationId}/close`, body), { deviationId }),
    `Closing deviation ${deviationId}`,
  )
}
