import { deflateRawSync, inflateRawSync } from 'node:zlib'
import type { MaterialId } from '../../events/identifiers.ts'
import type { DocumentKind, Documents } from '../domain/change.ts'
import { type BatchStatus, batchStatusOf, waitingFor } from '../domain/execution/batch-decision.ts'
import type { CompletedWork, RunningWork, WorkOrder } from '../domain/maintenance/work-order.ts'
import type { Person } from '../domain/master-data.ts'
import { type EndedOrder, type Order, statusOfOrder } from '../domain/orders/order.ts'
import { materialsOf } from '../domain/recipes/line.ts'
import type { Recipe } from '../domain/recipes/recipe.ts'
import type { Chain } from '../usecases/commit/store.ts'
import type { Item } from './items.ts'
import {
  keyOf,
  listOfCall,
  listOfDeviation,
  listOfOrder,
  listOfWork,
  placeOfCall,
  placeOfWork,
  question,
  shardOf,
} from './keys.ts'
import { qualifiedMark } from './table.ts'

export function documentItem<Kind extends DocumentKind>(
  kind: Kind,
  id: string,
  value: Documents[Kind],
  version: number,
  chain: Chain,
): Item {
  const index: Index[Kind] = (indexed as Index)[kind]
  const around = {
    ...keyOf({ kind, id }),
    kind,
    version,
    sequence: chain.sequence,
    hash: chain.hash,
    chainedAt: chain.at,
    ...index?.(value),
    ...('qualifications' in value && (value.qualifications.length > 0 || value.past) && { [qualifiedMark]: true }),
  }
  return { ...around, ...bodyOf(value, bytesOf(around)) }
}

export const documentOf = ({ doc, packed }: Item): unknown =>
  packed instanceof Uint8Array ? JSON.parse(inflateRawSync(packed).toString('utf8')) : doc

/** Without the mark, a function has written the person that may qualify nobody, neither now nor in the past. */
export function personOf(item: Item): unknown {
  if (item[qualifiedMark] === true) return documentOf(item)
  const { past: _past, ...person } = documentOf(item) as Person
  return { ...person, qualifications: [] }
}

/**
 * A document is read and written whole, and DynamoDB charges by the kilobyte. It stays readable JSON as long as its item has up to one kilobyte, and is
 * compressed above that, to about an eighth: the snapshot of a recipe of 200 steps is 160 KB as JSON, and 40 read units of each command.
 * @param around the bytes of the rest of the item
 */
function bodyOf(value: unknown, around: number): { doc: unknown } | { packed: Uint8Array } {
  const text = JSON.stringify(value)
  return around + Buffer.byteLength(text) > itemUnitBytes ? { packed: deflateRawSync(text) } : { doc: value }
}

/** DynamoDB charges the writing of an item by this many bytes. */
const itemUnitBytes = 1024

/** At least the bytes that DynamoDB counts: its names and values have no quotes, and a list or map has no more of its own than JSON. */
const bytesOf = (value: unknown): number => Buffer.byteLength(JSON.stringify(value))

/** The fields of an entity in lists: the card of its index entry. */
export type Summary<Kind extends keyof typeof indexed> = NonNullable<ReturnType<(typeof indexed)[Kind]>>['card']

interface Indexed {
  readonly qpk: string
  readonly qsk: string
  /** All fields of a list; the index copies nothing else. */
  readonly card: Item
}

type Index = { readonly [Kind in DocumentKind]?: (value: Documents[Kind]) => Indexed | undefined }

const isWaiting = (order: Order): boolean => batchStatusOf(order)?.startsWith('awaiting-') ?? false

/** What quality asks of an order that has ended. */
interface OrderOfBatch {
  readonly batchStatus?: BatchStatus
  readonly waitingFor?: ReturnType<typeof waitingFor>
}

function batchOf(order: EndedOrder): OrderOfBatch {
  const batchStatus = batchStatusOf(order)
  return { ...(batchStatus && { batchStatus }), ...(isWaiting(order) && { waitingFor: waitingFor(order) }) }
}

