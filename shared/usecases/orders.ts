import type { StepId } from '../../events/identifiers.ts'
import type { CreateOrder, PrioritizeOrder } from '../../events/order.ts'
import type { Change } from '../domain/decision.ts'
import * as issuing from '../domain/orders/issuing.ts'
import { equipmentInUse } from '../domain/orders/order.ts'
import { brokenOff } from '../domain/orders/step.ts'
import * as transitions from '../domain/orders/transition.ts'
import { unitsMadeBy } from './built-into.ts'
import { type Command, type Outcome, run } from './command.ts'
import { inForce } from './recipes.ts'
import { ref, type Store } from './store.ts'

type Path = { orderId: string }
const subject = (id: string) => ({ type: 'order', id }) as const

export const createOrder = (store: Store, command: Command<CreateOrder>): Promise<Outcome> =>
  run(store, command, {
    subject: subject(command.body.orderId),
    of: 'order',
    creates: true,
    load: { order: ref.order(command.body.orderId) },
    decide: ({ order }, circumstances) => issuing.createOrder(order?.value, command.body, circumstances),
  })

export const changeOrder = (store: Store, command: Command<CreateOrder>): Promise<Outcome> =>
  run(store, command, {
    subject: subject(command.body.orderId),
    of: 'order',
    load: { order: ref.order(command.body.orderId) },
    decide: ({ order }, circumstances) =>
      order ? issuing.changeOrder(order.value, command.body, circumstances) : 'unknown',
  })

/** Four round trips: the order tells which recipe and product to read, and the recipe which version is in force. */
export const releaseOrder = (store: Store, command: Command, { orderId }: Path): Promise<Outcome> =>
  run(store, command, {
    subject: subject(orderId),
    of: 'order',
    load: { order: ref.order(orderId) },
    loadMore: ({ order }) => {
      const known = order?.value
      const open = known?.status === 'created' ? known : undefined
      return {
        effective: open && open.version === undefined ? ref.effective(open.recipeId) : undefined,
        named: open?.version === undefined ? undefined : ref.recipe(open.recipeId, open.version),
        product: known && ref.material(known.product),
      }
    },
    find: (_, { effective }, at) => inForce(store, effective?.value, at),
    decide: ({ order }, circumstances, { named, product }, current) =>
      order ? issuing.releaseOrder(order.value, named?.value ?? current, product?.value, circumstances) : 'unknown',
  })

type Move = (store: Store, command: Command<{ reason?: string }>, path: Path) => Promise<Outcome>

const move =
  (transition: transitions.Transition): Move =>
  (store, command, { orderId }) =>
    run(store, command, {
      subject: subject(orderId),
      of: 'order',
      load: { order: ref.order(orderId), snapshot: transition === 'complete' ? ref.snapshot(orderId) : undefined },
      // Whoever opens or makes a unit writes the order, which guards what is found here.
      find: ({ order, snapshot }) => unitsMadeBy(store, order?.value, snapshot?.value),
      decide: ({ order, snapshot }, circumstances, _, units) =>
        order
          ? transitions.moveOrder(order.value, transition, snapshot?.value, command.body.reason, circumstances, units)
          : 'unknown',
    })

export const startOrder = move('start')
export const pauseOrder = move('pause')
export const resumeOrder = move('resume')
export const completeOrder = move('complete')
export const closeOrder = move('close')

/** An abort also frees the equipment that the order still uses, which only the order names, as its steps leave it. */
export const abortOrder: Move = (store, command, { orderId }) =>
  run(store, command, {
    subject: subject(orderId),
    of: 'order',
    load: { order: ref.order(orderId), snapshot: ref.snapshot(orderId) },
    loadMore: ({ order }) =>
      order && Object.fromEntries(equipmentInUse(order.value).map((id) => [id, ref.machine(id)])),
    decide: ({ order, snapshot }, circumstances, machines) => {
      if (!order) return 'unknown'
      const decision = transitions.moveOrder(order.value, 'abort', undefined, command.body.reason, circumstances)
      if (decision.outcome === 'refused') return decision
      const freed = Object.values(machines).flatMap((machine): Change[] =>
        machine
          ? [
              {
                change: 'save',
                kind: 'machine',
                id: machine.ref.id,
                value: brokenOff(machine.value, orderId, snapshot?.value.steps ?? [], circumstances.at),
              },
            ]
          : [],
      )
      return { ...decision, changes: [...decision.changes, ...freed] }
    },
  })

export const prioritizeOrder = (store: Store, command: Command<PrioritizeOrder>, { orderId }: Path): Promise<Outcome> =>
  run(store, command, {
    subject: subject(orderId),
    of: 'order',
    load: { order: ref.order(orderId) },
    decide: ({ order }) => (order ? transitions.prioritizeOrder(order.value, command.body) : 'unknown'),
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
