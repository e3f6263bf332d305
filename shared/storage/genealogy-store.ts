import { sideBySide } from '../usecases/commit/side-by-side.ts'
import type { Genealogy } from '../usecases/genealogy/destinations.ts'
import { edgesAbout } from './fact-store.ts'
import type { Table } from './table-client.ts'

/** Each lot is one query of the index. Sixty-four queries at a time keep a function busy and use all of its connections. */
const queriesAtOnce = 64

/** Movements of material, read from the index of facts; they need no additional writes. */
export const genealogyStore = (site: Table): Genealogy => ({
  departuresOf: async (lotIds) =>
    new Map(
      await sideBySide(lotIds, queriesAtOnce, async (id) => {
        const edges = await edgesAbout(site, { type: 'lot', id })
        return [id, edges] as const
      }),
    ),
})
