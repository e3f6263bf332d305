import type { Person } from '../../domain/master-data.ts'
import { question, shards } from '../keys.ts'
import type { Table } from '../table-client.ts'
import { every, type Ids, idsIn, type Window } from './page.ts'

/** Each person that is defined at the site, with what they are qualified for. */
export const personSummaries = (site: Table): Promise<Pick<Person, 'personId' | 'qualifications'>[]> =>
  every(
    site,
    shards.map((shard) => question.persons(shard)),
  )

export const personIds = (site: Table, window: Window): Promise<Ids> => idsIn(site, question.persons, window)

/** The persons who are on the clock; what for is read from their timecards. */
export const personIdsOnTheClock = (site: Table, window: Window): Promise<Ids> =>
  idsIn(site, question.onTheClock, window)
