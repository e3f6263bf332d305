import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { FactType } from '../../events/catalog.ts'
import type { Fact } from '../../events/envelope.ts'
import {
  type ChangeId,
  type ContainerId,
  type DeviationId,
  type EquipmentClassId,
  type EquipmentId,
  type HoldId,
  type LotId,
  materialId,
  type OrderId,
  type RecipeId,
  type ShipmentId,
} from '../../events/identifiers.ts'
import { materialDefinition } from '../../events/recipe.ts'
import type { FactSubject } from '../../events/subject.ts'
import { paging } from '../../functions/lists.ts'
import type { Change } from '../../shared/domain/change.ts'
import type { BoundOrder } from '../../shared/domain/orders/order.ts'
import type { Hold } from '../../shared/domain/quality/deviation.ts'
import { zero } from '../../shared/domain/quantity.ts'
import type { Container } from '../../shared/domain/stock/container.ts'
import type { LotStock } from '../../shared/domain/stock/lot.ts'
import { cursorAfter, positionIn } from '../../shared/http/cursor.ts'
import { readBatch } from '../../shared/storage/batch-store.ts'
import { documentItem } from '../../shared/storage/document-items.ts'
import { edgesAbout, factsAbout, factsOf } from '../../shared/storage/fact-store.ts'
import { genealogyStore } from '../../shared/storage/genealogy-store.ts'
import { heirStore } from '../../shared/storage/heir-store.ts'
import { shardOf } from '../../shared/storage/keys.ts'
import { equipmentClassesIn, equipmentIn, equipmentSummaries } from '../../shared/storage/lists/equipment.ts'
import { changesOf, ordersIn } from '../../shared/storage/lists/orders.ts'
import type { Page, Window } from '../../shared/storage/lists/page.ts'
import { activeHolds, deviationsIn, holdsOn } from '../../shared/storage/lists/quality.ts'
import { recipeVersionsIn } from '../../shared/storage/lists/recipes.ts'
import {
  containersIn,
  type LotsWanted,
  lotsIn,
  materialsIn,
  sublotsOf,
  type Wanted,
} from '../../shared/storage/lists/stock.ts'
import { tableStore } from '../../shared/storage/table-store.ts'
import { findWait, forgetWait, storeWait, waitsOn } from '../../shared/storage/wait-store.ts'
import { noChain } from '../../shared/usecases/commit/chain.ts'
import { type Place, ref, type Store } from '../../shared/usecases/commit/store.ts'
import { openTable, type TestTable } from '../support/database.ts'
import { sealed } from '../support/facts.ts'
import {
  aChange,
  aDeviation,
  aHold,
  createdOrder,
  later,
  lot,
  mixer,
  noon,
  order,
  recipe,
  snapshot,
} from '../support/given.ts'

let table: TestTable
let store: Store
beforeAll(async () => {
  table = await openTable()
  store = tableStore(table)
})
afterAll(() => table.stop())

/** The ids of a page of lots of a material. */
const lotIds = async (site: TestTable, materialId: string, window: Window) => {
  const { lots, ...next } = await lotsIn(site, { materialId }, window)
  return { ids: lots.map(({ lotId }) => lotId), ...next }
}

let run = ''
beforeEach(() => {
  run = crypto.randomUUID().slice(0, 8)
})

interface Tell {
  readonly subject: FactSubject
  readonly type?: FactType
  readonly data?: object
  readonly about?: FactSubject
  readonly at?: string
  readonly before?: Place
}

/** Commits a fact, with changes that nobody else guards. */
async function tell({ subject, type, data, about, at = noon, before }: Tell, ...changes: Change[]): Promise<Fact> {
  const fact = sealed(
    {
      factId: crypto.randomUUID(),
      type: type ?? 'andon.order.commented.v1',
      site: 'lyon',
      subject,
      ...(about && { about }),
      occurredAt: at,
      recordedAt: at,
      actor: { kind: 'person', id: 'ada', name: 'Ada Moreau' },
      data: { ...(data ?? { orderId: subject.id, text: 'All is well' }) },
      requestHash: 'hash',
    },
    before,
  )
  const done = await store.commit({ fact, changes: changes.map((change) => ({ change })) })
  expect(done).toEqual({ result: 'done' })
  return fact
}

const orderNamed = (id: string): FactSubject => ({ type: 'order', id })
const saveOrder = (value: ReturnType<typeof createdOrder | typeof order>): Change => ({
  change: 'save',
  kind: 'order',
  id: value.orderId,
  value,
})

