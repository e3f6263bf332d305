import type { Route } from '../shared/http/route.ts'

const tag = 'Problems'

/** Every API with problems serves their pages, so that the `type` of a problem opens at the API that answered it. */
export const problemRoutes = [
  {
    operationId: 'getProblems',
    method: 'GET',
    path: '/problems',
    summary: 'Every way in which Andon says no, as a page for people',
    tag,
    roles: 'public',
    produces: ['text/html'],
  },
  {
    operationId: 'getProblem',
    method: 'GET',
    path: '/problems/{code}',
    summary: 'What a problem means, why Andon refuses and what cures it, as a page for people',
    tag,
    roles: 'public',
    produces: ['text/html'],
  },
] as const satisfies readonly Route[]
