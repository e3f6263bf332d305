import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { mergeLots as mergeBody, splitLot as splitBody } from '../../../events/material.ts'
import type { Decision } from '../../../shared/domain/decision.ts'
import { isBalanced, type Lot } from '../../../shared/domain/stock/lot.ts'
import { adjustLot, mergeLots, moveLot, sampleLot, scrapLot, splitLot } from '../../../shared/domain/stock/stock.ts'
import { aUnit, pumps } from '../../support/containers.ts'
import {
  accepted,
  ada,
  by,
  codes,
  dec,
  each,
  kg,
  later,
  litres,
  lot,
  material,
  noon,
  olga,
  signed,
  sublot,
  told,
  unsigned,
  whyNot,
} from '../../support/given.ts'

const at = by(ada)
const { sublotId } = sublot()
const id = (text: string) => lot({ lotId: text }).lotId
const created = (decision: Decision): Lot[] =>
  decision.outcome === 'accepted' ? decision.changes.flatMap((it) => (it.change === 'create-lot' ? [it.lot] : [])) : []
describe('a split', () => {
  const split = (body: object, from = lot(), existing: readonly (Lot | undefined)[] = []) =>
    splitLot(from, existing, splitBody.parse(body), at)
  const parts = (...values: string[]) => values.map((value, index) => ({ lotId: `P-${index}`, quantity: kg(value) }))

  test('makes new lots of the parts, with the data of the lot', () => {
    const from = lot({ potency: '98.5', expiresAt: later(60), supplierLot: 'S-7', location: 'BAY-1' })
    const decision = split({ parts: parts('30', '20'), keeps: kg('50') }, from)
    expect(decision).toMatchObject({
      fact: { type: 'andon.lot.split.v1', data: { keeps: kg('50') } },
      changes: [{ change: 'issue', value: '50', into: 'parted', unless: ['held'] }, {}, {}],
    })
    const made = created(decision)
    expect(made).toMatchObject([
      { lotId: 'P-0', quantity: '30', remaining: '30', parents: ['SUC-1'], potency: '98.5', supplierLot: 'S-7' },
      { lotId: 'P-1', quantity: '20', expiresAt: later(60), location: 'BAY-1', status: 'released' },
    ])
    expect(made.every(isBalanced)).toBe(true)
  })

  test('gives its parts none of the balance, the origin and the ways of the lot', () => {
    const from = lot({
      left: { consumed: '3' },
      reserved: '5',
      inSublots: '10',
      origin: { site: 'cork', lotId: 'P-1' },
      goesTo: ['order:O-1'],
      goesToMany: true,
      cameBack: '1',
      inUnits: true,
    })
    expect(created(split({ parts: parts('30') }, from))).toEqual([
      {
        ...lot({ lotId: 'P-0', quantity: '30', remaining: '30', parents: ['SUC-1'] }),
        madeOf: { 'SUC-1': kg('30') },
      },
    ])
  })

  test('is said to measure something else of the part that does, and nothing is said of the sum', () => {
    const body = { parts: [...parts('99'), { lotId: 'P-1', quantity: litres('2') }] }
    expect(whyNot(split(body))).toEqual([
      ['unit-mismatch/lot', { lotId: 'SUC-1', unit: 'kg', told: 'L' }, 'parts/1/quantity/unit'],
    ])
    const trace = { value: '0.0001', unit: 'ug' }
    expect(whyNot(split({ parts: [...parts('99'), { lotId: 'P-1', quantity: trace }] }))).toEqual([
      ['unit-mismatch/lot-exact', { lotId: 'SUC-1', unit: 'kg', quantity: trace }, 'parts/1/quantity'],
    ])
  })

  test('and what it keeps come to exactly what was there', () => {
    const amounts = fc.array(fc.integer({ min: 1, max: 3000 }), { minLength: 1, maxLength: 8 })
    fc.assert(
      fc.property(amounts, (grams) => {
        const body = {
          parts: grams.map((value, index) => ({ lotId: `P-${index}`, quantity: { value: String(value), unit: 'g' } })),
        }
        const decision = split(body)
        const total = grams.reduce((sum, value) => sum + value, 0)
        expect(decision).toMatchObject({ fact: { data: { keeps: kg(String((100_000 - total) / 1000)) } } })
        expect(
          created(decision)
            .map(({ quantity }) => Number(quantity) * 1000)
            .map(Math.round),
        ).toEqual(grams)
      }),
    )
  })

  test('leaves the rest in the lot, if `keeps` is not given', () => {
    expect(split({ parts: parts('0.1', '0.2') })).toMatchObject({ fact: { data: { keeps: kg('99.7') } } })
  })

  test.each<[string, object, Lot | undefined, string[]]>([
    ['come to more than there is', { parts: parts('60', '60') }, undefined, ['lot-insufficient']],
    ['do not come to what is there', { parts: parts('60'), keeps: kg('30') }, undefined, ['split-unbalanced']],
    [
      'keep what measures something else',
      { parts: parts('60'), keeps: { value: '40', unit: 'L' } },
      undefined,
      ['split-unbalanced'],
    ],
    ['come from a held lot', { parts: parts('60') }, lot({ holds: ['H-1'] }), ['lot-on-hold']],
    [
      'come from a batch that is not decided',
      { parts: parts('60') },
      lot({ orderId: 'O-1', status: 'quarantine' }),
      ['lot-wrong-status'],
    ],
    [
      'measure something else',
      { parts: [{ lotId: 'P', quantity: { value: '1', unit: 'L' } }] },
      undefined,
      ['unit-mismatch'],
    ],
    ['bear one name twice', { parts: [...parts('1'), ...parts('2')] }, undefined, ['already-exists']],
    ['take what is reserved', { parts: parts('60') }, lot({ reserved: '50' }), ['lot-reserved']],
    ['lie in sublots', { parts: parts('60') }, lot({ inSublots: '100' }), ['sublot-missing']],
    ['have left the house', { parts: parts('60') }, lot({ status: 'shipped' }), ['lot-wrong-status']],
  ])('is refused when the parts %s', (_why, body, from, expected) => {
    expect(codes(split(body, from))).toEqual(expected)
  })

  test('is refused if a part has the id of an existing lot, with every other reason', () => {
    expect(codes(split({ parts: parts('60', '60') }, lot({ holds: ['H-1'] }), [undefined, lot()]))).toEqual([
      'already-exists',
      'lot-on-hold',
      'lot-insufficient',
    ])
  })
})

