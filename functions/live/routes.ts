import * as z from 'zod'
import { instant } from '../../events/identifiers.ts'
import type { Route } from '../../shared/http/route.ts'
import { byTime, recordPaging, recordSubject, subjectText } from '../lists.ts'
import { problemRoutes } from '../problem-routes.ts'

const tag = 'Live picture and audit'
const subject = z.strictObject({ subject: subjectText })

export const routes = [
  {
    operationId: 'getHealth',
    method: 'GET',
    path: '/v1/health',
    summary: 'Tell that the site answers, and with which version',
    tag,
    roles: 'public',
  },
  {
    operationId: 'getOpenApi',
    method: 'GET',
    path: '/v1/openapi.json',
    summary: 'This API, as an OpenAPI 3.1 document',
    tag,
    roles: 'public',
  },
  {
    operationId: 'getAsyncApi',
    method: 'GET',
    path: '/v1/asyncapi.json',
    summary: 'The messages of devices and the facts of the plant, as an AsyncAPI 3 document',
    tag,
    roles: 'public',
  },
  {
    operationId: 'getAudit',
    method: 'GET',
    path: '/v1/audit',
    summary:
      'Read the facts of a subject and about it, oldest or newest first, a thousand at a time at most; of a unit or a shipment, the facts that name it. They may be searched by who acted, what kind of fact it is, and when it was recorded. Those of another person need a role to read them',
    tag,
    roles: 'anyone',
    query: z.strictObject({
      subject: recordSubject,
      person: z.string().min(1).max(128).optional(),
      type: z
        .string()
        .regex(/^andon\.[a-z]+\.[a-z-]+\.v\d+$/)
        .optional(),
      from: instant.optional(),
      to: instant.optional(),
      ...recordPaging,
      order: byTime,
    }),
  },
  {
    operationId: 'verifyAudit',
    method: 'GET',
    path: '/v1/audit/verify',
    summary: 'Prove that no fact of a subject is missing or changed',
    tag,
    roles: 'anyone',
    query: subject,
  },
  ...problemRoutes,
] as const satisfies readonly Route[]
