import type { Route } from '../../shared/http/route.ts'

const tag = 'ERP'

export const routes = [
  {
    operationId: 'receiveB2mml',
    method: 'POST',
    path: '/v1/erp/b2mml',
    summary:
      'Take a B2MML message of an ERP: materials, lots, sublots, orders; each object is accepted or refused for itself',
    tag,
    roles: ['integration'],
    consumes: ['application/xml', 'text/xml', 'application/json'],
    maxBytes: 5_000_000,
  },
  {
    operationId: 'getPerformance',
    method: 'GET',
    path: '/v1/erp/performance/{orderId}',
    summary: 'Read what was made of an order, as B2MML ProductionPerformance (XML) or OperationsPerformance (JSON)',
    tag,
    roles: ['integration', 'planner', 'quality', 'supervisor'],
    produces: ['application/xml', 'application/json'],
  },
] as const satisfies readonly Route[]