describe('a merge', () => {
  const merge = (lots: readonly (Lot | undefined)[], more: object = {}, of = material({ merging: 'allowed' })) =>
    mergeLots(
      { lotId: id('M-1'), existing: undefined },
      lots,
      of,
      mergeBody.parse({ from: lots.map((it, index) => ({ lotId: it?.lotId ?? `L-${index}`, ...more })) }),
      at,
    )
  const other = (more: Parameters<typeof lot>[0] = {}) =>
    lot({ lotId: 'SUC-2', unit: 'g', quantity: '500', remaining: '500', ...more })

  test('makes one new lot of all that is left, in the unit of the first', () => {
    const decision = merge([lot({ expiresAt: later(60) }), other({ expiresAt: later(30) })])
    expect(created(decision)).toMatchObject([
      { lotId: 'M-1', quantity: '100.5', unit: 'kg', expiresAt: later(30), parents: ['SUC-1', 'SUC-2'] },
    ])
    expect(decision).toMatchObject({
      fact: {
        type: 'andon.lot.merged.v1',
        data: { quantity: kg('100.5'), from: [{ quantity: kg('100') }, { quantity: kg('0.5') }] },
      },
      changes: [
        {},
        { change: 'issue', value: '100', into: 'parted' },
        { change: 'issue', value: '500', into: 'parted' },
      ],
      pointers: [{ about: { type: 'lot', id: 'SUC-1' }, card: { into: 'M-1' } }, { about: { id: 'SUC-2' } }],
    })
  })

  test('begins anew: received now, under no hold, made of so much of each', () => {
    const [made] = created(merge([lot({ supplierId: 'SUPP', location: 'BAY-1' }), other({ supplierId: 'SUPP' })]))
    expect(made).toMatchObject({
      receivedAt: noon,
      holds: [],
      supplierId: 'SUPP',
      location: 'BAY-1',
      status: 'released',
      madeOf: { 'SUC-1': kg('100'), 'SUC-2': kg('0.5') },
    })
    expect(merge([lot(), other()])).toMatchObject({ changes: [{}, { unless: ['held'], to: ['lot:M-1'] }, {}] })
  })

  test('may take a part of each lot', () => {
    const decision = merge([lot(), other()], { quantity: { value: '250', unit: 'g' } })
    expect(created(decision)).toMatchObject([{ quantity: '0.5' }])
  })

  test.each<[string, readonly (Lot | undefined)[], string[]]>([
    [
      'differ',
      [lot(), other({ materialId: 'SALT', status: 'quarantine', potency: '90' })],
      ['lots-not-alike', 'lots-not-alike', 'lots-not-alike'],
    ],
    ['come from different suppliers', [lot({ supplierId: 'A' }), other({ supplierId: 'B' })], ['lots-not-alike']],
    ['are the same one', [lot(), lot()], ['lots-not-alike']],
    ['are held', [lot({ holds: ['H-1'] }), other()], ['lot-on-hold']],
    [
      'are rejected',
      [lot({ status: 'rejected' }), other({ status: 'rejected' })],
      ['lot-wrong-status', 'lot-wrong-status'],
    ],
    ['are not there', [lot(), undefined], ['lot-unknown']],
    ['are empty', [lot(), other({ remaining: '0' })], ['lot-insufficient']],
  ])('is refused when the lots %s', (_why, lots, expected) => {
    expect(codes(merge(lots))).toEqual(expected)
  })

  test('is refused if a quantity is not exact in the other unit', () => {
    const pounds = other({ unit: '[lb_av]', quantity: '1', remaining: '1' })
    expect(codes(merge([pounds, lot()]))).toEqual(['unit-mismatch'])
    expect(created(merge([lot(), pounds]))).toMatchObject([{ quantity: '100.45359237' }])
  })

  test('is refused if the material does not allow it, or the id exists', () => {
    expect(codes(merge([lot(), other()], {}, material()))).toEqual(['merging-forbidden'])
    const taken = { lotId: id('SUC-1'), existing: lot() }
    const body = mergeBody.parse({ from: [{ lotId: 'SUC-1' }, { lotId: 'SUC-2' }] })
    expect(codes(mergeLots(taken, [lot(), other()], material({ merging: 'allowed' }), body, at))).toEqual([
      'already-exists',
    ])
  })
})

