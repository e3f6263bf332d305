import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { checkScale as checkBody, scale as scaleSchema } from '../../../events/scale.ts'
import { defineEquipment } from '../../../shared/domain/equipment/equipment.ts'
import { hear, type Machine } from '../../../shared/domain/equipment/machine.ts'
import { type Weight, weighed } from '../../../shared/domain/equipment/scale-state.ts'
import { checkState, objectionsToScale } from '../../../shared/domain/weighing/scale.ts'
import { saidByScale } from '../../../shared/domain/weighing/scale-reading.ts'
import { balance, balanceId, benchOf, checked } from '../../support/dispensing.ts'
import { codes, dec, g, later, noon } from '../../support/given.ts'

const passedCheck = checked().scaleCheck as NonNullable<Machine['scaleCheck']>
const light = (reading = '100') => ({ nominal: g('100'), reading: g(reading) })
const heavy = (reading = '5000') => ({ nominal: g('5000'), reading: g(reading) })
const unchecked = () => benchOf(undefined, { machine: { ...checked(), scaleCheck: undefined } as never })

describe('a scale', () => {
  const definition = balance().scale
  test('is defined in one unit throughout', () => {
    expect(scaleSchema.safeParse(definition).success).toBe(true)
    for (const part of [{ increment: { value: '1', unit: 'mg' } }, { minimum: { value: '1', unit: 'kg' } }])
      expect(scaleSchema.safeParse({ ...definition, ...part }).success).toBe(false)
  })

  const defining = (more: object) =>
    defineEquipment(balance({ scale: scaleSchema.parse({ ...definition, ...more }) }), {
      at: noon,
      equipment: balance(),
      machine: checked(),
      equipmentClass: undefined,
      own: undefined,
      parent: undefined,
      left: undefined,
    })
  test('is not defined where nothing could be weighed or checked on it', () => {
    expect(codes(defining({ increment: g('6000.1') }))).toEqual(['scale-invalid'])
  })

  test('needs a new check after a changed definition, and not after the same one', () => {
    const machineAfter = (more: object) => {
      const decision = defining(more)
      const saved =
        decision.outcome === 'accepted' ? decision.changes.filter((it) => 'kind' in it && it.kind === 'machine') : []
      return saved.map((it) => 'value' in it && (it.value as object))
    }
    expect(machineAfter({})).toEqual([])
    expect(machineAfter({ capacity: g('5500') })).toEqual([
      expect.not.objectContaining({ scaleCheck: expect.anything() }),
    ])
  })
})

describe('the daily check', () => {
  test('passes with readings within the tolerance of each weight, limits included', () => {
    const bench = unchecked()
    expect(bench.check({ readings: [light('99.9'), heavy('5000.5')] })).toMatchObject({
      outcome: 'accepted',
      fact: {
        type: 'andon.scale.checked.v1',
        data: { outcome: 'passed', source: 'typed', readings: [{ passed: true }, { passed: true }] },
      },
    })
    expect(codes(bench.weigh({ net: g('1') }))).toEqual([])
  })

  test('fails with one reading outside, and stops the scale until a check passes, whatever the day', () => {
    const bench = unchecked()
    bench.check({ readings: [light('100.2'), heavy()] })
    expect(checkState(bench.machine(), noon)).toBe('failed')
    expect(checkState(bench.machine(), later(100_000))).toBe('failed')
    bench.clock(100_000)
    expect(codes(bench.weigh({ net: g('1') }))).toEqual(['scale-not-checked'])
    bench.check({ readings: [light(), heavy()] })
    expect(checkState(bench.machine(), noon)).toBe('passed')
  })

  test('may be made weight by weight, and passes with the last one', () => {
    const bench = unchecked()
    bench.check({ readings: [heavy()] })
    expect(codes(bench.weigh({ net: g('1') }))).toEqual(['scale-not-checked'])
    bench.check({ readings: [light()] })
    expect(codes(bench.weigh({ net: g('1') }))).toEqual([])
  })

  test('begins again after a pass, and keeps nothing from yesterday', () => {
    const bench = unchecked()
    bench.check({ readings: [light(), heavy()] })
    bench.check({ readings: [light()] })
    expect(checkState(bench.machine(), noon)).toBe('incomplete')
    expect(checkState(bench.machine(), later(36_000))).toBe('due')
    bench.clock(36_000)
    bench.check({ readings: [heavy()] })
    expect(bench.machine().scaleCheck?.readings).toHaveLength(1)
  })

  test('is valid until the end of the site’s day', () => {
    const machine = checked()
    const before = new Date(Date.parse(later(36_000)) - 1).toISOString()
    expect(checkState(machine, before)).toBe('passed')
    expect(checkState(machine, later(36_000))).toBe('due')
  })

  test.each([
    ['a weight that the check does not have', [{ nominal: g('200'), reading: g('200') }], 'scale-check-unfit'],
    ['the same weight twice', [light(), light()], 'scale-check-unfit'],
    ['a reading in another unit', [{ nominal: g('100'), reading: { value: '0.1', unit: 'kg' } }], 'unit-mismatch'],
    ['a reading between two increments', [light('100.05')], 'reading-off-increment'],
    ['a reading beyond the capacity', [heavy('6000.1')], 'scale-out-of-range'],
  ])('refuses %s', (_, readings, code) => {
    expect(codes(benchOf().check({ readings }))).toContain(code)
  })

  test('accepts as device readings only what the device has sent', () => {
    const bench = unchecked()
    bench.shows('100')
    expect(codes(bench.check({ readings: [light('100')], source: 'device' }))).toEqual([])
    expect(codes(bench.check({ readings: [heavy()], source: 'device' }))).toEqual(['reading-not-from-device'])
    bench.shows('5000.1')
    expect(codes(bench.check({ readings: [heavy('5000.1')], source: 'device' }))).toEqual([])
    expect(checkState(bench.machine(), noon)).toBe('passed')
  })

  test.each([
    ['no reading', { readings: [], source: 'typed' }],
    ['a reading below zero', { readings: [light('-1')], source: 'typed' }],
    ['a word', { readings: [{ ...light(), reading: { value: 'NaN', unit: 'g' } }], source: 'typed' }],
    ['thirty digits', { readings: [light('1'.repeat(30))], source: 'typed' }],
    ['no source', { readings: [light()] }],
  ])('is not read from %s', (_, body) => {
    expect(checkBody.safeParse(body).success).toBe(false)
  })
})

