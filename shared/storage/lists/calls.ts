import type { Summary } from '../document-items.ts'
import { question } from '../keys.ts'
import type { Table } from '../table-client.ts'
import { type InTime, pageByTime } from './by-time.ts'
import { every } from './page.ts'

/** The calls that have not ended, open or answered. They are read whole, because a plant has few at a time and lists sort them by time. */
export const openCalls = (site: Table): Promise<Summary<'call'>[]> => every(site, [question.calls('open')])

/** Calls that have ended, by the time of the call. */
export const endedCalls = (site: Table, window: InTime) =>
  pageByTime<Summary<'call'>>(site, question.calls('ended'), window)
