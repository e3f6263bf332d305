import { describe, expect, test } from 'vitest'
import type { Receipt } from '../../../events/envelope.ts'
import { loopsAcrossSites, type Station } from '../../../shared/domain/genealogy/movement.ts'
import {
  nothingReachedAnywhere,
  talliedAcrossSites,
  totalsAcrossSites,
} from '../../../shared/domain/genealogy/recall-across-sites.ts'
import { isMovement, readCrossing } from '../../../shared/messaging/crossing.ts'
import { walkAcrossSites } from '../../../shared/usecases/enterprise/trace-across-sites.ts'
import { picture } from '../../../shared/usecases/genealogy/trace.ts'
import type { Direction } from '../../../shared/usecases/genealogy/walk.ts'
import { kg } from '../../support/commands.ts'
import { eventOf, hear, said } from '../../support/crossing.ts'
import { dec, later } from '../../support/given.ts'
import { memoryMovements } from '../../support/memory-movements.ts'

const sugar = 'SUGAR'
const received = (site: string, lotId: string, more: object = {}) =>
  said(site, 'andon.lot.received.v1', { lotId, materialId: sugar, quantity: kg('4'), status: 'quarantine', ...more })
const shipped = (site: string, lotId: string, shipmentId: string, to: object, value = '4') =>
  said(site, 'andon.lot.shipped.v1', { lotId, materialId: sugar, quantity: kg(value), shipmentId, to })
const consumed = (site: string, orderId: string, lotId: string, value = '4') =>
  said(site, 'andon.material.consumed.v1', {
    orderId,
    stepId: 'make',
    lineId: '10',
    lotId,
    materialId: sugar,
    quantity: kg(value),
  })
const produced = (site: string, orderId: string, lotId: string, use = 'produced') =>
  said(site, 'andon.material.produced.v1', {
    orderId,
    stepId: 'make',
    lotId,
    materialId: 'SYRUP',
    quantity: kg('8'),
    use,
  })
const toCork = { type: 'site', id: 'cork' }
const toAcme = { type: 'customer', id: 'ACME' }
const origin = (lotId: string, shipmentId?: string) => ({
  origin: { site: 'lyon', lotId, ...(shipmentId !== undefined && { shipmentId }) },
})

async function heard(receipts: readonly Receipt[]) {
  const movements = memoryMovements()
  await hear(movements, receipts)
  const lot = (site: string, id: string): Station => ({ type: 'lot', id, site })
  const look = (root: Station, direction: Direction) => picture(walkAcrossSites(movements, root, direction), root, {})
  return {
    rounds: () => movements.rounds(),
    edges: async (site: string, id: string, direction: Direction) => {
      const { edges } = await look(lot(site, id), direction)
      return edges.map(({ from, to, quantity }) => `${from} -> ${to} ${quantity.value} ${quantity.unit}`).sort()
    },
    look: (site: string, id: string, direction: Direction) => look(lot(site, id), direction),
    recall: async (site: string, id: string) => {
      const tally = nothingReachedAnywhere()
      for await (const level of walkAcrossSites(movements, lot(site, id), 'forward'))
        for (const coming of level) talliedAcrossSites(tally, coming)
      return totalsAcrossSites(tally)
    },
  }
}

/** Every order in which they can come. */
const orders = <It>(items: readonly It[]): It[][] =>
  items.length === 0
    ? [[]]
    : items.flatMap((it, index) => orders(items.toSpliced(index, 1)).map((rest) => [it, ...rest]))

describe('what a customer sends back', () => {
  const sent = shipped('lyon', 'L-1', 'S-1', toAcme)
  const back = received('lyon', 'R-1', { ...origin('L-1', 'S-1'), quantity: kg('3'), from: toAcme })

  test('is followed from the lot that left to the lot that it is now, and the customer has the rest, in whatever order it is heard', async () => {
    for (const told of orders([sent, back])) {
      const { edges, recall } = await heard(told)
      expect(await edges('lyon', 'L-1', 'forward')).toEqual([
        'lot:lyon/L-1 -> shipment:lyon/S-1 4 kg',
        'shipment:lyon/S-1 -> customer:ACME 1 kg',
        'shipment:lyon/S-1 -> lot:lyon/R-1 3 kg',
      ])
      expect((await recall('lyon', 'L-1')).consignees).toMatchObject([
        { id: 'ACME', deliveries: [{ quantity: kg('1') }] },
      ])
    }
  })
})

