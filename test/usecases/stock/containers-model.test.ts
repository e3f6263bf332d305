import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ContainerId, LotId, MaterialId, ShipmentId, SublotId } from '../../../events/identifiers.ts'
import { receiveLot } from '../../../events/material.ts'
import type { Decimal } from '../../../events/quantity.ts'
import { materialDefinition } from '../../../events/recipe.ts'
import { add, zero } from '../../../shared/domain/quantity.ts'
import type { Container } from '../../../shared/domain/stock/container.ts'
import { isBalanced, type Lot, type Sublot } from '../../../shared/domain/stock/lot.ts'
import * as definitions from '../../../shared/usecases/equipment/definitions.ts'
import * as holding from '../../../shared/usecases/quality/holding.ts'
import * as containers from '../../../shared/usecases/stock/containers.ts'
import * as lots from '../../../shared/usecases/stock/lots.ts'
import * as receiving from '../../../shared/usecases/stock/receiving.ts'
import * as sublotsCases from '../../../shared/usecases/stock/sublots.ts'
import * as usageDecision from '../../../shared/usecases/stock/usage-decision.ts'
import { command, taken } from '../../support/commands.ts'
import { ada, dec, erik, olga, quinn, signedBy } from '../../support/given.ts'
import { type MemoryStore, memoryStore } from '../../support/memory-store.ts'
import { patience, seeded } from '../../support/seeded.ts'

const lotIds = ['L-0', 'L-1', 'L-2'] as LotId[]
const containerIds = ['C-0', 'C-1', 'C-2', 'C-3', 'C-4'] as ContainerId[]
const sublotIds = ['A', 'B', 'C', 'D', 'E', 'F'] as SublotId[]
const each = (value: number) => ({ value: dec(String(value)), unit: '{each}' }) as const

/** What is done more often than other things is named more often. */
const names = [
  'divide',
  'units',
  'units',
  'pack',
  'pack',
  'pack',
  'pack',
  'pack',
  'nest',
  'nest',
  'unpack',
  'empty',
  'move',
  'ship',
  'ship',
  'scrap',
  'scrap-loose',
  'count',
  'count-loose',
  'hold',
  'unhold',
  'unhold',
  'reject',
] as const
const anAct = fc.record({
  name: fc.constantFrom(...names),
  lot: fc.nat({ max: 2 }),
  container: fc.nat({ max: 4 }),
  other: fc.nat({ max: 4 }),
  sublots: fc.subarray([0, 1, 2, 3, 4, 5], { minLength: 1, maxLength: 3 }),
  count: fc.integer({ min: 1, max: 5 }),
})
type Act = typeof anAct extends fc.Arbitrary<infer It> ? It : never

/** Three released lots of ten pieces of one material, and five empty containers. */
async function plant(): Promise<MemoryStore> {
  const store = memoryStore()
  const body = materialDefinition.parse({ name: 'Pump', unit: '{each}' })
  taken(await definitions.defineMaterial(store, command(erik, body), { materialId: 'PUMP' as MaterialId }))
  const { equipmentId, ...place } = {
    equipmentId: 'RACK' as never,
    name: 'Rack',
    level: 'storage-unit',
    capabilities: [],
  }
  taken(await definitions.defineEquipment(store, command(erik, place as never), { equipmentId }))
  for (const lotId of lotIds) {
    const lot = receiveLot.parse({ lotId, materialId: 'PUMP', quantity: each(10) })
    taken(await receiving.receiveLot(store, command(ada, lot)))
    taken(
      await usageDecision.releaseLot(store, command(quinn, {}, { signature: signedBy(quinn, 'released') }), { lotId }),
    )
  }
  for (const containerId of containerIds)
    taken(await containers.makeContainer(store, command(ada, { containerId, kind: 'case' })))
  return store
}

