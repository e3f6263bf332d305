import type { DeviationStatus } from '../../../events/quality.ts'
import type { FactSubject } from '../../../events/subject.ts'
import type { Summary } from '../document-items.ts'
import { type DeviationList, listOfDeviation, question } from '../keys.ts'
import type { Table } from '../table-client.ts'
import { merged, ofStatus, type Page, spread, type Window } from './page.ts'

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

export const holdsOn = (site: Table, subject: FactSubject, window: Window): Promise<Page<Summary<'hold'>>> =>
  merged(site, [question.holdsOn(subject)], window)
