import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Fact } from '../../events/envelope.ts'
import type { FactSubject } from '../../events/subject.ts'
import { auditOf } from '../../shared/storage/audit-store.ts'
import { factsOf, portionsOf } from '../../shared/storage/fact-store.ts'
import { tableStore } from '../../shared/storage/table-store.ts'
import { noChain, verifyEach } from '../../shared/usecases/commit/chain.ts'
import type { Place, Store } from '../../shared/usecases/commit/store.ts'
import { openTable, type TestTable } from '../support/database.ts'
import { sealed, type ToldFact } from '../support/facts.ts'
import { later } from '../support/given.ts'

let table: TestTable
let store: Store
beforeAll(async () => {
  table = await openTable()
  store = tableStore(table)
})
afterAll(() => table.stop())

async function tell(
  subject: FactSubject,
  at: string,
  more: Partial<Pick<ToldFact, 'about' | 'type' | 'data' | 'factId'>> = {},
  before: Place = noChain,
): Promise<Fact> {
  const fact = sealed(
    {
      factId: crypto.randomUUID(),
      type: 'andon.order.commented.v1',
      site: 'lyon',
      subject,
      occurredAt: at,
      recordedAt: at,
      actor: { kind: 'person', id: 'ada', name: 'Ada Moreau' },
      data: { orderId: subject.id, text: 'All is well' },
      requestHash: 'hash',
      ...more,
    },
    before,
  )
  expect(await store.commit({ fact, changes: [] })).toEqual({ result: 'done' })
  return fact
}

async function walk(
  subject: FactSubject,
  limit: number,
  order: 'oldest' | 'newest' = 'oldest',
): Promise<{ facts: Fact[]; pages: number }> {
  const facts: Fact[] = []
  let pages = 0
  for (let cursor: string | undefined, more = true; more; more = cursor !== undefined) {
    const page = await auditOf(table, subject, { limit, cursor, order })
    expect(page.items.length).toBeLessThanOrEqual(limit)
    facts.push(...page.items)
    cursor = page.nextCursor
    pages += 1
    if (pages > 100) throw new Error('The pages have no end.')
  }
  return { facts, pages }
}

const named = (facts: readonly Fact[]) => facts.map(({ factId }) => factId)

