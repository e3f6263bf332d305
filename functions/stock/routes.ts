import * as z from 'zod'
import { receipt } from '../../events/envelope.ts'
import { equipmentId, identifier, sublotId } from '../../events/identifiers.ts'
import * as material from '../../events/material.ts'
import { accounts } from '../../events/names.ts'
import { reason, withReason } from '../../events/order.ts'
import { signedDecimal, unit } from '../../events/quantity.ts'
import { signatureRequest } from '../../events/signature.ts'
import type { Route } from '../../shared/http/route.ts'
import { listOf, paging } from '../lists.ts'

const tag = 'Materials'
const lot = z.object({ lotId: z.string(), materialId: z.string(), status: material.lotStatus }).loose()
const sublot = z.object({ lotId: z.string(), sublotId: z.string(), status: material.lotStatus }).loose()
const shipment = z.object({ shipmentId: z.string(), to: material.consignee, lines: z.array(z.unknown()) }).loose()
const amountOf = z.object({ value: z.string(), unit })
const link = z.object({ materialId: z.string(), serial: z.string(), href: z.string() })
const asBuilt = z.object({
  ...link.shape,
  lotId: z.string(),
  orderId: z.string().optional(),
  /** `announced` until it is made; then what its stock is. */
  status: z.enum(['announced', ...material.lotStatuses, 'scrapped']),
  /** The unit that it is built into itself. */
  /** Those on its lot hold it too. */
  holds: z.array(z.string()).optional(),
  builtInto: link.optional(),
  components: z.array(
    z
      .object({
        consumptionId: z.string(),
        stepId: z.string(),
        lineId: z.string(),
        materialId: z.string(),
        lotId: z.string(),
        sublotId: z.string().optional(),
        quantity: amountOf,
        at: z.string(),
        by: z.object({ id: z.string(), name: z.string() }),
        /** Of a component that is a unit itself: where its own components are told. */
        unit: link.optional(),
      })
      .loose(),
  ),
  /** What the recipe of its order still asks for. */
  lacking: z.array(z.object({ lineId: z.string(), materialId: z.string(), missing: amountOf })),
})
const keepers = ['operator', 'supervisor', 'integration'] as const

/** Of a count that found more than there was, less than nothing is adjusted. */
const signedAmount = z.object({ value: signedDecimal, unit })
const lotBalance = z.object({
  lotId: identifier,
  materialId: identifier,
  received: signedAmount,
  remaining: signedAmount,
  left: z.record(z.enum(accounts), signedAmount),
  movements: z.array(
    z
      .object({
        account: z.enum(['received', ...accounts]),
        quantity: signedAmount,
        at: z.string(),
        type: z.string(),
        factId: z.string(),
        subject: z.object({ type: z.string(), id: z.string() }),
      })
      .loose(),
  ),
  balanced: z.boolean(),
  differences: z.array(z.object({ of: z.string(), facts: signedAmount, kept: signedAmount })),
})

