import type { Dispensed } from '../../domain/weighing/dispensed.ts'
import { ref } from '../../usecases/commit/store.ts'
import { dispensedPrefix, keyOf } from '../keys.ts'
import type { Table } from '../table-client.ts'
import { documentsUnder } from './page.ts'

/** The containers that were weighed for an order, by id: as many as fit into one place at the floor, read whole. */
export const dispensedOf = (site: Table, orderId: string): Promise<Dispensed[]> =>
  documentsUnder(site, keyOf(ref.dispensed(orderId, '')).pk, dispensedPrefix)
