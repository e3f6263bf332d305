import { ids } from './ids.ts'
import { orders } from './orders.ts'
import { plant } from './plant.ts'
import { quality } from './quality.ts'
import { recipes } from './recipes.ts'
import { stock } from './stock.ts'

/**
 * What each property and each parameter means, by its name; where a schema means something else by it, by `Schema.name`. They stand here and
 * not in the schemas, since those are carried by every function.
 */
export const words: Readonly<Record<string, string>> = { ...ids, ...stock, ...recipes, ...orders, ...quality, ...plant }