describe('a scale that is not fit for use', () => {
  test('says every reason at once', () => {
    const found = objectionsToScale(
      balanceId,
      {
        equipment: balance({
          calibrationDueAt: noon,
          cleanUntil: noon,
          maintenance: [{ from: noon, to: later(60), reason: 'Levelling' }],
        }),
        machine: {
          ...checked(),
          holds: ['H-1'],
          scaleCheck: { ...passedCheck, outcome: 'failed' },
        },
      },
      { at: noon },
    )
    expect(found.map(({ code }) => code)).toEqual([
      'equipment-on-hold',
      'equipment-calibration-due',
      'equipment-in-maintenance',
      'equipment-not-clean',
      'scale-not-checked',
    ])
  })

  test('includes equipment that is no scale, or unknown', () => {
    const of = (equipment: object | undefined) =>
      objectionsToScale(balanceId, { equipment: equipment as never, machine: checked() }, { at: noon }).map(
        ({ code }) => code,
      )
    const { scale: _scale, ...table } = balance()
    expect(of(table)).toEqual(['not-a-scale'])
    expect(of(undefined)).toEqual(['equipment-unknown'])
  })
})

describe('the readings of a scale', () => {
  const sample = (value: string, seconds: number) => ({ value: dec(value), unit: 'g', occurredAt: later(seconds) })

  test('are its stable weights, newest first, for any order and repetition of messages', () => {
    const samples = fc.uniqueArray(fc.record({ value: fc.integer({ min: 0, max: 3 }).map(String), at: fc.nat(50) }), {
      selector: ({ at }) => at,
      minLength: 1,
      maxLength: 60,
    })
    fc.assert(
      fc.property(samples, (said) => {
        const inTime = said.toSorted((one, other) => one.at - other.at)
        const message = (it: (typeof said)[number]) =>
          ({
            name: 'sample',
            sequence: it.at,
            samples: [{ parameterId: 'weight', value: it.value, unit: 'g', occurredAt: later(it.at) }],
          }) as Parameters<typeof hear>[1]
        const heard = inTime.reduce((machine, it) => hear(hear(machine, message(it)), message(it)), checked())
        const weights = heard.weights ?? []
        expect(weights.length).toBeLessThanOrEqual(32)
        expect(weights[0]).toMatchObject(sample(inTime.at(-1)?.value ?? '', inTime.at(-1)?.at ?? 0))
        const times = weights.map(({ occurredAt }) => occurredAt)
        expect(times).toEqual([...times].sort().reverse())
        for (const [index, { value }] of weights.entries()) expect(weights[index + 1]?.value).not.toBe(value)
      }),
    )
  })

  const said: readonly Weight[] = weighed(weighed([], sample('20', -1200)), sample('120', 0))
  const tareAndGross = (tare: string, gross: string, at: string) =>
    saidByScale(
      said,
      [
        { name: 'tare', reading: g(tare) },
        { name: 'gross', reading: g(gross) },
      ],
      at,
    ).violations.map(({ ref }) => ref)

  test('are valid for a minute if last, and for half an hour if earlier', () => {
    expect(tareAndGross('20', '120', later(60))).toEqual([])
    expect(tareAndGross('20.0', '120.00', later(60))).toEqual([])
    expect(tareAndGross('20', '120', later(61))).toEqual(['gross'])
    expect(tareAndGross('20', '120', later(601))).toEqual(['tare', 'gross'])
  })

  test('are no other values, and not the last reading in place of the first', () => {
    expect(tareAndGross('20', '120.1', noon)).toEqual(['gross'])
    expect(tareAndGross('20.1', '120', noon)).toEqual(['tare'])
    expect(tareAndGross('120', '20', noon)).toEqual(['tare', 'gross'])
    expect(saidByScale(undefined, [{ name: 'net', reading: g('1') }], noon).violations).toHaveLength(1)
  })

  test('in another unit are not the same', () => {
    expect(
      saidByScale(said, [{ name: 'net', reading: { value: dec('120'), unit: 'kg' } }], noon).violations,
    ).toHaveLength(1)
  })
})