describe('a move', () => {
  const bay = { equipmentId: 'BAY-1', capabilities: ['dry', 'cold'] }
  const to = told<Parameters<typeof moveLot>[1]>({ to: 'BAY-1' }).to

  test('puts a lot where its material may be stored', () => {
    const cold = material({ storage: ['cold'] })
    expect(moveLot({ lot: lot({ location: 'DOCK' }) }, { to }, bay, cold)).toMatchObject({
      fact: { type: 'andon.lot.moved.v1', data: { from: 'DOCK', to }, about: { type: 'equipment', id: to } },
      changes: [{ change: 'set-lot', set: { location: to }, unlessHeld: true }],
    })
    const part = { to, sublotId }
    expect(moveLot({ lot: lot(), sublot: sublot() }, part, bay, cold)).toMatchObject({
      changes: [{ change: 'set-sublot', sublotId: 'A', set: { location: to } }],
    })
  })

  test('is refused to its present place, to a place too warm, to an unknown place, and on hold', () => {
    const warm = { ...bay, capabilities: [], holds: ['H-2'] }
    const frozen = material({ storage: ['frozen'] })
    expect(codes(moveLot({ lot: lot({ location: to, holds: ['H-1'] }) }, { to }, warm, frozen))).toEqual([
      'lot-on-hold',
      'lot-wrong-status',
      'storage-unfit',
      'equipment-on-hold',
    ])
    expect(codes(moveLot({ lot: lot() }, { to }, undefined, material()))).toEqual(['equipment-unknown'])
    expect(
      codes(moveLot({ lot: lot() }, { to, sublotId: sublot({ sublotId: 'B' }).sublotId }, bay, material())),
    ).toEqual(['sublot-unknown'])
  })
})

