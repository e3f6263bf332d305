import type { Person } from '../../domain/master-data.ts'
import { question, shards } from '../keys.ts'
import type { Table } from '../table-client.ts'
import { every, type Ids, idsIn, type Window } from './page.ts'

export const personSummaries = (site: Table): Promise<Pick<Person, 'personId' | 'qualifications'>[]> =>
  every(
    site,
    shards.map((shard) => question.persons(shard)),
  )

export const personIds = (site: Table, window: Window): Promise<Ids> => idsIn(site, question.persons, window)

/** The persons who are clocked on; their timecards have the details. */
export const personIdsOnTheClock = (site: Table, window: Window): Promise<Ids> =>
  idsIn(site, question.onTheClock, window)
