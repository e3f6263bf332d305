import { describe, expect, test } from 'vitest'
import type { HoldCrossing } from '../../../events/enterprise-to-site.ts'
import type { Receipt } from '../../../events/envelope.ts'
import { readCrossing, saysOfHolds } from '../../../shared/messaging/crossing.ts'
import { type HoldRecords, isHeld, recordHolds } from '../../../shared/usecases/enterprise/holds-across-sites.ts'
import { eventOf, said } from '../../support/crossing.ts'
import { later, noon } from '../../support/given.ts'
import { memoryHoldings } from '../../support/memory-holdings.ts'

const lot = (id: string) => ({ type: 'lot', id }) as const
const at = (seconds: number) => ({ recordedAt: later(seconds) })
const placed = said('lyon', 'andon.hold.placed.v1', { holdId: 'H-1', subject: lot('SUC-1'), reason: 'Glass' }, at(0))
const released = said('lyon', 'andon.hold.released.v1', { ...placed.data, reason: 'It was ice' }, at(60))
const received = (seconds: number, lotId = 'SUC-C', from = 'SUC-1') => {
  const origin = { site: 'lyon', lotId: from, shipmentId: 'SH-1' }
  const quantity = { value: '5', unit: 'kg' }
  const data = { lotId, materialId: 'SUCROSE', quantity, status: 'quarantine', origin }
  return said('cork', 'andon.lot.received.v1', data, at(seconds))
}
const origin = { site: 'lyon', lotId: 'SUC-1', holdId: 'H-1' }
const held = { to: 'cork', lotId: 'SUC-C', origin, reason: 'Glass' }
const over = { ...held, releasedAt: later(60) }

/** The last word that each lot is told of each hold, when the enterprise has heard these. */
async function told(...facts: readonly Receipt[]): Promise<HoldCrossing[]> {
  const holdings = memoryHoldings()
  const last = new Map<string, HoldCrossing>()
  for (const receipt of facts) {
    const fact = readCrossing(eventOf(receipt))
    if (!saysOfHolds(fact)) throw new Error(`${fact.type} says nothing of holds.`)
    for (const it of await recordHolds(holdings, fact)) last.set(`${it.to} ${it.lotId} ${it.origin.holdId}`, it)
  }
  return [...last.values()]
}
const orders = <Value>(all: readonly Value[]): Value[][] =>
  all.length < 2
    ? [[...all]]
    : all.flatMap((it) => orders(all.filter((one) => one !== it)).map((rest) => [it, ...rest]))

describe('the enterprise tells a site', () => {
  test('that a lot was received from one that is held, whichever it hears of first', async () => {
    for (const facts of orders([placed, received(-60)])) expect(await told(...facts)).toEqual([held])
    for (const facts of orders([placed, received(30)])) expect(await told(...facts)).toEqual([held])
  })

  test('that the lot is recalled there, by a hold whose purpose that is', async () => {
    const recalled = { ...placed, data: { ...placed.data, purpose: 'recall' as const } }
    for (const facts of orders([recalled, received(30)]))
      expect(await told(...facts)).toEqual([{ ...held, purpose: 'recall' }])
  })

  test('that the hold was released there, in whatever order it hears', async () => {
    for (const facts of orders([placed, received(30), released])) expect(await told(...facts)).toEqual([over])
  })

  test('nothing of a lot that was received after the release, if it has heard of that', async () => {
    for (const facts of orders([placed, received(61), released]))
      if (facts.indexOf(released) < 2) expect(await told(...facts)).toEqual([])
  })

  test('of a release that it hears of late, if it has told of the hold of a lot that was received after it', async () => {
    for (const facts of orders([placed, received(61)])) expect(await told(...facts, released, ...facts)).toEqual([over])
  })

  test('of a release that it hears of while it is about to tell of the hold', async () => {
    const holdings = memoryHoldings()
    const hear = (receipt: Receipt, here: HoldRecords = holdings) =>
      recordHolds(here, readCrossing(eventOf(receipt)) as Parameters<typeof recordHolds>[1])
    await hear(placed)
    const meanwhile: HoldCrossing[] = []
    const interrupted: HoldRecords = {
      ...holdings,
      async keepTold(pair) {
        meanwhile.push(...(await hear(released)))
        await holdings.keepTold(pair)
      },
    }
    expect(await hear(received(61), interrupted)).toEqual([over])
    expect(meanwhile).toEqual([])
  })

  test('nothing of the release of a hold that it has not heard of yet', async () => {
    expect(await told(received(30), released)).toEqual([])
  })

  test('the same again of a fact that comes again', async () => {
    expect(await told(placed, received(30), placed, received(30))).toEqual([held])
  })

  test('that a lot has inherited a hold, of which the reason is with the other lot', async () => {
    const from = { type: 'order', id: 'O-1' }
    const inherited = said('lyon', 'andon.lot.hold-inherited.v1', { lotId: 'SUC-1', holdId: 'H-1', from }, at(0))
    const ended = said('lyon', 'andon.lot.hold-ended.v1', { lotId: 'SUC-1', holdId: 'H-1' }, at(60))
    const { reason: _reason, ...silent } = over
    for (const facts of orders([inherited, received(30), ended])) expect(await told(...facts)).toEqual([silent])
  })

  test('each lot that was received, and of each hold', async () => {
    const another = said('lyon', 'andon.hold.placed.v1', { ...placed.data, holdId: 'H-2' }, at(10))
    const words = await told(received(1), placed, received(2, 'SUC-D'), another, received(3, 'SUC-E', 'SUC-2'))
    expect(words.map(({ lotId, origin: { holdId } }) => `${lotId} ${holdId}`).sort()).toEqual([
      'SUC-C H-1',
      'SUC-C H-2',
      'SUC-D H-1',
      'SUC-D H-2',
    ])
  })
})

