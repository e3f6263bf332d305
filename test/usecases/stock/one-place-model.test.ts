import fc from 'fast-check'
import { expect, test } from 'vitest'
import { reverse as reverseBody } from '../../../events/consumption.ts'
import { packContainer, unpackContainer } from '../../../events/container.ts'
import type { ContainerId } from '../../../events/identifiers.ts'
import { receiveLot } from '../../../events/material.ts'
import { placeHold } from '../../../events/quality.ts'
import { repairUnits as repairBody } from '../../../events/unit.ts'
import { isBalanced, type Lot, type Sublot } from '../../../shared/domain/stock/lot.ts'
import { type Serial, whereaboutsOf } from '../../../shared/domain/stock/serial.ts'
import type { Outcome } from '../../../shared/usecases/commit/command.ts'
import { reverse } from '../../../shared/usecases/production/reversal.ts'
import { repairUnits } from '../../../shared/usecases/production/unit-repair.ts'
import * as holding from '../../../shared/usecases/quality/holding.ts'
import * as containers from '../../../shared/usecases/stock/containers.ts'
import * as receiving from '../../../shared/usecases/stock/receiving.ts'
import { comeBack, pumpIn, release, ship } from '../../support/came-back.ts'
import { command, stock, taken } from '../../support/commands.ts'
import { ada, noon, olga, quinn, signedBy } from '../../support/given.ts'
import { type MemoryStore, memoryStore } from '../../support/memory-store.ts'
import { patience, portion, seeded } from '../../support/seeded.ts'
import { announce, building, each, install, make, motors, pumpPlant, remove } from '../../support/units.ts'

/** Where a unit is by what was done to it, told without the records of the plant. */
type At = ReturnType<typeof whereaboutsOf>['at']
const pumps = ['P-1', 'P-2', 'P-3'] as const
const box = 'BOX' as ContainerId
const elsewhere = { type: 'site', id: 'cork' } as const
const customer = { type: 'customer', id: 'ACME' } as const

async function plant(): Promise<MemoryStore> {
  const store = memoryStore()
  await pumpPlant(store)
  await motors(store, 'MOT-1', ['M-1', 'M-2', 'M-3'])
  await stock(store, 'SEAL-1', 'SEAL', '20', noon, '{each}')
  await building(store, 'O-1')
  await building(store, 'O-2')
  await building(store, 'O-3', 'SKID')
  taken(await announce(store, 'O-3', 'SKID-1', ['K-1']))
  for (const [index, serial] of pumps.entries()) {
    taken(await announce(store, 'O-1', `LOT-${serial}`, [serial]))
    taken(await install(store, 'O-1', { lineId: '0010', lotId: 'MOT-1', sublotId: `M-${index + 1}`, into: serial }))
    taken(await install(store, 'O-1', { lineId: '0020', lotId: 'SEAL-1', value: '2', into: serial }))
  }
  taken(await containers.makeContainer(store, command(ada, { containerId: box, kind: 'case' })))
  return store
}

/** The acts, each with the places from which it may take a unit, and the place where the unit is then. */
const acts: Readonly<Record<string, { readonly from: readonly At[]; readonly to: (from: At) => At }>> = {
  make: { from: ['announced', 'in-repair'], to: () => 'stock' },
  unmake: { from: ['stock'], to: () => 'announced' },
  scrap: { from: ['announced', 'in-repair', 'stock'], to: () => 'scrapped' },
  sell: { from: ['stock'], to: () => 'shipped' },
  give: { from: ['stock'], to: () => 'shipped' },
  back: { from: ['shipped'], to: () => 'stock' },
  receive: { from: ['shipped'], to: () => 'stock' },
  build: { from: ['stock'], to: () => 'built-in' },
  out: { from: ['built-in'], to: () => 'stock' },
  pack: { from: ['stock'], to: () => 'packed' },
  unpack: { from: ['packed'], to: () => 'stock' },
  repair: { from: ['stock'], to: () => 'in-repair' },
  cancel: { from: ['in-repair'], to: () => 'stock' },
  announce: { from: ['in-repair'], to: (from) => from },
  hold: { from: ['announced', 'in-repair', 'stock', 'packed', 'built-in', 'shipped', 'scrapped'], to: (from) => from },
  free: { from: ['announced', 'in-repair', 'stock', 'packed', 'built-in', 'shipped', 'scrapped'], to: (from) => from },
}
const names = Object.keys(acts)
/** One act of six is any; the others are such as a person does with a unit that is there. Scrap is the end of a unit, so it is rare. */
const act = fc.record({
  which: fc.nat(1000),
  isAny: fc.nat(5).map((it) => it === 0),
  serial: fc.constantFrom(...pumps),
})
function named({ which, isAny }: { which: number; isAny: boolean }, at: At, isHeld: boolean): string {
  if (isHeld && which % 3 > 0) return 'free'
  const rare = new Set(which % 8 === 0 ? [] : ['scrap', 'hold', 'free'])
  const fitting = isAny ? names : names.filter((name) => acts[name]?.from.includes(at) && !rare.has(name))
  return fitting[which % fitting.length] ?? 'hold'
}

