import type { Instant, StepId } from '../../../events/identifiers.ts'
import type { ClockEntry } from '../../../events/labour.ts'
import type { BookedLate, ChangeQuantity, CreateOrder, PrioritizeOrder, SplitOrder } from '../../../events/order.ts'
import { type Change, saveMachine } from '../../domain/change.ts'
import type { Decision } from '../../domain/decision.ts'
import { versionInForce } from '../../domain/effective.ts'
import type { Machine } from '../../domain/equipment/machine.ts'
import { brokenOff } from '../../domain/execution/equipment-use.ts'
import * as issuing from '../../domain/execution/order-release.ts'
import * as divisions from '../../domain/execution/order-split.ts'
import * as quantities from '../../domain/execution/quantity-change.ts'
import * as shortClosing from '../../domain/execution/short-closing.ts'
import * as transitions from '../../domain/execution/transition.ts'
import { stretchOf } from '../../domain/labour/labour.ts'
import { equipmentInUse, lotsOf, type Order, type Snapshot, underHoldsAbove } from '../../domain/orders/order.ts'
import { orderNamed } from '../../domain/stock/destination.ts'
import { type Command, type Outcome, run } from '../commit/command.ts'
import { type Basis, type Reading, type Refs, ref, type Store, type Stored } from '../commit/store.ts'
import { exceptionIdOf, holdsOverOrder } from '../execution/steps.ts'
import { unitsMadeBy } from '../genealogy/built-into.ts'
import { alertsOf, holdsAbove } from '../quality/holds-above.ts'
import { densitiesFor, inForce } from '../recipes/recipes.ts'
import { lotRefs, lotsIn } from '../stock/basis.ts'
import { begunIn, begunRefs } from './begun-units.ts'

type Path = { orderId: string }
const subject = (id: string) => ({ type: 'order', id }) as const

/** The order in the body and the schedule of its recipe; the order notes the version in force for its release. */
export const asAskedFor = ({ orderId, recipeId, version }: CreateOrder) => ({
  order: ref.order(orderId),
  effective: version === undefined ? ref.effective(recipeId) : undefined,
})

export const createOrder = (store: Store, command: Command<CreateOrder>): Promise<Outcome> =>
  run(store, command, {
    subject: subject(command.body.orderId),
    of: 'order',
    creates: true,
    load: asAskedFor(command.body),
    decide: ({ order, effective }, circumstances) =>
      issuing.createOrder(order?.value, command.body, circumstances, effective?.value),
  })

export const changeOrder = (store: Store, command: Command<CreateOrder>): Promise<Outcome> =>
  run(store, command, {
    subject: subject(command.body.orderId),
    of: 'order',
    load: asAskedFor(command.body),
    decide: ({ order, effective }, circumstances) =>
      order ? issuing.changeOrder(order.value, command.body, circumstances, effective?.value) : 'unknown',
  })

/**
 * Four round trips: the order names the product and the recipe, with the version that was in force at its creation, and the recipe the materials whose
 * density the order keeps. A fifth only if another version is in force by now.
 */
export const releaseOrder = (store: Store, command: Command, { orderId }: Path): Promise<Outcome> =>
  run(store, command, {
    subject: subject(orderId),
    of: 'order',
    load: { order: ref.order(orderId) },
    loadMore: ({ order }) => {
      const known = order?.value
      const open = known?.status === 'created' ? known : undefined
      const version = open?.version ?? open?.foreseenVersion
      return {
        effective: open && open.version === undefined ? ref.effective(open.recipeId) : undefined,
        recipe: open && version !== undefined ? ref.recipe(open.recipeId, version) : undefined,
        product: known && ref.material(known.product),
      }
    },
    find: async (_, { effective, recipe: foreseen }, at, reading) => {
      const recipe =
        effective && foreseen?.value.version !== versionInForce(effective.value, at)
          ? await inForce(reading, effective.value, at)
          : foreseen?.value
      return { recipe, densities: await densitiesFor(reading, recipe) }
    },
    decide: ({ order }, circumstances, { product }, found) =>
      order
        ? issuing.releaseOrder(order.value, found?.recipe, product?.value, circumstances, found?.densities)
        : 'unknown',
  })

/** Who is on the clock for the order, which the fact of its end names. */
const openLabour = async (reading: Reading, orderId: string): Promise<ClockEntry[]> =>
  (await reading.openLabour(orderId)).map(stretchOf)

