import type { Plugin } from 'vite'
import { siteRoutes } from '../functions/served.ts'

/** The module from which the console gets the routes: `virtual:routes`. */
const id = 'virtual:routes'

/**
 * The routes of a plant without their schemas, which a browser needs only as types: what each is called, where it is, and whether it has a body or a
 * query. They are read while the console is built, so that nothing is declared twice.
 */
export const routesOfPlant = (): Plugin => ({
  name: 'routes-of-plant',
  resolveId: (source) => (source === id ? `\0${id}` : undefined),
  load: (source) =>
    source === `\0${id}` ? `export const routes = ${JSON.stringify(siteRoutes.map(bare))}` : undefined,
})

function bare(route: (typeof siteRoutes)[number]) {
  const { operationId, method, path, roles } = route
  return {
    operationId,
    method,
    path,
    roles,
    ...('body' in route && route.body && { body: true }),
    ...('query' in route && route.query && { query: true }),
    ...('consumes' in route && route.consumes && { consumes: route.consumes }),
  }
}
