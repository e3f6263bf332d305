import type { CompleteStep, SkipStep, StartStep } from '../../../events/order.ts'
import type { Step } from '../../../events/recipe.ts'
import { type Machine, unknownMachine } from '../../domain/equipment/machine.ts'
import type { Trend } from '../../domain/equipment/trend.ts'
import type { BreachIds } from '../../domain/execution/breach.ts'
import * as overrides from '../../domain/execution/override.ts'
import * as signOff from '../../domain/execution/sign-off.ts'
import { completeStep as completed } from '../../domain/execution/step-completion.ts'
import { skipStep as skipped } from '../../domain/execution/step-skip.ts'
import { startStep as started } from '../../domain/execution/step-start.ts'
import type { Equipment, Person } from '../../domain/master-data.ts'
import type { StepContext } from '../../domain/orders/gate.ts'
import { type Order, type Snapshot, underHoldsAbove } from '../../domain/orders/order.ts'
import { isAboutDate, readRule, serialOf } from '../../domain/orders/rule.ts'
import { lotsToBook } from '../../domain/production/backflush.ts'
import type { Alerts } from '../../domain/quality/alerts.ts'
import { perOf } from '../../domain/recipes/per.ts'
import { orderNamed } from '../../domain/stock/destination.ts'
import { digest } from '../commit/chain.ts'
import { type Command, type Outcome, run } from '../commit/command.ts'
import { type Ref, ref, type Store, type Stored } from '../commit/store.ts'
import { unitsMadeBy } from '../genealogy/built-into.ts'
import { holdsAboveShelf, shelfIn, shelfRefs, shelfRefsThen } from '../production/backflush.ts'
import { alertsOf, holdsAbove } from '../quality/holds-above.ts'
import { sayingIn, tongueOf } from '../telling.ts'
import { leavingIn, leavingRefs, withoutNamed } from './named-units.ts'

export type Path = { orderId: string }

export type StepPath = Path & { stepId: string }

export const subject = (id: string) => ({ type: 'order', id }) as const

/** The refs of every act on a step, in one round trip with others. */
export const contextRefs = ({ caller }: Pick<Command, 'caller'>, orderId: string) => ({
  order: ref.order(orderId),
  snapshot: ref.snapshot(orderId),
  person: ref.person(caller.id),
  alerts: ref.alerts(),
})

/** The holds on what the order is made of, which it has not inherited yet: an act on it is refused from their answer on. */
export const holdsOverOrder = (
  store: Pick<Store, 'load'>,
  alerts: Stored<Alerts> | undefined,
  orderId: string,
): Promise<readonly string[]> => holdsAbove(store, alertsOf(alerts), [orderNamed(orderId)])

/**
 * The step context from what was read.
 * @param above holds on the order's inputs, which it has not inherited yet
 */
export const contextOf = (
  order: Stored<Order>,
  snapshot: Stored<Snapshot> | undefined,
  person: Stored<Person> | undefined,
  above: readonly string[] = [],
): StepContext => ({ order: underHoldsAbove(order.value, above), snapshot: snapshot?.value, person: person?.value })

/**
 * Ids of what a command may open, derived from its own id, so that a replay opens nothing twice. They contain the order id, because command ids are
 * unique per order only.
 */
export const exceptionIds = (orderId: string, commandId: string): BreachIds & overrides.OverrideIds => {
  const suffix = digest(`${orderId} ${commandId}`).slice(0, 16)
  return {
    deviationId: `dev.${suffix}` as BreachIds['deviationId'],
    holdId: `hold.${suffix}` as BreachIds['holdId'],
    exceptionId: `override-${suffix}`,
  }
}

/** The id of the exception that a correction or an early end leaves for quality. */
export const exceptionIdOf = (orderId: string, commandId: string, part = ''): string =>
  `exception-${digest(`${orderId} ${commandId}${part}`).slice(0, 16)}`

/**
 * The parents of an equipment, nearest first, whose maintenance keeps it out of service. One round trip per level, none for equipment without a
 * parent.
 */