async function move(orderId: OrderId, status: BoundOrder['status'] = 'closed'): Promise<void> {
  const { order: read } = await store.load({ order: ref.order(orderId) })
  const fact = await tell({ subject: orderNamed(`${orderId}-other`) })
  const change = saveOrder(order({ orderId, status }))
  const done = await store.commit({
    fact: { ...fact, factId: crypto.randomUUID() },
    changes: [{ change, ...(read && { read }) }],
  })
  expect(done).toEqual({ result: 'done' })
}

/** Every page until there is no cursor, to show that nothing is missed and nothing comes twice. */
async function walk(ask: (window: Window) => Promise<Page>, limit: number): Promise<{ ids: string[]; pages: number }> {
  const ids: string[] = []
  let pages = 0
  for (let cursor: string | undefined, more = true; more; ) {
    const page = await ask({ limit, cursor })
    pages += 1
    expect(page.items.length).toBeLessThanOrEqual(limit)
    ids.push(...page.items.map((item) => String(item.orderId ?? item.deviationId ?? item.containerId)))
    cursor = page.nextCursor
    more = cursor !== undefined
  }
  return { ids, pages }
}

describe('the facts of a subject', () => {
  test('come whole, in the order of the chain, whatever their ids', async () => {
    const subject = orderNamed(`O-${run}`)
    const told: Fact[] = []
    for (let number = 0; number < 30; number += 1)
      told.push(await tell({ subject, before: told.at(-1) ?? noChain, at: later(30 - number) }))
    await tell({ subject: orderNamed(`O-${run}-2`) })
    expect(await factsOf(table, subject)).toEqual(told)
  })

  test('come on as many pages of the database as it takes', async () => {
    const subject = orderNamed(`O-${run}`)
    const text = 'x'.repeat(60_000)
    for (let number = 0; number < 20; number += 1) await tell({ subject, data: { orderId: subject.id, text } })
    expect(await factsOf(table, subject)).toHaveLength(20)
  })

  test('of one version of a recipe are not those of another', async () => {
    const version = (name: string): FactSubject => ({ type: 'recipe', id: `R-${run}@${name}` })
    const first = await tell({ subject: version('1') })
    await tell({ subject: version('2') })
    expect(await factsOf(table, version('1'))).toEqual([first])
  })

  test('and those about it are found, oldest first, beyond a batch of a hundred', async () => {
    const about: FactSubject = { type: 'lot', id: `L-${run}` }
    for (let number = 0; number < 105; number += 1)
      await tell({ subject: orderNamed(`O-${run}-${number}`), about, at: later(1000 - number) })
    const found = await factsAbout(table, about)
    expect(found).toHaveLength(105)
    expect(found.map(({ recordedAt }) => recordedAt)).toEqual(found.map(({ recordedAt }) => recordedAt).sort())
    expect(found[0]?.subject.id).toBe(`O-${run}-104`)
    expect(await factsAbout(table, { type: 'lot', id: 'nothing' })).toEqual([])
  })

  test('that move material carry the movement itself in the index', async () => {
    const about: FactSubject = { type: 'lot', id: `L-${run}` }
    const data = {
      orderId: `O-${run}`,
      stepId: 'weigh',
      lineId: '0010',
      lotId: about.id,
      materialId: 'SUCROSE',
      quantity: { value: '12.500', unit: 'kg' },
    }
    await tell({ subject: orderNamed(`O-${run}`), type: 'andon.material.consumed.v1', data, about })
    expect(await edgesAbout(table, about)).toMatchObject([
      { type: 'andon.material.consumed.v1', quantity: data.quantity, materialId: 'SUCROSE', at: noon },
    ])
  })
})

