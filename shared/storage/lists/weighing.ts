import type { Dispensed } from '../../domain/weighing/dispensed.ts'
import { ref } from '../../usecases/commit/store.ts'
import { dispensedPrefix, keyOf } from '../keys.ts'
import type { Table } from '../table-client.ts'
import { documentsUnder } from './page.ts'

/** The dispensed containers of an order, by id, read whole: as many as fit on the shop floor. */
export const dispensedOf = (site: Table, orderId: string): Promise<Dispensed[]> =>
  documentsUnder(site, keyOf(ref.dispensed(orderId, '')).pk, dispensedPrefix)