export async function ancestorsOf(store: Pick<Store, 'load'>, equipment: Equipment | undefined): Promise<Equipment[]> {
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
    find: async ({ equipment, alerts }, _, _at, reading) => {
      const [above, order] = await Promise.all([
        ancestorsOf(reading, equipment?.value),
        holdsOverOrder(reading, alerts, orderId),
      ])
      return { equipment: above, order }
    },
    decide: ({ order, snapshot, person, equipment, machine }, circumstances, _, above) => {
      if (!order) return 'unknown'
      const spot = {
        equipment: equipment?.value,
        machine: machine?.value ?? (equipmentId && unknownMachine(equipmentId)),
        above: above?.equipment ?? [],
      }
      return started(
        { ...contextOf(order, snapshot, person, above?.order), ...spot },
        stepId,
        command.body,
        circumstances,
      )
    },
  })
}

/** A third round trip for equipment and reserved stock, which only the order names; a fourth if some of that stock is expired. */
export const completeStep = (
  store: Store,
  command: Command<CompleteStep>,
  { orderId, stepId }: StepPath,
): Promise<Outcome> =>
  run(store, command, {
    subject: subject(orderId),
    of: 'order',
    load: contextRefs(command, orderId),
    loadMore: ({ order, snapshot }, more, at) => {
      const issued = order?.value.status !== 'created' ? order?.value : undefined
      const progress = issued?.steps[stepId]
      if (!issued || progress?.status !== 'running') return undefined
      const step = snapshot?.value.steps.find((it) => it.stepId === stepId)
      return {
        machine: progress.equipmentId && ref.machine(progress.equipmentId),
        ...trendRefsOf(issued, snapshot?.value, stepId),
        ...(step && unitTrendRefs(orderId, step, command.body)),
        ...leavingRefs(issued, command.body, more),
        ...shelfRefs(lotsToBook(step, issued, command.body.backflush), command.body.backflush),
        ...shelfRefsThen(withoutNamed(more), at),
      }
    },
    find: async ({ order, snapshot, alerts }, { machine: _machine, ...found }, _at, reading) => {
      const [units, lots, above] = await Promise.all([
        unitsMadeBy(reading, order?.value, snapshot?.value),
        holdsAboveShelf(reading, withoutNamed(found)),
        holdsOverOrder(reading, alerts, orderId),
      ])
      return { units, lots, order: above }
    },
    decide: ({ order, snapshot, person, alerts }, circumstances, { machine, ...found }, above) => {
      if (!order) return 'unknown'
      const shelf = shelfIn(withoutNamed(found), above?.lots)
      const at = {
        ...contextOf(order, snapshot, person, above?.order),
        commandId: command.id,
        shelf,
        units: above?.units,
        trends: trendsIn(found),
        leaving: leavingIn(command.body, found, alertsOf(alerts)),
      }
      return completed(at, machine?.value as Machine | undefined, stepId, command.body, circumstances)
    },
  })

export const skipStep = (store: Store, command: Command<SkipStep>, { orderId, stepId }: StepPath): Promise<Outcome> =>
  run(store, command, {
    subject: subject(orderId),
    of: 'order',
    load: contextRefs(command, orderId),
    find: ({ alerts }, _, _at, reading) => holdsOverOrder(reading, alerts, orderId),
    decide: ({ order, snapshot, person }, circumstances, _, above) =>
      order
        ? skipped(contextOf(order, snapshot, person, above), stepId, command.body.reason, circumstances)
        : 'unknown',
  })

const trendRefs = (orderId: string, { stepId, parameters }: Step): Record<string, Ref<'trend'>> =>
  Object.fromEntries(
    parameters
      .filter(({ source }) => source === 'device')
      .map(({ parameterId }) => [`trend ${stepId} ${parameterId}`, ref.trend({ orderId, stepId, parameterId })]),
  )