describe('a list', () => {
  test('shows every order of a status once, in the order of the ids, across shards and pages', async () => {
    const ids = Array.from({ length: 23 }, (_, number) => `O-${run}-${String(number).padStart(2, '0')}`)
    for (const id of ids) await tell({ subject: orderNamed(id) }, saveOrder(createdOrder({ orderId: id as OrderId })))
    await tell({ subject: orderNamed(`O-${run}-run`) }, saveOrder(order({ orderId: `O-${run}-run` as OrderId })))
    const mine = (found: string[]) => found.filter((id) => id.startsWith(`O-${run}`))
    for (const limit of [1, 4, 7, 23, 200]) {
      const { ids: found } = await walk((window) => ordersIn(table, 'created', window), limit)
      expect(mine(found)).toEqual(ids)
    }
    expect(mine((await walk((window) => ordersIn(table, undefined, window), 5)).ids)).toEqual([...ids, `O-${run}-run`])
    expect(mine((await walk((window) => ordersIn(table, 'running', window), 5)).ids)).toEqual([`O-${run}-run`])
  })

  test('neither loses nor repeats an order that leaves the open ones between two pages', async () => {
    const ids = Array.from({ length: 12 }, (_, number) => `O-${run}-${String(number).padStart(2, '0')}` as OrderId)
    for (const orderId of ids) await tell({ subject: orderNamed(orderId) }, saveOrder(order({ orderId })))
    const shown: string[] = []
    const over = ['completed', 'closed', 'aborted'] as const
    for (let cursor: string | undefined, more = true, page = 0; more; more = cursor !== undefined, page += 1) {
      const { items, nextCursor } = await ordersIn(table, undefined, { limit: 5, cursor })
      shown.push(...items.map(({ orderId }) => String(orderId)).filter((id) => id.includes(run)))
      cursor = nextCursor
      // What was shown moves on, what comes next, and what comes last.
      for (const id of [shown.at(-1), ids[shown.length], ids.at(-1)]) if (id) await move(id as OrderId, over[page % 3])
    }
    expect(shown).toEqual(ids)
  })

  test('reads on for a status that few of the open ones have, a thousand at a time', async () => {
    const inOneShard = Array.from({ length: 9000 }, (_, number) => `Z-${run}-${number + 10_000}` as OrderId)
      .filter((id) => shardOf(id) === 0)
      .slice(0, 1100)
    const items = inOneShard.map((orderId) => documentItem('order', orderId, createdOrder({ orderId }), 1, noChain))
    await table.fill(items)
    const last = `Z-${run}-zz` as OrderId
    await tell({ subject: orderNamed(last) }, saveOrder(order({ orderId: last, status: 'paused' })))
    const after = `Z-${run}`
    const first = await ordersIn(table, 'held', { limit: 50, cursor: after })
    expect(first.items).toEqual([])
    const second = await ordersIn(table, 'held', { limit: 50, cursor: first.nextCursor })
    expect(second.items.map(({ orderId }) => orderId)).toEqual([last])
    expect(second.nextCursor).toBeUndefined()
  })

  test('has a last page without a cursor, also where the page is just full', async () => {
    const location = `RACK-${run}` as EquipmentId
    for (const number of [1, 2, 3, 4]) {
      const containerId = `C-${run}-${number}` as ContainerId
      const value = { containerId, kind: 'pallet', status: 'open', location, units: [], containers: [] } as const
      const subject = { type: 'container', id: containerId } as const
      await tell({ subject }, { change: 'save', kind: 'container', id: containerId, value })
    }
    const { ids, pages } = await walk((window) => containersIn(table, { location }, window), 2)
    expect(ids).toEqual([1, 2, 3, 4].map((number) => `C-${run}-${number}`))
    expect(pages).toBe(2)
    expect(await containersIn(table, { location: 'NOWHERE' }, { limit: 2 })).toEqual({ items: [] })
  })

  test('has the active holds of the plant, and under a subject the released ones too', async () => {
    const subject = { type: 'lot', id: `L/${run}` } as const
    const others = [{ type: 'lot', id: `L/${run}-2` } as const, { type: 'order', id: `L/${run}` } as const]
    const named = (number: number) => `H-${run}-${number}` as HoldId
    const place = async (number: number, on: Hold['subject'], status: Hold['status'] = 'active') => {
      const holdId = named(number)
      const about = { type: 'hold', id: holdId } as const
      const saving = (value: Hold) => ({ change: 'save', kind: 'hold', id: holdId, value }) as const
      const placed = aHold({ holdId, subject: on })
      const fact = await tell({ subject: about }, saving(placed))
      if (status === 'active') return
      const { hold } = await store.load({ hold: ref.hold(holdId) })
      if (!hold) throw new Error('The hold was not saved.')
      const change = saving({ ...placed, status })
      const next = sealed({ ...fact, factId: crypto.randomUUID(), requestHash: 'second' }, fact)
      expect(
        await store.commit({
          fact: next,
          changes: [{ change, read: hold, chain: { sequence: next.sequence, hash: next.hash, at: next.recordedAt } }],
        }),
      ).toEqual({ result: 'done' })
    }
    await place(1, subject)
    await place(2, subject, 'released')
    for (const [index, other] of others.entries()) await place(3 + index, other)
    const on = (await holdsOn(table, subject)).map(({ holdId, status }) => [holdId, status])
    expect(on.sort()).toEqual([
      [named(1), 'active'],
      [named(2), 'released'],
    ])
    const active = (await activeHolds(table)).map(({ holdId }) => holdId).filter((it) => it.includes(run))
    expect(active.sort()).toEqual([named(1), named(3), named(4)])
    expect(await holdsOn(table, { type: 'lot', id: 'nothing' })).toEqual([])
  })

  test('has nothing after a cursor that nobody gave out and that lies behind all keys', async () => {
    for (const text of ['\uffff', '\u{1f600}']) {
      const window = { limit: 2, cursor: text }
      expect(await ordersIn(table, undefined, window)).toEqual({ items: [] })
      expect(await lotIds(table, 'SUCROSE', window)).toEqual({ ids: [] })
      expect(await sublotsOf(table, 'LOT-1', window)).toEqual({ sublots: [] })
      expect(await heirStore(table).heirsOf('H-1', { limit: 2, after: text })).toEqual({ items: [] })
    }
  })

  test('shows nothing before the range of its filter, where a forged cursor would begin', async () => {
    const materialId = `M-${run}-B` as ReturnType<typeof lot>['materialId']
    for (const name of [`M-${run}-A`, materialId]) {
      const lotId = `FORGED-${name}` as LotId
      const held = lot({ lotId, materialId: name as typeof materialId })
      await tell({ subject: { type: 'lot', id: lotId } }, { change: 'create-lot', lot: held })
    }
    for (const cursor of ['\u0000', ' ', `M-${run}-A`, `M-${run}-A#`])
      expect(await lotIds(table, materialId, { limit: 5, cursor })).toEqual({ ids: [`FORGED-${materialId}`] })
  })

  test('follows a thing into its new status', async () => {
    const deviationId = `dev-${run}` as DeviationId
    const save = (value: ReturnType<typeof aDeviation>): Change => ({
      change: 'save',
      kind: 'deviation',
      id: deviationId,
      value,
    })
    await tell({ subject: { type: 'deviation', id: deviationId } }, save(aDeviation({ deviationId })))
    const idsIn = async (status: 'open' | 'classified' | undefined) =>
      (await walk((window) => deviationsIn(table, status, window), 50)).ids.filter((id) => id === deviationId)
    expect([await idsIn('open'), await idsIn('classified')]).toEqual([[deviationId], []])
    const { deviation: read } = await store.load({ deviation: { kind: 'deviation', id: deviationId } })
    const change = save(aDeviation({ deviationId, status: 'classified', severity: 'minor' }))
    const fact = await tell({ subject: { type: 'deviation', id: `${deviationId}-2` } })
    await store.commit({ fact: { ...fact, factId: crypto.randomUUID() }, changes: [{ change, ...(read && { read }) }] })
    expect([await idsIn('open'), await idsIn('classified'), await idsIn(undefined)]).toEqual([
      [],
      [deviationId],
      [deviationId],
    ])
  })

  test('of the lots of a material gives their ids page by page', async () => {
    const materialId = `MAT-${run}` as ReturnType<typeof lot>['materialId']
    for (const name of ['A', 'B', 'C']) {
      const lotId = `L-${run}-${name}` as LotId
      await tell({ subject: { type: 'lot', id: lotId } }, { change: 'create-lot', lot: lot({ lotId, materialId }) })
    }
    const first = await lotIds(table, materialId, { limit: 2 })
    expect(first.ids).toEqual([`L-${run}-A`, `L-${run}-B`])
    expect(await lotIds(table, materialId, { limit: 2, cursor: first.nextCursor })).toEqual({ ids: [`L-${run}-C`] })
  })

  test('of lots gives those of a status at a place, which follow each decision, by their entries alone', async () => {
    const materialId = `MAT-${run}` as ReturnType<typeof lot>['materialId']
    const add = (name: string, more: Parameters<typeof lot>[0]) => {
      const lotId = `L-${run}-${name}` as LotId
      const change: Change = { change: 'create-lot', lot: lot({ lotId, materialId, status: 'quarantine', ...more }) }
      return tell({ subject: { type: 'lot', id: lotId } }, change)
    }
    const nothing = { quantity: zero, remaining: zero }
    await add('A', {})
    await add('B', { location: 'R-1' as EquipmentId, expiresAt: noon })
    await add('C', nothing)
    await add('D', { remaining: zero })
    await add('E', { status: 'rejected', remaining: zero })
    const found = async (wanted: LotsWanted) =>
      (await lotsIn(table, { materialId, at: noon, ...wanted }, { limit: 50 })).lots
        .map(({ lotId }) => lotId.split('-').at(-1))
        .sort()
        .join('')
    const byStatus = async () =>
      Promise.all(
        (['quarantine', 'released', 'expired', 'rejected', 'consumed'] as const).map((status) => found({ status })),
      )
    expect(await byStatus()).toEqual(['AC', '', 'B', 'E', 'D'])
    const set = (name: string, values: Partial<LotStock>): Promise<Fact> => {
      const lotId = `L-${run}-${name}`
      return tell(
        { subject: { type: 'lot', id: `${lotId}-${Object.keys(values)}` } },
        { change: 'set-lot', lotId, set: values },
      )
    }
    await set('A', { status: 'released' })
    await set('A', { location: 'R-1' as EquipmentId })
    await set('C', { status: 'released' })
    expect(await byStatus()).toEqual(['', 'AC', 'B', 'E', 'D'])
    expect(await found({ location: 'R-1' as EquipmentId, inStock: true })).toBe('AB')
    expect(await found({})).toBe('ABCDE')
  })

  test('takes the cursor that it gave out, however long the ids of its lots are', async () => {
    const long = (name: string) => name.padEnd(64, 'x')
    const materialId = long(`MAT-${run}`) as ReturnType<typeof lot>['materialId']
    for (const name of ['A', 'B']) {
      const lotId = long(`L-${run}-${name}`) as LotId
      await tell(
        { subject: { type: 'lot', id: lotId } },
        { change: 'create-lot', lot: lot({ lotId, materialId, expiresAt: later(86_400) }) },
      )
    }
    const { nextCursor = '' } = await lotIds(table, materialId, { limit: 1 })
    const list = { operationId: 'listLots', path: {}, query: { materialId } }
    const cursor = paging.cursor.parse(cursorAfter(list, nextCursor)) ?? ''
    expect(await lotIds(table, materialId, { limit: 1, cursor: positionIn(list, cursor) })).toEqual({
      ids: [long(`L-${run}-B`)],
    })
  })

  test('of the equipment knows all of it', async () => {
    const ids = ['A', 'B', 'C', 'D', 'E'].map((name) => `M-${run}-${name}` as EquipmentId)
    for (const equipmentId of ids) {
      const change: Change = { change: 'save', kind: 'equipment', id: equipmentId, value: mixer({ equipmentId }) }
      await tell({ subject: { type: 'equipment', id: equipmentId } }, change)
    }
    const found = await equipmentSummaries(table)
    expect(found.filter((it) => it.equipmentId.startsWith(`M-${run}`))).toEqual(
      ids.map((equipmentId) => ({ equipmentId, name: 'Mixer', level: 'work-unit', equipmentClass: 'mixer' })),
    )
  })
})