describe('a lot that its site rejects', () => {
  const judged = (sequence: number, status: string, more: object = {}) =>
    said('lyon', 'andon.lot.status-changed.v1', { lotId: 'SUC-1', status, ...more }, { ...at(sequence), sequence })
  const synchronized = (sequence: number, status: string) =>
    said('lyon', 'andon.lot.synchronized.v1', { lotId: 'SUC-1', status }, { ...at(sequence), sequence })
  const rejected = judged(10, 'rejected', { reason: 'Glass' })
  const crossed = { ...held, origin: { ...origin, holdId: 'rejected.10' } }

  test('is held where it was received, before the rejection or after it', async () => {
    for (const seconds of [5, 15])
      for (const facts of orders([rejected, received(seconds)])) expect(await told(...facts)).toEqual([crossed])
  })

  test('is let go when it is released again there, in whatever order that is heard', async () => {
    for (const facts of orders([rejected, received(15), judged(20, 'released'), judged(5, 'released')]))
      expect(await told(...facts, ...facts)).toContainEqual({ ...crossed, releasedAt: later(20) })
  })

  test('is held again when it is rejected again, and once, however often an ERP says so', async () => {
    const facts = [rejected, synchronized(12, 'rejected'), judged(20, 'released'), judged(30, 'rejected')]
    const words = await told(received(1), ...facts, synchronized(40, 'rejected'), synchronized(50, 'quarantine'))
    expect(words.map((it) => [it.origin.holdId, it.releasedAt])).toEqual([
      ['rejected.10', later(20)],
      ['rejected.30', undefined],
    ])
  })

  test('stays there where only a sublot of it is rejected, or it is released for the first time', async () => {
    expect(await told(received(1), judged(5, 'released'), judged(10, 'rejected', { sublotId: 'BAG' }))).toEqual([])
  })
})

test.each([
  { type: 'material', id: 'SUCROSE' },
  { type: 'sublot', id: 'SUC-1@A' },
  { type: 'equipment', id: 'SUC-1' },
  { type: 'order', id: 'SUC-1' },
])('a hold on $type $id stays at its site', async (subject) => {
  const here = said('lyon', 'andon.hold.placed.v1', { ...placed.data, subject })
  expect(await told(received(1), here)).toEqual([])
})

test('a lot from a supplier, or made at the site, has nothing to do with holds elsewhere', async () => {
  const { origin: _origin, ...data } = received(1).data
  expect(await told({ ...received(1), data }, placed)).toEqual([])
})

test('a lot is held from the beginning of a hold to its end', () => {
  const hold = { holdId: 'H-1' } as Parameters<typeof isHeld>[0][number]
  expect(isHeld([])).toBe(false)
  expect(isHeld([{ ...hold, since: noon }])).toBe(true)
  expect(isHeld([{ ...hold, since: noon, until: later(1) }])).toBe(false)
  expect(isHeld([{ ...hold, until: later(1) }])).toBe(false)
  const rejected = { ...hold, holdId: 'rejected.2' as typeof hold.holdId, since: noon }
  expect(isHeld([rejected])).toBe(true)
  expect(isHeld([rejected, { ...hold, holdId: 'released.3' as typeof hold.holdId, until: noon }])).toBe(false)
})
