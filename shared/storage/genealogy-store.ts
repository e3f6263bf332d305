import { sideBySide } from '../usecases/commit/side-by-side.ts'
import type { Genealogy } from '../usecases/genealogy/trace.ts'
import { edgesAbout } from './fact-store.ts'
import type { Table } from './table-client.ts'

/**
 * Each lot is a query of its own in the index. Sixty-four at once keep a function busy for as long as they travel, and are what its
 * connections carry.
 */
const queriesAtOnce = 64

/** Where material went, as the index of facts tells it: nothing is written for it beyond what every movement writes anyway. */
export const genealogyStore = (site: Table): Genealogy => ({
  departuresOf: async (lotIds) =>
    new Map(
      await sideBySide(lotIds, queriesAtOnce, async (id) => {
        const edges = await edgesAbout(site, { type: 'lot', id })
        return [id, edges] as const
      }),
    ),
})