const namesClocks = (transition: transitions.Transition): boolean => transition === 'complete' || transition === 'close'

type Move = (store: Store, command: Command<{ reason?: string }>, path: Path) => Promise<Outcome>

const move =
  (transition: transitions.Transition): Move =>
  (store, command, { orderId }) =>
    run(store, command, {
      subject: subject(orderId),
      of: 'order',
      load: {
        order: ref.order(orderId),
        snapshot: transition === 'complete' ? ref.snapshot(orderId) : undefined,
        alerts: ref.alerts(),
      },
      loadMore: ({ order }): Refs => ({
        ...(transition === 'close' && order?.value.status === 'aborted' && lotRefs(lotsOf(order.value))),
        ...((transition === 'complete' || transition === 'close') && begunRefs(order)),
      }),
      ...(namesClocks(transition) && { ahead: (reading: Reading) => reading.openLabour(orderId) }),
      // Commands that open or make a unit also write the order, so its version guards this query.
      find: async ({ order, snapshot, alerts }, _, _at, reading) => {
        const [units, above, clocks] = await Promise.all([
          unitsMadeBy(reading, order?.value, snapshot?.value),
          // A held order may be paused.
          transition !== 'pause' ? holdsAbove(reading, alertsOf(alerts), [orderNamed(orderId)]) : [],
          namesClocks(transition) ? openLabour(reading, orderId) : [],
        ])
        return { units, above, clocks }
      },
      decide: ({ order, snapshot }, circumstances, more, found) => {
        if (!order) return 'unknown'
        const made = order.value.status === 'aborted' ? lotsIn(more, lotsOf(order.value)) : []
        const held = underHoldsAbove(order.value, found?.above ?? [])
        return transitions.moveOrder(
          held,
          transition,
          snapshot?.value ?? begunIn(more).snapshot,
          command.body.reason,
          circumstances,
          found?.units,
          made.filter((lot) => lot !== undefined),
          found?.clocks,
          begunIn(more).units,
        )
      },
    })

export const startOrder = (store: Store, command: Command<BookedLate>, path: Path): Promise<Outcome> =>
  move('start')(store, { ...command, body: {} }, path)
export const pauseOrder = move('pause')
export const resumeOrder = move('resume')
export const completeOrder = move('complete')
export const closeOrder = move('close')

/** The machines that the order leaves, which only the order names. */
const machinesOf = ({ order }: { readonly order?: Stored<Order> | undefined }) =>
  order && Object.fromEntries(equipmentInUse(order.value).map((id) => [`machine ${id}`, ref.machine(id)]))

const machinesIn = (read: Partial<Basis<Refs>>) =>
  Object.values(read).flatMap((it) => (it?.ref.kind === 'machine' ? (it as Stored<Machine>) : []))

/** The decision that ends an order, with the machines that it leaves. */
function leaving(
  decision: Decision,
  machines: readonly Stored<Machine>[],
  snapshot: Snapshot | undefined,
  orderId: string,
  at: Instant,
): Decision {
  if (decision.outcome === 'refused') return decision
  const freed = machines.map(
    (machine): Change => saveMachine(machine.ref.id, brokenOff(machine.value, orderId, snapshot?.steps ?? [], at)),
  )
  return { ...decision, changes: [...decision.changes, ...freed] }
}

/** An abort also leaves the equipment that the order uses. */
export const abortOrder: Move = (store, command, { orderId }) =>
  run(store, command, {
    subject: subject(orderId),
    of: 'order',
    load: { order: ref.order(orderId), snapshot: ref.snapshot(orderId) },
    loadMore: machinesOf,
    ahead: (reading) => reading.openLabour(orderId),
    find: (_, _more, _at, reading) => openLabour(reading, orderId),
    decide: ({ order, snapshot }, circumstances, machines, clocks) => {
      if (!order) return 'unknown'
      const { reason } = command.body
      const decision = transitions.moveOrder(order.value, 'abort', undefined, reason, circumstances, [], [], clocks)
      return leaving(decision, machinesIn(machines), snapshot?.value, orderId, circumstances.at)
    },
  })

