import { describe, expect, test } from 'vitest'
import { divideLot as divideBody } from '../../../events/material.ts'
import { decideSublot, divideLot, statusOfSublot, statusWithin } from '../../../shared/domain/stock/sublot.ts'
import { aUnit, pumps } from '../../support/containers.ts'
import { codes, kg, later, lot, noon, signed, sublot, unsigned, whyNot } from '../../support/given.ts'

const parts = (...values: string[]) =>
  divideBody.parse({ sublots: values.map((value, index) => ({ sublotId: `D-${index}`, quantity: kg(value) })) })
const divide = (body = parts('60', '30'), of = lot(), existing: Parameters<typeof divideLot>[1] = []) =>
  divideLot(of, existing, body)

describe('a division', () => {
  test('puts loose stock into sublots, in the unit of the lot, and leaves the rest loose', () => {
    const grams = divideBody.parse({ sublots: [{ sublotId: 'D-0', quantity: { value: '500', unit: 'g' } }] })
    expect(divide(grams)).toMatchObject({
      fact: { type: 'andon.lot.divided.v1', data: { lotId: 'SUC-1', loose: kg('99.5') } },
      changes: [
        { change: 'divide', lotId: 'SUC-1', value: '0.5' },
        { change: 'create-sublot', sublot: { sublotId: 'D-0', unit: 'kg', quantity: '0.5', remaining: '0.5' } },
      ],
    })
  })

  test('may take all that is loose, and no more', () => {
    expect(codes(divide(parts('60', '40')))).toEqual([])
    expect(codes(divide(parts('60', '40.000000000001')))).toEqual(['lot-insufficient'])
    expect(codes(divide(parts('10'), lot({ inSublots: '91' })))).toEqual(['lot-insufficient'])
  })

  test('is possible in any status of the lot, which is also that of its sublots', () => {
    expect(codes(divide(parts('1'), lot({ holds: ['H-1'], status: 'quarantine', expiresAt: noon })))).toEqual([])
  })

  test('is refused for every reason at once', () => {
    const body = divideBody.parse({
      sublots: [
        { sublotId: 'A', quantity: kg('99') },
        { sublotId: 'A', quantity: { value: '1', unit: 'L' } },
        { sublotId: 'B', quantity: { value: '0.000000001', unit: 'mg' } },
        { sublotId: 'C', quantity: kg('2') },
      ],
    })
    const existing = [undefined, undefined, undefined, sublot({ sublotId: 'C' })]
    expect(codes(divide(body, lot(), existing))).toEqual([
      'already-exists',
      'unit-mismatch',
      'unit-mismatch',
      'already-exists',
      'lot-insufficient',
    ])
  })
})

describe('the state of a sublot', () => {
  test('is that of its lot, except for fields of its own', () => {
    expect(statusOfSublot(pumps({ status: 'quarantine' }), aUnit(), noon)).toBe('quarantine')
    expect(statusOfSublot(pumps({ expiresAt: noon }), aUnit(), noon)).toBe('expired')
    expect(statusWithin(pumps({ location: 'RACK-1' }), {})).toMatchObject({ location: 'RACK-1' })
  })

  test.each([
    ['rejected', 'released', 'rejected'],
    ['released', 'rejected', 'rejected'],
    ['quarantine', 'released', 'quarantine'],
    ['released', 'quarantine', 'quarantine'],
    ['rejected', 'quarantine', 'rejected'],
    ['released', 'released', 'released'],
  ] as const)('is the worse of both: a lot %s, a sublot %s is %s', (whole, part, expected) => {
    expect(statusOfSublot(pumps({ status: whole }), aUnit('S-1', { status: part }), noon)).toBe(expected)
  })

  test('is the earlier of both dates, and its own place', () => {
    const own = sublot({ expiresAt: later(60), retestAt: later(10), location: 'RACK-2' })
    const whole = pumps({ expiresAt: later(30), location: 'RACK-1' })
    expect(statusWithin(whole, own)).toMatchObject({ expiresAt: later(30), retestAt: later(10), location: 'RACK-2' })
  })

  test('has the potency of its lot, where that is known', () => {
    expect(statusWithin(lot({ potency: '98.5' }), sublot())).toMatchObject({ potency: '98.5' })
    expect(statusWithin(lot(), sublot())).toEqual({ status: 'released' })
  })

  test('is its last account when it is empty', () => {
    const gone = (left: object) => statusOfSublot(pumps(), aUnit('S-1', { remaining: '0', left }), noon)
    expect([gone({ shipped: '1' }), gone({ consumed: '1' })]).toEqual(['shipped', 'consumed'])
  })
})

