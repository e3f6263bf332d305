import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ContainerId, LotId, MaterialId, SublotId } from '../../events/identifiers.ts'
import { materialDefinition } from '../../events/recipe.ts'
import { readSscc } from '../../shared/domain/codes/gs1.ts'
import { sublotsOf } from '../../shared/storage/lists/stock.ts'
import { tableStore } from '../../shared/storage/table-store.ts'
import type { Outcome } from '../../shared/usecases/commit/command.ts'
import { ref, type Store } from '../../shared/usecases/commit/store.ts'
import * as definitions from '../../shared/usecases/equipment/definitions.ts'
import * as containers from '../../shared/usecases/stock/containers.ts'
import { makeSsccContainer } from '../../shared/usecases/stock/sscc.ts'
import * as sublots from '../../shared/usecases/stock/sublots.ts'
import { command, defineSigners, refusal, stock, taken } from '../support/commands.ts'
import { openTable, type TestTable } from '../support/database.ts'
import { ada, erik, noon } from '../support/given.ts'
import { memoryStore } from '../support/memory-store.ts'

let table: TestTable
let store: Store
beforeAll(async () => {
  table = await openTable()
  store = tableStore(table)
  await defineSigners(store)
  const pump = materialDefinition.parse({ name: 'Pump', unit: '{each}' })
  taken(await definitions.defineMaterial(store, command(erik, pump), { materialId: 'PUMP' as MaterialId }))
})
afterAll(() => table.stop())

const twenty = Array.from({ length: 20 }, (_, index) => index)
const done = (outcomes: readonly Outcome[]) => outcomes.filter(({ outcome }) => outcome === 'done')
const received = async (lotId: string) => {
  await stock(store, lotId, 'PUMP', '30', noon, '{each}')
  return { lotId: lotId as LotId }
}

test('a serial number that twenty people give at once is given once, and every other serial number of theirs is free again', async () => {
  const paths = await Promise.all(twenty.map((index) => received(`NR-${index}`)))
  const wanted = (index: number) => ({ serials: ['SAME', `OWN-${index}`] as SublotId[] })
  const outcomes = await Promise.all(
    paths.map((path, index) => sublots.makeUnits(store, command(ada, wanted(index)), path)),
  )
  expect(done(outcomes)).toHaveLength(1)
  const others = outcomes.filter(({ outcome }) => outcome !== 'done')
  for (const outcome of others) expect(refusal(outcome)).toEqual(['serial-duplicated'])
  const again = await Promise.all(
    paths.map((path, index) =>
      sublots.makeUnits(store, command(ada, { serials: [`OWN-${index}`] as SublotId[] }), path),
    ),
  )
  expect(done(again)).toHaveLength(19)
})

test('twenty people turn the pieces of one lot into units at once, and no piece becomes two', async () => {
  const path = await received('HOT-1')
  const outcomes = await Promise.all(
    twenty.map((index) =>
      sublots.makeUnits(store, command(ada, { serials: [`H-${index}-a`, `H-${index}-b`] as SublotId[] }), path),
    ),
  )
  expect(done(outcomes)).toHaveLength(15)
  const { lot } = await store.load({ lot: ref.lot(path.lotId) })
  expect(lot?.value).toMatchObject({ remaining: '30', inSublots: '30' })
  const first = await sublotsOf(table, path.lotId, { limit: 20 })
  const rest = await sublotsOf(table, path.lotId, { limit: 20, cursor: first.nextCursor })
  expect([first.sublots.length, rest.sublots.length, rest.nextCursor]).toEqual([20, 10, undefined])
  const ids = [...first.sublots, ...rest.sublots].map(({ sublotId }) => sublotId)
  expect(ids).toEqual([...new Set(ids)].sort())
})

test('a unit that is packed in twenty containers at once is in one of them', async () => {
  const path = await received('HOT-2')
  taken(await sublots.makeUnits(store, command(ada, { serials: ['U-1'] as SublotId[] }), path))
  const boxes = twenty.map((index) => `BOX-${index}` as ContainerId)
  for (const containerId of boxes)
    taken(await containers.makeContainer(store, command(ada, { containerId, kind: 'case' })))
  const body = { units: [{ ...path, sublotId: 'U-1' as SublotId }], containers: [] }
  const outcomes = await Promise.all(
    boxes.map((containerId) => containers.packContainer(store, command(ada, body), { containerId })),
  )
  expect(done(outcomes)).toHaveLength(1)
  const found = await store.load(Object.fromEntries(boxes.map((id) => [id, ref.container(id)])))
  expect(Object.values(found).flatMap((it) => it?.value.units ?? [])).toHaveLength(1)
})

test('twenty containers that are numbered at once have twenty numbers, and each keeps its own when it is asked for again', async () => {
  const make = makeSsccContainer('9521234')
  const commands = twenty.map(() => command(ada, { kind: 'pallet' } as const))
  const first = await Promise.all(commands.map((it) => make(store, it)))
  const numberOf = (outcome: Outcome) => taken(outcome).fact.subject.id
  const numbers = first.map(numberOf)
  expect(new Set(numbers).size).toBe(20)
  for (const number of numbers) expect(readSscc(number)).toMatchObject({ outcome: 'sound' })
  const again = await Promise.all(commands.map((it) => make(store, it)))
  expect(again.map(numberOf)).toEqual(numbers)
  expect(again).toMatchObject(twenty.map(() => ({ replayed: true })))
})

test('a number that is taken is passed over without a trace, and without a prefix there is none', async () => {
  const make = makeSsccContainer('9521234')
  const wanted = command(ada, { kind: 'tote' } as const)
  const elsewhere = memoryStore()
  const containerId = taken(await make(elsewhere, wanted)).fact.subject.id as ContainerId
  const here = memoryStore()
  taken(await containers.makeContainer(here, command(ada, { containerId, kind: 'drum' })))
  expect(taken(await make(here, wanted)).fact.subject.id).not.toBe(containerId)
  expect(here.factsOf({ type: 'container', id: containerId })).toHaveLength(1)
  expect(refusal(await makeSsccContainer(undefined)(here, wanted))).toEqual(['sscc-unavailable'])
})