export const closeShort = (store: Store, command: Command<{ reason: string }>, { orderId }: Path): Promise<Outcome> =>
  run(store, command, {
    subject: subject(orderId),
    of: 'order',
    load: { order: ref.order(orderId), snapshot: ref.snapshot(orderId) },
    loadMore: ({ order }): Refs => ({ ...machinesOf({ order }), ...begunRefs(order) }),
    ahead: (reading) => reading.openLabour(orderId),
    find: async ({ order, snapshot }, _, _at, reading) => {
      const [units, clocks] = await Promise.all([
        unitsMadeBy(reading, order?.value, snapshot?.value),
        openLabour(reading, orderId),
      ])
      return { units, clocks }
    },
    decide: ({ order, snapshot }, circumstances, more, found) => {
      if (!order) return 'unknown'
      const { reason } = command.body
      const { units = [], clocks = [] } = found ?? {}
      const exception = (stepId = '') => exceptionIdOf(orderId, command.id, stepId && ` ${stepId}`)
      const decision = shortClosing.closeShort(
        order.value,
        snapshot?.value,
        units,
        reason,
        exception,
        circumstances,
        clocks,
        begunIn(more).units,
      )
      return leaving(decision, machinesIn(more), snapshot?.value, orderId, circumstances.at)
    },
  })

/** The recipe version only tells the batch size; the definition of the order is its snapshot. */
export const changeQuantity = (store: Store, command: Command<ChangeQuantity>, { orderId }: Path): Promise<Outcome> =>
  run(store, command, {
    subject: subject(orderId),
    of: 'order',
    load: { order: ref.order(orderId), snapshot: ref.snapshot(orderId) },
    loadMore: ({ snapshot }) => snapshot && { recipe: ref.recipe(snapshot.value.recipeId, snapshot.value.version) },
    decide: ({ order, snapshot }, circumstances, { recipe }) =>
      order
        ? quantities.changeQuantity(
            order.value,
            snapshot?.value,
            recipe?.value,
            command.body,
            command.id,
            circumstances,
          )
        : 'unknown',
  })

/** The holds on what the order is made of stop its parts as well. */
export const splitOrder = (store: Store, command: Command<SplitOrder>, { orderId }: Path): Promise<Outcome> =>
  run(store, command, {
    subject: subject(orderId),
    of: 'order',
    load: {
      order: ref.order(orderId),
      snapshot: ref.snapshot(orderId),
      existing: ref.order(command.body.orderId),
      alerts: ref.alerts(),
    },
    loadMore: ({ snapshot }) => snapshot && { recipe: ref.recipe(snapshot.value.recipeId, snapshot.value.version) },
    find: ({ alerts }, _, _at, reading) => holdsOverOrder(reading, alerts, orderId),
    decide: ({ order, snapshot, existing }, circumstances, { recipe }, above = []) =>
      order
        ? divisions.splitOrder(
            {
              order: underHoldsAbove(order.value, above),
              snapshot: snapshot?.value,
              recipe: recipe?.value,
              existing: existing?.value,
            },
            command.body,
            command.id,
            circumstances,
          )
        : 'unknown',
  })

export const prioritizeOrder = (store: Store, command: Command<PrioritizeOrder>, { orderId }: Path): Promise<Outcome> =>
  run(store, command, {
    subject: subject(orderId),
    of: 'order',
    load: { order: ref.order(orderId) },
    decide: ({ order }) => (order ? transitions.prioritizeOrder(order.value, command.body) : 'unknown'),
  })

/** Withdraws an order of which nothing has begun, as a message of the ERP does. */
export const cancelOrder = (
  store: Store,
  command: Command<{ readonly reason: string }>,
  { orderId }: Path,
): Promise<Outcome> =>
  run(store, command, {
    subject: subject(orderId),
    of: 'order',
    load: { order: ref.order(orderId) },
    decide: ({ order }, circumstances) =>
      order ? transitions.cancelOrder(order.value, command.body.reason, circumstances) : 'unknown',
  })

export const commentOrder = (
  store: Store,
  command: Command<{ stepId?: StepId; text: string }>,
  { orderId }: Path,
): Promise<Outcome> =>
  run(store, command, {
    subject: subject(orderId),
    of: 'order',
    load: { order: ref.order(orderId) },
    decide: ({ order }) =>
      order
        ? {
            outcome: 'accepted',
            fact: { type: 'andon.order.commented.v1', data: { ...command.body, orderId: order.value.orderId } },
            changes: [],
          }
        : 'unknown',
  })
