import * as z from 'zod'
import { fault } from '../../events/fault.ts'
import { equipmentId, identifier, materialId, personId, sublotId } from '../../events/identifiers.ts'
import * as material from '../../events/material.ts'
import { reason, withReason } from '../../events/order.ts'
import { signatureRequest } from '../../events/signature.ts'
import { until } from '../../events/until.ts'
import { stockDetails, stockStandings } from '../../shared/domain/stock/on-hand.ts'
import type { Route } from '../../shared/http/route.ts'
import { byTime, paging } from '../lists.ts'

const tag = 'Materials'
const keepers = ['operator', 'supervisor', 'integration'] as const

/** What falls due, by what has the date. */
export const dueKinds = ['expiry', 'retest', 'calibration', 'cleaning', 'qualification'] as const

/** The kinds that a filter narrows. */
const narrows = {
  materialId: ['expiry', 'retest'],
  equipmentId: ['calibration', 'cleaning'],
  personId: ['qualification'],
} as const satisfies Readonly<Record<string, readonly (typeof dueKinds)[number][]>>

const dueQuery = z.strictObject({
  ...paging,
  kind: z.enum(dueKinds),
  /** A date ends with its day at the site, as in `expiresAt`. */
  before: until.optional(),
  materialId: materialId.optional(),
  equipmentId: equipmentId.optional(),
  personId: personId.optional(),
  order: byTime,
})

const narrowed = (['materialId', 'equipmentId', 'personId'] as const).reduce((query, name) => {
  const kinds: readonly string[] = narrows[name]
  return query.refine((asked) => asked[name] === undefined || kinds.includes(asked.kind), {
    path: [name],
    message: fault('narrows-kinds', { kinds: kinds.join(', ') }),
  })
}, dueQuery)

