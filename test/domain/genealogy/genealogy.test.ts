import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  consigneesOf,
  type Departure,
  destinationsIn,
  type Edge,
  loopsIn,
  sourcesOf,
} from '../../../shared/domain/genealogy/genealogy.ts'
import { lotNamed, named, orderNamed, pointOf } from '../../../shared/domain/stock/destination.ts'
import { createdOrder, kg, later, lot, noon, order, shipment, type Told, told } from '../../support/given.ts'

type LotTold = Parameters<typeof lot>[0]
const edgesOf = (...thing: Parameters<typeof sourcesOf>) => sourcesOf(...thing).map(({ edge }) => edge)

describe('the name of a thing', () => {
  test('is its type and id, and of another site its site, too', () => {
    expect([named(lotNamed('SUC-1')), named(orderNamed('O-1'))]).toEqual(['lot:SUC-1', 'order:O-1'])
    expect(named({ type: 'lot', id: 'SUC-1', site: 'cork' })).toBe('lot:cork/SUC-1')
  })

  test('is that of no other thing, also where the number of a supplier begins like a site', () => {
    const id = fc.constantFrom('24', 'cork/24', '24@SUB', 'a', 'a/b', 'b', '/b', ':b', '..', '2F24', '~2F24')
    const site = fc.option(fc.constantFrom('cork', 'a', 'a-b'), { nil: undefined })
    const point = fc.record({ type: fc.constantFrom('lot', 'shipment', 'customer'), id, site })
    fc.assert(
      fc.property(point, point, (one, other) => {
        expect(named(one) === named(other)).toBe(JSON.stringify(one) === JSON.stringify(other))
      }),
      { numRuns: 2000 },
    )
  })

  test('is read back as the thing', () => {
    const ids = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._/:-]{0,20}$/)
    fc.assert(
      fc.property(fc.constantFrom('lot', 'order', 'container', 'shipment', 'customer'), ids, (type, id) => {
        expect(pointOf(named({ type, id }))).toEqual({ type, id })
      }),
    )
  })
})

describe('a lot comes from', () => {
  const from = (more: LotTold) => edgesOf({ type: 'lot', value: lot(more) })
  const link = (source: string, to = 'lot:SUC-1', more: object = {}) => ({
    from: source,
    to,
    quantity: kg('100'),
    at: noon,
    ...more,
  })

  test('the order that made it', () => {
    expect(from({ orderId: 'O-1' })).toEqual([link('order:O-1', 'lot:SUC-1', { orderId: 'O-1' })])
  })

  test('the lots that it was split from or merged of, each with its part, rather than their order', () => {
    const merged = { parents: ['A', 'B'], madeOf: { A: kg('60') }, orderId: 'O-1', supplierId: 'SUPP' }
    expect(from(merged)).toEqual([link('lot:A', 'lot:SUC-1', { quantity: kg('60') }), link('lot:B')])
  })

  test('the lot of another site, by way of the shipment that the receipt names', () => {
    expect(from({ origin: { site: 'cork', lotId: 'PRE-1' }, supplierId: 'SUPP' })).toEqual([link('lot:cork/PRE-1')])
    expect(from({ origin: { site: 'cork', lotId: 'PRE-1', shipmentId: 'SH-7' } })).toEqual([
      link('shipment:cork/SH-7'),
      link('lot:cork/PRE-1', 'shipment:cork/SH-7'),
    ])
  })

  test('its supplier, or no known source', () => {
    expect([from({ supplierId: 'SUPP' }), from({})]).toEqual([[link('supplier:SUPP')], []])
  })
})

