import { routes as changes } from '../functions/changes/routes.ts'
import { routes as containers } from '../functions/containers/routes.ts'
import { routes as definitions } from '../functions/definitions/routes.ts'
import { routes as enterprise } from '../functions/enterprise/routes.ts'
import { routes as equipment } from '../functions/equipment/routes.ts'
import { routes as erp } from '../functions/erp/routes.ts'
import { routes as genealogy } from '../functions/genealogy/routes.ts'
import { routes as labour } from '../functions/labour/routes.ts'
import { routes as live } from '../functions/live/routes.ts'
import { routes as orders } from '../functions/orders/routes.ts'
import { routes as quality } from '../functions/quality/routes.ts'
import { routes as release } from '../functions/release/routes.ts'
import { routes as schedule } from '../functions/schedule/routes.ts'
import { routes as materials } from '../functions/stock/routes.ts'
import type { Route } from '../shared/http/route.ts'

/** The whole public surface, in the order in which a reader meets a plant. */
export const allRoutes: readonly Route[] = [
  ...definitions,
  ...materials,
  ...containers,
  ...genealogy,
  ...orders,
  ...schedule,
  ...changes,
  ...equipment,
  ...labour,
  ...quality,
  ...release,
  ...erp,
  ...live,
]

/** What the company asks of all its sites at once; it has an API, and people, of its own. */
export const enterpriseRoutes: readonly Route[] = enterprise
