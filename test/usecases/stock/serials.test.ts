import { beforeEach, describe, expect, test } from 'vitest'
import { packContainer } from '../../../events/container.ts'
import type { ContainerId, HoldId } from '../../../events/identifiers.ts'
import { adjustLot, divideLot, makeUnits, receiveLot, scrapLot, shipLot } from '../../../events/material.ts'
import type { Lot, Sublot } from '../../../shared/domain/stock/lot.ts'
import { whereaboutsOf } from '../../../shared/domain/stock/serial.ts'
import type { SublotNews } from '../../../shared/domain/stock/stock-news.ts'
import { ref } from '../../../shared/usecases/commit/store.ts'
import * as holding from '../../../shared/usecases/quality/holding.ts'
import * as containers from '../../../shared/usecases/stock/containers.ts'
import { synchronizeSublot } from '../../../shared/usecases/stock/erp-stock.ts'
import * as lots from '../../../shared/usecases/stock/lots.ts'
import * as receiving from '../../../shared/usecases/stock/receiving.ts'
import * as shipping from '../../../shared/usecases/stock/shipping.ts'
import * as sublots from '../../../shared/usecases/stock/sublots.ts'
import * as usageDecision from '../../../shared/usecases/stock/usage-decision.ts'
import { command, furnish, refusal, taken } from '../../support/commands.ts'
import { ada, olga, quinn, signedBy, told } from '../../support/given.ts'
import { type MemoryStore, memoryStore } from '../../support/memory-store.ts'

const acme = { type: 'customer', id: 'ACME' } as const
const pieces = (value: number) => ({ value: `${value}`, unit: '{each}' as const })
let store: MemoryStore

const receive = (lotId: string, value: number, more: object = {}) =>
  receiving.receiveLot(
    store,
    command(ada, receiveLot.parse({ lotId, materialId: 'PUMP', quantity: pieces(value), ...more })),
  )
const origin = (lotId: string, shipmentId: string, site = 'lyon') => ({ origin: { site, lotId, shipmentId } })
const make = (lotId: string, ...serials: string[]) =>
  sublots.makeUnits(store, command(ada, makeUnits.parse({ serials })), { lotId })
const ship = (lotId: string, sublotId: string, shipmentId: string, to: object = acme) =>
  shipping.shipLot(store, command(ada, shipLot.parse({ shipmentId, to, sublotId })), { lotId })
const release = (lotId: string) =>
  usageDecision.releaseLot(store, command(quinn, {}, { signature: signedBy(quinn, 'released') }), { lotId })
const count = (lotId: string, sublotId: string, value: number) =>
  lots.adjustLot(
    store,
    command(olga, adjustLot.parse({ counted: pieces(value), sublotId, reason: 'Counted at night' })),
    {
      lotId,
    },
  )
async function where(serial: string) {
  const { unit } = await store.load({ unit: ref.serial('PUMP', serial) })
  if (!unit) return undefined
  const { place } = await store.load({ place: ref.sublot(unit.value.lotId, unit.value.sublotId) })
  return whereaboutsOf(unit.value, place?.value)
}
const whyNot = (outcome: object): string[] =>
  'violations' in outcome
    ? (outcome.violations as { code: string; variant?: string; params: { where?: { at: string } } }[]).map(
        ({ code, variant, params: { where } }) => [code, variant, where?.at].filter((it) => it).join(' '),
      )
    : []
const state = <Kind>(key: string) => store.state()[key] as Kind | undefined

beforeEach(async () => {
  store = memoryStore()
  await furnish(store)
  taken(await receive('P-LOT', 10))
  taken(await make('P-LOT', 'P005', 'P006'))
  taken(await release('P-LOT'))
  taken(await ship('P-LOT', 'P005', 'SH-1'))
})