describe('a list of definitions', () => {
  const ask = async (question: (window: Window) => Promise<Page>, name: string) => {
    const ids: string[] = []
    for (let cursor: string | undefined, more = true; more; ) {
      const page = await question({ limit: 2, cursor })
      ids.push(...page.items.map((item) => String(item[name])))
      cursor = page.nextCursor
      more = cursor !== undefined
    }
    return ids.filter((id) => id.includes(run))
  }

  test('has every version of every recipe, by recipe and version, or those of one recipe', async () => {
    const named = [
      [`R-${run}`, '1'],
      [`R-${run}`, '2'],
      [`R-${run}`, '3'],
      [`R-${run}-B`, '1'],
      [`R-${run}.A`, '1'],
    ] as const
    for (const [recipeId, version] of named) {
      const value = recipe({ recipeId: recipeId as RecipeId, version })
      const id = `${recipeId}@${version}`
      await tell({ subject: { type: 'recipe', id } }, { change: 'save', kind: 'recipe', id, value })
    }
    const ids = await ask((window) => recipeVersionsIn(table, undefined, window), 'recipeId')
    expect(ids.sort()).toEqual(named.map(([recipeId]) => recipeId).sort())
    const { items } = await recipeVersionsIn(table, `R-${run}`, { limit: 50 })
    expect(items).toEqual(
      ['1', '2', '3'].map((version) => ({
        recipeId: `R-${run}`,
        version,
        status: 'approved',
        product: 'SYRUP',
        purpose: 'production',
        authorId: 'erik',
        uses: ['ACTIVE', 'SUCROSE'],
        effectiveFrom: noon,
      })),
    )
  })

  test('has every material, class and equipment, with what tells one from another', async () => {
    const material = materialDefinition
      .extend({ materialId })
      .parse({ materialId: `M-${run}`, name: 'Water', unit: 'L' })
    const equipmentClass = { equipmentClassId: `C-${run}` as EquipmentClassId, name: 'Mixers', capabilities: [] }
    const equipment = mixer({ equipmentId: `E-${run}` as EquipmentId, parentId: 'LINE-1' as EquipmentId })
    await tell(
      { subject: orderNamed(`O-${run}`) },
      { change: 'save', kind: 'material', id: material.materialId, value: material },
      { change: 'save', kind: 'class', id: equipmentClass.equipmentClassId, value: equipmentClass },
      { change: 'save', kind: 'equipment', id: equipment.equipmentId, value: equipment },
    )
    expect(await ask((window) => materialsIn(table, window), 'materialId')).toEqual([`M-${run}`])
    expect(await ask((window) => equipmentClassesIn(table, window), 'equipmentClassId')).toEqual([`C-${run}`])
    expect(await ask((window) => equipmentIn(table, window), 'equipmentId')).toEqual([`E-${run}`])
    const { items } = await equipmentIn(table, { limit: 200 })
    expect(items.find(({ equipmentId }) => equipmentId === `E-${run}`)).toEqual({
      equipmentId: `E-${run}`,
      name: 'Mixer',
      level: 'work-unit',
      parentId: 'LINE-1',
      equipmentClass: 'mixer',
    })
  })
})

