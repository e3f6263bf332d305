import type { Route } from '../../shared/http/route.ts'

const tag = 'Equipment'

export const routes = [
  {
    operationId: 'getMachine',
    method: 'GET',
    path: '/v1/equipment/{equipmentId}/state',
    summary: 'Read what an equipment does now: its state, its newest values, who uses it, what holds it',
    tag,
    roles: 'anyone',
  },
] as const satisfies readonly Route[]