describe('a unit that a customer sends back', () => {
  test('keeps its number and its history, and is in the new lot in quarantine', async () => {
    expect(await where('P005')).toEqual({ at: 'shipped', lotId: 'P-LOT', shipmentId: 'SH-1' })
    const { fact } = taken(await receive('RET-1', 1, { ...origin('P-LOT', 'SH-1'), serials: ['P005'] }))
    expect(fact.data).toMatchObject({ serials: ['P005'], status: 'quarantine', from: acme })
    expect(await where('P005')).toEqual({ at: 'stock', lotId: 'RET-1' })
    expect((await store.load({ it: ref.serial('PUMP', 'P005') })).it?.value).toMatchObject({
      before: [{ lotId: 'P-LOT', gone: { shipmentId: 'SH-1' } }],
    })
    expect(state<Lot>('lot RET-1')).toMatchObject({ remaining: '1', inSublots: '1', parents: ['P-LOT'] })
    expect(state<Sublot>('sublot RET-1/P005')).toMatchObject({ serial: 'P005', remaining: '1' })
  })

  test('takes the hold on its sublot along, and the release of that hold frees it there', async () => {
    const holdId = 'H-1' as HoldId
    const subject = { type: 'sublot', id: 'P-LOT@P005' } as const
    taken(await holding.placeHold(store, command(quinn, { holdId, subject, reason: 'A complaint' })))
    taken(await receive('RET-1', 1, { ...origin('P-LOT', 'SH-1'), serials: ['P005'] }))
    expect(state<Sublot>('sublot RET-1/P005')?.holds).toEqual([holdId])
    const signed = { signature: signedBy(quinn, 'released') }
    taken(await holding.releaseHold(store, command(quinn, { reason: 'Nothing found' }, signed), { holdId }))
    expect(state<Sublot>('sublot RET-1/P005')?.holds).toBeUndefined()
    expect(state<Sublot>('sublot P-LOT/P005')?.holds).toBeUndefined()
  })

  const hold = (type: 'sublot' | 'unit', id: string) =>
    holding.placeHold(store, command(quinn, { holdId: 'H-1' as HoldId, subject: { type, id }, reason: 'A complaint' }))
  const free = () =>
    holding.releaseHold(
      store,
      command(quinn, { reason: 'Nothing found' }, { signature: signedBy(quinn, 'released') }),
      { holdId: 'H-1' },
    )
  const back = (lotId = 'RET-1') => receive(lotId, 1, { ...origin('P-LOT', 'SH-1'), serials: ['P005'] })
  const heldAt = (...lotIds: string[]) => lotIds.map((lotId) => state<Sublot>(`sublot ${lotId}/P005`)?.holds ?? [])
  const subjects = [
    ['unit', 'PUMP@P005'],
    ['sublot', 'P-LOT@P005'],
  ] as const

  test.each(subjects)('leaves no hold behind where it was, when the hold on the %s ends', async (type, id) => {
    taken(await hold(type, id))
    taken(await back())
    expect(heldAt('RET-1')).toEqual([['H-1']])
    taken(await free())
    expect(heldAt('P-LOT', 'RET-1')).toEqual([[], []])
  })

  test('is held in its present lot by a hold on the sublot that it was', async () => {
    taken(await back())
    taken(await hold('sublot', 'P-LOT@P005'))
    expect(heldAt('RET-1')).toEqual([['H-1']])
    taken(await free())
    expect(heldAt('P-LOT', 'RET-1')).toEqual([[], []])
  })

  test.each(subjects)('comes back held if a hold on the %s is placed at the same moment', async (type, id) => {
    for (const outcome of await Promise.all([back(), hold(type, id)])) taken(outcome)
    expect(heldAt('RET-1')).toEqual([['H-1']])
  })

  test.each(subjects)('comes back free if the hold on the %s ends at the same moment', async (type, id) => {
    taken(await hold(type, id))
    for (const outcome of await Promise.all([back(), free()])) taken(outcome)
    expect(heldAt('P-LOT', 'RET-1')).toEqual([[], []])
  })

  test('can be shipped again, and come back again from there', async () => {
    taken(await receive('RET-1', 1, { ...origin('P-LOT', 'SH-1'), serials: ['P005'] }))
    taken(await release('RET-1'))
    taken(await ship('RET-1', 'P005', 'SH-2', { type: 'customer', id: 'BETA' }))
    const again = await receive('RET-2', 1, { ...origin('P-LOT', 'SH-1'), serials: ['P005'] })
    expect(whyNot(again)).toEqual(['shipment-misdirected unit', 'return-exceeded shipment'])
    taken(await receive('RET-2', 1, { ...origin('RET-1', 'SH-2'), serials: ['P005'] }))
    expect(await where('P005')).toEqual({ at: 'stock', lotId: 'RET-2' })
  })

  test('is refused if it never left, and the answer says where it is', async () => {
    const return6 = () => receive('RET-1', 1, { ...origin('P-LOT', 'SH-1'), serials: ['P006'] })
    expect(whyNot(await return6())).toEqual(['return-exceeded never-left stock'])
    const box = 'BOX-1' as ContainerId
    taken(await containers.makeContainer(store, command(ada, { containerId: box, kind: 'case' })))
    const content = packContainer.parse({ units: [{ lotId: 'P-LOT', sublotId: 'P006' }] })
    taken(await containers.packContainer(store, command(ada, content), { containerId: box }))
    expect(whyNot(await return6())).toEqual(['return-exceeded never-left packed'])
    expect(whyNot(await receive('RET-1', 1, { ...origin('P-LOT', 'SH-1'), serials: ['P999'] }))).toEqual([
      'unit-unknown return',
    ])
  })

  test('left with another shipment than the one named, and the answer names it', async () => {
    taken(await ship('P-LOT', 'P006', 'SH-2'))
    expect(whyNot(await receive('RET-1', 1, { ...origin('P-LOT', 'SH-1'), serials: ['P006'] }))).toEqual([
      'shipment-misdirected unit',
    ])
    taken(await receive('RET-1', 1, { ...origin('P-LOT', 'SH-2'), serials: ['P006'] }))
  })

  test('is named, because a return without its number would keep out the honest one', async () => {
    expect(whyNot(await receive('RET-1', 1, origin('P-LOT', 'SH-1')))).toEqual(['unit-missing return'])
    const labelled = { ...origin('P-LOT', 'SH-1'), sublots: [{ sublotId: 'P005', quantity: pieces(1) }] }
    expect(whyNot(await receive('RET-1', 1, labelled))).toContain('serial-duplicated sublot shipped')
  })

  test('does not stop what left of the lot without a number', async () => {
    const loose = shipLot.parse({ shipmentId: 'SH-1', to: acme, quantity: pieces(3) })
    taken(await shipping.shipLot(store, command(ada, loose), { lotId: 'P-LOT' }))
    expect(whyNot(await receive('RET-1', 4, origin('P-LOT', 'SH-1')))).toEqual(['unit-missing return'])
    taken(await receive('RET-1', 2, origin('P-LOT', 'SH-1')))
    taken(await receive('RET-2', 2, { ...origin('P-LOT', 'SH-1'), serials: ['P005'] }))
    expect(whyNot(await receive('RET-3', 1, origin('P-LOT', 'SH-1')))).toContain('return-exceeded shipment')
  })

  test('comes back once, whoever of many is faster', async () => {
    const all = await Promise.all(
      ['R-1', 'R-2', 'R-3'].map((id) => receive(id, 1, { ...origin('P-LOT', 'SH-1'), serials: ['P005'] })),
    )
    expect(all.filter(({ outcome }) => outcome === 'done')).toHaveLength(1)
  })
})