describe('the containers of a site', () => {
  const container = (name: string, more: Partial<Container> = {}): Change => {
    const containerId = `${name}-${run}` as ContainerId
    const value: Container = { containerId, kind: 'case', status: 'open', units: [], containers: [], ...more }
    return { change: 'save', kind: 'container', id: containerId, value }
  }
  const shelf = () => `SHELF-${run}` as EquipmentId
  const many = (name: string, more: Partial<Container>) =>
    Array.from({ length: 20 }, (_, index) => container(`${name}${index}`, more))

  /** What a list shows, page by page, and how many items of the index were read for it. */
  async function listed(wanted: Wanted, limit = 2): Promise<{ ids: string[]; read: number }> {
    let read = 0
    const counting = {
      ...table,
      client: {
        send: async (query: Parameters<typeof table.client.send>[0]) => {
          const page = (await table.client.send(query)) as { ScannedCount?: number }
          read += page.ScannedCount ?? 0
          return page
        },
      },
    } as unknown as TestTable
    const ids: string[] = []
    for (let cursor: string | undefined, more = true; more; more = cursor !== undefined) {
      const page = await containersIn(counting, wanted, { limit, cursor })
      ids.push(...page.items.map(({ containerId }) => String(containerId)))
      cursor = page.nextCursor
    }
    return { ids: ids.filter((id) => id.includes(run)).map((id) => id.replace(`-${run}`, '')), read }
  }

  beforeEach(async () => {
    const subject = { type: 'container', id: `C-${run}` } as const
    const parentId = `C-${run}` as ContainerId
    await tell(
      { subject },
      ...['C', 'A', 'B'].map((name) => container(name, { location: shelf() })),
      container('NOWHERE'),
      container('ELSEWHERE', { location: `${shelf()}-2` as EquipmentId }),
      ...many('INSIDE', { parentId }),
    )
    await tell(
      { subject },
      ...many('GONE', { status: 'shipped', location: shelf(), shipmentId: 'SH-1' as ShipmentId }),
      ...many('GONE-INSIDE', { status: 'shipped', parentId, shipmentId: 'SH-1' as ShipmentId }),
    )
  })

  test('that stand at a place are read by themselves, in pages, and nothing besides', async () => {
    expect(await listed({ location: shelf() }, 200)).toEqual({ ids: ['A', 'B', 'C'], read: 3 })
    expect((await listed({ location: shelf() })).ids).toEqual(['A', 'B', 'C'])
    expect(await listed({ location: shelf(), status: 'shipped' })).toEqual({ ids: [], read: 0 })
  })

  test('are found by status, and without those that stand in another one', async () => {
    const alone = await listed({ status: 'open', alone: true })
    expect(alone.ids).toEqual(['NOWHERE', 'A', 'B', 'C', 'ELSEWHERE'])
    expect((await listed({ status: 'open' }, 7)).ids).toHaveLength(25)
    expect((await listed({ alone: true }, 7)).ids).toHaveLength(25)
    expect((await listed({ status: 'shipped' }, 7)).ids).toHaveLength(40)
    const everything = (await listed({}, 7)).ids
    expect([everything.length, new Set(everything).size]).toEqual([65, 65])
  })

  test('say where they stand, in what they stand, or with what they left', async () => {
    const card = async (wanted: Wanted, name: string) =>
      (await containersIn(table, wanted, { limit: 200 })).items.find(
        ({ containerId }) => containerId === `${name}-${run}`,
      )
    const common = { kind: 'case', status: 'open' }
    expect(await card({ alone: true }, 'A')).toEqual({ containerId: `A-${run}`, ...common, location: shelf() })
    expect(await card({}, 'INSIDE1')).toEqual({ containerId: `INSIDE1-${run}`, ...common, parentId: `C-${run}` })
    const gone = { kind: 'case', status: 'shipped', shipmentId: 'SH-1' }
    expect(await card({ status: 'shipped' }, 'GONE1')).toEqual({ containerId: `GONE1-${run}`, ...gone })
  })
})

