import type { Instant } from '../../../events/identifiers.ts'
import type { CompleteStep, Consume, Produce, RecordResult, StartStep } from '../../../events/order.ts'
import type { AnnounceUnits } from '../../../events/unit.ts'
import type { Circumstances } from '../../domain/caller.ts'
import type { Decision } from '../../domain/decision.ts'
import { type Machine, unheardOf } from '../../domain/equipment/machine.ts'
import * as result from '../../domain/execution/result.ts'
import * as signOff from '../../domain/execution/sign-off.ts'
import * as steps from '../../domain/execution/step.ts'
import { orderNamed } from '../../domain/genealogy/genealogy.ts'
import type { Equipment, Material, Person } from '../../domain/master-data.ts'
import type { StepContext } from '../../domain/orders/gate.ts'
import { type Order, type Snapshot, underHoldsAbove } from '../../domain/orders/order.ts'
import { lotsToBook } from '../../domain/production/backflush.ts'
import { consume as consumed, type IssueContext } from '../../domain/production/consumption.ts'
import { isPastItsDate } from '../../domain/production/issue-rules.ts'
import { lineBeside, produce as produced } from '../../domain/production/production.ts'
import { announceUnits as announced, isMade } from '../../domain/production/unit.ts'
import { type Alerts, noAlerts, underHolds } from '../../domain/quality/alerts.ts'
import { digest } from '../commit/chain.ts'
import { type Command, type Outcome, run } from '../commit/command.ts'
import { type Basis, type Ref, ref, type Store, type Stored } from '../commit/store.ts'
import { unitsMadeBy } from '../genealogy/built-into.ts'
import { alertsIn, holdsAboveShelf, shelfIn, shelfRefs, shelfRefsThen } from '../production/backflush.ts'
import { nextFor } from '../production/drawing.ts'
import { alertsOf, holdsAbove } from '../quality/holds-above.ts'
import { holdsOnTheirWay, named, serialRefs, stockIn, stockRefs } from '../stock/lots.ts'

type Path = { orderId: string }
type StepPath = Path & { stepId: string }
const subject = (id: string) => ({ type: 'order', id }) as const

/** What every act on a step reads, in one round trip with whatever else it needs. */
export const contextRefs = ({ caller }: Pick<Command, 'caller'>, orderId: string) => ({
  order: ref.order(orderId),
  snapshot: ref.snapshot(orderId),
  person: ref.person(caller.id),
})

/**
 * The same as it was read.
 * @param above the holds on their way to the order from what it was made of: it is under them from now on
 */
export const contextOf = (
  order: Stored<Order>,
  snapshot: Stored<Snapshot> | undefined,
  person: Stored<Person> | undefined,
  above: readonly string[] = [],
): StepContext => ({ order: underHoldsAbove(order.value, above), snapshot: snapshot?.value, person: person?.value })

/**
 * The ids of what a command may have to open follow from its own, so that a replay opens nothing twice. A command's id is its own on
 * its order only, so that the order's is part of them.
 */
export const exceptionIds = (orderId: string, commandId: string): result.BreachIds & signOff.OverrideIds => {
  const suffix = digest(`${orderId}/${commandId}`).slice(0, 16)
  return {
    deviationId: `dev-${suffix}` as result.BreachIds['deviationId'],
    holdId: `hold-${suffix}` as result.BreachIds['holdId'],
    exceptionId: `override-${suffix}`,
  }
}

/**
 * What an equipment is part of, the nearest first: a round trip for each level, which only the one below names. Their maintenance keeps
 * it out of service, and where an equipment stands alone it costs nothing.
 */
export async function ancestorsOf(store: Store, equipment: Equipment | undefined): Promise<Equipment[]> {
  const found: Equipment[] = []
  for (let parentId = equipment?.parentId; parentId !== undefined; ) {
    const { parent } = await store.load({ parent: ref.equipment(parentId) })
    if (!parent) break
    found.push(parent.value)
    parentId = parent.value.parentId
  }
  return found
}