export const routes = [
  {
    operationId: 'receiveLot',
    method: 'POST',
    path: '/v1/lots',
    summary: 'Receive a lot, under quarantine',
    tag,
    roles: ['operator', 'supervisor', 'integration'],
    body: material.receiveLot,
    creates: '/v1/lots/{id}',
  },
  {
    operationId: 'listLots',
    method: 'GET',
    path: '/v1/lots',
    summary:
      'List lots, of one material or all, of a supplier and by the number that it printed, of one status or at one place',
    tag,
    roles: 'anyone',
    query: z.strictObject({
      ...paging,
      materialId: identifier.optional(),
      status: material.lotStatus.optional(),
      /** The location of the lot itself. A sublot at another place is found with its lot, a container under its own location. */
      location: equipmentId.optional(),
      supplierId: identifier.optional(),
      /** As it is printed: the lot's `supplierLot`, or its id if it has no other number. */
      supplierLot: material.receiveLot.shape.supplierLot,
    }),
    columns: [
      'lotId',
      'materialId',
      'status',
      'quantity.value',
      'remaining.value',
      'free.value',
      'reserved.value',
      'quantity.unit',
      'location',
      'expiresAt',
      'retestAt',
      'holds',
      'receivedAt',
      'manufacturedAt',
      'supplierId',
      'supplierLot',
      'orderId',
    ],
  },
  {
    operationId: 'getLot',
    method: 'GET',
    path: '/v1/lots/{lotId}',
    summary: 'Read a lot',
    tag,
    roles: 'anyone',
  },
  {
    operationId: 'divideLot',
    method: 'POST',
    path: '/v1/lots/{lotId}/sublots',
    summary: 'Put what lies loose in a lot into sublots',
    tag,
    roles: keepers,
    body: material.divideLot,
  },
  {
    operationId: 'makeUnits',
    method: 'POST',
    path: '/v1/lots/{lotId}/units',
    summary: 'Turn loose pieces of a lot into units with serial numbers',
    tag,
    roles: keepers,
    body: material.makeUnits,
  },
  {
    operationId: 'listSublots',
    method: 'GET',
    path: '/v1/lots/{lotId}/sublots',
    summary: 'List the sublots of a lot, its serialised units among them',
    tag,
    roles: 'anyone',
    query: z.strictObject(paging),
  },
  {
    operationId: 'getSublot',
    method: 'GET',
    path: '/v1/lots/{lotId}/sublots/{sublotId}',
    summary: 'Read a sublot: what is left of it, its status and where it is',
    tag,
    roles: 'anyone',
  },
  {
    operationId: 'getUnit',
    method: 'GET',
    path: '/v1/units/{materialId}/{serial}',
    summary: 'Read a serialised unit as it is built: its components, and what it is built into itself',
    tag,
    roles: 'anyone',
  },
  {
    operationId: 'releaseLot',
    method: 'POST',
    path: '/v1/lots/{lotId}/release',
    summary:
      'Release a lot for use, or one of its sublots, signed; of what is rejected by another person, with the reason',
    tag,
    roles: ['quality'],
    body: z.strictObject({ sublotId: sublotId.optional(), reason: reason.optional(), signature: signatureRequest }),
  },
  {
    operationId: 'rejectLot',
    method: 'POST',
    path: '/v1/lots/{lotId}/reject',
    summary: 'Reject a lot, or one of its sublots, signed, with the reason',
    tag,
    roles: ['quality'],
    body: withReason.extend({ sublotId: sublotId.optional(), signature: signatureRequest }),
  },
  {
    operationId: 'retestLot',
    method: 'POST',
    path: '/v1/lots/{lotId}/retest',
    summary: 'Put on record that a lot was tested again, and until when it is good, signed',
    tag,
    roles: ['quality'],
    body: material.retestLot,
  },
  {
    operationId: 'splitLot',
    method: 'POST',
    path: '/v1/lots/{lotId}/split',
    summary: 'Split part of a lot off into lots of its own',
    tag,
    roles: keepers,
    body: material.splitLot,
  },
  {
    operationId: 'mergeLots',
    method: 'POST',
    path: '/v1/lots/{lotId}/merge',
    summary: 'Merge lots that are alike into this one, which is new',
    tag,
    roles: keepers,
    body: material.mergeLots,
    creates: '/v1/lots/{id}',
  },
  {
    operationId: 'moveLot',
    method: 'POST',
    path: '/v1/lots/{lotId}/move',
    summary: 'Move a lot, or one of its sublots, to another place',
    tag,
    roles: keepers,
    body: material.moveLot,
  },
  {
    operationId: 'adjustLot',
    method: 'POST',
    path: '/v1/lots/{lotId}/adjust',
    summary: 'Set what remains to what was counted, with the reason; of what is held, signed by quality',
    tag,
    roles: ['supervisor', 'quality', 'integration'],
    body: material.adjustLot,
  },
  {
    operationId: 'scrapLot',
    method: 'POST',
    path: '/v1/lots/{lotId}/scrap',
    summary: 'Scrap what is left of a lot, or part of it',
    tag,
    roles: ['supervisor', 'quality'],
    body: material.scrapLot,
  },
  {
    operationId: 'sampleLot',
    method: 'POST',
    path: '/v1/lots/{lotId}/sample',
    summary: 'Take a sample of a lot for the laboratory',
    tag,
    roles: ['operator', 'supervisor', 'quality'],
    body: material.sampleLot,
  },
  {
    operationId: 'shipLot',
    method: 'POST',
    path: '/v1/lots/{lotId}/ship',
    summary: 'Ship a lot, or part of it, to a customer or to another site',
    tag,
    roles: keepers,
    body: material.shipLot,
  },
  {
    operationId: 'returnLot',
    method: 'POST',
    path: '/v1/lots/{lotId}/return',
    summary: 'Return a lot, or part of it, to its supplier',
    tag,
    roles: keepers,
    body: material.returnLot,
  },
  {
    operationId: 'getShipment',
    method: 'GET',
    path: '/v1/shipments/{shipmentId}',
    summary: 'Read what has left the house under one number',
    tag,
    roles: 'anyone',
  },
  {
    operationId: 'getLotBalance',
    method: 'GET',
    path: '/v1/lots/{lotId}/balance',
    summary: 'Audit a lot: what it received and where that went by the facts, and whether the lot says the same',
    tag,
    roles: 'anyone',
  },
  {
    operationId: 'listStock',
    method: 'GET',
    path: '/v1/stock',
    summary: 'List the stock of the plant: how much of each material is at each place, and what may be done with it',
    tag,
    roles: 'anyone',
    query: z.strictObject({
      ...paging,
      materialId: materialId.optional(),
      location: equipmentId.optional(),
      status: z.enum(stockStandings).optional(),
      by: z.enum(stockDetails).default('place'),
    }),
    columns: [
      'materialId',
      'name',
      'location',
      'lotId',
      'sublotId',
      'containerId',
      'lots',
      'quantity.value',
      'quantity.unit',
      'available.value',
      'reserved.value',
      'quarantine.value',
      'held.value',
      'rejected.value',
      'expired.value',
      'retestDue.value',
      'incomplete.value',
    ],
  },
  {
    operationId: 'listDue',
    method: 'GET',
    path: '/v1/due',
    summary:
      'List what is due by a date, with what is overdue: the expiry or retest of lots in stock, calibration or cleaning of equipment, qualifications of people',
    tag,
    roles: 'anyone',
    query: narrowed,
    columns: [
      'kind',
      'dueAt',
      'isOverdue',
      'lotId',
      'materialId',
      'status',
      'remaining.value',
      'remaining.unit',
      'location',
      'supplierId',
      'holds',
      'equipmentId',
      'name',
      'level',
      'parentId',
      'equipmentClass',
      'personId',
      'qualificationId',
      'validUntil',
      'retrainingDueAt',
      'sublotId',
    ],
  },
] as const satisfies readonly Route[]
