import type { Instant } from '../../../events/identifiers.ts'
import type { Consume } from '../../../events/order.ts'
import type { Material } from '../../domain/master-data.ts'
import type { Order } from '../../domain/orders/order.ts'
import { consume as consumed, type IssueContext } from '../../domain/production/consumption.ts'
import { isPastItsDate } from '../../domain/production/issue-rules.ts'
import { isMade } from '../../domain/production/unit.ts'
import { underHolds } from '../../domain/quality/alerts.ts'
import { orderNamed } from '../../domain/stock/destination.ts'
import { type Command, type Outcome, run } from '../commit/command.ts'
import { type Basis, type Reading, type Ref, ref, type Store, type Stored } from '../commit/store.ts'
import { contextOf, contextRefs, type Path, subject } from '../execution/steps.ts'
import { alertsOf, holdsAbove } from '../quality/holds-above.ts'
import { holdsAboveLot, stockIn, stockRefs } from '../stock/basis.ts'
import { nextFor } from './picking.ts'

type Issue = Pick<Consume, 'stepId' | 'lineId' | 'lotId' | 'sublotId'>

/** The refs of every issue to a line of an order, in one round trip with others. */
export const issueRefs = (command: Pick<Command, 'caller'>, orderId: string, { lotId, sublotId }: Issue) => ({
  ...contextRefs(command, orderId),
  ...stockRefs(lotId, sublotId),
})

type IssueBasis = Basis<ReturnType<typeof issueRefs>>

/** A third round trip if the stock is expired, for its material's policy. */
export const issueRefsThen = ({ lot, sublot }: Pick<IssueBasis, 'lot' | 'sublot'>, at: Instant) =>
  lot && isPastItsDate({ lot: lot.value, sublot: sublot?.value }, at)
    ? { material: ref.material(lot.value.materialId) }
    : undefined

/**
 * Queries for the picking rule of the line, and for holds being inherited. The results guard nothing: a lot received meanwhile is next for the next
 * issue.
 */
export async function findForIssue(
  reading: Reading,
  { order, snapshot, lot, alerts }: Pick<IssueBasis, 'order' | 'snapshot' | 'lot' | 'alerts'>,
  { stepId, lineId }: { readonly stepId: string; readonly lineId: string | undefined },
  at: Instant,
) {
  const step = snapshot?.value.steps.find((it) => it.stepId === stepId)
  const line = step?.materials.find((it) => it.lineId === lineId)
  const isPicked = order && line && (line.picking ?? 'off') !== 'off'
  const [ofLot, ofOrder, next] = await Promise.all([
    holdsAboveLot(reading, lot, alerts),
    order && holdsAbove(reading, alertsOf(alerts), [orderNamed(order.value.orderId)]),
    isPicked ? nextFor(reading, order.value, line, alertsOf(alerts), at) : undefined,
  ])
  return { lot: ofLot, order: ofOrder, next }
}

/** The context of an issue, from all that was read. */
export const issueContext = (
  order: Stored<Order>,
  { snapshot, person, lot, sublot, alerts }: Omit<IssueBasis, 'order'>,
  material: Stored<Material> | undefined,
  found: Awaited<ReturnType<typeof findForIssue>> | undefined,
): IssueContext => ({
  ...contextOf(order, snapshot, person, found?.order),
  lot: undefined,
  sublot: undefined,
  ...(lot && stockIn(lot, { sublot, alerts }, found?.lot)),
  material: material?.value,
  next: found?.next,
})

export const consume = (store: Store, command: Command<Consume>, { orderId }: Path): Promise<Outcome> =>
  run(store, command, {
    subject: subject(orderId),
    of: 'order',
    load: issueRefs(command, orderId, command.body),
    loadMore: (basis, more: Partial<Basis<IssueRefsThen>>, at): IssueRefsThen => ({
      ...issueRefsThen(basis, at),
      ...unitRefs(basis.order, command.body.into, more),
    }),
    find: (basis, _, at, reading) => findForIssue(reading, basis, command.body, at),
    decide: ({ order, ...basis }, circumstances, { material, unit, made, madeIn }, found) => {
      if (!order) return 'unknown'
      const { into: serial } = command.body
      const lot = madeIn && underHolds(madeIn.value, alertsOf(basis.alerts))
      const into = serial && { serial, unit: unit?.value, sublot: made?.value, lot, consumptionId: command.id }
      return consumed({ ...issueContext(order, basis, material, found), into }, command.body, circumstances)
    },
  })

/** Further reads of some issues: the material of expired stock, and the unit that gets a component. */
export type IssueRefsThen = {
  readonly material?: Ref<'material'>
  readonly unit?: Ref<'serial'>
  readonly made?: Ref<'sublot'> | undefined
  readonly madeIn?: Ref<'lot'> | undefined
}

/** One more round trip for the unit, whose product only the order names, and another for its sublot, if it is made. */
const unitRefs = (
  order: Stored<Order> | undefined,
  serial: string | undefined,
  { unit }: Partial<Basis<IssueRefsThen>>,
): IssueRefsThen =>
  order && serial !== undefined
    ? {
        unit: ref.serial(order.value.product, serial),
        made: unit && isMade(unit.value) ? ref.sublot(unit.value.lotId, serial) : undefined,
        madeIn: unit && isMade(unit.value) ? ref.lot(unit.value.lotId) : undefined,
      }
    : {}