export const startStep = (
  store: Store,
  command: Command<StartStep>,
  { orderId, stepId }: StepPath,
): Promise<Outcome> => {
  const { equipmentId } = command.body
  return run(store, command, {
    subject: subject(orderId),
    of: 'order',
    load: {
      ...contextRefs(command, orderId),
      equipment: equipmentId && ref.equipment(equipmentId),
      machine: equipmentId && ref.machine(equipmentId),
    },
    find: ({ equipment }) => ancestorsOf(store, equipment?.value),
    decide: ({ order, snapshot, person, equipment, machine }, circumstances, _, above = []) => {
      if (!order) return 'unknown'
      const spot = {
        equipment: equipment?.value,
        machine: machine?.value ?? (equipmentId && unheardOf(equipmentId)),
        above,
      }
      return steps.startStep({ ...contextOf(order, snapshot, person), ...spot }, stepId, command.body, circumstances)
    },
  })
}

/**
 * A third round trip where the step runs on an equipment or books what is reserved, which only the order names, and a fourth where some of
 * that is past its date.
 */
export const completeStep = (
  store: Store,
  command: Command<CompleteStep>,
  { orderId, stepId }: StepPath,
): Promise<Outcome> =>
  run(store, command, {
    subject: subject(orderId),
    of: 'order',
    load: contextRefs(command, orderId),
    loadMore: ({ order, snapshot }, more) => {
      const issued = order?.value.status !== 'created' ? order?.value : undefined
      const progress = issued?.steps[stepId]
      if (!issued || progress?.status !== 'running') return undefined
      const step = snapshot?.value.steps.find((it) => it.stepId === stepId)
      return {
        machine: progress.equipmentId && ref.machine(progress.equipmentId),
        ...shelfRefs(lotsToBook(step, issued, command.body.backflush), command.body.backflush),
        ...shelfRefsThen(more, command.at),
      }
    },
    find: async ({ order, snapshot }, { machine: _machine, ...found }) => ({
      units: await unitsMadeBy(store, order?.value, snapshot?.value),
      lots: await holdsAboveShelf(store, found),
      order: await holdsAbove(store, alertsIn(found), [orderNamed(orderId)]),
    }),
    decide: ({ order, snapshot, person }, circumstances, { machine, ...found }, above) => {
      if (!order) return 'unknown'
      const shelf = shelfIn(found, above?.lots)
      const at = { ...contextOf(order, snapshot, person, above?.order), shelf, units: above?.units }
      return steps.completeStep(at, machine?.value as Machine | undefined, stepId, command.body, circumstances)
    },
  })

export const skipStep = (
  store: Store,
  command: Command<{ reason?: string }>,
  { orderId, stepId }: StepPath,
): Promise<Outcome> =>
  run(store, command, {
    subject: subject(orderId),
    of: 'order',
    load: contextRefs(command, orderId),
    decide: ({ order, snapshot, person }, circumstances) =>
      order
        ? steps.skipStep(contextOf(order, snapshot, person), stepId, command.body.reason, circumstances)
        : 'unknown',
  })

/** Those who sign do not do the step: what they are qualified for is their role. */
const decided = (orderId: string) => ({ order: ref.order(orderId), snapshot: ref.snapshot(orderId) })

export const signStep = (store: Store, command: Command, { orderId, stepId }: StepPath): Promise<Outcome> =>
  run(store, command, {
    subject: subject(orderId),
    of: 'order',
    load: decided(orderId),
    decide: ({ order, snapshot }, circumstances) =>
      order
        ? signOff.signStep({ order: order.value, snapshot: snapshot?.value }, stepId, command.signature, circumstances)
        : 'unknown',
  })

/** An override for stock past its date, `expiry:<lot>` or `expiry:<lot>/<sublot>`, is judged by that stock and its material. */
export const overrideStep = (
  store: Store,
  command: Command<{ ref: string; reason: string }>,
  { orderId, stepId }: StepPath,
): Promise<Outcome> => {
  const [, lotId, sublotId] = /^expiry:([^/]+)(?:\/(.+))?$/.exec(command.body.ref) ?? []
  return run(store, command, {
    subject: subject(orderId),
    of: 'order',
    load: {
      ...decided(orderId),
      lot: lotId === undefined ? undefined : ref.lot(lotId),
      sublot: lotId === undefined || sublotId === undefined ? undefined : ref.sublot(lotId, sublotId),
    },
    loadMore: ({ lot }) => lot && { material: ref.material(lot.value.materialId) },
    decide: ({ order, snapshot, lot, sublot }, circumstances, { material }) =>
      order
        ? signOff.overrideStep(
            {
              order: order.value,
              snapshot: snapshot?.value,
              stock: { lot: lot?.value, sublot: sublot?.value, material: material?.value },
            },
            stepId,
            command.body,
            command.signature,
            exceptionIds(orderId, command.id),
            circumstances,
          )
        : 'unknown',
  })
}