describe('the audit of a subject', () => {
  const lot = { type: 'lot', id: 'AUDIT-1' } as const
  const whole: Fact[] = []
  beforeAll(async () => {
    let end: Place = noChain
    const own = async (second: number, more: Parameters<typeof tell>[2] = {}) => {
      const fact = await tell(lot, later(second), more, end)
      end = fact
      return fact
    }
    const by = (order: string, second: number, factId?: string) =>
      tell({ type: 'order', id: order }, later(second), { about: lot, ...(factId && { factId }) })
    // Two own facts of one millisecond, whose ids do not follow the chain, come before what others say in it.
    const first = await own(1, { factId: 'z-first' })
    const second = await own(1, { factId: 'a-second' })
    const others = [await by('O-1', 1, 'mqtt/a#1'), await by('O-2', 1, 'mqtt/b#1')]
    const split = await own(3, { type: 'andon.lot.split.v1', data: { lotId: lot.id, materialId: 'SUGAR', parts: [] } })
    const between = await by('O-1', 2)
    const draws = []
    for (let number = 0; number < 12; number += 1) draws.push(await by(`O-${number}`, 4 + number))
    const last = await own(10.5)
    whole.push(first, second, ...others, between, split, ...draws.slice(0, 7), last, ...draws.slice(7))
    await tell({ type: 'lot', id: 'AUDIT-2' }, later(2))
  })

  test('has its own facts and those about it, each once, oldest first, whatever the size of a page', async () => {
    for (const limit of [1, 2, 3, 7, 18, 19, 1000]) {
      const { facts, pages } = await walk(lot, limit)
      expect(named(facts), `pages of ${limit}`).toEqual(named(whole))
      expect(pages).toBe(Math.ceil(whole.length / limit))
    }
    expect((await walk(lot, 1000)).facts).toEqual(whole)
  })

  test('has them newest first, too', async () => {
    for (const limit of [1, 2, 3, 7, 18, 19, 1000]) {
      const { facts, pages } = await walk(lot, limit, 'newest')
      expect(named(facts), `pages of ${limit}`).toEqual(named(whole).reverse())
      expect(pages).toBe(Math.ceil(whole.length / limit))
    }
  })

  test('goes on after the last fact of the page before, whatever has been written since', async () => {
    const subject = { type: 'order', id: 'AUDIT-3' } as const
    const one = await tell(subject, later(1))
    const two = await tell(subject, later(2), {}, one)
    const first = await auditOf(table, subject, { limit: 1 })
    const three = await tell({ type: 'lot', id: 'OTHER' }, later(3), { about: subject })
    const rest = await auditOf(table, subject, { limit: 5, cursor: first.nextCursor })
    expect([first.items, rest.items]).toEqual([[one], [two, three]])
    expect(rest.nextCursor).toBeUndefined()
  })

  test('has labour where it was recorded, although its entry began long before', async () => {
    const order = { type: 'order', id: 'AUDIT-4' } as const
    const facts: Fact[] = []
    for (let hour = 5; hour < 10; hour += 1)
      facts.push(
        await tell({ type: 'person', id: `person-${hour}` }, later(hour * 3600), {
          type: 'andon.labour.clocked-off.v1',
          about: order,
          data: { orderId: order.id, from: later(10 - hour) },
        }),
      )
    for (const limit of [1, 2, 5]) expect((await walk(order, limit)).facts, `pages of ${limit}`).toEqual(facts)
  })

  test('has full pages for those who may not read the facts of all subjects', async () => {
    const order = { type: 'order', id: 'AUDIT-OF-PEOPLE' } as const
    for (const second of [1, 2, 3, 4, 5])
      await tell({ type: 'person', id: `p-${second}` }, later(second), { about: order })
    const own = await tell(order, later(6))
    const isShown = ({ subject }: Pick<Fact, 'subject'>) => subject.type !== 'person' || subject.id === 'p-4'
    const first = await auditOf(table, order, { limit: 1 }, isShown)
    expect(first.items.map(({ subject }) => subject.id)).toEqual(['p-4'])
    const rest = await auditOf(table, order, { limit: 1, cursor: first.nextCursor }, isShown)
    expect(rest).toEqual({ items: [own] })
  })

  test('is empty where nothing is known, and after a cursor that nobody gave', async () => {
    expect(await auditOf(table, { type: 'lot', id: 'nothing' }, { limit: 5 })).toEqual({ items: [] })
    expect(await auditOf(table, lot, { limit: 5, cursor: 'zzz' })).toEqual({ items: [] })
  })

  test('of one version of a recipe has no fact of another', async () => {
    const version = (name: string): FactSubject => ({ type: 'recipe', id: `AUDITED@${name}` })
    const one = await tell(version('1'), later(1))
    await tell(version('2'), later(2))
    const changed = await tell({ type: 'order', id: 'O-9' }, later(3), { about: version('1') })
    expect((await walk(version('1'), 1)).facts).toEqual([one, changed])
    const about = await tell(version('2'), later(4), { about: lot })
    expect(named((await walk(lot, 1000)).facts)).toContain(about.factId)
  })
})

test('a chain is verified portion by portion, as it is whole', async () => {
  const subject = { type: 'order', id: 'VERIFIED' } as const
  let end: Place = noChain
  const text = 'x'.repeat(100_000)
  for (let number = 0; number < 25; number += 1)
    end = await tell(subject, later(number), { data: { orderId: subject.id, text } }, end)
  let portions = 0
  for await (const portion of portionsOf(table, subject)) portions += portion.length > 0 ? 1 : 0
  expect(portions).toBeGreaterThan(1)
  expect(await verifyEach(portionsOf(table, subject), end)).toEqual({ intact: true, entries: 25 })
  const [, missing, ...others] = await factsOf(table, subject)
  const without = (async function* () {
    yield others.slice(10)
    yield others.slice(0, 10)
  })()
  expect(await verifyEach(without, end)).toEqual({ intact: false, entries: 23, firstBroken: others[0]?.factId })
  expect(missing?.sequence).toBe(2)
})