describe('an order comes from', () => {
  const from = (value: Parameters<typeof order>[0]) => edgesOf({ type: 'order', value: order(value) })
  const link = (more: object) => ({ from: 'lot:A', to: 'order:O-1', quantity: kg('5'), orderId: 'O-1', ...more })

  test('its issues since the first one, less reversals', () => {
    const inputs = { A: { ...kg('5'), at: later(60) }, B: kg('0.0') }
    expect(from({ inputs })).toEqual([link({ at: later(60) })])
  })

  test('its issues since its start, or its creation, if no issue has a time', () => {
    expect(from({ inputs: { A: kg('5') }, startedAt: later(9) })).toEqual([link({ at: later(9) })])
    expect(from({ status: 'released', inputs: { A: kg('5') }, createdAt: later(-9) })).toEqual([
      link({ at: later(-9) }),
    ])
  })

  test('nothing before its release', () => {
    expect([edgesOf({ type: 'order', value: createdOrder() }), from({})]).toEqual([[], []])
  })
})

describe('a shipment', () => {
  test('comes from the lot of each of its lines and goes to its consignee, line by line', () => {
    const [line] = shipment().lines
    const two = shipment({ lines: line ? [line, { ...line, lotId: 'SUC-2', quantity: kg('3'), at: later(5) }] : [] })
    expect(edgesOf({ type: 'shipment', value: two })).toEqual([
      { from: 'lot:SUC-1', to: 'shipment:SH-1', quantity: kg('10'), at: noon },
      { from: 'lot:SUC-2', to: 'shipment:SH-1', quantity: kg('3'), at: later(5) },
    ])
    expect(consigneesOf(two)).toEqual([
      {
        lotId: 'SUC-1',
        point: { type: 'customer', id: 'ACME' },
        edge: { from: 'shipment:SH-1', to: 'customer:ACME', quantity: kg('10'), at: noon },
      },
      {
        lotId: 'SUC-2',
        point: { type: 'customer', id: 'ACME' },
        edge: { from: 'shipment:SH-1', to: 'customer:ACME', quantity: kg('3'), at: later(5) },
      },
    ])
  })
})

describe('the destinations of a lot with more than it can store', () => {
  const departure = (type: string, more: Partial<Told<Departure>> = {}) =>
    told<Departure>({ type: `andon.${type}.v1`, subject: { type: 'order', id: 'O-1' }, quantity: kg('10'), ...more })
  const back = (value: string, more: Partial<Told<Departure>> = {}) =>
    departure('material.returned', { quantity: kg(value), consumptionId: 'C-1', ...more })
  const goals = (left: object, departures: readonly Departure[], more: LotTold = {}) =>
    destinationsIn(lot({ left, ...more }), departures)

  test.each<[string, object, Departure[], string[]]>([
    ['orders that drew from it', { consumed: '10' }, [departure('material.consumed')], ['order:O-1']],
    [
      'lots that were split off, with no quantity of the whole',
      { parted: '7' },
      [
        departure('lot.split', {
          quantity: undefined,
          parts: [
            { lotId: 'A', quantity: kg('3') },
            { lotId: 'B', quantity: kg('4') },
          ],
        }),
      ],
      ['lot:A', 'lot:B'],
    ],
    ['the lot that it was merged into', { parted: '10' }, [departure('lot.merged', { into: 'M-1' })], ['lot:M-1']],
    ['shipments', { shipped: '10' }, [departure('lot.shipped', { shipmentId: 'SH-1' })], ['shipment:SH-1']],
    [
      'orders that rejected what was weighed, because that is their scrap',
      { consumed: '0' },
      [departure('material.consumed'), departure('dispensing.rejected')],
      ['order:O-1'],
    ],
  ])('is told by the index: %s', (_what, left, departures, expected) => {
    expect(goals(left, departures)).toEqual({ goals: expected, pending: false })
  })

  test('include the returned lot, which is no part of what left', () => {
    const came = departure('lot.received', { into: 'RET-1' })
    expect(goals({}, [came], { cameBack: '10' })).toEqual({ goals: ['lot:RET-1'], pending: false })
    expect(goals({}, [came])).toMatchObject({ pending: true })
  })

  test('begin with those of the lot itself, each once', () => {
    const found = goals({ consumed: '20' }, [departure('material.consumed'), departure('material.consumed')], {
      goesTo: ['order:O-9', 'order:O-1'],
    })
    expect(found).toEqual({ goals: ['order:O-9', 'order:O-1'], pending: false })
  })

  test('are pending as long as the index does not account for all that left', () => {
    const drawn = [departure('material.consumed')]
    expect([goals({ consumed: '10.001' }, drawn).pending, goals({ consumed: '9.999' }, drawn).pending]).toEqual([
      true,
      true,
    ])
    expect(goals({ consumed: '10', shipped: '1' }, drawn).pending).toBe(true)
    expect(goals({ consumed: '10', scrapped: '5' }, drawn).pending).toBe(false)
    expect(goals({}, []).pending).toBe(false)
  })

  test('are reduced by reversals, summed before conversion', () => {
    const thirds = ['1', '1', '1'].map((value) => back(value, { quantity: { value, unit: '[oz_av]' } }))
    const drawn = departure('material.consumed', { quantity: { value: '3', unit: '[oz_av]' } })
    expect(goals({ consumed: '0' }, [drawn, ...thirds], { unit: '[lb_av]' }).pending).toBe(false)
  })

  test('do not depend on the order of the index', () => {
    const all = [
      departure('material.consumed'),
      back('4'),
      back('1.5'),
      departure('lot.shipped', { shipmentId: 'SH-1', quantity: kg('2') }),
      departure('lot.merged', { into: 'M-1', quantity: { value: '500', unit: 'g' } }),
    ]
    fc.assert(
      fc.property(fc.shuffledSubarray(all, { minLength: all.length }), (shuffled) => {
        const found = goals({ consumed: '4.5', shipped: '2', parted: '0.5' }, shuffled)
        expect([new Set(found.goals), found.pending]).toEqual([
          new Set(['order:O-1', 'shipment:SH-1', 'lot:M-1']),
          false,
        ])
      }),
    )
  })
})

