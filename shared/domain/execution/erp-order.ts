import type { CreateOrder, OrderLine } from '../../../events/order.ts'
import type { Quantity } from '../../../events/quantity.ts'
import type { MaterialDefinition } from '../../../events/recipe.ts'
import type { Violation } from '../../../events/refusals.ts'
import type { Circumstances } from '../caller.ts'
import { canonical } from '../canonical.ts'
import type { Decision } from '../decision.ts'
import { isCountable, isMassAndVolume } from '../density.ts'
import type { Effective } from '../effective.ts'
import { type BoundOrder, type CreatedOrder, type Order, type Snapshot, statusOfOrder } from '../orders/order.ts'
import { isMore } from '../quantity.ts'
import { hasReasons, reasons, refuse, violation } from '../refusal.ts'
import { changeOrder, createOrder } from './order-release.ts'

/**
 * What an ERP says of an order beside its content. `make` asks for it. The others are states that only the plant brings about, so the ERP can
 * only repeat them.
 */
export type ErpState = 'make' | 'running' | 'held' | 'completed' | 'closed'

export interface ErpMessage {
  readonly body: CreateOrder
  readonly state: ErpState
  /** The state as the message writes it, for the sentence of a refusal. */
  readonly written?: string | undefined
  /** The message creates: it may repeat an order, but not change it. */
  readonly creates?: boolean | undefined
}

export interface ErpBasis {
  readonly order?: Order | undefined
  /** What the ERP asked for last; absent for an order that the plant created itself. */
  readonly asked?: CreateOrder | undefined
  readonly snapshot?: Snapshot | undefined
}

const fields = [
  'recipeId',
  'version',
  'product',
  'quantity',
  'dueAt',
  'priority',
  'materials',
  'allocations',
] as const satisfies readonly (keyof CreateOrder)[]
type Field = (typeof fields)[number]

/** What the plant plans, too: a message that says nothing of it leaves it as it is. */
const planned: ReadonlySet<Field> = new Set(['dueAt', 'priority'])

/**
 * The fields in which the message asks for something new: other than the ERP asked last, and other than the order is. What the plant has changed
 * since, such as a priority, is not undone by a schedule that is sent again. Without lines or a recipe version, the message asks for those of the recipe.
 */
export function newIn(body: CreateOrder, { order, asked, snapshot }: ErpBasis): Field[] {
  if (!order) return [...fields]
  const now = order.status === 'created' ? order : { ...order, materials: snapshot?.asked }
  return fields.filter(
    (field) =>
      !(planned.has(field) && body[field] === undefined) && !isSame(field, body, asked) && !isSame(field, body, now),
  )
}

type Wanted = { readonly [Of in Exclude<Field, 'materials' | 'quantity'>]?: CreateOrder[Of] | undefined } & {
  readonly quantity?: Quantity
  readonly materials?: readonly OrderLine[] | undefined
}

function isSame(field: Field, body: CreateOrder, other: (Wanted & { readonly status?: string }) | undefined): boolean {
  if (!other) return false
  // A released order has a version, even if none was asked for.
  if (field === 'version' && body.version === undefined && other.status !== undefined && other.status !== 'created')
    return true
  if (field === 'quantity' && other.quantity && other.quantity.unit === body.quantity.unit) {
    const [one, two] = [body.quantity.value, other.quantity.value]
    return !isMore(one, two) && !isMore(two, one)
  }
  return canonical(body[field]) === canonical(other[field])
}

/**
 * An order of a message: created if it is new, changed until it is released, unchanged if the message asks for nothing new, in whatever state the order
 * is. A change of a released order is refused field by field, with the operation of the plant that does it.
 * @param materials those that the site knows, by id
 */
export function synchronizeOrder(
  basis: ErpBasis,
  message: ErpMessage,
  circumstances: Pick<Circumstances, 'at'>,
  effective?: Effective,
  materials: Measured = {},
): Decision | 'nothing' {
  const { order, asked } = basis
  const { body } = message
  const untrue = notInState(order, message)
  const changed = newIn(body, basis)
  if (!order) {
    const found = reasons(untrue, otherDimensions(body, materials))
    return hasReasons(found) ? refuse(found) : remembering(body, createOrder(undefined, body, circumstances, effective))
  }
  const found = reasons(untrue, changed.length > 0 && objections(order, body, changed, message, materials))
  if (hasReasons(found)) return refuse(found)
  if (order.status !== 'created' || changed.length === 0) return 'nothing'
  return remembering(body, changeOrder(order, merged(order, body, asked), circumstances, effective))
}