/** The trends of the units that a completion names. */
const unitTrendRefs = (
  orderId: string,
  { stepId, ...step }: Step,
  { serials = [], scrappedSerials = [] }: CompleteStep,
): Record<string, Ref<'trend'>> =>
  Object.fromEntries(
    step.parameters
      .filter((it) => it.source === 'device' && perOf(step, it) === 'unit')
      .flatMap(({ parameterId }) =>
        [...serials, ...scrappedSerials].map((serial) => [
          `trend ${stepId} ${parameterId} ${serial}`,
          ref.trend({ orderId, stepId, parameterId, serial }),
        ]),
      ),
  )

/** The trends of the device parameters of a step that runs, or of all that run. */
export const trendRefsOf = (
  order: Order | undefined,
  snapshot: Snapshot | undefined,
  stepId?: string,
): Record<string, Ref<'trend'>> =>
  order === undefined || order.status === 'created'
    ? {}
    : Object.assign(
        {},
        ...(snapshot?.steps ?? [])
          .filter((it) => (stepId ?? it.stepId) === it.stepId && order.steps[it.stepId]?.status === 'running')
          .map((it) => trendRefs(order.orderId, it)),
      )

export const trendsIn = (found: Readonly<Record<string, Stored<unknown> | undefined>>): Trend[] =>
  Object.values(found).flatMap((it) => (it?.ref.kind === 'trend' ? [it.value as Trend] : []))

/** A signer does not work on the step, so the role is checked and not the qualifications. */
const decided = (orderId: string) => ({ order: ref.order(orderId), snapshot: ref.snapshot(orderId) })

export const signStep = (store: Store, command: Command, { orderId, stepId }: StepPath): Promise<Outcome> =>
  run(store, command, {
    subject: subject(orderId),
    of: 'order',
    load: decided(orderId),
    loadMore: ({ order, snapshot }) => trendRefsOf(order?.value, snapshot?.value, stepId),
    decide: ({ order, snapshot }, circumstances, found) =>
      order
        ? signOff.signStep(
            { order: order.value, snapshot: snapshot?.value, trends: trendsIn(found) },
            stepId,
            command.signature,
            circumstances,
          )
        : 'unknown',
  })

/** An override of a date, `expiry:<lot>` or `retest:<lot>/<sublot>`, depends on that stock and its material. */
export const overrideStep = async (
  store: Store,
  command: Command<{ ref: string; reason: string }>,
  { orderId, stepId }: StepPath,
): Promise<Outcome> => {
  const say = sayingIn(await tongueOf('en'))
  const rule = readRule(command.body.ref)
  const { of: lotId, sublotId } = rule && isAboutDate(rule) ? rule : {}
  const serial = rule && serialOf(rule)
  const equipmentId = rule?.rule === 'maintenance' ? rule.of : undefined
  return run(store, command, {
    subject: subject(orderId),
    of: 'order',
    load: {
      ...decided(orderId),
      lot: lotId === undefined ? undefined : ref.lot(lotId),
      sublot: lotId === undefined || sublotId === undefined ? undefined : ref.sublot(lotId, sublotId),
      equipment: equipmentId === undefined ? undefined : ref.equipment(equipmentId),
      machine: equipmentId === undefined ? undefined : ref.machine(equipmentId),
    },
    loadMore: ({ lot, order, snapshot }) => ({
      material: lot && ref.material(lot.value.materialId),
      unit: order && serial !== undefined ? ref.serial(order.value.product, serial) : undefined,
      ...((rule?.rule === 'timer' || rule?.rule === 'parameter') && trendRefsOf(order?.value, snapshot?.value, stepId)),
    }),
    decide: ({ order, snapshot, lot, sublot, equipment, machine }, circumstances, { material, unit, ...found }) =>
      order
        ? overrides.overrideStep(
            {
              order: order.value,
              snapshot: snapshot?.value,
              stock: { lot: lot?.value, sublot: sublot?.value, material: material?.value },
              trends: trendsIn(found),
              unit: unit?.value,
              upkeep: equipment && { equipment: equipment.value, machine: machine?.value },
            },
            stepId,
            command.body,
            command.signature,
            exceptionIds(orderId, command.id),
            say,
            circumstances,
          )
        : 'unknown',
  })
}