describe('a loop', () => {
  const edges = (...pairs: string[]) =>
    pairs.map((pair): Edge => {
      const [from = '', to = ''] = pair.split('>')
      return told<Edge>({ from, to, quantity: kg('1'), at: noon })
    })

  test('is the edge that leads back, in the direction of the material, for both traces', () => {
    expect(loopsIn('A', edges('A>B', 'B>C', 'C>A'), 'forward')).toEqual([{ from: 'C', to: 'A' }])
    expect(loopsIn('C', edges('A>B', 'B>C', 'C>A'), 'backward')).toEqual([{ from: 'C', to: 'A' }])
    expect(loopsIn('A', edges('A>A'), 'forward')).toEqual([{ from: 'A', to: 'A' }])
  })

  test('is neither two ways that meet, nor one out of reach of the trace', () => {
    expect(loopsIn('A', edges('A>B', 'A>C', 'B>D', 'C>D'), 'forward')).toEqual([])
    expect(loopsIn('A', edges('A>B', 'C>D', 'D>C'), 'forward')).toEqual([])
    expect(loopsIn('A', [], 'forward')).toEqual([])
  })

  test('is found as deep as ten thousand orders in a row', () => {
    const row = Array.from({ length: 10_000 }, (_, at) => `${at}>${at + 1}`)
    expect(loopsIn('0', edges(...row, '10000>0'), 'forward')).toEqual([{ from: '10000', to: '0' }])
  })

  test('is found if and only if it exists: without its edges a trace ends', () => {
    const pair = fc.tuple(fc.nat(6), fc.nat(6)).map(([from, to]) => `${from}>${to}`)
    fc.assert(
      fc.property(fc.uniqueArray(pair, { maxLength: 20 }), (pairs) => {
        const all = edges(...pairs)
        const loops = loopsIn('0', all, 'forward').map(({ from, to }) => `${from}>${to}`)
        const rest = pairs.filter((it) => !loops.includes(it))
        expect(loopsIn('0', edges(...rest), 'forward')).toEqual([])
        const reach = (from: string, seen: ReadonlySet<string> = new Set()): boolean =>
          pairs.some((it) => {
            const [start = '', end = ''] = it.split('>')
            return start === from && (end === '0' || (!seen.has(end) && reach(end, new Set([...seen, end]))))
          })
        if (reach('0')) expect(loops.length).toBeGreaterThan(0)
      }),
    )
  })
})