describe('a shipment to another site, and the lot that it became there', () => {
  const both = [shipped('lyon', 'L-1', 'S-1', toCork), received('cork', 'C-1', origin('L-1', 'S-1'))]

  test.each(orders(both).map((facts) => [facts.map(({ type }) => type).join(', then '), facts] as const))(
    'meet, when they are told in this order: %s',
    async (_, facts) => {
      const { edges } = await heard(facts)
      const way = ['lot:lyon/L-1 -> shipment:lyon/S-1 4 kg', 'shipment:lyon/S-1 -> lot:cork/C-1 4 kg']
      expect(await edges('lyon', 'L-1', 'forward')).toEqual(way)
      expect(await edges('cork', 'C-1', 'backward')).toEqual(way)
    },
  )

  test('meet by the word of the receiver alone, for as long as the sender has said nothing', async () => {
    const { edges } = await heard(both.slice(1))
    expect(await edges('lyon', 'L-1', 'forward')).toHaveLength(2)
    expect(await edges('cork', 'C-1', 'backward')).toHaveLength(2)
  })

  test('meet without the shipment, where the receipt names none', async () => {
    const { edges } = await heard([shipped('lyon', 'L-1', 'S-1', toCork), received('cork', 'C-1', origin('L-1'))])
    expect(await edges('cork', 'C-1', 'backward')).toEqual(['lot:lyon/L-1 -> lot:cork/C-1 4 kg'])
    expect(await edges('lyon', 'L-1', 'forward')).toEqual([
      'lot:lyon/L-1 -> lot:cork/C-1 4 kg',
      'lot:lyon/L-1 -> shipment:lyon/S-1 4 kg',
      'shipment:lyon/S-1 -> site:cork 4 kg',
    ])
  })

  test('leave on its way what has not been received yet, to the gram and in any unit', async () => {
    const grams = received('cork', 'C-1', { ...origin('L-1', 'S-1'), quantity: { value: '3900', unit: 'g' } })
    const { edges, recall } = await heard([grams, shipped('lyon', 'L-1', 'S-1', toCork)])
    expect(await edges('lyon', 'L-1', 'forward')).toContain('shipment:lyon/S-1 -> site:cork 0.1 kg')
    expect((await recall('lyon', 'L-1')).consignees).toMatchObject([
      {
        type: 'site',
        id: 'cork',
        deliveries: [{ site: 'lyon', shipmentId: 'S-1', lotId: 'L-1', quantity: kg('0.1') }],
      },
    ])
  })

  test('leave on its way by mass what is received in pieces: the one takes nothing off the other', async () => {
    const pieces = received('cork', 'C-1', origin('L-1', 'SH-1'))
    const data = { ...pieces.data, quantity: { value: dec('5'), unit: '{each}' as const } }
    const { edges } = await heard([shipped('lyon', 'L-1', 'SH-1', toCork, '40'), { ...pieces, data }])
    expect(await edges('lyon', 'L-1', 'forward')).toEqual([
      'lot:lyon/L-1 -> shipment:lyon/SH-1 40 kg',
      'shipment:lyon/SH-1 -> lot:cork/C-1 5 {each}',
      'shipment:lyon/SH-1 -> site:cork 40 kg',
    ])
    expect(await edges('cork', 'C-1', 'backward')).toEqual([
      'lot:lyon/L-1 -> shipment:lyon/SH-1 40 kg',
      'shipment:lyon/SH-1 -> lot:cork/C-1 5 {each}',
    ])
  })

  test('are no way for another lot of the same shipment', async () => {
    const { edges, recall } = await heard([
      ...both,
      shipped('lyon', 'L-2', 'S-1', toCork, '7'),
      received('cork', 'C-2', { ...origin('L-2', 'S-1'), quantity: kg('7') }),
      shipped('cork', 'C-2', 'S-9', toAcme, '7'),
    ])
    expect(await edges('lyon', 'L-1', 'forward')).toEqual([
      'lot:lyon/L-1 -> shipment:lyon/S-1 4 kg',
      'shipment:lyon/S-1 -> lot:cork/C-1 4 kg',
    ])
    expect((await recall('lyon', 'L-1')).consignees).toEqual([])
    expect(await edges('cork', 'C-2', 'backward')).toEqual([
      'lot:lyon/L-2 -> shipment:lyon/S-1 7 kg',
      'shipment:lyon/S-1 -> lot:cork/C-2 7 kg',
    ])
  })
})

