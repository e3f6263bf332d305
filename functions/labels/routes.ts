import * as z from 'zod'
import { fault } from '../../events/fault.ts'
import type { Route } from '../../shared/http/route.ts'

const print = z.strictObject({
  /** `svg` is the picture for a screen. */
  format: z.enum(['zpl', 'pdf', 'svg']).default('pdf'),
  /** 1 for the first print; a higher number marks the label as a reprint. */
  print: z
    .string()
    .regex(/^[1-9]\d?$/, fault('whole-number', { least: 1, most: 99 }))
    .transform(Number)
    .default(1),
})

export const routes = [
  {
    operationId: 'getContainerLabel',
    method: 'GET',
    path: '/v1/orders/{orderId}/dispensed/{containerId}/label',
    summary: 'Print the label of a container that was weighed for an order',
    tag: 'Weighing and dispensing',
    roles: 'anyone',
    query: print,
    produces: ['application/pdf', 'application/zpl', 'image/svg+xml'],
  },
  {
    operationId: 'getLogisticLabel',
    method: 'GET',
    path: '/v1/containers/{containerId}/label',
    summary: 'Print the GS1 logistic label of a container whose number is an SSCC',
    tag: 'Containers',
    roles: 'anyone',
    query: print,
    produces: ['application/pdf', 'application/zpl', 'image/svg+xml'],
  },
] as const satisfies readonly Route[]
