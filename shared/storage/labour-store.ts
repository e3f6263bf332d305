import type { FactSubject } from '../../events/envelope.ts'
import type { Instant } from '../../events/identifiers.ts'
import { type Entry, longestEntryHours, momentOf, type Timecard } from '../domain/labour.ts'
import { reachHours } from '../domain/labour-correction.ts'
import { touches, type Window } from '../domain/labour-hours.ts'
import type { Timesheet } from '../usecases/labour.ts'
import { ref, type Store } from '../usecases/store.ts'
import { all, edgesAbout } from './fact-store.ts'
import { entryPrefix, keyOf } from './keys.ts'
import { personsIn, timecardsOpen } from './list-store.ts'
import type { Table } from './table-client.ts'

/** The ended entries of a person, from the person's own partition: what a command has ended is there at once. */
export const timesheet = (site: Table): Timesheet => ({
  async endedEntries(personId, { from, to }) {
    const { pk } = keyOf(ref.timecard(personId))
    const items = await all(site, {
      KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
      ExpressionAttributeValues: {
        ':pk': pk,
        ':from': `${entryPrefix}${momentOf(from)}`,
        // No id has a character as high as the last one of the plane.
        ':to': `${entryPrefix}${momentOf(to)}\uffff`,
      },
      ConsistentRead: true,
    })
    return items.map((item) => item.doc as Entry)
  },
})

const epoch = '1970-01-01T00:00:00.000Z'
const endOfTime = '9999-12-31T23:59:59.999Z'

/** Every entry of a person that touches the window, breaks and open ones included, in the order of clocking on. */
export async function entriesOf(site: Table, store: Store, personId: string, window: Window): Promise<Entry[]> {
  const begun = {
    from: window.from === undefined ? epoch : shifted(window.from, -reachHours),
    to: window.to === undefined ? endOfTime : shifted(window.to, reachHours),
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
 * For each person who was ever on the clock for the order, every entry that can share time with theirs for it. The facts about the
 * order tell who that was, and when each entry began.
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

/** The entries of everybody at the site that touch the window, person by person. */
export const entriesOfAll = async (site: Table, store: Store, window: Window): Promise<Entry[][]> => {
  const ids = (await pages((cursor) => personsIn(site, { limit: 200, cursor }))).map(({ personId }) => String(personId))
  return inTurn(ids, (personId) => entriesOf(site, store, personId, window))
}

/** The timecards of everybody who is on the clock. Read from the index, a moment after they changed. */
export const openTimecards = async (site: Table): Promise<Timecard[]> =>
  (await pages((cursor) => timecardsOpen(site, { limit: 200, cursor }))) as unknown as Timecard[]

export async function pages<Item>(
  ask: (cursor: string | undefined) => Promise<{ items: readonly Item[]; nextCursor?: string }>,
): Promise<Item[]> {
  const found: Item[] = []
  let cursor: string | undefined
  do {
    const page = await ask(cursor)
    found.push(...page.items)
    cursor = page.nextCursor
  } while (cursor)
  return found
}

/** Twenty-five side by side: a plant of five hundred people is read in twenty turns, without a burst of five hundred queries. */
const sideBySide = 25

async function inTurn<One, Found>(ones: readonly One[], read: (one: One) => Promise<Found>): Promise<Found[]> {
  const found: Found[] = []
  for (let from = 0; from < ones.length; from += sideBySide)
    found.push(...(await Promise.all(ones.slice(from, from + sideBySide).map(read))))
  return found
}

const shifted = (at: Instant, hours: number): Instant => new Date(Date.parse(at) + hours * 3_600_000).toISOString()