/** The index entries by which queries find a document without its id. */
const indexed = {
  order: (order) => ({
    qpk: question.orders(isWaiting(order) ? 'waiting' : listOfOrder[statusOfOrder(order)], shardOf(order.orderId)),
    qsk: order.orderId,
    card: {
      orderId: order.orderId,
      status: statusOfOrder(order),
      recipeId: order.recipeId,
      product: order.product,
      quantity: order.quantity,
      dueAt: order.dueAt,
      priority: order.priority,
      ...(order.status !== 'created' && {
        workCenters: order.workCenters,
        equipmentClasses: order.equipmentClasses,
      }),
      ...('endedAt' in order && { endedAt: order.endedAt, ...batchOf(order) }),
    },
  }),
  equipment: (equipment) => ({
    qpk: question.equipment(shardOf(equipment.equipmentId)),
    qsk: equipment.equipmentId,
    card: {
      equipmentId: equipment.equipmentId,
      name: equipment.name,
      level: equipment.level,
      parentId: equipment.parentId,
      equipmentClass: equipment.equipmentClass,
      calibrationDueAt: equipment.calibrationDueAt,
      cleanUntil: equipment.cleanUntil,
      ...(equipment.plans && equipment.plans.length > 0 && { hasPlans: true as const }),
    },
  }),
  // The date is in the card, so that a use and a cleaning cost one unit each, and telemetry none.
  machine: ({ equipmentId, cleanUntil }) =>
    cleanUntil === undefined
      ? undefined
      : { qpk: question.cleaned(shardOf(equipmentId)), qsk: equipmentId, card: { equipmentId, cleanUntil } },
  log: (log) => ({
    qpk: question.logs(log.date, shardOf(log.equipmentId)),
    qsk: `${log.equipmentId}#${new Date(log.from).toISOString()}`,
    card: {
      equipmentId: log.equipmentId,
      date: log.date,
      shiftId: log.shiftId,
      from: log.from,
      to: log.to,
      until: log.until,
      totals: log.totals,
    },
  }),
  class: (equipmentClass) => ({
    qpk: question.classes(shardOf(equipmentClass.equipmentClassId)),
    qsk: equipmentClass.equipmentClassId,
    card: { ...equipmentClass },
  }),
  material: (material) => ({
    qpk: question.materials(shardOf(material.materialId)),
    qsk: material.materialId,
    card: { materialId: material.materialId, name: material.name, unit: material.unit, type: material.type },
  }),
  recipe: (recipe) => ({
    qpk: question.recipes(shardOf(recipe.recipeId)),
    qsk: `${recipe.recipeId}#${recipe.version}`,
    card: {
      recipeId: recipe.recipeId,
      version: recipe.version,
      status: recipe.status,
      product: recipe.product,
      purpose: recipe.purpose,
      authorId: recipe.authorId,
      uses: usedIn(recipe),
      effectiveFrom: recipe.effectiveFrom,
    },
  }),
  person: (person) => ({
    qpk: question.persons(shardOf(person.personId)),
    qsk: person.personId,
    card: { personId: person.personId, qualifications: person.qualifications },
  }),
  timecard: ({ personId, open }) =>
    open.length === 0 ? undefined : { qpk: question.onTheClock(shardOf(personId)), qsk: personId, card: {} },
  // The subject decides the shard, so that the holds on it are neighbours.
  hold: (hold) => ({
    qpk: question.holds(hold.status, shardOf(hold.subject.id)),
    qsk: `${hold.subject.type}#${hold.subject.id}#${hold.holdId}`,
    card: { ...hold },
  }),
  // The content is not in the card, so packing costs no write to the index.
  container: ({ containerId, kind, status, parentId, location, shipmentId }) => ({
    qpk: question.containers(status, parentId === undefined ? 'alone' : 'inside', shardOf(containerId)),
    qsk: `${(status === 'open' && location) || ''}#${containerId}`,
    card: { containerId, kind, status, parentId, shipmentId, ...(status === 'open' && { location }) },
  }),
  // Its results are not in the card, so that a result costs no write to the index.
  serial: ({ orderId, serial, materialId, lotId }) =>
    orderId === undefined
      ? undefined
      : { qpk: question.unitsOf(orderId), qsk: serial, card: { materialId, serial, lotId } },
  former: ({ orderId, serial, materialId, lotId, isBack }) =>
    isBack ? undefined : { qpk: question.unitsOf(orderId), qsk: serial, card: { materialId, serial, lotId } },
  call: (call) => ({
    qpk: question.calls(listOfCall[call.status]),
    qsk: placeOfCall(call),
    card: { ...call },
  }),
  maintenance: (work) => ({
    qpk: question.works(listOfWork[work.status]),
    qsk: placeOfWork(work),
    card: workCard(work),
  }),
  deviation: (deviation) => ({
    qpk: question.deviations(listOfDeviation[deviation.status], shardOf(deviation.deviationId)),
    qsk: deviation.deviationId,
    card: {
      deviationId: deviation.deviationId,
      subject: deviation.subject,
      title: deviation.title,
      status: deviation.status,
      severity: deviation.severity,
      openedAt: deviation.openedAt,
    },
  }),
} as const satisfies Index

/** Of the plan only its name: its instructions and checks are those of the work order. */
function workCard(work: WorkOrder) {
  const { plan, parts: _parts, checks: _checks, calibration: _calibration, ...card } = { ...optional, ...work }
  return { ...card, ...(plan && { planId: plan.planId, planName: plan.name }) }
}

const optional: Partial<Pick<RunningWork, 'parts'> & Pick<CompletedWork, 'checks' | 'calibration'>> = {}

/** What a version consumes, with what may be used instead: each material once, by id. */
const usedIn = ({ steps }: Recipe): MaterialId[] => {
  const lines = steps.flatMap(({ materials }) => materials.filter(({ use }) => use === 'consumed'))
  return [...new Set(lines.flatMap(materialsOf))].sort()
}
