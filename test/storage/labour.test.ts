import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { EntryId, OrderId, PersonId } from '../../events/identifiers.ts'
import { correctEntry as correction, type Work } from '../../events/labour.ts'
import { personDefinition } from '../../events/recipe.ts'
import { momentOf } from '../../shared/domain/labour/labour.ts'
import { reckon } from '../../shared/domain/labour/labour-hours.ts'
import type { Entry } from '../../shared/domain/labour/timecard.ts'
import {
  entriesAround,
  entriesOf,
  entriesOfAll,
  everybody,
  openTimecards,
  timesheet,
} from '../../shared/storage/labour-store.ts'
import { personIds } from '../../shared/storage/lists/people.ts'
import { tableStore } from '../../shared/storage/table-store.ts'
import type { Store } from '../../shared/usecases/commit/store.ts'
import { definePerson } from '../../shared/usecases/equipment/definitions.ts'
import * as labour from '../../shared/usecases/labour/labour.ts'
import { createOrder } from '../../shared/usecases/orders/orders.ts'
import { command, orderBody, taken } from '../support/commands.ts'
import { openTable, type TestTable } from '../support/database.ts'
import { dataOf } from '../support/facts.ts'
import { later, noon, olga, paula } from '../support/given.ts'
import { memoryStore } from '../support/memory-store.ts'

let table: TestTable
beforeAll(async () => {
  table = await openTable()
})
afterAll(() => table.stop())

let run = ''
beforeEach(() => {
  run = crypto.randomUUID().slice(0, 8)
})

/** What a supervisor does with the clock of the people of this test. */
const clockOf = (store: Store, sheet: labour.Timesheet) => {
  const id = (name: string) => `${name}-${run}` as PersonId
  const by = <Body>(body: Body, seconds: number) => command(olga, body, { at: later(seconds) })
  return {
    id,
    define: async (name: string) =>
      taken(await definePerson(store, by(personDefinition.parse({ name }), 0), { personId: id(name) })),
    order: async (name: string) =>
      taken(await createOrder(store, command(paula, orderBody(id(name))))).fact.subject.id as OrderId,
    on: async (name: string, work: Work, seconds: number) =>
      dataOf(taken(await labour.clockOn(sheet)(store, by({ personId: id(name), ...work }, seconds))).fact)
        .entryId as EntryId,
    off: async (name: string, entryId: EntryId, seconds: number) =>
      taken(await labour.clockOff(store, by({ personId: id(name), entryId }, seconds))),
    correct: async (name: string, entryId: EntryId, body: object, seconds: number) =>
      taken(
        await labour.correctEntry(sheet)(
          store,
          by(correction.parse({ personId: id(name), reason: 'By the gate log', ...body }), seconds),
          { entryId },
        ),
      ),
  }
}

const stores: readonly [name: string, open: () => { store: Store; sheet: labour.Timesheet }][] = [
  ['in memory', () => ((store) => ({ store, sheet: store.timesheet }))(memoryStore())],
  ['on the table', () => ({ store: tableStore(table), sheet: timesheet(table) })],
]

describe.each(stores)('a timesheet %s', (_, open) => {
  test('has the ended entries of one person, by the time of clocking on, as they were corrected', async () => {
    const { store, sheet } = open()
    const clock = clockOf(store, sheet)
    for (const name of ['ada', 'ada.b', 'ben']) await clock.define(name)
    const entries: EntryId[] = []
    for (const seconds of [0, 3600, 7200]) {
      const entryId = await clock.on('ada', { activity: 'meeting' }, seconds)
      entries.push(entryId)
      await clock.off('ada', entryId, seconds + 60)
    }
    await clock.off('ben', await clock.on('ben', { activity: 'meeting' }, 0), 60)
    await clock.off('ada.b', await clock.on('ada.b', { activity: 'meeting' }, 0), 60)
    await clock.on('ada', { activity: 'training' }, 3600)
    await clock.correct('ada', entries[1] as EntryId, { from: later(60) }, 9000)

    const found = async (from: number, to: number) =>
      (await sheet.endedEntries(clock.id('ada'), { from: later(from), to: later(to) })).map(({ entryId }) => entryId)
    expect(await found(0, 7200)).toEqual(entries)
    expect(await found(0, 3600)).toEqual(entries.slice(0, 2))
    expect(await found(3600, 3600)).toEqual(entries.slice(1, 2))
    expect(await found(3601, 7199)).toEqual([])
    const [, second] = await sheet.endedEntries(clock.id('ada'), { from: noon, to: later(7200) })
    expect(second).toMatchObject({ from: later(60), to: later(3660), corrections: [{ was: { from: later(3600) } }] })
  })

  test('tells who is on the clock for an order', async () => {
    const { store, sheet } = open()
    const clock = clockOf(store, sheet)
    for (const name of ['ada', 'ben']) await clock.define(name)
    const [one, other] = [await clock.order('O-1'), await clock.order('O-2')]
    const ended = await clock.on('ada', { activity: 'other', orderId: one }, 0)
    const stillOn = await clock.on('ben', { activity: 'other', orderId: one }, 60)
    await clock.on('ben', { activity: 'other', orderId: other }, 60)
    await clock.on('ada', { activity: 'meeting' }, 60)
    await clock.off('ada', ended, 120)
    expect(await store.openLabour(one)).toMatchObject([{ personId: clock.id('ben'), entryId: stillOn, orderId: one }])
  })

  test('is found by ids alone: they sort as the times of clocking on', () => {
    const times = [noon, later(0.001), later(1), later(86_400), later(40_000_000)]
    expect(times.map(momentOf).sort()).toEqual(times.map(momentOf))
  })
})