describe('a number', () => {
  test('is received with its unit once, wherever the unit is', async () => {
    taken(await receive('BUY-1', 2, { serials: ['B-1', 'B-2'], supplierId: 'ROTOR' }))
    expect(state<Lot>('lot BUY-1')).toMatchObject({ inSublots: '2', remaining: '2' })
    expect(whyNot(await receive('BUY-2', 1, { serials: ['B-1'] }))).toEqual(['serial-duplicated given stock'])
    expect(whyNot(await receive('BUY-2', 1, { serials: ['P005'] }))).toEqual(['serial-duplicated left shipped'])
    expect(whyNot(await make('P-LOT', 'P005'))).toEqual(['serial-duplicated given shipped'])
    const dropped = scrapLot.parse({ sublotId: 'B-2', reason: 'Dropped' })
    taken(await lots.scrapLot(store, command(olga, dropped), { lotId: 'BUY-1' }))
    expect(whyNot(await receive('BUY-2', 1, { serials: ['B-2'] }))).toEqual(['serial-duplicated given scrapped'])
  })

  test('comes with as many pieces as it names, in a lot of pieces', async () => {
    expect(whyNot(await receive('BUY-1', 1, { serials: ['B-1', 'B-2'] }))).toEqual(['unit-mismatch serials'])
    const kilos = { serials: ['B-1'], quantity: { value: '3', unit: 'kg' } }
    expect(refusal(await receive('BUY-1', 3, kilos))).toContain('unit-mismatch')
  })

  test('comes in again from the site or the supplier that it went to, with its history', async () => {
    taken(await receive('BUY-1', 1, { serials: ['B-1'], supplierId: 'ROTOR' }))
    taken(await ship('BUY-1', 'B-1', 'SH-8', { type: 'supplier', id: 'ROTOR' }))
    taken(await receive('BUY-2', 1, { serials: ['B-1'], supplierId: 'ROTOR' }))
    expect(await where('B-1')).toEqual({ at: 'stock', lotId: 'BUY-2' })
    // The customer gave it to the other site, which knows it as one of its own.
    taken(await receive('FROM-CORK', 1, { serials: ['P005'], ...origin('C-7', 'C-SH', 'cork') }))
    expect((await store.load({ it: ref.serial('PUMP', 'P005') })).it?.value.before).toEqual([
      { lotId: 'P-LOT', gone: { shipmentId: 'SH-1' } },
    ])
  })

  test('is not the id of a sublot that is no unit', async () => {
    const labelled = { sublots: [{ sublotId: 'P006', quantity: pieces(1) }] }
    expect(whyNot(await receive('BUY-1', 1, labelled))).toEqual(['serial-duplicated sublot stock'])
    taken(await receive('BUY-1', 2))
    const parts = divideLot.parse(labelled)
    expect(whyNot(await sublots.divideLot(store, command(ada, parts), { lotId: 'BUY-1' }))).toEqual([
      'serial-duplicated sublot stock',
    ])
    const news = told<SublotNews>({ lotId: 'BUY-1', sublotId: 'P005', materialId: 'PUMP', quantity: pieces(1) })
    expect(whyNot(await synchronizeSublot(store, command(ada, news)))).toEqual(['serial-duplicated sublot shipped'])
  })

  test('is not counted in where the unit is not any more', async () => {
    expect(whyNot(await count('P-LOT', 'P005', 1))).toEqual(['unit-mismatch counted-again shipped'])
    taken(await count('P-LOT', 'P006', 0))
    expect(await where('P006')).toEqual({ at: 'missing', lotId: 'P-LOT' })
    taken(await count('P-LOT', 'P006', 1))
    expect(await where('P006')).toEqual({ at: 'stock', lotId: 'P-LOT' })
  })
})