let shipments = 0
async function act(store: MemoryStore, { name, lot, container, other, sublots, count }: Act) {
  const lotId = lotIds[lot] as LotId
  const containerId = containerIds[container] as ContainerId
  const ids = sublots.map((index) => sublotIds[index] as SublotId)
  // Mostly of what is there, or what would never be found by chance is hardly ever tried.
  const there = pictureOf(store).sublots.filter((it) => it.lotId === lotId)
  const picked = [...new Set(sublots.map((index) => there[index % there.length]?.sublotId ?? (ids[0] as SublotId)))]
  const [sublotId = 'A' as SublotId] = picked
  const path = { lotId }
  const units = picked.map((id) => ({ lotId, sublotId: id }))
  const inner = [containerIds[other] as ContainerId]
  switch (name) {
    case 'divide': {
      const parts = ids.map((id) => ({ sublotId: id, quantity: each(count) }))
      return sublotsCases.divideLot(store, command(ada, { sublots: parts }), path)
    }
    case 'units':
      return sublotsCases.makeUnits(store, command(ada, { serials: ids }), path)
    case 'pack':
      return containers.packContainer(store, command(ada, { units, containers: [] }), { containerId })
    case 'nest':
      return containers.packContainer(store, command(ada, { units: [], containers: inner }), { containerId })
    case 'unpack': {
      const inside = pictureOf(store).containers.find((it) => it.containerId === containerId)?.units ?? []
      const found = inside.slice(0, count).map((it) => ({ lotId: it.lotId, sublotId: it.sublotId }))
      const body = { units: found.length > 0 ? found : units, containers: [] }
      return containers.unpackContainer(store, command(ada, body), { containerId })
    }
    case 'empty':
      return containers.unpackContainer(store, command(ada, { units: [], containers: [] }), { containerId })
    case 'move':
      return containers.moveContainer(store, command(ada, { to: 'RACK' as never }), { containerId })
    case 'ship': {
      shipments += 1
      const to = { type: 'customer', id: 'ACME' } as const
      const shipmentId = `SH-${shipments % 3}` as ShipmentId
      return containers.shipContainer(store, command(ada, { shipmentId, to }), { containerId })
    }
    case 'scrap':
      return lots.scrapLot(store, command(olga, { sublotId, reason: 'It is dented' }), path)
    case 'scrap-loose':
      return lots.scrapLot(store, command(olga, { quantity: each(count), reason: 'It is dented' }), path)
    case 'count':
      return lots.adjustLot(store, command(olga, { sublotId, counted: each(count), reason: 'Counted' }), path)
    case 'count-loose':
      return lots.adjustLot(store, command(olga, { loose: true, counted: each(count), reason: 'Counted' }), path)
    case 'hold': {
      const hold = { holdId: `H-${lotId}` as never, subject: { type: 'lot', id: lotId }, reason: 'A smell' } as const
      return holding.placeHold(store, command(quinn, hold))
    }
    case 'unhold':
      return holding.releaseHold(
        store,
        command(quinn, { reason: 'It is well' }, { signature: signedBy(quinn, 'released') }),
        { holdId: `H-${lotId}` },
      )
    case 'reject':
      return usageDecision.rejectLot(
        store,
        command(quinn, { sublotId, reason: 'It is dented' }, { signature: signedBy(quinn, 'rejected') }),
        path,
      )
  }
}

interface Picture {
  readonly lots: readonly Lot[]
  readonly sublots: readonly Sublot[]
  readonly containers: readonly Container[]
}

function pictureOf(store: MemoryStore): Picture {
  const state = Object.entries(store.state())
  const all = <Value>(kind: string) => state.filter(([key]) => key.startsWith(`${kind} `)).map(([, it]) => it as Value)
  return { lots: all('lot'), sublots: all('sublot'), containers: all('container') }
}

const sumOf = (values: readonly Decimal[]): Decimal => values.reduce(add, zero)

/** What has to hold at every instant. */
function holdsTogether({ lots: all, sublots, containers: boxes }: Picture): void {
  for (const lot of all) {
    expect(isBalanced(lot), `the balance of ${lot.lotId}`).toBe(true)
    const parts = sublots.filter(({ lotId }) => lotId === lot.lotId)
    expect(sumOf(parts.map(({ remaining }) => remaining)), `sublots of ${lot.lotId}`).toBe(lot.inSublots ?? '0')
    for (const part of parts) expect(isBalanced(part), `the balance of ${part.sublotId}`).toBe(true)
  }
  for (const { lotId, sublotId, containerId } of sublots) {
    const within = boxes.filter(({ units }) => units.some((it) => it.lotId === lotId && it.sublotId === sublotId))
    expect(within.map((it) => it.containerId)).toEqual(containerId === undefined ? [] : [containerId])
  }
  for (const box of boxes) {
    const outer = boxes.filter(({ containers: inner }) => inner.includes(box.containerId)).map((it) => it.containerId)
    expect(outer).toEqual(box.parentId === undefined ? [] : [box.parentId])
    const above = new Set<string>()
    for (let it: Container | undefined = box; it; it = boxes.find(({ containerId }) => containerId === it?.parentId)) {
      expect(above.has(it.containerId), `${it.containerId} stands within itself`).toBe(false)
      above.add(it.containerId)
    }
    for (const unit of box.units) {
      const sublot = sublots.find(({ lotId, sublotId }) => lotId === unit.lotId && sublotId === unit.sublotId)
      if (box.status === 'shipped') expect(sublot?.remaining).toBe('0')
      else expect(sublot?.remaining).not.toBe('0')
    }
  }
  const serials = sublots.flatMap(({ serial }) => serial ?? [])
  expect(new Set(serials).size).toBe(serials.length)
}