describe('the labour of a plant', () => {
  let store: Store
  let clock: ReturnType<typeof clockOf>
  beforeEach(() => {
    store = tableStore(table)
    clock = clockOf(store, timesheet(table))
  })
  const ids = (entries: readonly Entry[]) => entries.map(({ entryId }) => entryId)

  test('shows who is on the clock, and nobody else', async () => {
    for (const name of ['ada', 'ben', 'cho']) await clock.define(name)
    const mine = async () =>
      (await openTimecards(table, store))
        .filter(({ personId }) => personId.endsWith(run))
        .map(({ personId, open }) => [personId, open.length])
    const ada = await clock.on('ada', { activity: 'meeting' }, 0)
    await clock.on('ada', { activity: 'training' }, 0)
    const ben = await clock.on('ben', { activity: 'meeting' }, 0)
    expect(await mine()).toEqual([
      [clock.id('ada'), 2],
      [clock.id('ben'), 1],
    ])
    await clock.off('ada', ada, 60)
    await clock.off('ben', ben, 60)
    expect(await mine()).toEqual([[clock.id('ada'), 1]])
  })

  test('lists everybody who is defined, page by page', async () => {
    const names = ['ada', 'ben', 'cho', 'dan', 'eva']
    for (const name of names) await clock.define(name)
    const mine = (found: string[]) => found.filter((id) => id.endsWith(run))
    const ids: string[] = []
    for (let cursor: string | undefined, more = true; more; more = cursor !== undefined) {
      const page = await personIds(table, { limit: 2, cursor })
      ids.push(...page.ids)
      cursor = page.nextCursor
    }
    expect(mine(ids)).toEqual(names.map(clock.id))
    expect(mine((await everybody(table, store)).map(({ personId }) => personId))).toEqual(names.map(clock.id))
  })

  test('of a person within a time is what touches it, open or ended, however much earlier it was clocked', async () => {
    await clock.define('ada')
    const day = 86_400
    const early = await clock.on('ada', { activity: 'meeting' }, 0)
    await clock.off('ada', early, day)
    await clock.correct('ada', early, { from: later(day - 60), to: later(2 * day - 60) }, 2 * day)
    const open = await clock.on('ada', { activity: 'training' }, 3 * day)
    const within = async (from: number, to: number) =>
      ids(await entriesOf(table, store, clock.id('ada'), { from: later(from), to: later(to) }))
    expect(await within(2 * day - 61, 2 * day)).toEqual([early])
    expect(await within(2 * day - 60, 3 * day)).toEqual([])
    expect(await within(40 * day, 41 * day)).toEqual([open])
    expect(ids(await entriesOf(table, store, clock.id('ada'), {}))).toEqual([early, open])
  })

  test('of an order is that of everybody who worked for it, with whatever shares their time', async () => {
    const [first, second] = [await clock.order('O1'), await clock.order('O2')]
    for (const name of ['ada', 'ben', 'cho']) await clock.define(name)
    const wait = (orderId: OrderId): Work => ({ activity: 'waiting', orderId })
    const one = await clock.on('ada', wait(first), 0)
    const other = await clock.on('ada', wait(second), 0)
    await clock.off('ada', one, 3600)
    await clock.off('ada', other, 3600)
    const bens = await clock.on('ben', wait(second), 0)
    await clock.off('ben', bens, 600)
    await clock.off('cho', await clock.on('cho', wait(second), 0), 600)
    // Ten days later it turns out that Ben worked for the first order, which has heard nothing of him until then.
    await clock.correct('ben', bens, { work: wait(first) }, 864_000)

    const seconds = (people: Entry[][]) =>
      people
        .flatMap((entries) => reckon(entries, 'equal-share'))
        .filter(({ entry }) => entry.orderId === first)
        .map(({ entry, seconds: counted }) => [entry.personId, counted])
        .sort()
    expect(seconds(await entriesAround(table, store, first))).toEqual([
      [clock.id('ada'), 1800],
      [clock.id('ben'), 600],
    ])
    expect(seconds(await entriesOfAll(table, store, {}))).toEqual(seconds(await entriesAround(table, store, first)))
    expect(await entriesAround(table, store, 'nothing')).toEqual([])
  })
})