describe('a count', () => {
  const count = (value: string, stock: Parameters<typeof adjustLot>[0] = { lot: lot() }, more: object = {}) =>
    adjustLot(stock, { counted: kg(value), reason: 'Inventory', ...more })

  test('records the old quantity with the counted one', () => {
    expect(count('98.5')).toMatchObject({
      fact: { type: 'andon.lot.adjusted.v1', data: { was: kg('100'), is: kg('98.5'), reason: 'Inventory' } },
      changes: [{ change: 'count', was: '100', is: '98.5' }],
    })
    expect(count('0').outcome).toBe('accepted')
    expect(
      count('0.0985', { lot: lot({ holds: ['H-1'] }) }, { counted: { value: '0.0985', unit: 't' } }),
    ).toMatchObject({
      fact: { data: { is: kg('98.5') } },
    })
  })

  test('of loose stock does not change the sublots', () => {
    const drummed = lot({ inSublots: '60' })
    expect(count('38', { lot: drummed }, { loose: true })).toMatchObject({
      fact: { data: { loose: true, was: kg('40'), is: kg('38') } },
      changes: [{ change: 'count', was: '40', is: '38' }],
    })
    expect(count('5', { lot: lot({ inSublots: '100' }) }, { loose: true })).toMatchObject({
      changes: [{ change: 'count', was: '0', is: '5' }],
    })
  })

  test('is of one sublot where it names one', () => {
    const stock = { lot: lot({ inSublots: '100' }), sublot: sublot() }
    expect(count('24', stock, { sublotId, reasonCode: 'INVENTORY' })).toMatchObject({
      fact: { data: { sublotId: 'A', was: kg('25'), is: kg('24'), reasonCode: 'INVENTORY' } },
      changes: [{ change: 'count', sublotId: 'A', was: '25', is: '24' }],
    })
    expect(whyNot(count('24', { lot: stock.lot }, { sublotId }))).toEqual([
      ['sublot-unknown', { lotId: 'SUC-1', sublotId: 'A' }, 'lot:SUC-1/A'],
    ])
  })

  test('fails after a hold placed meanwhile, unless it is signed', () => {
    const signedCount = adjustLot({ lot: lot() }, { counted: kg('98'), reason: 'Inventory' }, signed())
    expect(count('98')).toMatchObject({ changes: [{ unlessHeld: true }] })
    expect(accepted(signedCount)).toMatchObject({ signatures: [{ personId: 'quinn' }], spent: ['token-1'] })
    expect(accepted(signedCount).changes[0]).not.toHaveProperty('unlessHeld')
    expect(codes(adjustLot({ lot: lot() }, { counted: kg('98'), reason: 'Inventory' }, unsigned))).toEqual([
      'signature-missing',
    ])
  })

  test('adds no unit that would have no parts on record, but may find that one is missing', () => {
    const units = (value: string) =>
      adjustLot({ lot: pumps(), ofUnits: true }, { counted: each(value), loose: true, reason: 'Inventory' })
    expect(whyNot(units('31'))).toEqual([['unit-missing/count', { materialId: 'PUMP' }, 'sublotId']])
    expect([codes(units('29')), codes(count('101'))]).toEqual([[], []])
  })

  test('is not of what is built into a unit, nor more than the lot can keep', () => {
    const builtIn = { lot: pumps(), sublot: aUnit('S-1', { builtInto: 'SKID@K-1' }) }
    expect(whyNot(adjustLot(builtIn, { counted: each('0'), sublotId: aUnit().sublotId, reason: 'Inventory' }))).toEqual(
      [
        [
          'sublot-built-in/count',
          { lotId: 'PUMP-7', sublotId: 'S-1', materialId: 'SKID', serial: 'K-1' },
          'lot:PUMP-7/S-1',
        ],
      ],
    )
    const full = { lot: lot({ remaining: '999999999999990', inSublots: '999999999999990' }) }
    expect(codes(count('9', full, { loose: true }))).toEqual([])
    expect(whyNot(count('10', full, { loose: true }))).toEqual([
      ['unit-mismatch/lot-total', { lotId: 'SUC-1', total: kg('1000000000000000') }, 'counted'],
    ])
  })

  test('is refused without a difference, in another dimension, for a whole lot with sublots, and with too many digits', () => {
    expect(codes(count('100.000'))).toEqual(['count-as-recorded'])
    expect(codes(count('1', { lot: lot() }, { counted: { value: '1', unit: 'L' } }))).toEqual(['unit-mismatch'])
    expect(codes(count('1', { lot: lot({ inSublots: '60' }) }))).toEqual(['sublot-missing'])
    expect(codes(count('40', { lot: lot({ inSublots: '60' }) }, { loose: true }))).toEqual(['count-as-recorded'])
    expect(codes(count('1', { lot: lot({ status: 'shipped' }) }))).toEqual(['lot-wrong-status'])
    const great = { counted: { value: '999999999999999', unit: 't' } }
    expect(codes(count('1', { lot: lot() }, great))).toContain('unit-mismatch')
  })
})

