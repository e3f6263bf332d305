import type { Density } from '../../../events/density.ts'
import type { Fraction } from '../../../events/fraction.ts'
import type { Instant, MaterialId } from '../../../events/identifiers.ts'
import type { CreateOrder, OrderLine } from '../../../events/order.ts'
import type { Quantity, Unit } from '../../../events/quantity.ts'
import type { Purpose } from '../../../events/recipe.ts'
import type { Violation } from '../../../events/refusals.ts'
import type { Circumstances } from '../caller.ts'
import { saveOrder } from '../change.ts'
import { type Check, clear, decide, given, none, upon } from '../check.ts'
import type { Accepted, Decision } from '../decision.ts'
import { bookedIn, type Densities, exactlyIn, isCountable } from '../density.ts'
import { type Effective, versionInForce } from '../effective.ts'
import type { Material } from '../master-data.ts'
import { measured } from '../measured.ts'
import { orderOnHold, recipeOnHold } from '../on-hold.ts'
import {
  type Asked,
  type BoundOrder,
  type CreatedOrder,
  type Order,
  type Snapshot,
  statusOfOrder,
  unbegun,
  wrongStatus,
} from '../orders/order.ts'
import { partOfPiece } from '../pieces.ts'
import { convert, isMore } from '../quantity.ts'
import { balanceFaults } from '../recipes/balance-faults.ts'
import { densitiesOf } from '../recipes/line-densities.ts'
import type { Recipe } from '../recipes/recipe.ts'
import { faultsOf } from '../recipes/recipe-faults.ts'
import { hasReasons, reasons, refuse, violation } from '../refusal.ts'
import { isTooLarge, largestSnapshotBytes, snapshotOf } from './snapshot.ts'

/** @param effective the schedule of the recipe's versions, if the recipe exists */
export function createOrder(
  existing: Order | undefined,
  body: CreateOrder,
  { at }: Pick<Circumstances, 'at'>,
  effective?: Effective,
): Decision {
  const found = reasons(
    existing &&
      violation('already-exists/order', { orderId: body.orderId, status: statusOfOrder(existing) }, 'orderId'),
    partOfPiece(body.quantity, 'quantity'),
  )
  if (hasReasons(found)) return refuse(found)
  const order: CreatedOrder = { ...body, ...foreseen(body, effective, at), status: 'created', createdAt: at, holds: [] }
  return {
    outcome: 'accepted',
    fact: { type: 'andon.order.created.v1', data: body, about: { type: 'material', id: body.product } },
    changes: [saveOrder(order)],
  }
}

function foreseen(
  { version }: CreateOrder,
  effective: Effective | undefined,
  at: Instant,
): Pick<CreatedOrder, 'foreseenVersion'> {
  const foreseenVersion = version === undefined ? versionInForce(effective, at) : undefined
  return foreseenVersion === undefined ? {} : { foreseenVersion }
}

/** The ERP may change an order until it is released. */
export function changeOrder(
  order: Order,
  body: CreateOrder,
  { at }: Pick<Circumstances, 'at'>,
  effective?: Effective,
): Decision {
  if (order.status !== 'created') return refuse([wrongStatus(order, ['created'], 'change-before-release')])
  const part = partOfPiece(body.quantity, 'quantity')
  if (part) return refuse([part])
  return {
    outcome: 'accepted',
    fact: { type: 'andon.order.changed.v1', data: body },
    changes: [
      saveOrder({
        ...body,
        ...foreseen(body, effective, at),
        status: 'created',
        createdAt: order.createdAt,
        holds: order.holds,
        ...(order.reserved && { reserved: order.reserved }),
      }),
    ],
  }
}

/**
 * Freezes the approved recipe version with the quantities of the order, and releases the order to the shop floor.
 * @param densities those of the recipe's materials that have one
 */
export function releaseOrder(
  order: Order,
  recipe: Recipe | undefined,
  product: Material | undefined,
  { at }: Pick<Circumstances, 'at'>,
  densities: Densities = {},
): Decision {
  if (order.status !== 'created') return refuse([wrongStatus(order, ['created'], 'released-before')])
  const sent = inUnitOf(recipe, order, densities)
  const version = executable(recipe, order, order.product, 'production', at)
  return decide(
    {
      free: clear(orderOnHold(order)),
      version,
      fits: upon(version, (it) =>
        clear(outsideBatchSize(sent.quantity, it), strayLines(order.materials ?? [], it, densities)),
      ),
      snapshot: upon(version, (it) =>
        upon(notTooLarge(snapshotFrom(sent, it, product, densities), sent.quantity), balanceable),
      ),
    },
    ({ version, snapshot }) => released(sent, version, snapshot, product, at),
  )
}

/** The order in the dimension of its recipe: litres of what the ERP ordered in kilograms. It remembers what was ordered. */
function inUnitOf(recipe: Recipe | undefined, order: CreatedOrder, densities: Densities): CreatedOrder & Ordered {
  if (!recipe) return order
  const density = densities[recipe.product]
  const quantity = bookedIn(density, order.quantity, recipe.batchSize.nominal.unit)
  if (quantity === order.quantity) return order
  return { ...order, ordered: order.quantity, ...measuredIn(density, order.quantity, quantity.unit) }
}
type Ordered = Pick<BoundOrder, 'ordered' | 'exact'>

/** A quantity in this unit, rounded once; with its exact value if that changed it. */
export function measuredIn(density: Density | undefined, said: Quantity, unit: Unit): Asked {
  const exact = exactlyIn(density, said, unit)
  return exact ? ofExact(exact, unit) : { quantity: said }
}