const inside = ({ containers: boxes }: Picture, id: ContainerId): Container[] => {
  const box = boxes.find((it) => it.containerId === id)
  return box
    ? [box, ...box.containers.flatMap((inner) => inside({ lots: [], sublots: [], containers: boxes }, inner))]
    : []
}

/** Of an accepted shipment: all that was in the container has left, and nothing else. */
function shipsItsContent(before: Picture, after: Picture, id: ContainerId): void {
  const tree = inside(before, id).filter(({ status }) => status === 'open')
  const units = tree.flatMap((it) => it.units.map((unit) => `${unit.lotId}/${unit.sublotId}`))
  const name = ({ lotId, sublotId }: Sublot) => `${lotId}/${sublotId}`
  for (const sublot of before.sublots) {
    const now = after.sublots.find((it) => name(it) === name(sublot))
    if (!units.includes(name(sublot))) expect(now).toEqual(sublot)
    else
      expect(now).toEqual({
        ...sublot,
        remaining: '0',
        left: { ...sublot.left, shipped: sublot.remaining },
        gone: { shipmentId: after.containers.find(({ containerId }) => containerId === id)?.shipmentId },
      })
  }
  for (const lot of before.lots) {
    const gone = sumOf(
      before.sublots.flatMap((it) => (it.lotId === lot.lotId && units.includes(name(it)) ? it.remaining : [])),
    )
    const now = after.lots.find((it) => it.lotId === lot.lotId)
    expect(now?.left?.shipped ?? zero).toBe(add(lot.left?.shipped ?? zero, gone))
    if (gone !== '0') expect(lot.holds, `what is held has left: ${lot.lotId}`).toEqual([])
  }
  const closed = after.containers.filter(({ status }) => status === 'shipped').map((it) => it.containerId)
  expect(closed).toEqual(expect.arrayContaining(tree.map((it) => it.containerId)))
}

test(
  'whatever is done with sublots and containers, sums and places agree, and a shipment is what was packed',
  async () => {
    const done = new Set<string>()
    await fc.assert(
      fc.asyncProperty(fc.array(anAct, { minLength: 20, maxLength: 60, size: 'max' }), async (acts) => {
        const store = await plant()
        for (const it of acts) {
          const before = pictureOf(store)
          const outcome = await act(store, it)
          const after = pictureOf(store)
          holdsTogether(after)
          if (outcome.outcome !== 'done') {
            expect(outcome.outcome, JSON.stringify(outcome)).toMatch(/refused|unknown/)
            expect(after).toEqual(before)
            continue
          }
          done.add(it.name)
          const containerId = containerIds[it.container] as ContainerId
          for (const box of before.containers.filter(({ status }) => status === 'shipped'))
            expect(after.containers.find((other) => other.containerId === box.containerId)).toEqual(box)
          if (it.name === 'ship') shipsItsContent(before, after, containerId)
          if (it.name === 'pack') expect(before.lots.find(({ lotId }) => lotId === lotIds[it.lot])?.holds).toEqual([])
        }
      }),
      seeded('containers', 300, 150),
    )
    // An act that never succeeded would have proved nothing.
    expect([...done].sort()).toEqual([...new Set(names)].sort())
  },
  patience,
)

test(
  'unpacking is the inverse of packing',
  async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat({ max: 2 }), fc.nat({ max: 5 })), { minLength: 1, maxLength: 8 }),
        fc.subarray([1, 2, 3, 4], { minLength: 0 }),
        fc.boolean(),
        async (picked, inner, isNamed) => {
          const store = await plant()
          for (const lotId of lotIds) {
            const parts = sublotIds.map((id) => ({ sublotId: `${lotId}-${id}` as SublotId, quantity: each(1) }))
            taken(await sublotsCases.divideLot(store, command(ada, { sublots: parts }), { lotId }))
          }
          const names = new Set(picked.map(([lot, sublot]) => `${lotIds[lot]}/${lotIds[lot]}-${sublotIds[sublot]}`))
          const units = [...names].map((it) => it.split('/')).map(([lotId, sublotId]) => ({ lotId, sublotId }) as never)
          const content = { units, containers: inner.map((index) => containerIds[index] as ContainerId) }
          const path = { containerId: containerIds[0] as ContainerId }
          const before = pictureOf(store)
          taken(await containers.packContainer(store, command(ada, content), path))
          expect(pictureOf(store)).not.toEqual(before)
          const out = isNamed ? content : { units: [], containers: [] }
          taken(await containers.unpackContainer(store, command(ada, out), path))
          expect(pictureOf(store)).toEqual(before)
        },
      ),
      seeded('containers', 100),
    )
  },
  patience,
)