describe('scrap and samples', () => {
  test('take stock of any status, and no held stock', () => {
    const rejected = lot({ status: 'rejected', expiresAt: noon })
    expect(scrapLot({ lot: rejected }, { reason: 'Caked' }, by(olga))).toMatchObject({
      fact: { type: 'andon.lot.scrapped.v1', data: { quantity: kg('100'), reason: 'Caked' } },
      changes: [{ change: 'issue', value: '100', into: 'scrapped' }],
    })
    expect(
      sampleLot({ lot: lot({ status: 'quarantine' }) }, { quantity: { value: dec('50'), unit: 'g' } }, at),
    ).toMatchObject({
      fact: { type: 'andon.lot.sampled.v1', data: { quantity: kg('0.05') } },
      changes: [{ change: 'issue', value: '0.05', into: 'sampled' }],
    })
    expect(codes(scrapLot({ lot: lot({ holds: ['H-1'] }) }, { reason: 'Caked' }, by(olga)))).toEqual(['lot-on-hold'])
    expect(codes(sampleLot({ lot: lot() }, { quantity: kg('100.1') }, at))).toEqual(['lot-insufficient'])
    expect(codes(scrapLot({ lot: lot({ remaining: '0' }) }, { reason: 'Caked' }, by(olga)))).toEqual([
      'lot-insufficient',
    ])
  })

  test('take all that is left of a sublot, unless a quantity is given', () => {
    const stock = { lot: lot({ inSublots: '100' }), sublot: sublot() }
    const body = { reason: 'Caked', sublotId }
    expect(scrapLot(stock, body, by(olga))).toMatchObject({ changes: [{ sublotId: 'A', value: '25' }] })
  })
})

describe('reserved stock', () => {
  test.each([
    ['10', '90'],
    ['100', '0'],
  ])('makes a quantity necessary: %s kg of it', (reserved, free) => {
    expect(whyNot(scrapLot({ lot: lot({ reserved }) }, { reason: 'Caked' }, by(olga)))).toEqual([
      [
        'lot-reserved/all',
        { lotId: 'SUC-1', remaining: kg('100'), reserved: kg(reserved), free: kg(free) },
        'lot:SUC-1',
      ],
    ])
  })

  test('is not taken if a quantity is given', () => {
    const stock = { lot: lot({ reserved: '80' }) }
    expect(scrapLot(stock, { quantity: kg('20'), reason: 'Caked' }, by(olga))).toMatchObject({
      changes: [{ change: 'issue', value: '20', into: 'scrapped' }],
    })
    expect(codes(sampleLot(stock, { quantity: kg('20.1') }, at))).toEqual(['lot-reserved'])
  })
})

describe('a packed sublot', () => {
  const stock = { lot: pumps(), sublot: aUnit('S-1', { containerId: 'CASE-1' }) }
  const { sublotId } = aUnit()

  test('is not moved, counted or scrapped by itself', () => {
    const to = told<Parameters<typeof moveLot>[1]>({ to: 'RACK-1' }).to
    const place = { equipmentId: 'RACK-1', capabilities: [] }
    const tried = [
      moveLot(stock, { to, sublotId }, place, undefined),
      adjustLot(stock, { counted: each('0'), sublotId, reason: 'Counted' }),
      scrapLot(stock, { sublotId, reason: 'It is dented' }, by(ada)),
    ]
    expect(tried.map(codes)).toEqual(tried.map(() => ['sublot-packed']))
  })
})

test('a serialised unit is counted as one or none', () => {
  const count = (value: string, remaining = '1') =>
    adjustLot(
      { lot: pumps(), sublot: aUnit('S-1', { remaining }) },
      { counted: each(value), sublotId: aUnit().sublotId, reason: 'Counted' },
    )
  expect(codes(count('5'))).toEqual(['unit-mismatch'])
  expect(codes(count('0.5'))).toEqual(['unit-mismatch'])
  expect(count('0').outcome).toBe('accepted')
  expect(count('1', '0').outcome).toBe('accepted')
})

test('a serialised unit leaves whole', () => {
  const sublot = aUnit('S-1')
  const scrap = (value: string) =>
    scrapLot({ lot: pumps(), sublot }, { quantity: each(value), sublotId: sublot.sublotId, reason: 'Dented' }, by(ada))
  expect(codes(scrap('0.3'))).toEqual(['unit-mismatch'])
  expect(scrap('1').outcome).toBe('accepted')
})