/** What the last act of a kind on a unit was answered, by the act and the unit, so that it can be reversed. */
type Done = Map<string, string>

async function perform(store: MemoryStore, name: string, serial: string, turn: number, done: Done) {
  const { lotId, orderId = 'O-1' } = pumpIn(store, serial)
  const sublotId = serial
  const gone = (store.state()[`sublot ${lotId}/${serial}`] as Sublot | undefined)?.gone?.shipmentId ?? 'SH-0'
  const takeBack = (body: object, of: string) =>
    reverse(store, command(olga, reverseBody.parse({ reason: 'A mistake', ...body })), { orderId: of })
  const quiet = (outcome: Promise<unknown>) => outcome.catch(() => undefined)
  switch (name) {
    case 'make':
      return make(store, orderId, lotId, [serial])
    case 'unmake':
      return takeBack({ productionId: done.get(`make ${serial}`) ?? 'none' }, orderId)
    case 'scrap':
      return make(store, orderId, lotId, [serial], { use: 'scrap' })
    case 'sell':
    case 'give':
      await quiet(release(store, orderId, lotId))
      return ship(store, lotId, serial, `SH-${turn}`, name === 'sell' ? customer : elsewhere)
    case 'back':
      return comeBack(store, `RET-${turn}`, [serial], [lotId, gone])
    case 'receive': {
      const body = {
        lotId: `BUY-${turn}`,
        materialId: 'PUMP',
        quantity: each('1'),
        serials: [serial],
        supplierId: 'ROTOR',
      }
      return receiving.receiveLot(store, command(ada, receiveLot.parse(body)))
    }
    case 'build':
      await quiet(release(store, orderId, lotId))
      return install(store, 'O-3', { lineId: '0010', lotId, sublotId, into: 'K-1' })
    case 'out':
      return remove(store, 'O-3', done.get(`build ${serial}`) ?? 'none')
    case 'pack': {
      await quiet(release(store, orderId, lotId))
      const body = packContainer.parse({ units: [{ lotId, sublotId }] })
      return containers.packContainer(store, command(ada, body), { containerId: box })
    }
    case 'unpack': {
      const body = unpackContainer.parse({ units: [{ lotId, sublotId }] })
      return containers.unpackContainer(store, command(ada, body), { containerId: box })
    }
    case 'repair': {
      const body = repairBody.parse({ lotId: `REP-${turn}`, serials: [serial] })
      return (await repairUnits(store, command(ada, body), { orderId: 'O-2' }))[0]?.outcome
    }
    case 'cancel':
      return takeBack({ consumptionId: done.get(`repair ${serial}`) ?? 'none' }, 'O-2')
    case 'announce':
      return announce(store, 'O-2', `NEW-${turn}`, [serial])
    case 'hold': {
      const body = placeHold.parse({
        holdId: `H-${turn}`,
        subject: { type: 'unit', id: `PUMP@${serial}` },
        reason: 'A doubt',
      })
      return holding.placeHold(store, command(quinn, body))
    }
    default: {
      const holdId = done.get(`hold ${serial}`) ?? 'none'
      done.delete(`hold ${serial}`)
      const signed = { signature: signedBy(quinn, 'released') }
      return holding.releaseHold(store, command(quinn, { reason: 'Nothing found' }, signed), { holdId })
    }
  }
}

