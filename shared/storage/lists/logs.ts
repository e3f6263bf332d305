import type { KeptLog } from '../../domain/performance/shift-logs.ts'
import { question, shards } from '../keys.ts'
import type { Table } from '../table-client.ts'
import { every } from './page.ts'

/** What the shifts of all equipment came to, without their messages. */
export type LogSummary = Pick<KeptLog, 'equipmentId' | 'date' | 'shiftId' | 'from' | 'to' | 'until' | 'totals'>

/** The shifts that began on some days at a site, from an index that is moments behind. */
export const logsOfDays = async (site: Table, dates: readonly string[]): Promise<LogSummary[]> =>
  every<LogSummary>(
    site,
    dates.flatMap((date) => shards.map((shard) => question.logs(date, shard))),
  )
