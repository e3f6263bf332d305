import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Fact } from '../../events/envelope.ts'
import type { ContainerId, EquipmentId, LotId, OrderId, ShipmentId, SublotId } from '../../events/identifiers.ts'
import type { Decimal } from '../../events/quantity.ts'
import type { FactSubject } from '../../events/subject.ts'
import type { Change } from '../../shared/domain/change.ts'
import type { Order, Superseded } from '../../shared/domain/orders/order.ts'
import { allPreconditions } from '../../shared/domain/stock/issue.ts'
import { type Lot, type Sublot, type SublotAsRead, sublotAsRead } from '../../shared/domain/stock/lot.ts'
import { tableStore } from '../../shared/storage/table-store.ts'
import { endOf, noChain } from '../../shared/usecases/commit/chain.ts'
import { type Commit, type Place, ref, type Store } from '../../shared/usecases/commit/store.ts'
import { openTable, type TestTable } from '../support/database.ts'
import { sealed, type ToldFact } from '../support/facts.ts'
import { aChange, createdOrder, dec, later, lot, machine, noon, snapshot } from '../support/given.ts'
import { memoryStore } from '../support/memory-store.ts'

let table: TestTable
beforeAll(async () => {
  table = await openTable()
})
afterAll(() => table.stop())

const fill5 = { change: 'add-stock', value: dec('5') } as const
const expiresIn = (seconds: number) => (lotId: string) =>
  ({ change: 'set-lot', lotId, set: { expiresAt: later(seconds) } }) as const
const draw100 = (lotId: string) =>
  ({ change: 'issue', lotId, value: dec('100'), into: 'consumed', unless: [], to: ['order:O-1'], at: noon }) as const
type OnLot = (lotId: string) => Change
const setExpiry = expiresIn(20)
const fill: OnLot = (lotId) => ({ ...fill5, lotId })
const fillBag: OnLot = (lotId) => ({ ...fill5, inSublots: true, lotId })
const count =
  (was: string, is: string): OnLot =>
  (lotId) => ({ change: 'count', lotId, was: dec(was), is: dec(is) })
const issueOf =
  (value: string): OnLot =>
  (lotId) => ({ ...draw100(lotId), value: dec(value) })
const unmakeAll: OnLot = (lotId) => ({ change: 'unmake', lotId, value: dec('100') })
const giveBack: OnLot = (lotId) => ({ change: 'reverse-issue', lotId, value: dec('5'), from: 'consumed' })

const stores: readonly [name: string, open: () => Store][] = [
  ['in memory', memoryStore],
  ['on the table', () => tableStore(table)],
]

