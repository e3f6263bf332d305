import { ids } from './ids.ts'
import { maintenance } from './maintenance.ts'
import { orders } from './orders.ts'
import { performance } from './performance.ts'
import { plant } from './plant.ts'
import { quality } from './quality.ts'
import { recipes } from './recipes.ts'
import { stock } from './stock.ts'

/**
 * The meaning of each property and each parameter, by name; by `Schema.name` where a schema means something else. The words stand here and not in the
 * schemas, because every function carries the schemas.
 */
export const words: Readonly<Record<string, string>> = {
  ...ids,
  ...stock,
  ...recipes,
  ...orders,
  ...quality,
  ...plant,
  ...performance,
  ...maintenance,
}

/** The files of the words: none has a name that another one has, or the last would speak for both. */
export const wordFiles = { ids, stock, recipes, orders, quality, plant, performance, maintenance } as const
