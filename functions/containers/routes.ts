import * as z from 'zod'
import * as container from '../../events/container.ts'
import { equipmentId } from '../../events/identifiers.ts'
import type { Route } from '../../shared/http/route.ts'
import { paging } from '../lists.ts'

const tag = 'Containers'
const keepers = ['operator', 'supervisor', 'integration'] as const
const status = z.enum(['open', 'shipped'])

export const routes = [
  {
    operationId: 'makeContainer',
    method: 'POST',
    path: '/v1/containers',
    summary: "Make a container under an SSCC that it bears, or under a number of the plant's own",
    tag,
    roles: keepers,
    body: container.makeContainer,
    creates: '/v1/containers/{id}',
  },
  {
    operationId: 'makeSsccContainer',
    method: 'POST',
    path: '/v1/containers/sscc',
    summary: "Make a container under a new SSCC of the site's company prefix",
    tag,
    roles: keepers,
    body: container.makeSscc,
    creates: '/v1/containers/{id}',
  },
  {
    operationId: 'listContainers',
    method: 'GET',
    path: '/v1/containers',
    summary: 'List containers by place and id: of one status, at one place, or those that stand in no other',
    tag,
    roles: 'anyone',
    query: z.strictObject({
      ...paging,
      status: status.optional(),
      location: equipmentId.optional(),
      parent: z.literal('none').optional(),
    }),
  },
  {
    operationId: 'getContainer',
    method: 'GET',
    path: '/v1/containers/{containerId}',
    summary: 'Read a container with all that is in it, however deep',
    tag,
    roles: 'anyone',
  },
  {
    operationId: 'packContainer',
    method: 'POST',
    path: '/v1/containers/{containerId}/pack',
    summary: 'Pack sublots, units and containers into a container',
    tag,
    roles: keepers,
    body: container.packContainer,
  },
  {
    operationId: 'unpackContainer',
    method: 'POST',
    path: '/v1/containers/{containerId}/unpack',
    summary: 'Take what is named out of a container, or all that is in it',
    tag,
    roles: keepers,
    body: container.unpackContainer,
  },
  {
    operationId: 'moveContainer',
    method: 'POST',
    path: '/v1/containers/{containerId}/move',
    summary: 'Move a container to another place, with all that is in it',
    tag,
    roles: keepers,
    body: container.moveContainer,
  },
  {
    operationId: 'shipContainer',
    method: 'POST',
    path: '/v1/containers/{containerId}/ship',
    summary: 'Ship a container with all that is in it, or nothing of it',
    tag,
    roles: keepers,
    body: container.shipContainer,
  },
  {
    operationId: 'scan',
    method: 'GET',
    path: '/v1/scan',
    summary:
      'Say what a code is that was scanned or typed: a lot, a unit, a container, a material, a badge, by id, serial number, GTIN or GS1 symbol; all that it may be',
    tag,
    roles: 'anyone',
    query: z.strictObject({
      code: z.string().min(1).max(400),
      /** With `receipt`, the code is the label of a delivery, whose lot the plant need not have yet. */
      for: z.enum(['receipt']).optional(),
    }),
  },
] as const satisfies readonly Route[]
