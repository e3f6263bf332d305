import * as z from 'zod'
import { containerKinds } from '../../events/container.ts'
import {
  containerId,
  equipmentId,
  instant,
  lotId,
  materialId,
  personId,
  shipmentId,
  sublotId,
} from '../../events/identifiers.ts'
import { amount, unit as unitOfMeasure } from '../../events/quantity.ts'
import { receiptOf } from '../../events/receipt.ts'
import { violation } from '../../events/violation.ts'
import type { Answers } from '../../shared/http/answer.ts'
import { listOf } from '../lists.ts'
import { lot, sublot, unit } from '../stock/answers.ts'
import { dispensed } from '../weighing/answers.ts'
import type { routes } from './routes.ts'

const kind = z.enum(containerKinds)
export const containerStatus = z.enum(['open', 'shipped'])

const container = {
  containerId,
  kind,
  status: containerStatus,
  location: equipmentId.optional(),
  parentId: containerId.optional(),
  shipmentId: shipmentId.optional(),
}
/** The content of a container. Of a sublot that no longer exists, only the ids. */
const packed = z.union([sublot, z.strictObject({ lotId, sublotId, materialId })])
/** An inner container beyond what one answer reads: its id only. */
const named = z.strictObject({ containerId })
const content = { ...container, units: z.array(packed) }
type Filled = z.infer<z.ZodObject<typeof content>> & { containers: (Filled | z.infer<typeof named>)[] }
const inner = z.array(z.union([z.lazy((): z.ZodType<Filled> => filled), named]))
const filled = z.strictObject({ ...content, containers: inner }).meta({ id: 'Container' })

const scanned = z.strictObject({
  code: z.string(),
  elements: z.array(
    z.strictObject({
      ai: z.string(),
      title: z.string().optional(),
      value: z.string(),
      /** The date of a date element; day 00 is the last of its month. */
      date: z.iso.date().optional(),
      /** The midnight at the site that ends the date of a best before, sell by, use by or due date. */
      until: instant.optional(),
    }),
  ),
  matches: z.array(
    z.union([
      z.strictObject({
        type: z.literal('material'),
        materialId,
        name: z.string(),
        unit: unitOfMeasure,
        gtin: z.string().optional(),
      }),
      lot.extend({ type: z.literal('lot') }),
      sublot.extend({ type: z.enum(['sublot', 'unit']) }),
      unit.extend({ type: z.literal('unit') }),
      z.strictObject({
        type: z.literal('container'),
        ...content,
        containers: inner,
      }),
      dispensed.extend({ type: z.literal('dispensed') }),
      z.strictObject({ type: z.literal('person'), personId, name: z.string() }),
    ]),
  ),
  /** With `for=receipt`: what the label of a delivery says of its lot, in the fields of `POST /v1/lots`. */
  receipt: z
    .strictObject({
      lotId: z.string().optional(),
      materialId: materialId.optional(),
      quantity: amount.optional(),
      expiresAt: instant.optional(),
      serials: z.array(z.string()).optional(),
    })
    .optional(),
  /** What the label lacks by the rules of GS1, although it was read. */
  warnings: z.array(violation).optional(),
})

const made = receiptOf('andon.container.made.v1')

export const answers = {
  makeContainer: made,
  makeSsccContainer: made,
  listContainers: listOf(z.strictObject(container).meta({ id: 'ContainerListed' })),
  getContainer: filled,
  packContainer: receiptOf('andon.container.packed.v1'),
  unpackContainer: receiptOf('andon.container.unpacked.v1'),
  moveContainer: receiptOf('andon.container.moved.v1'),
  shipContainer: receiptOf('andon.container.shipped.v1'),
  scan: scanned,
} as const satisfies Answers<typeof routes>