const all = <Value>(store: MemoryStore, kind: string): Value[] =>
  Object.entries(store.state()).flatMap(([key, value]) => (key.startsWith(`${kind} `) ? [value as Value] : []))

/** Of all sublots that bear the number, the one of its record is there, or none is; and only that of its record is within another unit. */
function expectOnePlace(store: MemoryStore, places: ReadonlyMap<string, At>): void {
  const sublots = all<Sublot>(store, 'sublot')
  for (const unit of all<Serial>(store, 'serial').filter(({ materialId }) => materialId === 'PUMP')) {
    const { serial, lotId } = unit
    const own = sublots.find((it) => it.serial === serial && it.lotId === lotId)
    const { at } = whereaboutsOf(unit, own)
    expect(at, serial).toBe(places.get(serial))
    const bearing = sublots.filter((it) => it.serial === serial)
    const there = bearing.filter(({ remaining }) => remaining !== '0').map((it) => it.lotId)
    expect(there, `${serial} ${at}`).toEqual(at === 'stock' || at === 'packed' ? [lotId] : [])
    expect(bearing.filter((it) => it.builtInto !== undefined).map((it) => it.lotId)).toEqual(
      at === 'built-in' ? [lotId] : [],
    )
    const parents = all<Serial>(store, 'serial').filter(({ components = [] }) =>
      components.some((it) => it.serial === serial),
    )
    expect(parents.map((it) => it.serial)).toEqual(at === 'built-in' ? ['K-1'] : [])
    // Its motor and its seals are in it wherever it is.
    expect(unit.components?.map(({ lineId }) => lineId)).toEqual(['0010', '0020'])
  }
  expect(all<Lot>(store, 'lot').filter((it) => !isBalanced(it))).toEqual([])
}

/** What is so of stock and units, without where a lot has gone for a while and which orders name units. */
function stateOf(store: MemoryStore) {
  const kept = Object.entries(store.state()).filter(([key]) => /^(lot|sublot|serial|order) /.test(key))
  const traces = new Set(['goesTo', 'inUnits', 'serialised'])
  return JSON.parse(JSON.stringify(kept, (key, value) => (traces.has(key) ? undefined : value)))
}

test(
  'a unit is in one place, the one where the acts on it have put it, whatever is done',
  async () => {
    const outcomes = new Map<string, number>()
    await fc.assert(
      fc.asyncProperty(fc.array(act, { minLength: 15, maxLength: 45, size: 'max' }), async (steps) => {
        const store = await plant()
        const places = new Map<string, At>(pumps.map((serial) => [serial, 'announced']))
        const done: Done = new Map()
        for (const [turn, { serial, ...chosen }] of steps.entries()) {
          const from = places.get(serial) ?? 'missing'
          const name = named(chosen, from, done.has(`hold ${serial}`))
          const before = name === 'repair' ? stateOf(store) : undefined
          const outcome: Outcome | undefined = await perform(store, name, serial, turn, done)
          const key = `${name} ${outcome?.outcome}`
          outcomes.set(key, (outcomes.get(key) ?? 0) + 1)
          if (outcome?.outcome === 'done') {
            expect(acts[name]?.from, `${name} ${serial}`).toContain(from)
            const repaired = name === 'unmake' && pumpIn(store, serial).orderId === 'O-2'
            places.set(serial, repaired ? 'in-repair' : (acts[name]?.to(from) ?? from))
            done.set(`${name} ${serial}`, name === 'hold' ? `H-${turn}` : outcome.fact.factId)
          }
          expectOnePlace(store, places)
          if (outcome?.outcome === 'done' && before) {
            // Taken for a repair and put back, everything is as before; then it is taken again.
            taken((await perform(store, 'cancel', serial, turn, done)) as Outcome)
            expect(stateOf(store)).toEqual(before)
            const again = await perform(store, 'repair', serial, turn + 1000, done)
            done.set(`repair ${serial}`, taken(again as Outcome).fact.factId)
          }
        }
      }),
      seeded('units in one place', 400, 60),
    )
    for (const name of names.filter((it) => it !== 'announce'))
      expect(outcomes.get(`${name} done`), name).toBeGreaterThan(portion(3))
  },
  patience,
)
