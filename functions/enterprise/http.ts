import type { LotId } from '../../events/identifiers.ts'
import manifest from '../../package.json' with { type: 'json' }
import { loopsAcrossSites, type Station } from '../../shared/domain/genealogy/movement.ts'
import {
  nothingReachedAnywhere,
  talliedAcrossSites,
  totalsAcrossSites,
} from '../../shared/domain/genealogy/recall-across-sites.ts'
import { violation } from '../../shared/domain/refusal.ts'
import { named } from '../../shared/domain/stock/destination.ts'
import type { Answered } from '../../shared/http/answer.ts'
import { httpHandler } from '../../shared/http/handler.ts'
import type { Operations } from '../../shared/http/operation.ts'
import { Problem } from '../../shared/http/problem.ts'
import type { PathOf } from '../../shared/http/route.ts'
import { table } from '../../shared/runtime/enterprise.ts'
import { tokenClaims } from '../../shared/runtime/token-issuer.ts'
import { holdingStore } from '../../shared/storage/holding-store.ts'
import { movementStore } from '../../shared/storage/movement-store.ts'
import { sideBySide } from '../../shared/usecases/commit/side-by-side.ts'
import { isHeld } from '../../shared/usecases/enterprise/holds-across-sites.ts'
import { type Coming, walkAcrossSites } from '../../shared/usecases/enterprise/trace-across-sites.ts'
import { picture, windowed } from '../../shared/usecases/genealogy/trace.ts'
import { lostPage, pageAfter, windowOf } from '../genealogy/window.ts'
import { problemOperations } from '../problem-pages.ts'
import type { answers } from './answers.ts'
import { routes } from './routes.ts'

const answered: Answered<typeof routes, typeof answers> = routes

type Operating = Operations<typeof answered>

const movements = movementStore(table)
const holdings = holdingStore(table)

const rootOf = ({ site, lotId }: PathOf<'/v1/sites/{site}/lots/{lotId}/trace'>) =>
  ({ type: 'lot', id: lotId, site }) as const satisfies Station

/** Refuses an unknown lot. For a misspelled id, "nothing is affected" would be a dangerous answer. */
async function demandKnown(root: Station): Promise<void> {
  const found = await Promise.all((['forward', 'backward'] as const).map((way) => movements.at([root], way)))
  if (found.some((told) => [...told.values()].flat().length > 0)) return
  throw new Problem('not-found', [
    violation('not-found/never-told', { lotId: root.id, site: root.site ?? '' }, `lot:${root.id}`),
  ])
}

const traceLotAcrossSites = (async ({ path, query }) => {
  const root = rootOf(path)
  const { direction, ...window } = query
  const [{ visits, last, isLost, ...rest }] = await Promise.all([
    picture(walkAcrossSites(movements, root, direction), root, windowOf(window)),
    demandKnown(root),
  ])
  if (isLost) throw lostPage()
  const loops = loopsAcrossSites(rest.root, rest.edges, direction)
  return { json: { ...rest, loops, nodes: newIn(visits).map(nodeOf), ...pageAfter(last) } }
}) satisfies Operating['traceLotAcrossSites']

const newIn = (visits: readonly Coming[]): Coming[] => visits.filter(({ again }) => !again)

const nodeOf = ({ point: { type, id, site }, materialId }: Coming) => ({
  type,
  id,
  ...(site !== undefined && { site }),
  ...(materialId !== undefined && { materialId }),
})

/** The number of connections of a function. */
const queriesAtOnce = 64

/** The enterprise knows whether a lot is on hold, because the site has reported it. Further data of the lot is at its site. */
async function withHold({ type: _lot, id: lotId, site = '', ...lot }: ReturnType<typeof nodeOf>) {
  return { site, lotId, ...lot, held: isHeld(await holdings.holdsOn({ site, lotId: lotId as LotId })) }
}

const mockRecallAcrossSites = (async ({ path, query }) => {
  const root = rootOf(path)
  await demandKnown(root)
  const tally = nothingReachedAnywhere()
  const take = windowed<Coming>(windowOf(query))
  for await (const level of walkAcrossSites(movements, root, 'forward'))
    for (const coming of level) {
      talliedAcrossSites(tally, coming)
      take.visit(coming)
    }
  if (!take.hasBegun()) throw lostPage()
  const { visits, last } = take.page()
  const nodes = newIn(visits).map(nodeOf)
  const of = (type: Station['type']) => nodes.filter((it) => it.type === type)
  return {
    json: {
      root: named(root),
      ...totalsAcrossSites(tally),
      lots: await sideBySide(of('lot'), queriesAtOnce, withHold),
      orders: of('order').map(({ id, site = '' }) => ({ site, orderId: id })),
      shipments: of('shipment').map(({ id, site = '' }) => ({ site, shipmentId: id })),
      ...pageAfter(last),
    },
  }
}) satisfies Operating['mockRecallAcrossSites']

const openApi = async () => (await import('../../docs/openapi-enterprise.json', { with: { type: 'json' } })).default

export const handler = httpHandler(
  answered,
  {
    getEnterpriseHealth: async () => ({ json: { status: 'ok', version: manifest.version } }),
    getEnterpriseOpenApi: async () => ({ json: await openApi() }),
    traceLotAcrossSites,
    mockRecallAcrossSites,
    ...problemOperations,
  },
  tokenClaims(),
  async () => (await openApi()).paths,
)