export const routes = [
  {
    operationId: 'receiveLot',
    method: 'POST',
    path: '/v1/lots',
    summary: 'Receive a lot, under quarantine',
    tag,
    roles: ['operator', 'supervisor', 'integration'],
    body: material.receiveLot,
    answer: receipt,
    creates: '/v1/lots/{id}',
  },
  {
    operationId: 'listLots',
    method: 'GET',
    path: '/v1/lots',
    summary:
      'List lots, of one material or all, of one status or at one place; the page is read, then those of that status and place are taken from it',
    tag,
    roles: 'anyone',
    query: z.strictObject({
      ...paging,
      materialId: identifier.optional(),
      status: material.lotStatus.optional(),
      /** The very place, of the lot itself: a sublot that was moved elsewhere is found with its lot, a container under its own place. */
      location: equipmentId.optional(),
    }),
    answer: listOf(lot),
  },
  {
    operationId: 'getLot',
    method: 'GET',
    path: '/v1/lots/{lotId}',
    summary: 'Read a lot',
    tag,
    roles: 'anyone',
    answer: lot,
  },
  {
    operationId: 'divideLot',
    method: 'POST',
    path: '/v1/lots/{lotId}/sublots',
    summary: 'Put what lies loose in a lot into sublots',
    tag,
    roles: keepers,
    body: material.divideLot,
    answer: receipt,
  },
  {
    operationId: 'makeUnits',
    method: 'POST',
    path: '/v1/lots/{lotId}/units',
    summary: 'Turn loose pieces of a lot into units with serial numbers',
    tag,
    roles: keepers,
    body: material.makeUnits,
    answer: receipt,
  },
  {
    operationId: 'listSublots',
    method: 'GET',
    path: '/v1/lots/{lotId}/sublots',
    summary: 'List the sublots of a lot, its serialised units among them',
    tag,
    roles: 'anyone',
    query: z.strictObject(paging),
    answer: listOf(sublot),
  },
  {
    operationId: 'getSublot',
    method: 'GET',
    path: '/v1/lots/{lotId}/sublots/{sublotId}',
    summary: 'Read a sublot: what is left of it, its status and where it is',
    tag,
    roles: 'anyone',
    answer: sublot,
  },
  {
    operationId: 'getUnit',
    method: 'GET',
    path: '/v1/units/{materialId}/{serial}',
    summary: 'Read a serialised unit as it is built: its components, and what it is built into itself',
    tag,
    roles: 'anyone',
    answer: asBuilt,
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
    answer: receipt,
  },
  {
    operationId: 'rejectLot',
    method: 'POST',
    path: '/v1/lots/{lotId}/reject',
    summary: 'Reject a lot, or one of its sublots, signed, with the reason',
    tag,
    roles: ['quality'],
    body: withReason.extend({ sublotId: sublotId.optional(), signature: signatureRequest }),
    answer: receipt,
  },
  {
    operationId: 'retestLot',
    method: 'POST',
    path: '/v1/lots/{lotId}/retest',
    summary: 'Put on record that a lot was tested again, and until when it is good, signed',
    tag,
    roles: ['quality'],
    body: material.retestLot,
    answer: receipt,
  },
  {
    operationId: 'splitLot',
    method: 'POST',
    path: '/v1/lots/{lotId}/split',
    summary: 'Split part of a lot off into lots of its own',
    tag,
    roles: keepers,
    body: material.splitLot,
    answer: receipt,
  },
  {
    operationId: 'mergeLots',
    method: 'POST',
    path: '/v1/lots/{lotId}/merge',
    summary: 'Merge lots that are alike into this one, which is new',
    tag,
    roles: keepers,
    body: material.mergeLots,
    answer: receipt,
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
    answer: receipt,
  },
  {
    operationId: 'adjustLot',
    method: 'POST',
    path: '/v1/lots/{lotId}/adjust',
    summary: 'Set what remains to what was counted, with the reason; of what is held, signed by quality',
    tag,
    roles: ['supervisor', 'quality', 'integration'],
    body: material.adjustLot,
    answer: receipt,
  },
  {
    operationId: 'scrapLot',
    method: 'POST',
    path: '/v1/lots/{lotId}/scrap',
    summary: 'Scrap what is left of a lot, or part of it',
    tag,
    roles: ['supervisor', 'quality'],
    body: material.scrapLot,
    answer: receipt,
  },
  {
    operationId: 'sampleLot',
    method: 'POST',
    path: '/v1/lots/{lotId}/sample',
    summary: 'Take a sample of a lot for the laboratory',
    tag,
    roles: ['operator', 'supervisor', 'quality'],
    body: material.sampleLot,
    answer: receipt,
  },
  {
    operationId: 'shipLot',
    method: 'POST',
    path: '/v1/lots/{lotId}/ship',
    summary: 'Ship a lot, or part of it, to a customer or to another site',
    tag,
    roles: keepers,
    body: material.shipLot,
    answer: receipt,
  },
  {
    operationId: 'returnLot',
    method: 'POST',
    path: '/v1/lots/{lotId}/return',
    summary: 'Return a lot, or part of it, to its supplier',
    tag,
    roles: keepers,
    body: material.returnLot,
    answer: receipt,
  },
  {
    operationId: 'getShipment',
    method: 'GET',
    path: '/v1/shipments/{shipmentId}',
    summary: 'Read what has left the house under one number',
    tag,
    roles: 'anyone',
    answer: shipment,
  },
  {
    operationId: 'getLotBalance',
    method: 'GET',
    path: '/v1/lots/{lotId}/balance',
    summary: 'Audit a lot: what it received and where that went by the facts, and whether the lot says the same',
    tag,
    roles: 'anyone',
    answer: lotBalance,
  },
] as const satisfies readonly Route[]
