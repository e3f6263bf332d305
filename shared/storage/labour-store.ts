import type { Instant } from '../../events/identifiers.ts'
import type { FactSubject } from '../../events/subject.ts'
import type { Entities } from '../domain/change.ts'
import { longestEntryHours, momentOf } from '../domain/labour/labour.ts'
import { reachHours } from '../domain/labour/labour-correction.ts'
import { touches, type Window } from '../domain/labour/labour-hours.ts'
import type { Entry, Timecard } from '../domain/labour/timecard.ts'
import type { Person } from '../domain/master-data.ts'
import { type Basis, type Ref, ref, type Store } from '../usecases/commit/store.ts'
import type { Timesheet } from '../usecases/labour/labour.ts'
import { documentOf } from './document-items.ts'
import { all, edgesAbout } from './fact-store.ts'
import { entryPrefix, keyOf } from './keys.ts'
import type { Ids, Window as PageWindow } from './lists/page.ts'
import { personIds, personIdsOnTheClock } from './lists/people.ts'
import type { Table } from './table-client.ts'

type Reading = Pick<Store, 'load'>

/** The ended entries of a person, from the person's own partition, so that they are there right after the command. */
export const timesheet = (site: Table): Timesheet => ({
  async endedEntries(personId, { from, to }) {
    if (from > to) return []
    const { pk } = keyOf(ref.timecard(personId))
    const items = await all(site, {
      KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
      ExpressionAttributeValues: {
        ':pk': pk,
        ':from': `${entryPrefix}${momentOf(from)}`,
        // U+FFFF is higher than every character of an id.
        ':to': `${entryPrefix}${momentOf(to)}\uffff`,
      },
      ConsistentRead: true,
    })
    return items.map((item) => documentOf(item) as Entry)
  },
})

const epoch = '1970-01-01T00:00:00.000Z'
const endOfTime = '9999-12-31T23:59:59.999Z'

/** Limits an instant to the range of keys: from the epoch to the last year with four digits. */
const within = (at: Instant): Instant => {
  const moment = Date.parse(at)
  return moment < Date.parse(epoch) ? epoch : moment > Date.parse(endOfTime) ? endOfTime : at
}

/** Every entry of a person that overlaps the period, with breaks and open entries, by time of clocking on. */
export async function entriesOf(site: Table, store: Store, personId: string, window: Window): Promise<Entry[]> {
  const begun = {
    from: window.from === undefined ? epoch : within(shifted(window.from, -reachHours)),
    to: window.to === undefined ? endOfTime : within(shifted(window.to, reachHours)),
  }
  const [ended, { timecard }] = await Promise.all([
    timesheet(site).endedEntries(personId, begun),
    store.load({ timecard: ref.timecard(personId) }),
  ])
  const known = new Map([...(timecard?.value.open ?? []), ...ended].map((entry) => [entry.entryId, entry]))
  return [...known.values()]
    .filter((entry) => touches(entry, window))
    .sort((one, other) => (one.entryId < other.entryId ? -1 : 1))
}

/**
 * For each person with an entry for the order: all entries that can share time with those entries. The facts about the order name the person and the
 * beginning of each entry.
 */
export async function entriesAround(site: Table, store: Store, orderId: string): Promise<Entry[][]> {
  const order: FactSubject = { type: 'order', id: orderId }
  const edges = (await edgesAbout(site, order)).filter(({ type }) => type.startsWith('andon.labour.'))
  const byPerson = Map.groupBy(edges, ({ subject }) => subject.id)
  return inTurn([...byPerson], async ([personId, known]) => {
    const begun = known.map(({ at }) => String(at)).sort()
    const to = shifted(begun.at(-1) ?? epoch, longestEntryHours)
    return entriesOf(site, store, personId, { from: begun.at(0), to })
  })
}

export const entriesOfAll = async (site: Table, store: Store, window: Window): Promise<Entry[][]> =>
  inTurn(await allIds((page) => personIds(site, page)), (personId) => entriesOf(site, store, personId, window))

export const everybody = async (site: Table, store: Store): Promise<Person[]> =>
  loadEach(store, await allIds((page) => personIds(site, page)), ref.person)

/** The present timecards of all people whom the index lists as clocked on. */
export const openTimecards = async (site: Table, store: Reading): Promise<Timecard[]> =>
  loadEach(store, await allIds((page) => personIdsOnTheClock(site, page)), ref.timecard)

export const openLabourOf = async (site: Table, store: Reading, orderId: string): Promise<Entry[]> =>
  (await openTimecards(site, store)).flatMap(({ open }) => open.filter((it) => it.orderId === orderId))

async function allIds(ask: (page: PageWindow) => Promise<Ids>): Promise<string[]> {
  const found: string[] = []
  let cursor: string | undefined
  do {
    const page = await ask({ limit: 200, cursor })
    found.push(...page.ids)
    cursor = page.nextCursor
  } while (cursor)
  return found
}

/** A batch read takes a hundred keys. */
async function loadEach<Kind extends keyof Entities>(
  store: Reading,
  ids: readonly string[],
  refOf: (id: string) => Ref<Kind>,
): Promise<Entities[Kind][]> {
  const found: Entities[Kind][] = []
  for (let from = 0; from < ids.length; from += 100) {
    const wanted = ids.slice(from, from + 100).map((id) => [id, refOf(id)] as const)
    const page: Basis<Record<string, Ref<Kind>>> = await store.load(Object.fromEntries(wanted))
    found.push(...Object.values(page).flatMap((stored) => (stored ? [stored.value] : [])))
  }
  return found
}

/** Twenty-five in parallel: a plant of five hundred people takes twenty turns, without a burst of five hundred queries. */
const sideBySide = 25

async function inTurn<One, Found>(ones: readonly One[], read: (one: One) => Promise<Found>): Promise<Found[]> {
  const found: Found[] = []
  for (let from = 0; from < ones.length; from += sideBySide)
    found.push(...(await Promise.all(ones.slice(from, from + sideBySide).map(read))))
  return found
}

const shifted = (at: Instant, hours: number): Instant => new Date(Date.parse(at) + hours * 3_600_000).toISOString()