export function ofExact(exact: Fraction, unit: Unit): Asked {
  const { exact: beside, ...quantity } = measured(exact, unit)
  return { quantity, ...(beside !== undefined && { exact: beside }) }
}

/** Refuses a balance that the end of the order could not form, while a density still helps. */
const balanceable = (snapshot: Snapshot): Check<Snapshot> => {
  const densities = densitiesOf(snapshot)
  return given(
    snapshot,
    balanceFaults({ ...snapshot, unit: snapshot.productUnit }, (materialId) => densities[materialId]),
  )
}

const snapshotFrom = (
  { orderId, quantity, exact, materials }: CreatedOrder & Ordered,
  recipe: Recipe,
  product: Material | undefined,
  densities: Densities,
): Snapshot =>
  snapshotOf({ orderId, quantity, exact, ...(materials && { asked: materials }) }, recipe, product, densities)

const notTooLarge = (snapshot: Snapshot, quantity: Quantity): Check<Snapshot> =>
  given(
    snapshot,
    isTooLarge(snapshot) &&
      violation('recipe-invalid/too-large-for-order', { quantity, atMost: largestSnapshotBytes }, 'quantity'),
  )

function released(
  order: CreatedOrder & Ordered,
  recipe: Recipe,
  snapshot: Snapshot,
  product: Material | undefined,
  at: Instant,
): Accepted {
  const { materials: _sent, allocations, foreseenVersion: _foreseen, ...rest } = order
  const issued: BoundOrder = {
    ...rest,
    status: 'released',
    releasedAt: at,
    version: recipe.version,
    ...placesIn(snapshot),
    ...(product?.family !== undefined && { family: product.family }),
    ...unbegun,
  }
  const lines = snapshot.steps.flatMap(({ stepId, materials }) =>
    materials.map(({ lineId, materialId, quantity, exact }) => ({
      stepId,
      lineId,
      materialId,
      quantity,
      ...(exact !== undefined && { exact }),
    })),
  )
  return {
    outcome: 'accepted',
    fact: {
      type: 'andon.order.released.v1',
      data: {
        orderId: order.orderId,
        recipeId: recipe.recipeId,
        version: recipe.version,
        ...(order.ordered && {
          quantity: order.quantity,
          ordered: order.ordered,
          ...(order.exact !== undefined && { exact: order.exact }),
        }),
        lines,
        ...(allocations && { allocations }),
      },
    },
    changes: [saveOrder(issued), { change: 'save', kind: 'snapshot', id: order.orderId, value: snapshot }],
  }
}

/** Where the steps of an order run, by which lists find the order. */
export const placesIn = ({ steps }: Snapshot): Required<Pick<BoundOrder, 'workCenters' | 'equipmentClasses'>> => ({
  workCenters: unique(steps.flatMap(({ workCenter }) => workCenter ?? [])),
  equipmentClasses: unique(steps.flatMap(({ equipmentClass }) => equipmentClass ?? [])),
})

const unique = <Id>(ids: readonly Id[]): Id[] => [...new Set(ids)]

/**
 * Every reason why this product may not be made by this recipe version now, for this purpose.
 * @param asked the recipe id, and the version if one is named
 */
export function executable(
  recipe: Recipe | undefined,
  asked: { readonly recipeId: string; readonly version?: string | undefined },
  product: MaterialId,
  purpose: Purpose,
  at: Instant,
): Check<Recipe> {
  if (!recipe) {
    const { recipeId, version } = asked
    return none(
      violation('recipe-not-approved/none', { recipeId, ...(version !== undefined && { version }) }, 'recipeId'),
    )
  }
  const { recipeId, version, status, effectiveFrom } = recipe
  const named = { recipeId, version }
  return given(
    recipe,
    status !== 'approved' && violation('recipe-not-approved/status', { ...named, status }, 'version'),
    effectiveFrom !== undefined &&
      effectiveFrom > at &&
      violation('recipe-not-approved/not-yet', { ...named, from: effectiveFrom }, 'version'),
    recipeOnHold(recipe),
    recipe.product !== product &&
      violation('recipe-wrong-product', { ...named, makes: recipe.product, product }, 'product'),
    purpose === 'production' && recipe.purpose === 'rework' && violation('recipe-for-rework', named, 'recipeId'),
    purpose === 'rework' && recipe.purpose !== 'rework' && violation('recipe-not-for-rework', named, 'recipeId'),
    faultsOf(recipe),
  )
}

export function outsideBatchSize(wanted: Quantity, { batchSize: { min, max } }: Recipe): Violation | undefined {
  const value = convert(wanted.value, wanted.unit, min.unit)
  if (value === undefined)
    return violation('unit-mismatch/batch-size', { unit: min.unit, given: wanted.unit }, 'quantity/unit')
  if (!isMore(min.value, value) && !isMore(value, max.value)) return undefined
  return violation('quantity-outside-batch-size', { quantity: wanted, min, max }, 'quantity')
}

/** Lines that the ERP sent, but the recipe does not have, or has in another dimension. */
const strayLines = (asked: readonly OrderLine[], recipe: Recipe, densities: Densities): Violation[] =>
  asked.flatMap(({ lineId, materialId, quantity: { unit } }) => {
    const line = recipe.steps
      .flatMap(({ materials }) => materials)
      .find((it) => it.lineId === lineId && it.materialId === materialId)
    if (!line) return violation('line-not-in-recipe', { lineId, materialId }, `line:${lineId}`)
    const lineUnit = line.quantity.unit
    return isCountable(densities[materialId], unit, lineUnit)
      ? []
      : violation('unit-mismatch/line', { lineId, lineUnit, unit }, `line:${lineId}`)
  })