describe("quality's decision on a sublot", () => {
  const decide = (
    status: 'released' | 'rejected',
    of = pumps(),
    sublot: ReturnType<typeof aUnit> | undefined = aUnit(),
  ) => decideSublot(of, { sublotId: 'S-1', sublot }, { status, reason: 'It is dented' }, signed(), noon)

  test('rejects a sublot of a released lot, and may release it again', () => {
    expect(decide('rejected')).toMatchObject({
      fact: { type: 'andon.lot.status-changed.v1', data: { lotId: 'PUMP-7', sublotId: 'S-1', status: 'rejected' } },
      changes: [{ change: 'set-sublot', sublotId: 'S-1', set: { status: 'rejected' } }],
      spent: ['token-1'],
    })
    expect(codes(decide('released', pumps(), aUnit('S-1', { status: 'rejected' })))).toEqual([])
  })

  test('does not reject what is built into a unit, unless it is held there', () => {
    const builtIn = (more: Parameters<typeof aUnit>[1] = {}) =>
      aUnit('S-1', { builtInto: 'SKID@K-1', remaining: '0', ...more })
    expect(whyNot(decide('rejected', pumps(), builtIn()))).toEqual([
      [
        'sublot-built-in/reject',
        { lotId: 'PUMP-7', sublotId: 'S-1', materialId: 'SKID', serial: 'K-1' },
        'lot:PUMP-7/S-1',
      ],
    ])
    expect(codes(decide('rejected', pumps(), builtIn({ holds: ['H-1'] })))).toEqual([])
    expect(codes(decide('released', pumps(), builtIn({ status: 'rejected' })))).toEqual([])
  })

  test('comes after any hold where it releases, and asks for its dates, its holds and another person', () => {
    const bad = aUnit('S-1', { status: 'rejected', rejectedBy: 'quinn', holds: ['H-2'], expiresAt: noon })
    expect(whyNot(decide('released', pumps(), bad)).map(([key]) => key)).toEqual([
      'sublot-on-hold',
      'lot-expired/sublot',
      'signature-same-person/rejected-sublot',
    ])
    expect(decide('released', pumps(), aUnit('S-1', { status: 'rejected' }))).toMatchObject({
      changes: [{ set: { status: 'released' }, unlessHeld: true }],
    })
    expect(decide('rejected')).toMatchObject({ changes: [{ set: { rejectedBy: 'quinn' }, unlessHeld: false }] })
  })

  test('never makes it better than its lot, and needs a signature, a known sublot with stock, and a new status', () => {
    expect(codes(decide('released', pumps({ status: 'quarantine', holds: ['H-1'] })))).toEqual([
      'lot-not-released',
      'lot-on-hold',
    ])
    expect(codes(decide('released'))).toEqual(['lot-wrong-status'])
    expect(codes(decide('rejected', pumps(), aUnit('S-1', { remaining: '0' })))).toEqual(['lot-wrong-status'])
    expect(
      codes(decideSublot(pumps(), { sublotId: 'S-9', sublot: undefined }, { status: 'rejected' }, unsigned, noon)),
    ).toEqual(['sublot-unknown', 'signature-missing'])
  })
})
