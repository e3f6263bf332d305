import type { DeviationStatus } from '../../../events/quality.ts'
import type { FactSubject } from '../../../events/subject.ts'
import type { Summary } from '../document-items.ts'
import { type DeviationList, listOfDeviation, question, shardOf, shards } from '../keys.ts'
import type { Table } from '../table-client.ts'
import { every, merged, ofStatus, type Page, spread, type Window } from './page.ts'

export const deviationsIn = (
  site: Table,
  status: DeviationStatus | undefined,
  window: Window,
): Promise<Page<Summary<'deviation'>>> =>
  merged(
    site,
    (status === undefined ? deviationLists : [listOfDeviation[status]]).flatMap((list) =>
      spread((shard) => question.deviations(list, shard)),
    ),
    window,
    { keeps: ofStatus(status, listOfDeviation) },
  )

const deviationLists = ['open', 'closed'] as const satisfies readonly DeviationList[]

/** The active holds of the plant, by subject. They are read whole, because a plant has few at a time and lists sort them by time. */
export const activeHolds = (site: Table): Promise<Summary<'hold'>[]> =>
  every(
    site,
    shards.map((shard) => question.holds('active', shard)),
  )

/** The holds that were placed on a subject, the released ones too. */
export const holdsOn = (site: Table, { type, id }: FactSubject): Promise<Summary<'hold'>[]> =>
  every(
    site,
    (['active', 'released'] as const).map((status) => question.holds(status, shardOf(id))),
    `${type}#${id}#`,
  )