describe.each(stores)('a store %s', (_, open) => {
  let store: Store
  let orderId: OrderId
  let lotId: LotId
  let subject: FactSubject

  beforeEach(() => {
    store = open()
    const run = crypto.randomUUID()
    orderId = `O-${run}` as OrderId
    lotId = `L-${run}` as LotId
    subject = { type: 'order', id: orderId }
  })

  const fact = (before?: Place, more: Partial<ToldFact> = {}): Fact =>
    sealed(
      {
        factId: crypto.randomUUID(),
        type: 'andon.order.commented.v1',
        site: 'lyon',
        subject,
        occurredAt: noon,
        recordedAt: noon,
        actor: { kind: 'person', id: 'ada', name: 'Ada Moreau' },
        data: { orderId, text: 'All is well' },
        requestHash: 'first',
        ...more,
      },
      before,
    )

  const anOrder = (more: object = {}): Order => createdOrder({ orderId, ...more })
  const save = (value: Order): Change => ({ change: 'save', kind: 'order', id: orderId, value })
  const create = (more: Partial<Lot> = {}) => done([{ change: 'create-lot', lot: lot({ lotId, ...more }) }])
  const draw = (value: string, more: object = {}): Change => ({
    change: 'issue',
    lotId,
    value: dec(value),
    into: 'consumed',
    unless: allPreconditions,
    to: ['order:O-1'],
    at: noon,
    ...more,
  })
  const submit = (changes: readonly Change[], more: Partial<Commit> = {}) =>
    store.commit({ fact: fact(), changes: changes.map((change) => ({ change })), ...more })
  const done = async (changes: readonly Change[], more: Partial<Commit> = {}) =>
    expect(await submit(changes, more)).toEqual({ result: 'done' })
  const stale = async (changes: readonly Change[]) => expect(await submit(changes)).toEqual({ result: 'stale' })
  const theLot = async () => (await store.load({ lot: ref.lot(lotId) })).lot

  describe('keeps facts', () => {
    test('and gives one by its subject and id, or nothing', async () => {
      const told = fact(noChain)
      await store.commit({ fact: told, changes: [] })
      expect(await store.factWith(subject, told.factId)).toEqual(told)
      expect(await store.factWith(subject, 'constructor')).toBeUndefined()
      expect(await store.factWith({ type: 'order', id: 'O-0' }, told.factId)).toBeUndefined()
    })
  })

  describe('keeps documents', () => {
    test('gives nothing where nothing is, and asks nothing for an absent ref', async () => {
      expect(await store.load({ order: ref.order(orderId), person: undefined })).toEqual({
        order: undefined,
        person: undefined,
      })
      expect(await store.load({})).toEqual({})
    })

    test('gives as many things at once as anybody asks for', async () => {
      await done([save(anOrder())])
      const wanted = Object.fromEntries(
        Array.from({ length: 250 }, (_, index) => [`${index}`, ref.material(`${orderId}-${index}`)]),
      )
      const found = await store.load({ ...wanted, order: ref.order(orderId) })
      expect(found.order?.value).toEqual(anOrder())
      expect(Object.values(found).filter((it) => it !== undefined)).toHaveLength(1)
    })

    test('gives back what was saved, with version and chain, under several names at once', async () => {
      const first = fact(noChain)
      const chain = endOf(first)
      await store.commit({ fact: first, changes: [{ change: save(anOrder()), chain }] })

      const basis = await store.load({ one: ref.order(orderId), other: ref.order(orderId) })

      expect(basis.one).toEqual({ ref: ref.order(orderId), value: anOrder(), version: 1, chain })
      expect(basis.other).toEqual(basis.one)
    })

    test('takes a document once when nobody has read it', async () => {
      await done([save(anOrder())])
      await stale([save(anOrder({ priority: 2 }))])
      expect((await store.load({ order: ref.order(orderId) })).order?.value).toEqual(anOrder())
    })

    test('replaces a document for the one who read its newest version only', async () => {
      await done([save(anOrder())])
      const { order: read } = await store.load({ order: ref.order(orderId) })
      if (!read) throw new Error('The order was saved.')
      const next = (priority: number): Commit => ({
        fact: fact(),
        changes: [{ change: save(anOrder({ priority })), read }],
      })

      expect(await store.commit(next(1))).toEqual({ result: 'done' })
      expect(await store.commit(next(2))).toEqual({ result: 'stale' })

      const { order } = await store.load({ order: ref.order(orderId) })
      expect(order).toMatchObject({ version: 2, value: { priority: 1 } })
    })

    test('keeps the changes of an order and its former snapshots apart, under names of its own', async () => {
      const before: Superseded = {
        ...snapshot({ orderId }),
        supersededAt: noon,
        because: { type: 'change', id: 'CH-1' },
      }
      const change = aChange({ orderId })
      await done([
        { change: 'save', kind: 'superseded', id: `${orderId}@0`, value: before },
        { change: 'save', kind: 'change', id: `${orderId}@CH-1`, value: change },
      ])
      await stale([{ change: 'save', kind: 'superseded', id: `${orderId}@0`, value: before }])
      const read = await store.load({
        before: ref.superseded(orderId, 0),
        change: ref.change(orderId, 'CH-1'),
        next: ref.superseded(orderId, 1),
        snapshot: ref.snapshot(orderId),
      })
      expect(read).toMatchObject({ before: { value: before }, change: { value: change } })
      expect([read.next, read.snapshot]).toEqual([undefined, undefined])
    })

    test('keeps the chain of a document that a fact of something else changes', async () => {
      const first = fact(noChain)
      const chain = endOf(first)
      await store.commit({ fact: first, changes: [{ change: save(anOrder()), chain }] })
      const { order: read } = await store.load({ order: ref.order(orderId) })
      const about = fact(noChain, { subject: { type: 'hold', id: orderId } })
      await store.commit({ fact: about, changes: [{ change: save(anOrder({ priority: 3 })), ...(read && { read }) }] })
      expect((await store.load({ order: ref.order(orderId) })).order?.chain).toEqual(chain)
    })

    test('moves only the chain on for a refusal, and only from the version that was read', async () => {
      const first = fact(noChain)
      await store.commit({
        fact: first,
        changes: [{ change: save(anOrder()), chain: endOf(first) }],
      })
      const second = fact(first)
      const chain = endOf(second)
      const commit = (readVersion: number): Commit => ({
        fact: readVersion === 1 ? second : fact(second),
        changes: [],
        chainedOnly: { ref: ref.order(orderId), readVersion, chain },
      })

      expect(await store.commit(commit(7))).toEqual({ result: 'stale' })
      expect(await store.commit(commit(1))).toEqual({ result: 'done' })
      expect((await store.load({ order: ref.order(orderId) })).order).toMatchObject({
        version: 1,
        chain,
        value: anOrder(),
      })
    })

    test('changes what rests on another thing only while that is as it was read, and leaves it alone', async () => {
      await create()
      await done([save(anOrder())])
      const { order: read } = await store.load({ order: ref.order(orderId) })
      if (!read) throw new Error('The order is there.')
      const hold = (holdId: string) => ({ change: { change: 'hold-lot', lotId, holdId } }) as const
      const expecting = { change: { change: 'require-unchanged', kind: 'order', id: orderId }, read } as const
      expect(await store.commit({ fact: fact(), changes: [hold('H-1'), expecting] })).toEqual({ result: 'done' })
      expect((await store.load({ order: ref.order(orderId) })).order).toEqual(read)
      await store.commit({ fact: fact(), changes: [{ change: save(anOrder({ priority: 2 })), read }] })
      expect(await store.commit({ fact: fact(), changes: [hold('H-2'), expecting] })).toEqual({ result: 'stale' })
      expect((await theLot())?.value.holds).toEqual(['H-1'])
    })

    test('is all or nothing: one guard that fails stops every change and the fact', async () => {
      await create()
      const told = fact()
      const commit: Commit = {
        fact: told,
        changes: [{ change: save(anOrder()) }, { change: draw('101') }],
        spent: [`token of ${orderId}`],
        claim: { key: told.factId, factId: told.factId, subject, requestHash: 'first' },
      }
      expect(await store.commit(commit)).toEqual({ result: 'stale' })
      expect((await store.load({ order: ref.order(orderId) })).order).toBeUndefined()
      expect((await theLot())?.value.remaining).toBe('100')
      // Neither the fact nor the token nor the key was used up.
      expect(await store.commit({ ...commit, changes: [{ change: save(anOrder()) }] })).toEqual({ result: 'done' })
    })

    test('keeps the newest values of a machine without a fact, for the one who read the version before', async () => {
      const equipmentId = `M-${orderId}` as ReturnType<typeof machine>['equipmentId']
      const value = machine({ equipmentId })
      const change: Change = { change: 'save', kind: 'machine', id: equipmentId, value }
      expect(await store.keep({ change })).toBe('done')
      expect(await store.keep({ change })).toBe('stale')
      const { machine: read } = await store.load({ machine: ref.machine(equipmentId) })
      if (!read) throw new Error('The machine was kept.')
      const next: Change = { ...change, value: { ...value, state: 'execute' } }
      expect(await store.keep({ change: next, read })).toBe('done')
      expect(await store.keep({ change: next, read })).toBe('stale')
      const { machine: found } = await store.load({ machine: ref.machine(equipmentId) })
      expect(found).toMatchObject({ version: 2, value: { state: 'execute' } })
    })

    test('keeps nothing but whole documents without a fact', async () => {
      await create()
      await expect(store.keep({ change: draw('1') })).rejects.toThrow('Only a whole document is kept without a fact.')
      expect((await theLot())?.value.remaining).toBe('100')
    })
  })

  describe('answers a command once', () => {
    test('a replay gives the first fact and changes nothing', async () => {
      await create()
      const told = fact()
      await store.commit({ fact: told, changes: [{ change: draw('1') }] })
      const again = fact(undefined, { factId: told.factId, requestHash: 'second', recordedAt: later(60) })
      expect(await store.commit({ fact: again, changes: [{ change: draw('1') }] })).toEqual({
        result: 'replay',
        fact: told,
      })
      expect((await theLot())?.value.remaining).toBe('99')
    })

    test('a replay is a replay even where its guards no longer hold', async () => {
      await create()
      const told = fact()
      const claim = { key: told.factId, factId: told.factId, subject, requestHash: 'first' }
      const commit: Commit = { fact: told, changes: [{ change: draw('100') }], claim, spent: [`once ${orderId}`] }
      expect(await store.commit(commit)).toEqual({ result: 'done' })
      expect(await store.commit(commit)).toEqual({ result: 'replay', fact: told })
    })

    test('the same command id is another command for another subject', async () => {
      const told = fact()
      await store.commit({ fact: told, changes: [] })
      const other = fact(undefined, { factId: told.factId, subject: { type: 'order', id: `${orderId}-2` } })
      expect(await store.commit({ fact: other, changes: [] })).toEqual({ result: 'done' })
    })

    test('a claimed key is refused to another subject', async () => {
      const told = fact()
      const claim = { key: told.factId, factId: told.factId, subject, requestHash: 'first' }
      await store.commit({ fact: told, changes: [], claim })
      const other = { type: 'order', id: `${orderId}-2` } as const
      const second = fact(undefined, { factId: told.factId, subject: other })
      expect(
        await store.commit({ fact: second, changes: [save(anOrder())].map((change) => ({ change })), claim }),
      ).toEqual({ result: 'key-reused' })
      expect((await store.load({ order: ref.order(orderId) })).order).toBeUndefined()
    })

    test('what was left for something may be used up once more, for that and by one alone', async () => {
      const [id, source] = [`reading of ${orderId}`, 'LOT-1/DRUM-1']
      await done([], { spent: [{ id, leftFor: source }] })
      const before = { result: 'spent-before' }
      expect(await submit([], { spent: [{ id }] })).toEqual(before)
      expect(await submit([], { spent: [{ id, leftFor: source }] })).toEqual(before)
      expect(await submit([], { spent: [{ id, takenFor: 'LOT-1/DRUM-2' }] })).toEqual(before)
      await done([], { spent: [{ id, takenFor: source }] })
      expect(await submit([], { spent: [{ id, takenFor: source }] })).toEqual(before)
      await done([], { spent: [{ id: `${id} new`, takenFor: source }] })
    })

    test('a sign-in is spent once, and two sign-ins are spent together or not at all', async () => {
      const [one, two] = [`one ${orderId}`, `two ${orderId}`]
      await done([], { spent: [one] })
      expect(await submit([save(anOrder())], { spent: [two, one] })).toEqual({ result: 'spent-before' })
      await done([], { spent: [two] })
    })

    test('a fact keeps every digit of the largest sequence that a device can count to', async () => {
      const told = fact(undefined, { data: { orderId, text: 'x' }, signatures: [] })
      const counted = sealed(
        {
          ...told,
          type: 'andon.equipment.alarm-raised.v1',
          subject: { type: 'equipment', id: orderId },
          data: { sequence: Number.MAX_SAFE_INTEGER, occurredAt: noon, code: 'E1', equipmentId: orderId },
        },
        undefined,
      )
      await store.commit({ fact: counted, changes: [] })
      expect(await store.commit({ fact: counted, changes: [] })).toEqual({ result: 'replay', fact: counted })
    })
  })

  describe('guards a lot by what is so, not by who read it', () => {
    test('two draws that nobody coordinated both succeed while there is enough', async () => {
      await create()
      await Promise.all([retried([draw('30')]), retried([draw('70')])])
      expect((await theLot())?.value).toEqual(
        lot({ lotId, remaining: '0', left: { consumed: '100' }, goesTo: ['order:O-1'] }),
      )
    })

    /** DynamoDB tells one of two writers at the same time to come again. */
    const retried = async (changes: readonly Change[]): Promise<void> => {
      for (let turn = 0; turn < 50; turn += 1) if ((await submit(changes)).result === 'done') return
      throw new Error('The draw never succeeded.')
    }

    test('refuses a draw of more than is left, and takes the last bit exactly', async () => {
      await create({ quantity: dec('0.3'), remaining: dec('0.3') })
      await done([draw('0.1')])
      await stale([draw('0.200000000001')])
      await done([draw('0.2')])
      expect((await theLot())?.value.remaining).toBe('0')
      await stale([draw('0.000000000001')])
    })

    test('books what leaves into an account, and takes back from there what had left', async () => {
      await create()
      await done([draw('30')])
      await done([draw('5', { into: 'scrapped' })])
      await done([{ change: 'reverse-issue', lotId, value: dec('10'), from: 'consumed' }])
      expect((await theLot())?.value).toEqual(
        lot({ lotId, remaining: '75', left: { consumed: '20', scrapped: '5' }, goesTo: ['order:O-1'] }),
      )
      await stale([{ change: 'reverse-issue', lotId, value: dec('20.000000000001'), from: 'consumed' }])
      await stale([{ change: 'reverse-issue', lotId, value: dec('1'), from: 'shipped' }])
      await done([{ change: 'reverse-issue', lotId, value: dec('20'), from: 'consumed' }])
      expect((await theLot())?.value.left).toEqual({ scrapped: '5' })
    })

    test('finds that what had left for one account has left for another, and no more than had', async () => {
      await create()
      await done([draw('30')])
      await done([{ change: 'rebook', lotId, value: dec('10'), from: 'consumed', into: 'scrapped' }])
      expect((await theLot())?.value).toMatchObject({ remaining: '70', left: { consumed: '20', scrapped: '10' } })
      await stale([{ change: 'rebook', lotId, value: dec('20.000000000001'), from: 'consumed', into: 'scrapped' }])
      await done([{ change: 'rebook', lotId, value: dec('20'), from: 'consumed', into: 'scrapped' }])
      expect((await theLot())?.value.left).toEqual({ scrapped: '30' })
    })

    test('sets aside again what comes back of a reservation, and leaves the rest free', async () => {
      await create()
      await done([{ change: 'reserve', lotId, value: dec('60') }])
      await done([draw('80', { reserved: '60' })])
      await done([{ change: 'reverse-issue', lotId, value: dec('50'), from: 'consumed', reserved: dec('40') }])
      expect((await theLot())?.value).toMatchObject({ remaining: '70', reserved: '40' })
      await stale([draw('30.1')])
      await done([draw('30')])
      await done([draw('40', { reserved: '40' })])
    })

    test('lists a lot as stock of its material, with what decides its turn, for as long as something is left of it', async () => {
      const materialId = `M-${lotId}` as Lot['materialId']
      await create({ materialId, expiresAt: later(60) })
      const other = `${lotId}-2` as LotId
      await done([{ change: 'create-lot', lot: lot({ lotId: other, materialId }) }])
      const listed = (first?: number) => store.inStock(materialId, first)
      const undated = { lotId: other, receivedAt: noon }
      expect(await listed()).toEqual([{ lotId, receivedAt: noon, expiresAt: later(60) }, undated])
      expect(await listed(1)).toEqual([{ lotId, receivedAt: noon, expiresAt: later(60) }])
      const read = await theLot()
      expect(await store.commit({ fact: fact(), changes: [{ change: draw('100'), ...(read && { read }) }] })).toEqual({
        result: 'done',
      })
      expect(await listed()).toEqual([undated])
      expect(await store.inStock(`${materialId}-1`)).toEqual([])
    })

    test('lists it by what is left of it, whatever others did since it was read', async () => {
      const materialId = `M-${lotId}` as Lot['materialId']
      const sublotId = 'BAG' as SublotId
      await create({ materialId, inSublots: dec('10') })
      const bag = { lotId, sublotId, unit: 'kg', quantity: dec('10'), remaining: dec('10') } as const
      await done([{ change: 'create-sublot', sublot: bag }])
      /** As a command does: by the lot as it was read, and once more by what it is where that was out of date. */
      const raced = async (meanwhile: Change, change: Change) => {
        const read = await theLot()
        await done([meanwhile])
        const commit = (it: typeof read) =>
          store.commit({ fact: fact(), changes: [{ change, ...(it && { read: it }) }] })
        const first = await commit(read)
        if (first.result === 'stale') expect(await commit(await theLot())).toEqual({ result: 'done' })
        return (await store.inStock(materialId)).length
      }
      await done([draw('90')])
      const back = { change: 'reverse-issue', lotId, value: dec('5'), from: 'consumed' } as const
      expect(await raced(back, { change: 'count', lotId, sublotId, was: dec('10'), is: dec('0') })).toBe(1)
      expect(await raced(draw('3'), draw('2'))).toBe(0)
    })

    test.each([
      ['emptied', 'a new expiry', draw100, expiresIn(20)],
      ['given a new expiry', 'another one', expiresIn(30), expiresIn(20)],
      ['given a new expiry', 'its last draw', expiresIn(30), draw100],
      ['given a new expiry', 'what comes into it', expiresIn(30), (id: string) => ({ ...fill5, lotId: id })],
    ])('that is %s lies where it is looked for, whatever is raced by %s', async (_how, _what, meanwhile, change) => {
      const materialId = `M-${lotId}` as Lot['materialId']
      await create({ materialId, expiresAt: later(60) })
      const read = await theLot()
      const commit = async (of: (id: string) => Change, it = read) =>
        (await store.commit({ fact: fact(), changes: [{ change: of(lotId), ...(it && { read: it }) }] })).result
      expect(await commit(meanwhile)).toBe('done')
      if ((await commit(change)) === 'stale') expect(await commit(change, await theLot())).toBe('done')
      const now = (await theLot())?.value
      const { receivedAt, expiresAt } = now ?? {}
      expect(await store.inStock(materialId)).toEqual(now?.remaining === '0' ? [] : [{ lotId, receivedAt, expiresAt }])
    })

    /** What a command that read the lot before is answered, once another one has committed. */
    const overtaken = async (first: Change, second: Change) => {
      const read = await theLot()
      await done([first])
      return (await store.commit({ fact: fact(), changes: [{ change: second, ...(read && { read }) }] })).result
    }
    test.each<[string, Partial<Lot>, OnLot, OnLot, 'done' | 'stale']>([
      ['a count, and a sublot comes', {}, fillBag, count('100', '90'), 'stale'],
      ['a count, and loose stock comes', {}, fill, count('100', '90'), 'stale'],
      ['a count of what is loose, and a sublot comes', { inSublots: dec('10') }, fillBag, count('90', '80'), 'done'],
      ['a count, and its expiry is set', {}, setExpiry, count('100', '90'), 'stale'],
      ['a draw of all, and more comes', {}, fill, issueOf('100'), 'stale'],
      ['a draw of all, and its expiry is set', {}, setExpiry, issueOf('100'), 'stale'],
      ['a draw of a part, and the rest goes', {}, issueOf('60'), issueOf('40'), 'stale'],
      ['a draw of a part, and another part goes', {}, issueOf('50'), issueOf('40'), 'done'],
      ['a draw of a part, and its expiry is set', {}, setExpiry, issueOf('40'), 'done'],
      ['more comes, and its expiry is set', {}, setExpiry, fill, 'stale'],
      ['more comes, and all goes', {}, issueOf('100'), fill, 'done'],
      ['an expiry is set, and all goes', {}, issueOf('100'), setExpiry, 'stale'],
      ['an expiry is set, and some goes', {}, issueOf('40'), setExpiry, 'done'],
      ['all that was made goes back, and more is made', { status: 'quarantine' }, fill, unmakeAll, 'stale'],
      ['all that was made goes back, and its expiry is set', { status: 'quarantine' }, setExpiry, unmakeAll, 'stale'],
      [
        'a return, and its expiry is set',
        { remaining: dec('60'), left: { consumed: dec('40') } },
        setExpiry,
        giveBack,
        'stale',
      ],
    ])('answers one that read it before: %s', async (_what, more, meanwhile, change, result) => {
      await create({ expiresAt: later(60), ...more })
      expect(await overtaken(meanwhile(lotId), change(lotId))).toBe(result)
    })

    test.each<[string, string, string, 'done' | 'stale']>([
      ['its last bag is empty, and loose stock comes', '10', '0', 'stale'],
      ['its last bag is less, and loose stock comes', '10', '4', 'done'],
    ])('answers a count that read it before: %s', async (_what, was, is, result) => {
      const sublotId = 'BAG' as SublotId
      await create({ quantity: dec('10'), remaining: dec('10'), inSublots: dec('10') })
      const bag = { lotId, sublotId, unit: 'kg', quantity: dec('10'), remaining: dec('10') } as const
      await done([{ change: 'create-sublot', sublot: bag }])
      const counted = { change: 'count', lotId, sublotId, was: dec(was), is: dec(is) } as const
      expect(await overtaken(fill(lotId), counted)).toBe(result)
    })

    test('remembers where it goes, until that is too much to say', async () => {
      await create()
      for (const order of Array.from({ length: 12 }, (_, number) => `order:O-${number}`))
        for (let turn = 0; turn < 2; turn += 1) await done([draw('1', { to: [order] })])
      expect((await theLot())?.value).toMatchObject({ goesTo: expect.arrayContaining(['order:O-0', 'order:O-11']) })
      expect((await theLot())?.value.goesToMany).toBeUndefined()
      const read = await theLot()
      const last = { change: draw('1', { to: ['shipment:S-1'] }), ...(read && { read }) }
      expect(await store.commit({ fact: fact(), changes: [last] })).toEqual({ result: 'done' })
      expect((await theLot())?.value.goesToMany).toBe(true)
      expect((await theLot())?.value.goesTo).toHaveLength(12)
    })

    test('asks of a draw only what bars it', async () => {
      await create({ status: 'rejected', expiresAt: noon, retestAt: noon })
      await stale([draw('1')])
      await stale([draw('1', { unless: ['unreleased'] })])
      await stale([draw('1', { unless: ['expired'] })])
      await done([draw('1', { unless: ['held'] })])
      await done([{ change: 'hold-lot', lotId, holdId: 'H-1' }])
      await stale([draw('1', { unless: ['held'] })])
      await done([draw('1', { unless: [] })])
    })

    test('keeps for an order what is reserved for it, and gives the rest to anybody', async () => {
      await create()
      await done([{ change: 'reserve', lotId, value: dec('60') }])
      await stale([{ change: 'reserve', lotId, value: dec('40.1') }])
      await stale([draw('41')])
      await done([draw('40')])
      await stale([draw('61', { reserved: '60' })])
      await done([draw('50', { reserved: '50' })])
      expect((await theLot())?.value).toMatchObject({ remaining: '10', reserved: '10' })
      await stale([{ change: 'reserve', lotId, value: dec('-10.1') }])
      await done([{ change: 'reserve', lotId, value: dec('-10') }])
      expect((await theLot())?.value.reserved).toBeUndefined()
      await done([draw('10')])
    })

    test('gives the stock of forty lots back in one commit', async () => {
      const ids = Array.from({ length: 40 }, (_, index) => `${lotId}-${index}` as LotId)
      const reserve = (value: string): Change[] =>
        ids.map((id) => ({ change: 'reserve', lotId: id, value: dec(value) }))
      await done(ids.map((id) => ({ change: 'create-lot', lot: lot({ lotId: id }) })))
      await done(reserve('60'))
      await done([...reserve('-60'), save(anOrder())])
      const lots = await store.load(Object.fromEntries(ids.map((id) => [id, ref.lot(id)])))
      for (const found of Object.values(lots)) expect(found?.value.reserved).toBeUndefined()
    })

    test('says how many items a commit has that one transaction does not hold, and changes nothing', async () => {
      await create()
      const bags = (count: number): Change[] =>
        Array.from({ length: count }, (_, index) => ({
          change: 'create-sublot',
          sublot: { lotId, sublotId: `B-${index}` as SublotId, unit: 'kg', quantity: dec('1'), remaining: dec('1') },
        }))
      const one: Change = { change: 'divide', lotId, value: dec('1') }
      expect(await submit([one, ...bags(99)])).toEqual({ result: 'too-much', items: 101 })
      const more = {
        claim: { key: 'K', factId: 'K', subject, requestHash: 'first' },
        spent: [crypto.randomUUID()],
        pointers: [{ about: { type: 'lot', id: lotId }, card: {} }] as const,
      }
      expect(await submit([one, ...bags(97)], more)).toEqual({ result: 'too-much', items: 101 })
      expect(await store.sublotsOf(lotId)).toEqual([])
      await done([one, ...bags(98)])
    })

    test('says of an item that is larger than a table keeps that it is too much', async () => {
      const long = { orderId, text: 'long '.repeat(100_000) }
      const told = sealed({ ...fact(), data: long }, noChain)
      expect(await store.commit({ fact: told, changes: [] })).toEqual({ result: 'too-much' })
    })

    test('takes a count for what is there, unless something has moved since', async () => {
      await create()
      await done([{ change: 'count', lotId, was: dec('100'), is: dec('98.5') }])
      await stale([{ change: 'count', lotId, was: dec('100'), is: dec('97') }])
      expect((await theLot())?.value).toMatchObject({ remaining: '98.5', left: { adjusted: '1.5' } })
      await done([{ change: 'count', lotId, was: dec('98.5'), is: dec('103') }])
      expect((await theLot())?.value).toMatchObject({ remaining: '103', left: { adjusted: '-3' } })
      await done([draw('103')])
    })

    test('takes no unsigned count of what has come on hold meanwhile', async () => {
      await create()
      await done([{ change: 'hold-lot', lotId, holdId: 'H-1' }])
      await stale([{ change: 'count', lotId, was: dec('100'), is: dec('5'), unlessHeld: true }])
      await done([{ change: 'count', lotId, was: dec('100'), is: dec('5') }])
      await done([{ change: 'unhold-lot', lotId, holdId: 'H-1' }])
      await done([{ change: 'count', lotId, was: dec('5'), is: dec('6'), unlessHeld: true }])
    })

    test('adds a tenth and two tenths to three tenths', async () => {
      await create({ quantity: dec('0.1'), remaining: dec('0.1') })
      await done([{ change: 'add-stock', lotId, value: dec('0.2') }])
      expect((await theLot())?.value).toMatchObject({ quantity: '0.3', remaining: '0.3' })
    })

    test('keeps twenty-seven digits through draws and fills', async () => {
      const most = '999999999999999.999999999999'
      await create({ quantity: dec(most), remaining: dec(most) })
      await done([draw('0.000000000001')])
      expect((await theLot())?.value.remaining).toBe('999999999999999.999999999998')
      await done([{ change: 'add-stock', lotId, value: dec(most) }])
      expect((await theLot())?.value).toMatchObject({
        quantity: '1999999999999999.999999999998',
        remaining: '1999999999999999.999999999997',
      })
    })

    test.each(['quarantine', 'rejected', 'shipped'] as const)(
      'refuses a draw from a lot in status %s',
      async (status) => {
        await create({ status })
        await stale([draw('1')])
        expect((await theLot())?.value.remaining).toBe('100')
      },
    )

    test('refuses a draw at the very instant of expiry and lets one through the millisecond before', async () => {
      await create({ expiresAt: noon })
      await stale([draw('1')])
      await done([draw('1', { at: later(-0.001) })])
    })

    test('refuses a draw from what is not there', async () => {
      await stale([draw('1')])
    })

    test('refuses a draw for as long as any hold rests on the lot; each ends by its own release', async () => {
      await create()
      await done([{ change: 'hold-lot', lotId, holdId: 'H-1' }])
      await done([{ change: 'hold-lot', lotId, holdId: 'H-2' }])
      await stale([draw('1')])
      await done([{ change: 'unhold-lot', lotId, holdId: 'H-1' }])
      await stale([draw('1')])
      expect((await theLot())?.value.holds).toEqual(['H-2'])
      await done([{ change: 'unhold-lot', lotId, holdId: 'H-2' }])
      expect((await theLot())?.value.holds).toEqual([])
      await done([draw('1')])
    })

    test('a hold that is put or lifted twice is one hold, put or lifted once', async () => {
      await create()
      for (const _ of [1, 2]) await done([{ change: 'hold-lot', lotId, holdId: 'H-1' }])
      expect((await theLot())?.value.holds).toEqual(['H-1'])
      for (const _ of [1, 2]) await done([{ change: 'unhold-lot', lotId, holdId: 'H-1' }])
      expect((await theLot())?.value.holds).toEqual([])
    })

    test('gives up what was made in it by mistake, if nobody holds, reserves, moved or decided on it', async () => {
      const unmade = { change: 'unmake', lotId, value: dec('40') } as const
      await create({ status: 'quarantine' })
      await done([{ change: 'hold-lot', lotId, holdId: 'H-1' }])
      await stale([unmade])
      await done([{ change: 'unhold-lot', lotId, holdId: 'H-1' }])
      await done([{ change: 'reserve', lotId, value: dec('70') }])
      await stale([unmade])
      await done([{ change: 'reserve', lotId, value: dec('-70') }])
      await done([unmade])
      expect((await theLot())?.value).toMatchObject({ quantity: '60', remaining: '60' })
      await done([{ change: 'divide', lotId, value: dec('30') }])
      await stale([unmade])
      await done([{ change: 'set-lot', lotId, set: { status: 'released' } }])
      await stale([{ ...unmade, value: dec('1') }])
    })

    test('gives up units that were made by mistake, whose numbers can be made again', async () => {
      const materialId = `M-${lotId}` as Lot['materialId']
      const one = { lotId, unit: '{each}', quantity: dec('1'), remaining: dec('1') } as const
      const [held, free] = [
        { ...one, sublotId: 'S-1' as SublotId, serial: 'S-1' },
        { ...one, sublotId: 'S-2' as SublotId, serial: 'S-2', lacks: ['0010'] },
      ] as const
      const two = { quantity: dec('2'), remaining: dec('2'), inSublots: dec('2') }
      await create({ materialId, status: 'quarantine', unit: '{each}', ...two })
      await done([{ change: 'create-sublot', sublot: held }])
      await done([{ change: 'create-sublot', sublot: free }])
      await done([{ change: 'hold-lot', lotId, sublotId: 'S-1', holdId: 'H-1' }])
      await stale([{ change: 'unmake', lotId, value: dec('2'), sublotIds: ['S-1', 'S-2'] }])
      await done([{ change: 'unmake', lotId, value: dec('1'), sublotIds: ['S-2'] }])
      expect((await theLot())?.value).toMatchObject({ quantity: '1', remaining: '1', inSublots: '1' })
      await done([{ change: 'unhold-lot', lotId, sublotId: 'S-1', holdId: 'H-1' }])
      const read = await theLot()
      const last = { change: 'unmake', lotId, value: dec('1'), sublotIds: ['S-1'] } as const
      const commit = { fact: fact(), changes: [{ change: last, ...(read && { read }) }] }
      expect(await store.commit(commit)).toEqual({ result: 'done' })
      expect((await theLot())?.value).not.toHaveProperty('inSublots')
      expect(await store.inStock(materialId)).toEqual([])
      expect(await store.sublotsOf(lotId)).toMatchObject([
        { sublotId: 'S-1', quantity: '0', remaining: '0' },
        { sublotId: 'S-2', quantity: '0', remaining: '0' },
      ])
      await stale([{ change: 'create-sublot', sublot: free }])
      await done([
        { change: 'create-sublot', sublot: free, again: true },
        { change: 'add-stock', lotId, value: dec('1'), inSublots: true },
      ])
      await stale([{ change: 'create-sublot', sublot: free, again: true }])
      expect((await theLot())?.value).toMatchObject({ quantity: '1', remaining: '1', inSublots: '1' })
    })

    test.each([
      { change: 'hold-lot', holdId: 'H-1' },
      { change: 'unhold-lot', holdId: 'H-1' },
      { change: 'add-stock', value: dec('1') },
      { change: 'set-lot', set: { status: 'released' } },
    ] as const)('changes nothing of a lot that is not there: $change', async (change) => {
      await stale([{ ...change, lotId }])
      expect(await theLot()).toBeUndefined()
    })

    test('fills a held lot only where that is not forbidden', async () => {
      await create()
      await done([{ change: 'hold-lot', lotId, holdId: 'H-1' }])
      await stale([{ change: 'add-stock', lotId, value: dec('1'), unlessHeld: true }])
      await done([{ change: 'add-stock', lotId, value: dec('1') }])
      expect((await theLot())?.value.quantity).toBe('101')
    })

    test('takes a lot once', async () => {
      await create()
      await stale([{ change: 'create-lot', lot: lot({ lotId, quantity: '5', remaining: '5' }) }])
      expect((await theLot())?.value.quantity).toBe('100')
    })

    test('sets what is given of a lot and leaves the rest', async () => {
      await create({ expiresAt: later(60) })
      await done([{ change: 'set-lot', lotId, set: { status: 'quarantine' } }])
      await done([{ change: 'set-lot', lotId, set: { expiresAt: later(120) } }])
      expect((await theLot())?.value).toEqual(lot({ lotId, status: 'quarantine', expiresAt: later(120) }))
    })

    test('sets what is given of a held lot only where that is not forbidden', async () => {
      await create({ status: 'quarantine' })
      await done([{ change: 'hold-lot', lotId, holdId: 'H-1' }])
      await stale([{ change: 'set-lot', lotId, set: { status: 'released' }, unlessHeld: true }])
      await done([{ change: 'set-lot', lotId, set: { status: 'rejected' } }])
      expect((await theLot())?.value).toMatchObject({ status: 'rejected', holds: ['H-1'] })
    })

    test('a hold that is a fact of the lot itself moves its chain on', async () => {
      await create()
      const first = fact(noChain)
      const chain = endOf(first)
      const change = { change: 'hold-lot', lotId, holdId: 'H-1' } as const
      expect(await store.commit({ fact: first, changes: [{ change, chain }] })).toEqual({ result: 'done' })
      expect((await theLot())?.chain).toEqual(chain)
      expect(await store.commit({ fact: fact(noChain), changes: [{ change, chain }] })).toEqual({ result: 'stale' })
    })

    test('guards the chain of a lot by the fact before, so that no two facts follow the same', async () => {
      const first = fact(noChain)
      await store.commit({
        fact: first,
        changes: [{ change: { change: 'create-lot', lot: lot({ lotId }) }, chain: endOf(first) }],
      })
      const follow = (): Commit => {
        const told = fact(first)
        const chain = endOf(told)
        return { fact: told, changes: [{ change: { change: 'set-lot', lotId, set: { status: 'quarantine' } }, chain }] }
      }
      const second = follow()
      expect(await store.commit(second)).toEqual({ result: 'done' })
      expect(await store.commit(follow())).toEqual({ result: 'stale' })
      const third = fact(second.fact)
      const chain = endOf(third)
      expect(
        await store.commit({
          fact: third,
          changes: [],
          chainedOnly: { ref: ref.lot(lotId), readVersion: 1, chain },
        }),
      ).toEqual({ result: 'done' })
      expect(await theLot()).toMatchObject({ chain, version: 1 })
    })
  })

  describe('keeps the stock of a lot in sublots', () => {
    const sublotId = 'A' as SublotId
    const aSublot = (more: Partial<Sublot> = {}): Sublot => ({
      lotId,
      sublotId,
      unit: 'kg',
      quantity: dec('10'),
      remaining: dec('10'),
      status: 'released',
      ...more,
    })
    const receive = async (more: Partial<Sublot> = {}) => {
      await create({ quantity: dec('0'), remaining: dec('0') })
      await done([
        { change: 'create-sublot', sublot: aSublot(more) },
        { change: 'add-stock', lotId, value: dec('10'), inSublots: true },
      ])
    }
    const both = async () => {
      const { lot: whole, part } = await store.load({ lot: ref.lot(lotId), part: ref.sublot(lotId, sublotId) })
      return [whole?.value.remaining, part?.value.remaining]
    }

    test('a draw takes from the sublot and from its lot', async () => {
      await receive()
      await done([draw('2.5', { sublotId })])
      expect(await both()).toEqual(['7.5', '7.5'])
      expect((await theLot())?.value.inSublots).toBe('7.5')
      expect((await store.load({ part: ref.sublot(lotId, sublotId) })).part?.value).toEqual(
        aSublot({ remaining: dec('7.5'), left: { consumed: dec('2.5') } }),
      )
    })

    test('what left the lot comes back to the sublot that is named, or lies loose', async () => {
      await receive()
      await done([draw('2.5', { sublotId })])
      await done([{ change: 'reverse-issue', lotId, value: dec('0.5'), from: 'consumed' }])
      await done([{ change: 'reverse-issue', lotId, sublotId, value: dec('1'), from: 'consumed' }])
      expect(await both()).toEqual(['9', '8.5'])
      expect((await theLot())?.value.inSublots).toBe('8.5')
    })

    test('what comes back as a sublot of its own leaves the rest of its sublot, or of the loose stock, as it is', async () => {
      await receive()
      await done([draw('2.5', { sublotId })])
      const apart = (id: string, value: string): Change => ({
        change: 'create-sublot',
        sublot: aSublot({
          sublotId: id as SublotId,
          quantity: dec(value),
          remaining: dec(value),
          status: 'quarantine',
        }),
      })
      const back = { change: 'reverse-issue', lotId, value: dec('1'), from: 'consumed', apart: true } as const
      await done([{ ...back, sublotId }, apart('B', '1')])
      expect(await both()).toEqual(['8.5', '7.5'])
      const one = (await store.load({ part: ref.sublot(lotId, sublotId) })).part?.value
      expect(one).toEqual(aSublot({ remaining: dec('7.5'), left: { consumed: dec('1.5'), parted: dec('1') } }))
      expect((await theLot())?.value).toMatchObject({ inSublots: '8.5', left: { consumed: '1.5' } })
      await stale([{ ...back, sublotId, value: dec('1.6') }, apart('C', '1.6')])

      await done([{ ...back, value: dec('1.5') }, apart('D', '1.5')])
      expect((await theLot())?.value).toMatchObject({ remaining: '10', inSublots: '10' })
    })

    test.each<[string, Partial<Sublot>, string]>([
      ['is in quarantine', { status: 'quarantine' }, '1'],
      ['has expired', { expiresAt: noon }, '1'],
      ['holds less', { remaining: dec('1'), quantity: dec('1') }, '2'],
    ])('a draw is refused when the sublot %s', async (_why, more, value) => {
      await receive(more)
      const before = await both()
      await stale([draw(value, { sublotId })])
      expect(await both()).toEqual(before)
    })

    test('a draw is refused when the lot is on hold, though the sublot is free', async () => {
      await receive()
      await done([{ change: 'hold-lot', lotId, holdId: 'H-1' }])
      await stale([draw('1', { sublotId })])
      expect(await both()).toEqual(['10', '10'])
    })

    test('a draw that names no sublot is refused once the stock lies in sublots', async () => {
      await receive()
      await stale([draw('1')])
      expect(await both()).toEqual(['10', '10'])
    })

    test('a draw is refused for as long as a hold rests on the sublot itself, and so is what must not be held', async () => {
      const sublotId = 'A' as SublotId
      const part: Sublot = {
        lotId,
        sublotId,
        unit: 'kg',
        quantity: dec('10'),
        remaining: dec('10'),
        status: 'released',
      }
      await create({ inSublots: dec('10') })
      await done([{ change: 'create-sublot', sublot: part }])
      const held = async () => (await store.load({ it: ref.sublot(lotId, sublotId) })).it?.value.holds
      for (const holdId of ['H-1', 'H-2']) await done([{ change: 'hold-lot', lotId, sublotId, holdId }])
      expect(await held()).toEqual(['H-1', 'H-2'])
      await done([{ change: 'unhold-lot', lotId, sublotId, holdId: 'H-1' }])
      await stale([draw('1', { sublotId })])
      const was = { ...sublotAsRead(part), isHeld: true }
      await stale([
        { change: 'set-sublot', lotId, sublotId, set: { location: 'RACK' as never }, was, unlessHeld: true },
      ])
      await done([draw('1', { sublotId, unless: [] })])
      await done([{ change: 'unhold-lot', lotId, sublotId, holdId: 'H-2' }])
      expect(await held()).toBeUndefined()
      await done([draw('1', { sublotId })])
    })

    describe('that is a serialised unit', () => {
      const unit = 'SKID@K-1'
      const theUnit = async () => (await store.load({ part: ref.sublot(lotId, sublotId) })).part?.value
      const one = { serial: 'A', unit: '{each}', quantity: dec('1'), remaining: dec('1') } as const
      const whole = async (more: Partial<Sublot> = {}) => {
        await create({ unit: '{each}', quantity: dec('1'), remaining: dec('1'), inSublots: dec('1') })
        await done([{ change: 'create-sublot', sublot: aSublot({ ...one, ...more }) }])
      }
      const buildIn = (more: object = {}) => draw('1', { sublotId, intoUnit: true, builtInto: unit, ...more })
      const takeOut = (outOf: string): Change => ({
        change: 'reverse-issue',
        lotId,
        sublotId,
        value: dec('1'),
        from: 'consumed',
        outOf,
      })
      const build = (...lacks: string[]): Change => ({ change: 'build', lotId, sublotId, lacks })

      test('is built into one other unit, which it names, and comes back out of that one only', async () => {
        await whole()
        await done([buildIn()])
        expect(await theUnit()).toEqual(
          aSublot({ ...one, remaining: dec('0'), left: { consumed: dec('1') }, builtInto: unit }),
        )
        expect((await theLot())?.value).toMatchObject({ inUnits: true, remaining: '0' })
        await stale([buildIn({ builtInto: 'SKID@K-2' })])
        await stale([takeOut('SKID@K-2')])
        await done([takeOut(unit)])
        expect(await theUnit()).toEqual(aSublot(one))
        await done([buildIn({ builtInto: 'SKID@K-2' })])
      })

      test('comes back in quarantine, unless it is rejected meanwhile', async () => {
        await whole()
        await done([buildIn()])
        await done([{ ...takeOut(unit), status: 'quarantine' } as Change])
        expect(await theUnit()).toEqual(aSublot({ ...one, status: 'quarantine' }))
        const decide = async (status: 'released' | 'rejected'): Promise<Change> => {
          const read = await theUnit()
          if (!read) throw new Error('The unit is there.')
          return { change: 'set-sublot', lotId, sublotId, set: { status }, was: sublotAsRead(read) }
        }
        await done([await decide('released')])
        await done([buildIn()])
        await done([await decide('rejected')])
        await stale([{ ...takeOut(unit), status: 'quarantine' } as Change])
        await done([{ ...takeOut(unit), status: 'rejected' } as Change])
        expect(await theUnit()).toEqual(aSublot({ ...one, status: 'rejected' }))
      })

      test.each<[string, (it: Change) => Change[], Partial<SublotAsRead>]>([
        ['built into a unit', (it) => [it], { isEmpty: true, builtInto: unit }],
        [
          'packed',
          () => [{ change: 'pack', lotId, sublotId, remaining: dec('1'), containerId: 'BOX-1' as ContainerId }],
          { containerId: 'BOX-1' as ContainerId },
        ],
        ['used', () => [draw('1', { sublotId })], { isEmpty: true }],
        ['held', () => [{ change: 'hold-lot', lotId, sublotId, holdId: 'H-1' }], { isHeld: true }],
      ])('is decided on as it was read, and not once it is %s', async (_what, acts, after) => {
        await whole()
        const reject = (was: SublotAsRead): Change => ({
          change: 'set-sublot',
          lotId,
          sublotId,
          set: { status: 'rejected' },
          was,
        })
        const read = sublotAsRead(aSublot(one))
        await done(acts(buildIn()))
        await stale([reject(read)])
        await done([reject({ ...read, ...after })])
        await stale([reject({ ...read, ...after })])
      })

      test('leaves stock with others of its lot, and comes back from that account only while it is gone', async () => {
        await whole()
        const leave = {
          change: 'issue-units',
          lotId,
          sublotIds: [sublotId],
          into: 'sampled',
          unless: ['held'],
        } as const
        const restore = { change: 'restore-units', lotId, sublotIds: [sublotId] } as const
        await done([{ ...leave, at: noon }])
        expect(await theUnit()).toEqual(aSublot({ ...one, remaining: dec('0'), left: { sampled: dec('1') } }))
        expect((await theLot())?.value).toMatchObject({ remaining: '0', left: { sampled: '1' } })
        await stale([{ ...leave, at: noon }])
        await stale([{ ...restore, from: 'scrapped' }])
        await done([{ ...restore, from: 'sampled' }])
        expect(await theUnit()).toEqual(aSublot(one))
        expect((await theLot())?.value).toMatchObject({ remaining: '1', inSublots: '1' })
        await done([buildIn()])
        await stale([{ ...leave, at: noon }])
      })

      test('is scrapped as it is taken out, of the unit that it is in', async () => {
        await whole()
        await done([buildIn()])
        const scrap = (outOf: string): Change => ({
          change: 'rebook',
          lotId,
          sublotId,
          value: dec('1'),
          from: 'consumed',
          into: 'scrapped',
          outOf,
        })
        await stale([scrap('SKID@K-2')])
        await done([scrap(unit)])
        expect(await theUnit()).toEqual(aSublot({ ...one, remaining: dec('0'), left: { scrapped: dec('1') } }))
        expect((await theLot())?.value).toMatchObject({ remaining: '0', left: { scrapped: '1' } })
      })

      test('is held where it was read to be, and let go of there', async () => {
        await whole()
        const held = (change: 'hold-lot' | 'unhold-lot', builtInto?: string): Change => ({
          change,
          lotId,
          sublotId,
          holdId: 'H-1',
          builtInto,
        })
        await stale([held('hold-lot', unit)])
        await done([buildIn()])
        await stale([held('hold-lot')])
        await stale([held('hold-lot', 'SKID@K-2')])
        await done([held('hold-lot', unit)])
        expect(await theUnit()).toMatchObject({ holds: ['H-1'], builtInto: unit })
        await stale([held('unhold-lot')])
        await done([held('unhold-lot', unit)])
        expect(await theUnit()).not.toHaveProperty('holds')
      })

      test('is in one place at a time, whatever a count finds', async () => {
        await whole()
        await done([buildIn()])
        await stale([{ change: 'count', lotId, sublotId, was: dec('0'), is: dec('1') }])
        await stale([buildIn({ builtInto: 'SKID@K-2' })])
        expect(await theUnit()).toMatchObject({ remaining: '0', builtInto: unit })
      })

      test('that lacks a part is neither used, packed nor shipped before it has it', async () => {
        await whole()
        await done([build('0010', '0020')])
        expect(await theUnit()).toEqual(aSublot({ ...one, lacks: ['0010', '0020'] }))
        await stale([buildIn()])
        await stale([draw('1', { sublotId, into: 'shipped', to: ['shipment:SH-1'] })])
        await stale([{ change: 'pack', lotId, sublotId, remaining: dec('1'), containerId: 'BOX-1' as ContainerId }])
        await done([build()])
        expect(await theUnit()).toEqual(aSublot(one))
        await done([buildIn()])
      })

      test('is opened only while it stands by itself', async () => {
        await whole()
        await done([{ change: 'pack', lotId, sublotId, remaining: dec('1'), containerId: 'BOX-1' as ContainerId }])
        await stale([build('0010')])
        await done([{ change: 'unpack', lotId, sublotId, containerId: 'BOX-1' as ContainerId }])
        await done([{ change: 'hold-lot', lotId, sublotId, holdId: 'H-1' }])
        await stale([build('0010')])
        await done([{ change: 'unhold-lot', lotId, sublotId, holdId: 'H-1' }])
        await done([buildIn()])
        await stale([build('0010')])
      })
    })

    test('takes a sublot once, and sets what is given of it', async () => {
      await receive()
      await stale([{ change: 'create-sublot', sublot: aSublot() }])
      const was = sublotAsRead(aSublot())
      await done([{ change: 'set-sublot', lotId, sublotId, set: { status: 'rejected', expiresAt: later(1) }, was }])
      const { part } = await store.load({ part: ref.sublot(lotId, sublotId) })
      expect(part?.value).toEqual(aSublot({ status: 'rejected', expiresAt: later(1) }))
      await stale([{ change: 'set-sublot', lotId, sublotId: 'B', set: { status: 'released' }, was }])
    })

    describe('that part of a lot was put into', () => {
      const box = 'BOX-1' as ContainerId
      const divide = async (...ids: string[]) =>
        done([
          { change: 'divide', lotId, value: dec(String(10 * ids.length)) },
          ...ids.map((id): Change => ({ change: 'create-sublot', sublot: aSublot({ sublotId: id as SublotId }) })),
        ])
      const pack = (id: string, remaining = '10'): Change => ({
        change: 'pack',
        lotId,
        sublotId: id,
        remaining: dec(remaining),
        containerId: box,
      })
      const unpack = (more: object = {}): Change => ({
        change: 'unpack',
        lotId,
        sublotId,
        containerId: box,
        ...more,
      })
      const ship = (units: readonly { sublotId: string; value: Decimal; containerId: string }[]): Change => ({
        change: 'ship-packed',
        lotId,
        units,
        into: 'shipped',
        unless: allPreconditions,
        at: noon,
        to: ['shipment:SH-1'],
        gone: { shipmentId: 'SH-1' as ShipmentId },
      })
      const theSublot = async (id = 'A') => (await store.load({ part: ref.sublot(lotId, id) })).part?.value

      test('leaves the rest loose, to be taken without a sublot as far as it goes', async () => {
        await create()
        await divide('A', 'B')
        expect((await theLot())?.value).toEqual(lot({ lotId, inSublots: '20' }))
        expect(await store.sublotsOf(lotId)).toEqual(['A', 'B'].map((id) => aSublot({ sublotId: id as SublotId })))
        expect(await store.sublotsOf(`${lotId}-0`)).toEqual([])
        await stale([draw('80.000000000001')])
        await stale([{ change: 'divide', lotId, value: dec('80.000000000001') }])
        await done([draw('79')])
        await done([draw('4', { sublotId })])
        await done([{ change: 'reverse-issue', lotId, value: dec('2'), from: 'consumed' }])
        await done([{ change: 'reverse-issue', lotId, sublotId, value: dec('1'), from: 'consumed' }])
        expect((await theLot())?.value).toMatchObject({ remaining: '20', inSublots: '17' })
        await done([{ change: 'add-stock', lotId, value: dec('5') }])
        await done([draw('8')])
        await stale([draw('0.1')])
        expect((await theLot())?.value).toMatchObject({ remaining: '17', inSublots: '17' })
      })

      test('can be received so', async () => {
        await create({ inSublots: dec('100') })
        await stale([draw('1')])
        expect((await theLot())?.value).toEqual(lot({ lotId, inSublots: '100' }))
      })

      test('is counted sublot by sublot, and as a whole only while nothing lies in one', async () => {
        await create()
        await divide('A')
        await stale([{ change: 'count', lotId, was: dec('100'), is: dec('99') }])
        await done([{ change: 'count', lotId, sublotId, was: dec('10'), is: dec('9') }])
        expect((await theLot())?.value).toMatchObject({ remaining: '99', inSublots: '9', left: { adjusted: '1' } })
        await done([pack('A', '9')])
        await stale([{ change: 'count', lotId, sublotId, was: dec('9'), is: dec('8') }])
      })

      test('is counted where it lies loose, whatever happens in its sublots meanwhile', async () => {
        await create()
        await divide('A')
        await done([{ change: 'count', lotId, sublotId, was: dec('10'), is: dec('9') }])
        await done([{ change: 'count', lotId, was: dec('90'), is: dec('80.5') }])
        expect((await theLot())?.value).toMatchObject({ remaining: '89.5', inSublots: '9', left: { adjusted: '10.5' } })
        await stale([{ change: 'count', lotId, was: dec('90'), is: dec('80') }])
        await done([{ change: 'count', lotId, was: dec('80.5'), is: dec('0') }])
        expect((await theLot())?.value).toMatchObject({ remaining: '9', inSublots: '9' })
        const emptied = {
          change: { change: 'count', lotId, sublotId, was: dec('9'), is: dec('0') },
          read: await theLot(),
        } as const
        expect(await store.commit({ fact: fact(), changes: [emptied] })).toEqual({ result: 'done' })
        expect((await theLot())?.value).toMatchObject({ remaining: '0', left: { adjusted: '100' } })
        await done([{ change: 'count', lotId, was: dec('0'), is: dec('3') }])
        expect((await theLot())?.value).toMatchObject({ remaining: '3', left: { adjusted: '97' } })
        expect((await theLot())?.value).not.toHaveProperty('inSublots')
      })

      test('is as its lot is where it says nothing of its own', async () => {
        await create({ status: 'quarantine' })
        const { status: _status, ...silent } = aSublot()
        await done([
          { change: 'divide', lotId, value: dec('10') },
          { change: 'create-sublot', sublot: silent },
        ])
        expect(await theSublot()).toEqual(silent)
        await stale([draw('1', { sublotId })])
        await done([{ change: 'set-lot', lotId, set: { status: 'released' } }])
        await done([draw('1', { sublotId })])
      })

      test('lies in one container at a time, and is not taken from while it does', async () => {
        await create()
        await divide('A')
        await done([pack('A')])
        await stale([{ ...pack('A'), containerId: 'BOX-2' as ContainerId } as Change])
        await stale([draw('1', { sublotId })])
        expect(await theSublot()).toEqual(aSublot({ containerId: box }))
        await stale([unpack({ containerId: 'BOX-2' })])
        await done([unpack({ location: 'RACK-1' })])
        await stale([unpack()])
        expect(await theSublot()).toEqual(aSublot({ location: 'RACK-1' as EquipmentId }))
        await done([pack('A')])
        await done([unpack()])
        expect(await theSublot()).toEqual(aSublot({ location: 'RACK-1' as EquipmentId }))
      })

      test('is not packed when nothing is left of it, nor when it is not there', async () => {
        await create()
        await divide('A')
        await done([draw('4', { sublotId })])
        await stale([pack('A')])
        await done([draw('6', { sublotId })])
        await stale([pack('A', '6')])
        await stale([pack('A', '0')])
        await stale([pack('Z')])
        expect(await theSublot('Z')).toBeUndefined()
      })

      test('is not packed, moved or decided on while a hold rests on it or on its lot', async () => {
        await create()
        await divide('A')
        const move = (isHeld = false) =>
          ({
            change: 'set-sublot',
            lotId,
            sublotId,
            set: { location: 'RACK-1' as EquipmentId },
            was: { ...sublotAsRead(aSublot()), isHeld },
          }) as const
        for (const held of [{ lotId }, { lotId, sublotId }]) {
          await done([{ change: 'hold-lot', ...held, holdId: 'H-1' }])
          await stale([pack('A')].concat('sublotId' in held ? [] : [{ change: 'require-no-hold', lotId }]))
          const isHeld = 'sublotId' in held
          await stale([{ ...move(isHeld), unlessHeld: true }])
          await done([move(isHeld)])
          await done([{ change: 'unhold-lot', ...held, holdId: 'H-1' }])
        }
        await done([{ ...move(), unlessHeld: true }])
        await done([pack('A'), { change: 'require-no-hold', lotId }])
        await stale([{ change: 'require-no-hold', lotId: `${lotId}-0` }])
      })

      test('leaves with its container, all of it and with all that is packed with it', async () => {
        await create({ inSublots: dec('0') })
        await divide('A', 'B', 'C')
        await done([pack('A'), pack('B')])
        const [a, b] = ['A', 'B'].map((id) => ({ sublotId: id, value: dec('10'), containerId: box }))
        if (!a || !b) throw new Error('There are two.')
        await stale([ship([a, { ...b, value: dec('9') }])])
        await stale([ship([a, { ...b, containerId: 'BOX-2' }])])
        await stale([ship([a, { ...b, sublotId: 'C' }])])
        await done([{ change: 'hold-lot', lotId, holdId: 'H-1' }])
        await stale([ship([a, b])])
        await done([{ change: 'unhold-lot', lotId, holdId: 'H-1' }])
        expect((await theLot())?.value.remaining).toBe('100')
        await done([ship([a, b])])
        expect((await theLot())?.value).toMatchObject({
          remaining: '80',
          inSublots: '10',
          left: { shipped: '20' },
          goesTo: ['shipment:SH-1'],
        })
        expect(await theSublot()).toEqual(
          aSublot({
            remaining: dec('0'),
            left: { shipped: dec('10') },
            gone: { shipmentId: 'SH-1' as ShipmentId },
            containerId: box,
          }),
        )
      })
    })
  })
})
