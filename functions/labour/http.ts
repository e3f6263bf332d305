import type { Instant } from '../../events/identifiers.ts'
import type { Violation } from '../../events/refusals.ts'
import { isBreak } from '../../shared/domain/labour/labour.ts'
import {
  personnelTimes,
  type Reckoned,
  reckon,
  touches,
  type Window,
  widened,
} from '../../shared/domain/labour/labour-hours.ts'
import { sumBy } from '../../shared/domain/labour/labour-sums.ts'
import type { Entry } from '../../shared/domain/labour/timecard.ts'
import { violation } from '../../shared/domain/refusal.ts'
import type { Answered } from '../../shared/http/answer.ts'
import { demandReaderOf } from '../../shared/http/authorize.ts'
import { commands } from '../../shared/http/command.ts'
import { httpHandler } from '../../shared/http/handler.ts'
import type { Operations } from '../../shared/http/operation.ts'
import { Problem } from '../../shared/http/problem.ts'
import { notFound } from '../../shared/http/reading.ts'
import { site, store, table } from '../../shared/runtime/plant.ts'
import { labourSharing } from '../../shared/runtime/shifts.ts'
import { tokenClaims } from '../../shared/runtime/token-issuer.ts'
import { entriesAround, entriesOf, entriesOfAll, timesheet } from '../../shared/storage/labour-store.ts'
import { personIdsOnTheClock } from '../../shared/storage/lists/people.ts'
import { ref } from '../../shared/usecases/commit/store.ts'
import * as labour from '../../shared/usecases/labour/labour.ts'
import { pageOf } from '../lists.ts'
import type { answers } from './answers.ts'
import { routes } from './routes.ts'

const answered: Answered<typeof routes, typeof answers> = routes

type Operating = Operations<typeof answered>

const command = commands(site, store)
const sharing = labourSharing()

interface Asked extends Window {
  readonly orderId?: string
  readonly personId?: string
}

/** A person has thousands of entries a year, so a query without a beginning covers the last month. */
const usualDays = 31
/** A quarter at its longest. */
const mostDays = 92
const daysMs = (days: number): number => days * 86_400_000

/** The period of a query. For an order there is no limit; for a person or the whole plant it is at most a quarter. */
function windowOf({ orderId, from, to }: Asked, at: Instant): Window {
  if (from !== undefined && to !== undefined && to <= from)
    throw badTimes(violation('invalid-request/later-than', { field: 'to', earlier: 'from' }, 'query#/to'))
  if (orderId !== undefined) return { from, to }
  const end = to ?? at
  const begin = from ?? new Date(Date.parse(end) - daysMs(usualDays)).toISOString()
  if (Date.parse(end) - Date.parse(begin) > daysMs(mostDays))
    throw badTimes(
      violation('invalid-request/within-days', { field: 'from', days: mostDays, other: 'to' }, 'query#/from'),
    )
  return { from: begin, to: end }
}

const badTimes = (fault: Violation): Problem => new Problem('invalid-request', [fault])

/** The entries of the query, person by person, and the entries that share time with them. */
async function entriesAsked({ orderId, personId }: Asked, window: Window): Promise<Entry[][]> {
  if (orderId !== undefined) {
    const { order } = await store.load({ order: ref.order(orderId) })
    if (!order) throw notFound(ref.order(orderId))
    const everybody = await entriesAround(table, store, orderId)
    return personId === undefined ? everybody : everybody.filter(([entry]) => entry?.personId === personId)
  }
  if (personId === undefined) return entriesOfAll(table, store, window)
  const { person } = await store.load({ person: ref.person(personId) })
  if (!person) throw notFound(ref.person(personId))
  return [await entriesOf(table, store, personId, window)]
}

const isOf = (entry: Entry, { orderId }: Asked): boolean => orderId === undefined || entry.orderId === orderId

const shown = ({ entry, seconds, provisional }: Reckoned) => ({
  ...entry,
  open: entry.to === undefined,
  ...(seconds !== undefined && { seconds, provisional }),
})
const shownBreak = (entry: Entry) => ({ ...entry, open: entry.to === undefined })

const listLabour = (async ({ query, at }) => {
  const window = windowOf(query, at)
  const people = await entriesAsked(query, widened(window))
  const isAsked = (entry: Entry) => isOf(entry, query) && touches(entry, window)
  const work = people.flatMap((entries) => reckon(entries, sharing)).filter(({ entry }) => isAsked(entry))
  const breaks = people.flat().filter((entry) => isBreak(entry) && isAsked(entry))
  const items = [...work.map(shown), ...breaks.map(shownBreak)]
  return { json: pageOf(items, ({ entryId, personId }) => `${entryId}@${personId}`, query) }
}) satisfies Operating['listLabour']

const listHours = (async ({ route, caller, query, at }) => {
  const { by, ...asked } = query
  if (by === 'person' || asked.personId !== undefined) demandReaderOf(route, caller, asked.personId)
  const window = windowOf(asked, at)
  const people = await entriesAsked(asked, window)
  const reckoned = people
    .flatMap((entries) => reckon(entries, sharing, window))
    .filter(({ entry }) => isOf(entry, asked))
  const sums = sumBy(by, reckoned)
  // Times of a person outside the order do not belong to a question about the order.
  if (by !== 'person' || asked.orderId !== undefined) return { json: { sharing, items: sums } }
  const times = new Map(people.map((entries) => [entries[0]?.personId as string, personnelTimes(entries, window)]))
  return { json: { sharing, items: sums.map((sum) => ({ ...sum, ...times.get(sum.personId ?? '') })) } }
}) satisfies Operating['listHours']

const listOnTheClock = (async ({ query }) => {
  const { ids, nextCursor } = await personIdsOnTheClock(table, query)
  const [timecards, persons] = await Promise.all([
    store.load(Object.fromEntries(ids.map((id) => [id, ref.timecard(id)]))),
    store.load(Object.fromEntries(ids.map((id) => [id, ref.person(id)]))),
  ])
  const items = ids.flatMap((id) => {
    const open = timecards[id]?.value.open ?? []
    // The index may still list a person who has just clocked off.
    if (open.length === 0) return []
    return [{ personId: id, name: persons[id]?.value.name, onBreak: open.some(isBreak), open }]
  })
  return { json: { items, ...(nextCursor && { nextCursor }) } }
}) satisfies Operating['listOnTheClock']

export const handler = httpHandler(
  answered,
  {
    clockOn: command(labour.clockOn(timesheet(table))),
    clockOff: command(labour.clockOff),
    startBreak: command(labour.startBreak),
    endBreak: command(labour.endBreak),
    correctEntry: command(labour.correctEntry(timesheet(table))),
    listLabour,
    listOnTheClock,
    listHours,
  },
  tokenClaims(),
)
