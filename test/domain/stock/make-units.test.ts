import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { looseIn } from '../../../shared/domain/stock/lot.ts'
import { type Known, makeUnits, serialised } from '../../../shared/domain/stock/make-units.ts'
import { aUnit, pumps } from '../../support/containers.ts'
import { accepted, codes, dec, lot, type Told, told, whyNot } from '../../support/given.ts'

const known = (more: Partial<Told<Known>> = {}): Known => told<Known>({ serials: [], sublots: [], ...more })
const units = (serials: readonly string[]) => told<Parameters<typeof makeUnits>[2]>({ serials: [...serials] })
const make = (serials: readonly string[], of = pumps(), under = known()) => makeUnits(of, under, units(serials))
const holder = { materialId: 'PUMP', serial: 'S-1', lotId: 'PUMP-6', sublotId: 'S-1' }

describe('making units', () => {
  test('parts each from the loose pieces of the lot, and claims its number for the material', () => {
    expect(make(['S-1', 'S-2'])).toEqual({
      outcome: 'accepted',
      fact: {
        type: 'andon.lot.serialised.v1',
        data: {
          lotId: 'PUMP-7',
          materialId: 'PUMP',
          serials: ['S-1', 'S-2'],
          loose: { value: '28', unit: '{each}' },
        },
      },
      changes: [
        { change: 'divide', lotId: 'PUMP-7', value: '2' },
        { change: 'create-sublot', sublot: aUnit('S-1') },
        {
          change: 'save',
          kind: 'serial',
          id: 'PUMP@S-1',
          value: { materialId: 'PUMP', serial: 'S-1', lotId: 'PUMP-7', sublotId: 'S-1' },
        },
        { change: 'create-sublot', sublot: aUnit('S-2') },
        {
          change: 'save',
          kind: 'serial',
          id: 'PUMP@S-2',
          value: { materialId: 'PUMP', serial: 'S-2', lotId: 'PUMP-7', sublotId: 'S-2' },
        },
      ],
    })
  })

  test('keeps with the number which order makes the lot', () => {
    const made = pumps(told<object>({ orderId: 'O-1' }))
    expect(accepted(make(['S-1'], made)).changes).toMatchObject([{}, {}, { value: { orderId: 'O-1' } }])
  })

  test('takes the last loose piece, and no more', () => {
    const two = pumps({ inSublots: dec('48') })
    expect(codes(make(['S-1', 'S-2'], two))).toEqual([])
    expect(whyNot(make(['S-1', 'S-2', 'S-3'], two))).toEqual([
      ['lot-insufficient/pieces', { lotId: 'PUMP-7', loose: '2', named: 3 }, 'lot:PUMP-7'],
    ])
    expect(codes(make(['S-1'], pumps({ inSublots: dec('49.5') })))).toEqual(['lot-insufficient'])
  })

  test('is refused for a lot that is not kept in pieces, whatever it holds', () => {
    expect(whyNot(make(['S-1'], lot({ remaining: '0' })))).toEqual([
      ['unit-mismatch/pieces', { lotId: 'SUC-1', unit: 'kg' }, 'lot:SUC-1'],
    ])
  })

  test('is refused for every number that is named twice, given before or the id of another sublot', () => {
    const taken = known({
      serials: [undefined, undefined, holder],
      sublots: [undefined, undefined, aUnit('S-3'), aUnit('S-4')],
    })
    expect(whyNot(make(['S-1', 'S-1', 'S-3', 'S-4'], pumps(), taken))).toEqual([
      ['serial-duplicated/twice', { serial: 'S-1' }, 'serials/1'],
      [
        'serial-duplicated/given',
        { serial: 'S-3', materialId: 'PUMP', lotId: 'PUMP-6', where: { at: 'stock', lotId: 'PUMP-6' } },
        'serials/2',
      ],
      ['already-exists/sublot-no-unit', { lotId: 'PUMP-7', sublotId: 'S-4' }, 'serials/3'],
    ])
  })

  test('says once of a number that is named twice that it is given, beside too few pieces', () => {
    const taken = known({ serials: [holder, holder] })
    expect(whyNot(make(['S-1', 'S-1'], pumps({ inSublots: dec('49') }), taken)).map(([key]) => key)).toEqual([
      'serial-duplicated/given',
      'serial-duplicated/twice',
      'lot-insufficient/pieces',
    ])
  })

  test('makes as many sublots of one piece as it takes off what lies loose', () => {
    const numbers = fc.uniqueArray(
      fc.integer({ min: 1, max: 99 }).map((it) => `S-${it}`),
      { minLength: 1, maxLength: 30 },
    )
    fc.assert(
      fc.property(numbers, (serials) => {
        const { changes, fact } = accepted(make(serials))
        const sublots = changes.flatMap((it) => (it.change === 'create-sublot' ? [it.sublot] : []))
        expect(sublots.map(({ sublotId, remaining }) => [sublotId, remaining])).toEqual(serials.map((it) => [it, '1']))
        expect(changes).toContainEqual({ change: 'divide', lotId: 'PUMP-7', value: String(serials.length) })
        expect(fact.data).toMatchObject({ loose: { value: String(Number(looseIn(pumps())) - serials.length) } })
      }),
    )
  })
})

test('units that an order announces are checked by the same rule', () => {
  const { lotId, materialId, unit } = pumps()
  const { violations, changes } = serialised(
    { lotId, materialId, unit },
    units(['S-1']).serials,
    known({ serials: [holder] }),
  )
  expect(whyNot(violations).map(([key]) => key)).toEqual(['serial-duplicated/given'])
  expect(changes.map(({ change }) => change)).toEqual(['create-sublot', 'save'])
})