function objections(
  order: Order,
  body: CreateOrder,
  changed: readonly Field[],
  { creates }: ErpMessage,
  materials: Measured,
): readonly Violation[] {
  if (order.status !== 'created') return changed.map((field) => fixed(order, field))
  if (creates) {
    const { orderId } = order
    return [violation('already-exists/order', { orderId, status: order.status }, 'orderId')]
  }
  return otherDimensions(body, materials)
}

/** What the plant alone brings about, and the message says although it is not so. */
function notInState(order: Order | undefined, { body, state, written = state }: ErpMessage): Violation | undefined {
  if (state === 'make') return undefined
  const { orderId } = body
  if (!order) return violation('not-found/order-told', { orderId, told: written }, 'orderId')
  if (isTrue(order, state)) return undefined
  return violation(
    'order-wrong-status/erp-state',
    { orderId, status: statusOfOrder(order), told: written },
    'requestState',
  )
}

/** An ERP hears late, so a state that the order has passed is as good as the present one. */
function isTrue(order: Order, state: Exclude<ErpState, 'make'>): boolean {
  switch (state) {
    case 'running':
      return order.status !== 'created' && order.status !== 'released'
    case 'held':
      return statusOfOrder(order) === 'held' || ['completed', 'closed', 'aborted'].includes(order.status)
    case 'completed':
    case 'closed':
      return order.status === 'completed' || order.status === 'closed'
  }
}

/** A field of a released order, with the operation that changes it. */
function fixed(order: BoundOrder, field: Field): Violation {
  const { orderId } = order
  const standing = { orderId, status: statusOfOrder(order), field }
  if (['completed', 'closed', 'aborted'].includes(order.status))
    return violation('order-wrong-status/erp-change-ended', standing, field)
  if (field === 'quantity') return violation('order-wrong-status/erp-change-quantity', standing, field)
  if (field === 'dueAt' || field === 'priority') return violation('order-wrong-status/erp-change-plan', standing, field)
  if (field === 'version') return violation('order-wrong-status/erp-change-version', standing, field)
  return violation('order-wrong-status/erp-change', standing, field)
}

/** The unit of each material, and the density by which it is measured in the other of mass and volume. */
type Measured = Readonly<Record<string, Pick<MaterialDefinition, 'unit' | 'density'> | undefined>>

/** An amount in a unit that its material is not measured in, such as pascals of a material counted in pieces, or litres of one without density. */
function otherDimensions({ product, quantity, materials = [] }: CreateOrder, known: Measured) {
  const amounts = [
    { materialId: product, quantity, ref: 'quantity/unit' },
    ...materials.map((line, index) => ({ ...line, ref: `materials/${index}/quantity/unit` })),
  ]
  return amounts.flatMap(({ materialId, quantity: { unit: told }, ref }) => {
    const material = known[materialId]
    if (!material || isCountable(material.density, told, material.unit)) return []
    const sentence = isMassAndVolume(told, material.unit) ? 'unit-mismatch/material-density' : 'unit-mismatch/material'
    return violation(sentence, { materialId, unit: material.unit, told }, ref)
  })
}

/** The message, with the plant's own value where the message says nothing, or repeats what it said before. */
function merged(order: CreatedOrder, body: CreateOrder, asked: CreateOrder | undefined): CreateOrder {
  const { quantity, dueAt, priority, ...rest } = body
  const chosen = (field: 'quantity' | 'dueAt' | 'priority') =>
    body[field] === undefined || isSame(field, body, asked) ? order : body
  const due = chosen('dueAt').dueAt
  const rank = chosen('priority').priority
  return {
    ...rest,
    quantity: chosen('quantity').quantity,
    ...(due !== undefined && { dueAt: due }),
    ...(rank !== undefined && { priority: rank }),
  }
}

function remembering(body: CreateOrder, decision: Decision): Decision {
  if (decision.outcome === 'refused') return decision
  const asked = { change: 'save', kind: 'asked', id: body.orderId, value: body } as const
  return { ...decision, changes: [...decision.changes, asked] }
}
