import * as z from 'zod'
import type { Route } from '../../shared/http/route.ts'

export const routes = [
  {
    operationId: 'getHealth',
    method: 'GET',
    path: '/v1/health',
    summary: 'Tell that the site answers, and with which version',
    tag: 'Live picture',
    roles: 'public',
    answer: z.strictObject({ status: z.literal('ok'), site: z.string(), version: z.string() }),
  },
] as const satisfies readonly Route[]