/** Where and of what a draw is. */
type Issue = Pick<Consume, 'stepId' | 'lineId' | 'lotId' | 'sublotId'>

/** What every draw into a line of an order reads, in one round trip with whatever else it needs. */
export const issueRefs = (command: Pick<Command, 'caller'>, orderId: string, { lotId, sublotId }: Issue) => ({
  ...contextRefs(command, orderId),
  ...stockRefs(lotId, sublotId),
})
type IssueBasis = Basis<ReturnType<typeof issueRefs>>

/** A third round trip where the stock is past its date, for what its material says of that. */
export const issueRefsThen = ({ lot, sublot }: Pick<IssueBasis, 'lot' | 'sublot'>, at: Instant) =>
  lot && isPastItsDate({ lot: lot.value, sublot: sublot?.value }, at)
    ? { material: ref.material(lot.value.materialId) }
    : undefined

/**
 * Questions to the index where the line has a rule for picking, and the holds on their way. What these find guards nothing: a lot that
 * comes in meanwhile is the next one for the next draw.
 */
export async function findForIssue(
  store: Store,
  { order, snapshot, lot, alerts }: Pick<IssueBasis, 'order' | 'snapshot' | 'lot' | 'alerts'>,
  { stepId, lineId }: { readonly stepId: string; readonly lineId: string | undefined },
  at: Instant,
) {
  const step = snapshot?.value.steps.find((it) => it.stepId === stepId)
  const line = step?.materials.find((it) => it.lineId === lineId)
  const isPicked = order && line && (line.picking ?? 'off') !== 'off'
  return {
    lot: await holdsOnTheirWay(store)({ lot, alerts }),
    order: order && (await holdsAbove(store, alertsOf(alerts), [orderNamed(order.value.orderId)])),
    next: isPicked ? await nextFor(store, order.value, line, alertsOf(alerts), at) : undefined,
  }
}

/** What a draw is judged against, as all of this has found it. */
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
    loadMore: (basis, more: Partial<Basis<IssueRefsThen>>): IssueRefsThen => ({
      ...issueRefsThen(basis, command.at),
      ...unitRefs(basis.order, command.body.into, more),
    }),
    find: (basis, _, at) => findForIssue(store, basis, command.body, at),
    decide: ({ order, ...basis }, circumstances, { material, unit, made, madeIn }, found) => {
      if (!order) return 'unknown'
      const { into: serial } = command.body
      const lot = madeIn && underHolds(madeIn.value, alertsOf(basis.alerts))
      const into = serial && { serial, unit: unit?.value, sublot: made?.value, lot, consumptionId: command.id }
      return consumed({ ...issueContext(order, basis, material, found), into }, command.body, circumstances)
    },
  })

/** What only some draws read besides: of stock past its date, its material; of what is built into a unit, that unit. */
type IssueRefsThen = {
  readonly material?: Ref<'material'>
  readonly unit?: Ref<'serial'>
  readonly made?: Ref<'sublot'> | undefined
  readonly madeIn?: Ref<'lot'> | undefined
}

/** A further round trip for the unit, which is of the product that only the order names, and one more for its stock, if it is made. */
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

/** A third round trip for what is made beside the product, and for units of it, because only the order and its recipe name them. */
export const produce = (store: Store, command: Command<Produce>, { orderId }: Path): Promise<Outcome> =>
  run(store, command, {
    subject: subject(orderId),
    of: 'order',
    load: { ...contextRefs(command, orderId), ...stockRefs(command.body.lotId) },
    loadMore: ({ order, snapshot }) => {
      const line = snapshot && lineBeside(snapshot.value, command.body)
      return {
        ...(order && serialRefs(order.value.product, command.body)),
        material: line && ref.material(line.materialId),
      }
    },
    // A lot that exists was made by this order, or is refused.
    find: ({ alerts }) => holdsAbove(store, alertsOf(alerts), [orderNamed(orderId)]),
    decide: ({ order, snapshot, person, lot, ...others }, circumstances, { material, ...more }, above) => {
      if (!order) return 'unknown'
      const { serials } = command.body
      const known = serials && { serials: named(more, 'serial', serials), sublots: named(more, 'sublot', serials) }
      const found = { lot: lot && stockIn(lot, others).lot, material: material?.value, known }
      return produced({ ...contextOf(order, snapshot, person, above), ...found }, command.body, circumstances)
    },
  })