describe('a wait of a workflow', () => {
  const wait = (token: string) => ({
    subject: { type: 'deviation', id: `dev-${run}` } as const,
    waitingFor: 'classification',
    token,
    since: noon,
  })

  test('is found by what it is about and by what it waits for', async () => {
    await storeWait(table, wait('one'))
    await storeWait(table, { ...wait('two'), waitingFor: 'disposition' })
    expect((await waitsOn(table, wait('').subject)).map(({ token }) => token)).toEqual(['one', 'two'])
    expect(await findWait(table, wait('').subject, 'classification')).toEqual(wait('one'))
    expect(await findWait(table, wait('').subject, 'weather')).toBeUndefined()
    expect(await waitsOn(table, { type: 'deviation', id: 'nothing' })).toEqual([])
  })

  test('takes the place of the one that timed out, and only itself is forgotten', async () => {
    await storeWait(table, wait('old'))
    await storeWait(table, wait('new'))
    await forgetWait(table, wait('old'))
    expect(await waitsOn(table, wait('').subject)).toEqual([wait('new')])
    await forgetWait(table, wait('new'))
    await forgetWait(table, wait('new'))
    expect(await waitsOn(table, wait('').subject)).toEqual([])
  })
})

describe('a batch', () => {
  test('is the order, its snapshot and every fact of it, of its deviations and about it, each once and oldest first', async () => {
    const orderId = `O-${run}` as OrderId
    const subject = orderNamed(orderId)
    const dev = `dev-${run}`
    const deviation: FactSubject = { type: 'deviation', id: dev }
    const started = await tell(
      { subject, at: later(1) },
      saveOrder(order({ orderId, deviations: { [dev]: 'closed' } })),
      { change: 'save', kind: 'snapshot', id: orderId, value: snapshot({ orderId }) },
    )
    const closed = await tell({ subject: deviation, about: subject, at: later(3) })
    const opened = await tell({ subject: deviation, at: later(2) })
    const batch = await readBatch(table, store, orderId)
    expect(batch?.facts).toEqual([started, opened, closed])
    expect(batch?.order.orderId).toBe(orderId)
    expect(batch?.snapshot.steps).toEqual(snapshot().steps)
  })

  test('shows every snapshot that its order had, oldest first', async () => {
    const orderId = `O-${run}` as OrderId
    const former = (revision: number): Change => ({
      change: 'save',
      kind: 'superseded',
      id: `${orderId}@${revision}`,
      value: {
        ...snapshot({ orderId, version: String(revision), revision }),
        supersededAt: noon,
        because: { type: 'change', id: `CH-${revision}` },
      },
    })
    await tell(
      { subject: orderNamed(orderId) },
      saveOrder(order({ orderId, revision: 2 })),
      { change: 'save', kind: 'snapshot', id: orderId, value: snapshot({ orderId, version: '9', revision: 2 }) },
      former(1),
      former(0),
    )
    const batch = await readBatch(table, store, orderId)
    expect(batch?.snapshot.version).toBe('9')
    expect(batch?.superseded.map(({ version, because }) => [version, because.id])).toEqual([
      ['0', 'CH-0'],
      ['1', 'CH-1'],
    ])
  })

  test('does not exist before its order is released', async () => {
    const orderId = `O-${run}` as OrderId
    await tell({ subject: orderNamed(orderId) }, saveOrder(createdOrder({ orderId })))
    expect(await readBatch(table, store, orderId)).toBeUndefined()
    expect(await readBatch(table, store, 'nothing')).toBeUndefined()
  })
})

