import { QueryCommand } from '@aws-sdk/lib-dynamodb'
import type { Fact } from '../../../events/envelope.ts'
import type { Instant } from '../../../events/identifiers.ts'
import type { Calibration } from '../../domain/equipment/calibration-state.ts'
import { isUse } from '../../domain/maintenance/uses.ts'
import { documentOf, type Summary } from '../document-items.ts'
import { edgeOf } from '../fact-items.ts'
import { all, factsAt } from '../fact-store.ts'
import { calibrationPrefix, calibrationsOf, question } from '../keys.ts'
import { table } from '../table.ts'
import type { Table } from '../table-client.ts'
import { type InTime, pageByTime } from './by-time.ts'
import { every, type Window } from './page.ts'

/** The work orders that have not ended. They are read whole, as open calls are. */
export const openWorks = (site: Table): Promise<Summary<'maintenance'>[]> => every(site, [question.works('open')])

/** Work orders that have ended, by the time at which they were opened. */
export const endedWorks = (site: Table, window: InTime) =>
  pageByTime<Summary<'maintenance'>>(site, question.works('ended'), window)

/** Calibrations of an equipment until an instant, the newest first; strongly consistent. */
export async function calibrationsUntil(
  site: Table,
  equipmentId: string,
  until: Instant,
  { limit, cursor }: Window,
): Promise<{ items: Calibration[]; nextCursor?: string }> {
  const last = `${calibrationPrefix}${until}~`
  const { Items: items = [] } = await site.client.send(
    new QueryCommand({
      TableName: site.name,
      KeyConditionExpression: 'pk = :pk AND sk BETWEEN :first AND :last',
      ExpressionAttributeValues: {
        ':pk': calibrationsOf(equipmentId),
        ':first': calibrationPrefix,
        ':last': cursor !== undefined && cursor < last && cursor > calibrationPrefix ? cursor : last,
      },
      ScanIndexForward: false,
      Limit: limit + 2,
      ConsistentRead: true,
    }),
  )
  const found = items.filter(({ sk }) => sk !== cursor)
  const shown = found.slice(0, limit)
  const end = shown.at(-1)
  return {
    items: shown.map((item) => documentOf(item) as Calibration),
    ...(found.length > limit && end && { nextCursor: String(end.sk) }),
  }
}

/** The facts of steps and weighings on an equipment that were recorded in a period. */
export async function usesOf(site: Table, equipmentId: string, from: Instant, to: Instant): Promise<Fact[]> {
  const entries = await all(site, {
    IndexName: table.index.name,
    KeyConditionExpression: 'qpk = :about AND qsk BETWEEN :from AND :to',
    ExpressionAttributeValues: {
      ':about': question.about({ type: 'equipment', id: equipmentId }),
      ':from': from,
      ':to': `${to}~`,
    },
  })
  const found = await factsAt(site, entries.map(edgeOf).filter(isUse))
  return [...found.values()]
}