describe('a trace over all sites', () => {
  const story = [
    received('lyon', 'L-1', { supplierId: 'SUGAR-CO' }),
    consumed('lyon', 'O-1', 'L-1'),
    produced('lyon', 'O-1', 'B-1'),
    shipped('lyon', 'B-1', 'S-1', toCork),
    received('cork', 'C-1', origin('B-1', 'S-1')),
    consumed('cork', 'O-1', 'C-1'),
    produced('cork', 'O-1', 'P-1'),
    shipped('cork', 'P-1', 'S-1', toAcme),
  ]

  test('goes from the supplier of one site to the customer of another, and back, in as many round trips as it is deep', async () => {
    const { look, rounds } = await heard(story)
    const forward = await look('lyon', 'L-1', 'forward')
    expect(forward.visits.map(({ point: { type, id, site } }) => `${type}:${site ?? ''}/${id}`)).toEqual([
      'lot:lyon/L-1',
      'order:lyon/O-1',
      'lot:lyon/B-1',
      'shipment:lyon/S-1',
      'lot:cork/C-1',
      'order:cork/O-1',
      'lot:cork/P-1',
      'shipment:cork/S-1',
      'customer:/ACME',
    ])
    expect(rounds()).toBe(9)
    const backward = await look('cork', 'P-1', 'backward')
    expect(backward.edges.at(-1)).toMatchObject({ from: 'supplier:SUGAR-CO', to: 'lot:lyon/L-1' })
    const names = ({ edges }: typeof forward) => edges.map(({ from, to }) => `${from} ${to}`)
    expect(new Set(names(forward))).toEqual(
      new Set([...names(backward).slice(0, -1), 'lot:cork/P-1 shipment:cork/S-1', 'shipment:cork/S-1 customer:ACME']),
    )
    expect(forward.visits.map(({ materialId }) => materialId)).toEqual([
      ...[sugar, undefined, 'SYRUP', undefined, sugar],
      ...[undefined, 'SYRUP', undefined, undefined],
    ])
  })

  test('keeps facts apart that bear the same id, at two sites and of two things of one site', async () => {
    const same = (receipt: Receipt, id: string) => ({
      ...receipt,
      factId: 'the same',
      subject: { type: 'lot', id } as const,
    })
    const { edges } = await heard([
      same(shipped('lyon', 'L-1', 'S-1', toCork), 'L-1'),
      same(received('cork', 'C-1', { ...origin('L-1', 'S-1'), quantity: kg('1') }), 'L-1'),
      same(shipped('lyon', 'L-1', 'S-1', toCork), 'L-2'),
    ])
    expect(await edges('lyon', 'L-1', 'forward')).toEqual([
      'lot:lyon/L-1 -> shipment:lyon/S-1 8 kg',
      'shipment:lyon/S-1 -> lot:cork/C-1 1 kg',
      'shipment:lyon/S-1 -> site:cork 7 kg',
    ])
  })

  test('ends at a customer and at a supplier, whatever else they got or sent', async () => {
    const { edges } = await heard([
      ...story,
      received('lyon', 'L-2', { supplierId: 'SUGAR-CO' }),
      shipped('lyon', 'L-2', 'S-2', toAcme),
      shipped('lyon', 'L-1', 'S-3', { type: 'supplier', id: 'SUGAR-CO' }),
    ])
    const forward = (await edges('lyon', 'L-1', 'forward')).join()
    expect(forward).toContain('shipment:lyon/S-3 -> supplier:SUGAR-CO')
    expect(forward).not.toContain('L-2')
    expect((await edges('cork', 'P-1', 'backward')).join()).not.toContain('L-2')
  })

  test('reports material that comes back into what it was made of, and walks it once', async () => {
    const { look } = await heard([
      ...story,
      shipped('cork', 'P-1', 'S-5', { type: 'site', id: 'lyon' }),
      {
        ...received('lyon', 'R-1', { origin: { site: 'cork', lotId: 'P-1', shipmentId: 'S-5' } }),
      },
      consumed('lyon', 'O-1', 'R-1'),
    ])
    const { root, edges } = await look('lyon', 'L-1', 'forward')
    expect(loopsAcrossSites(root, edges, 'forward')).toEqual([{ from: 'lot:lyon/R-1', to: 'order:lyon/O-1' }])
    expect(new Set(edges.map(({ from, to }) => `${from} ${to}`)).size).toBe(edges.length)
  })

  test('knows no loop where another lot travels later under the same number', async () => {
    const { look } = await heard([
      ...story,
      shipped('cork', 'P-1', 'S-5', { type: 'site', id: 'lyon' }),
      received('lyon', 'R-1', { origin: { site: 'cork', lotId: 'P-1', shipmentId: 'S-5' } }),
      shipped('lyon', 'R-1', 'S-1', toCork),
    ])
    const { root, edges } = await look('lyon', 'L-1', 'forward')
    expect(edges).toContainEqual(expect.objectContaining({ from: 'lot:lyon/R-1', to: 'shipment:lyon/S-1' }))
    expect(loopsAcrossSites(root, edges, 'forward')).toEqual([])
  })

  test('leaves out what came back, and what the completion of a step has taken it has', async () => {
    const line = { orderId: 'O-1', stepId: 'make', lineId: '10', materialId: sugar }
    const back = {
      ...line,
      consumptionId: 'C',
      lotId: 'L-1',
      reason: 'Not needed',
      quantity: { value: '4000', unit: 'g' },
    }
    const { edges } = await heard([
      consumed('lyon', 'O-1', 'L-1'),
      said('lyon', 'andon.material.returned.v1', back),
      consumed('lyon', 'O-1', 'L-2'),
      said('lyon', 'andon.dispensing.rejected.v1', {
        ...line,
        containerId: 'BAG-1',
        lotId: 'L-2',
        quantity: kg('1.5'),
        reason: 'Spilled',
      }),
      said('lyon', 'andon.step.completed.v1', {
        orderId: 'O-1',
        stepId: 'make',
        consumed: [{ lineId: '20', materialId: sugar, lotId: 'L-3', quantity: kg('2') }],
      }),
      said('lyon', 'andon.step.completed.v1', { orderId: 'O-1', stepId: 'fill' }),
      produced('lyon', 'O-1', 'B-1'),
      produced('lyon', 'O-1', 'WASTE', 'scrap'),
    ])
    expect(await edges('lyon', 'B-1', 'backward')).toEqual([
      'lot:lyon/L-2 -> order:lyon/O-1 2.5 kg',
      'lot:lyon/L-3 -> order:lyon/O-1 2 kg',
      'order:lyon/O-1 -> lot:lyon/B-1 8 kg',
    ])
    expect(await edges('lyon', 'L-1', 'forward')).toEqual([])
    expect(await edges('lyon', 'WASTE', 'backward')).toEqual([])
  })

  test('goes through splits, merges and what left in containers', async () => {
    const { edges } = await heard([
      said('lyon', 'andon.lot.split.v1', {
        lotId: 'L-1',
        materialId: sugar,
        parts: [
          { lotId: 'A', quantity: { value: '500', unit: 'g' } },
          { lotId: 'B', quantity: kg('1') },
        ],
        keeps: kg('2.5'),
      }),
      said('lyon', 'andon.lot.merged.v1', {
        lotId: 'M',
        materialId: sugar,
        quantity: kg('1.5'),
        from: [
          { lotId: 'A', quantity: kg('0.5') },
          { lotId: 'B', quantity: kg('1') },
        ],
      }),
      said('lyon', 'andon.container.shipped.v1', {
        containerId: 'PALLET',
        containers: [],
        shipmentId: 'S-1',
        to: toAcme,
        units: ['BAG-1', 'BAG-2'].map((sublotId) => ({
          lotId: 'M',
          sublotId,
          materialId: sugar,
          quantity: kg('0.75'),
        })),
      }),
    ])
    expect(await edges('lyon', 'L-1', 'forward')).toEqual([
      'lot:lyon/A -> lot:lyon/M 0.5 kg',
      'lot:lyon/B -> lot:lyon/M 1 kg',
      'lot:lyon/L-1 -> lot:lyon/A 0.5 kg',
      'lot:lyon/L-1 -> lot:lyon/B 1 kg',
      'lot:lyon/M -> shipment:lyon/S-1 1.5 kg',
      'shipment:lyon/S-1 -> customer:ACME 1.5 kg',
    ])
  })

  test('tells of a movement the time at which it began', async () => {
    const at = (seconds: number) => ({ ...consumed('lyon', 'O-1', 'L-1', '1'), recordedAt: later(seconds) })
    const { look } = await heard([at(9), at(3), at(5)])
    expect((await look('lyon', 'L-1', 'forward')).edges).toMatchObject([{ at: later(3), quantity: kg('3') }])
  })
})

describe('what comes over the bus', () => {
  test('is refused when it is no fact that crosses, or not as the catalog has it', () => {
    expect(() => readCrossing('{}')).toThrow()
    const stays = { ...received('lyon', 'L-1'), type: 'andon.order.started.v1' }
    expect(() => readCrossing(eventOf(stays))).toThrow()
    expect(() => readCrossing(eventOf(received('lyon', 'L-1', { quantity: { value: 'NaN', unit: 'kg' } })))).toThrow()
    expect(() => readCrossing(eventOf(received('lyon', 'L-1', { surprise: true })))).toThrow(/surprise/)
    expect(() => readCrossing(eventOf(received('Lyon Nord', 'L-1')))).toThrow()
  })

  test('is a movement or a hold', () => {
    const hold = said('lyon', 'andon.lot.hold-ended.v1', { lotId: 'L-1', holdId: 'H-1' })
    expect([received('lyon', 'L-1'), hold].map((it) => isMovement(readCrossing(eventOf(it))))).toEqual([true, false])
  })
})