describe('the changes of an order', () => {
  test('are those of that order, by id', async () => {
    const one = `O-${run}` as OrderId
    const other = `${one}.1` as OrderId
    const save = (orderId: OrderId, changeId: string): Change => ({
      change: 'save',
      kind: 'change',
      id: `${orderId}@${changeId}`,
      value: aChange({ orderId, changeId: changeId as ChangeId }),
    })
    await tell({ subject: orderNamed(one) }, saveOrder(order({ orderId: one })), save(one, 'B'), save(one, 'A'))
    await tell({ subject: orderNamed(other) }, save(other, 'C'))
    expect((await changesOf(table, one)).map(({ changeId }) => changeId)).toEqual(['A', 'B'])
    expect(await changesOf(table, other)).toEqual([aChange({ orderId: other, changeId: 'C' as ChangeId })])
    expect(await changesOf(table, 'nothing')).toEqual([])
  })
})

describe('the genealogy of the table', () => {
  test('tells of a lot every fact by which material has left it, with what it says', async () => {
    const [orderId, raw, part, whole] = [`O-${run}`, `RAW-${run}`, `PART-${run}`, `WHOLE-${run}`] as const
    const quantity = { value: '1.500', unit: 'kg' }
    const lotNamed = (id: string) => ({ type: 'lot', id }) as const
    const consumed = { orderId, stepId: 's', lineId: '1', lotId: raw, materialId: 'SUGAR', quantity }
    const to = { type: 'customer', id: 'ACME' }
    await tell({
      subject: orderNamed(orderId),
      type: 'andon.material.consumed.v1',
      data: consumed,
      about: lotNamed(raw),
    })
    const parts = [{ lotId: part, quantity }]
    const split = { lotId: raw, materialId: 'SUGAR', parts, keeps: quantity }
    await tell({ subject: lotNamed(raw), type: 'andon.lot.split.v1', data: split, at: later(1) })
    const shipped = { lotId: raw, materialId: 'SUGAR', quantity, shipmentId: 'SH-1', to }
    await tell({ subject: lotNamed(raw), type: 'andon.lot.shipped.v1', data: shipped, at: later(2) })
    const merged = sealed(
      {
        ...(await tell({ subject: lotNamed(whole), at: later(3) })),
        type: 'andon.lot.merged.v1',
        factId: `merge-${run}`,
      },
      noChain,
    )
    const pointers = [{ about: lotNamed(raw), card: { quantity, into: whole } }]
    await store.commit({ fact: merged, changes: [], pointers })

    const departures = await genealogyStore(table).departuresOf([raw, part])
    expect(departures.get(raw)).toMatchObject([
      { type: 'andon.material.consumed.v1', subject: orderNamed(orderId), quantity },
      { type: 'andon.lot.split.v1', parts },
      { type: 'andon.lot.shipped.v1', quantity, shipmentId: 'SH-1', to },
      { type: 'andon.lot.merged.v1', quantity, into: whole },
    ])
    expect(departures.get(part)).toEqual([])
    expect(await genealogyStore(table).departuresOf([])).toEqual(new Map())
  })

  test('tells who inherited a hold, page by page in the order of their names, at once', async () => {
    const about = { type: 'hold', id: `H-${run}` } as const
    const inherited = async (type: 'lot' | 'order', id: string, level: number) => {
      const subject = { type, id }
      const { data: _data, ...told } = await tell({ subject })
      const fact = sealed({ ...told, factId: `${about.id}/inherited/${type}:${id}`, data: {} }, noChain)
      await store.commit({
        fact,
        changes: [],
        pointers: [{ about, card: { from: { type: 'lot', id: 'RAW' }, level } }],
      })
    }
    const names = [`A-${run}`, `A-${run}-1`, `B-${run}`] as const
    for (const name of [...names].reverse()) await inherited('lot', name, 1)
    await inherited('order', names[0], 2)
    const heirs = heirStore(table)
    const first = await heirs.heirsOf(about.id, { limit: 2 })
    expect(first.items).toEqual([
      { type: 'lot', id: names[0], from: { type: 'lot', id: 'RAW' }, level: 1, at: noon },
      { type: 'lot', id: names[1], from: { type: 'lot', id: 'RAW' }, level: 1, at: noon },
    ])
    expect(first.last).toBe(`lot:${names[1]}`)
    const rest = await heirs.heirsOf(about.id, { limit: 5, after: first.last })
    expect(rest.items.map(({ type, id }) => `${type}:${id}`)).toEqual([`lot:${names[2]}`, `order:${names[0]}`])
    expect(rest.last).toBeUndefined()
    expect(await heirs.heirsOf('nothing', { limit: 5 })).toEqual({ items: [] })
  })
})