export const announceUnits = (store: Store, command: Command<AnnounceUnits>, { orderId }: Path): Promise<Outcome> =>
  run(store, command, {
    subject: subject(orderId),
    of: 'order',
    load: { order: ref.order(orderId), snapshot: ref.snapshot(orderId), ...stockRefs(command.body.lotId) },
    loadMore: ({ order }) => (order ? serialRefs(order.value.product, command.body) : {}),
    find: ({ alerts }) => holdsAbove(store, alertsOf(alerts), [orderNamed(orderId)]),
    decide: ({ order, snapshot, lot }, _, more, above = []) =>
      order
        ? announced(
            underHoldsAbove(order.value, above),
            snapshot?.value,
            lot?.value,
            {
              serials: named(more, 'serial', command.body.serials),
              sublots: named(more, 'sublot', command.body.serials),
            },
            command.body,
          )
        : 'unknown',
  })

export const recordResult = (store: Store, command: Command<RecordResult>, { orderId }: Path): Promise<Outcome> =>
  run(store, command, {
    subject: subject(orderId),
    of: 'order',
    load: { ...contextRefs(command, orderId), alerts: ref.alerts() },
    decide: ({ order, snapshot, person, alerts }, circumstances) =>
      order
        ? result.recordResult(
            contextOf(order, snapshot, person),
            command.body,
            { ...exceptionIds(orderId, command.id), alerts: alertsOf(alerts) },
            circumstances,
          )
        : 'unknown',
  })

/** The alerts of the site are read only for what changes them, and not for each of a thousand samples. */
export const recordSample = (
  store: Store,
  command: Command<result.Measured>,
  path: StepPath,
  isOld = false,
): Promise<Outcome> => {
  const body = { ...command.body, isOld }
  const judged = ({ order, snapshot }: ContextBasis, alerts: Alerts, circumstances: Circumstances) => {
    const opening = { ...exceptionIds(path.orderId, command.id), alerts }
    return judgeSample(order?.value, snapshot?.value, path.stepId, body, opening, circumstances)
  }
  return run(store, command, {
    subject: subject(path.orderId),
    of: 'order',
    load: { order: ref.order(path.orderId), snapshot: ref.snapshot(path.orderId) },
    loadMore: (basis) => (isAlerting(judged(basis, noAlerts, command)) ? { alerts: ref.alerts() } : undefined),
    decide: (basis, circumstances, { alerts }) => judged(basis, alertsOf(alerts), circumstances),
  })
}

type ContextBasis = Pick<Basis<ReturnType<typeof contextRefs>>, 'order' | 'snapshot'>

const isAlerting = (decision: Decision | 'nothing'): boolean =>
  decision !== 'nothing' &&
  decision.outcome === 'accepted' &&
  decision.changes.some((it) => it.change === 'save' && it.kind === 'alerts')

/**
 * What a machine measured during a step. A value within the limits is the evidence that the step asks for, at first and after an
 * excursion; further good ones add nothing to the record, and an excursion that has its open deviation is not opened again.
 */
function judgeSample(
  order: Order | undefined,
  snapshot: Snapshot | undefined,
  stepId: string,
  measured: result.Measured,
  opening: result.Opening,
  circumstances: Circumstances,
): Decision | 'nothing' {
  const { parameterId, isOld, measuredAt } = measured
  const step = snapshot?.steps.find((it) => it.stepId === stepId)
  const watched = step?.parameters.some((it) => it.parameterId === parameterId && it.source === 'device')
  if (!order || order.status === 'created' || !step || !watched || parameterId === undefined) return 'nothing'
  const decision = result.judgeResult(order, step, measured, opening, circumstances)
  if (decision.outcome === 'refused') return decision
  const progress = order.steps[stepId]
  const running = progress?.status === 'running' ? progress : undefined
  if (decision.fact.type !== 'andon.result.recorded.v1')
    return order.breaches[result.breachKey(stepId, parameterId)] === undefined ? decision : 'nothing'
  const { inSpec } = decision.fact.data
  // A value that comes too late for its step, or after a newer one, is told only if it was outside its limits.
  if (!running || isOld || result.isOldNews(running, parameterId, measuredAt)) return inSpec ? 'nothing' : decision
  // A machine says the same many times; the record keeps when it came into its limits and when it left them.
  return running.results[parameterId] === inSpec ? 'nothing' : decision
}
