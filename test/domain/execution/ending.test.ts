import { describe, expect, test } from 'vitest'
import { lackingAtEnd, lackingBefore, lackingButSignatures } from '../../../shared/domain/execution/ending.ts'
import { aStep, kg, later, noon, order, running, snapshot } from '../../support/given.ts'

type Told = NonNullable<Parameters<typeof aStep>[1]>

/** What stands against the end of a running step: each rule with its policy, its sentence and what that names. */
const lacking = (more: Told, progress: Parameters<typeof running>[0] = {}, at = noon, ask = lackingAtEnd) => {
  const step = aStep('mix', more)
  const end = { order: order({ steps: { mix: running(progress) } }), snapshot: snapshot({ steps: [step] }), step }
  return ask({ ...end, running: { ...runningStep, ...progress } }, at).flatMap((it) =>
    it
      ? [[it.policy, `${it.violation.code}/${it.violation.variant ?? ''}`, it.violation.params, it.violation.ref]]
      : [],
  )
}
const runningStep = { status: 'running', startedAt: noon, consumed: {}, results: {}, workers: [] } as const
const policies = (...args: Parameters<typeof lacking>) => lacking(...args).map(([policy]) => policy)
const refs = (...args: Parameters<typeof lacking>) => lacking(...args).map(([, , , ref]) => ref)

describe('a line', () => {
  const line = {
    lineId: '0010',
    materialId: 'SUCROSE',
    quantity: kg('25'),
    tolerance: { minusPercent: '2', plusPercent: '1' },
  }

  test('lacks material below its tolerance, limit included', () => {
    expect(lacking({ materials: [line] }, { consumed: { '0010': '24.499999999999' } })).toEqual([
      [
        'block',
        'line-incomplete/below',
        { lineId: '0010', materialId: 'SUCROSE', least: kg('24.5'), consumed: kg('24.499999999999') },
        'line:0010',
      ],
    ])
    expect(refs({ materials: [line] }, { consumed: { '0010': '24.5' } })).toEqual([])
  })

  test('without any issue lacks everything', () => {
    expect(lacking({ materials: [line] })).toMatchObject([
      ['block', 'line-incomplete/below', { consumed: kg('0') }, 'line:0010'],
    ])
  })

  test('follows its policy, and needs nothing if that is off or the line is an output', () => {
    expect(policies({ materials: [{ ...line, policy: 'warn' }] })).toEqual(['warn'])
    expect(refs({ materials: [{ ...line, policy: 'off' }] })).toEqual([])
    expect(refs({ materials: [{ ...line, use: 'by-product' }] })).toEqual([])
  })

  test('with an override above its tolerance needs nothing more', () => {
    expect(refs({ materials: [line] }, { consumed: { '0010': '26' } })).toEqual([])
  })

  test('with actual backflush is checked only at the end, and with standard backflush never', () => {
    expect(refs({ materials: [{ ...line, backflush: 'actual' }] })).toEqual(['line:0010'])
    expect(refs({ materials: [{ ...line, backflush: 'actual' }] }, {}, noon, lackingBefore)).toEqual([])
    expect(refs({ materials: [{ ...line, backflush: 'standard' }] })).toEqual([])
  })

  test('of a compensator lacks and exceeds what its active leaves room for', () => {
    const materials: Told['materials'] = [
      { lineId: '0010', materialId: 'ACTIVE', quantity: kg('10'), potency: { role: 'active' } },
      { lineId: '0020', materialId: 'LACTOSE', quantity: kg('90'), potency: { role: 'compensator', of: '0010' } },
    ]
    // 12 kg of a weak active count for 10, so that there is room for 88 kg of its compensator.
    const weighed = (value: string) => ({ consumed: { '0010': '10', '0020': value }, weighed: { '0010': '12' } })
    expect(refs({ materials }, weighed('88'))).toEqual([])
    expect(lacking({ materials }, weighed('87'))).toMatchObject([
      ['block', 'line-incomplete/below', { lineId: '0020', least: kg('88'), consumed: kg('87') }, 'line:0020'],
    ])
    expect(lacking({ materials }, weighed('88.1'))).toEqual([
      ['block', 'line-over-tolerance/compensator', { lineId: '0020', most: kg('88') }, 'over:0020'],
    ])
  })

  test('waits for the verification of each of its containers', () => {
    const verified = { ...line, weighing: { verify: 'block' } } as const
    expect(
      lacking({ materials: [verified] }, { consumed: { '0010': '25' }, unverified: { 'C-1': '0010' } }),
    ).toMatchObject([['block', 'container-not-verified/', { containerId: 'C-1', lineId: '0010' }, 'dispensed:C-1']])
  })
})

describe('a parameter or a check', () => {
  const density = (policy: 'block' | 'block-unless-signed' | 'warn' | 'off') =>
    ({ parameters: [{ parameterId: 'density', unit: 'kg/L', source: 'operator', policy }] }) as const satisfies Told

  test('lacks a result, unless its policy is only about a bad one', () => {
    expect(lacking(density('block'))).toEqual([
      ['block', 'parameter-missing/', { stepId: 'mix', item: 'density' }, 'parameter:density'],
    ])
    expect(policies(density('block-unless-signed'))).toEqual(['block-unless-signed'])
    expect(lacking(density('warn'))).toEqual([])
    expect(lacking(density('off'))).toEqual([])
  })

  test('lacks a good result after a bad one, unless that was recorded with its reason', () => {
    const bad = { results: { density: false } }
    expect(lacking(density('block'), bad)).toEqual([
      ['block', 'parameter-out-of-limits/last', { item: 'density' }, 'parameter:density'],
    ])
    expect(lacking(density('warn'), bad)).toEqual([])
    expect(lacking(density('off'), bad)).toEqual([])
    expect(lacking(density('block'), { results: { density: true } })).toEqual([])
  })

  test('is checked for both, parameters first', () => {
    const checks = [{ checkId: 'clear', question: 'Is it clear?' }]
    expect(refs({ ...density('block'), checks })).toEqual(['parameter:density', 'parameter:clear'])
  })
})

describe('a step', () => {
  const signatures: Told['signatures'] = [
    { meaning: 'performed', role: 'operator' },
    { meaning: 'verified', role: 'supervisor', policy: 'warn' },
  ]

  test('lacks each signature, except in the check without signatures', () => {
    const performed = [
      'block',
      'signature-missing/step',
      { role: 'operator', stepId: 'mix', meaning: 'performed' },
      'signature:performed',
    ]
    const verified = [
      'warn',
      'signature-missing/step',
      { role: 'supervisor', stepId: 'mix', meaning: 'verified' },
      'signature:verified',
    ]
    expect(lacking({ signatures })).toEqual([performed, verified])
    expect(lacking({ signatures }, {}, noon, lackingBefore)).toEqual([performed, verified])
    expect(lacking({ signatures }, {}, noon, lackingButSignatures)).toEqual([])
    expect(lacking({ signatures }, { signed: { performed: 'ada' } })).toEqual([verified])
  })

  test('must keep the timers from its own start', () => {
    const timers: Told['timers'] = [{ timerId: 'stir', rule: 'at-least', duration: { value: '1', unit: 'min' } }]
    expect(refs({ timers }, {}, later(59))).toEqual(['timer:stir'])
    expect(refs({ timers }, {}, later(60))).toEqual([])
  })

  test('must keep its yield, if the completion does not change it', () => {
    const rules: Told = { yield: { lowPercent: '90', highPercent: '110' } }
    expect(refs(rules)).toEqual(['yield:step'])
    expect(refs(rules, {}, noon, lackingButSignatures)).toEqual(['yield:step'])
    expect(refs({ ...rules, flow: 'units' }, {}, noon, lackingButSignatures)).toEqual([])
  })

  test('lists what it lacks in this order: lines, results, timers, yield, signatures', () => {
    expect(
      refs({
        materials: [{ lineId: '0010', materialId: 'SUCROSE', quantity: kg('1') }],
        checks: [{ checkId: 'clear', question: 'Is it clear?' }],
        timers: [{ timerId: 'stir', rule: 'at-least', duration: { value: '1', unit: 's' } }],
        yield: { lowPercent: '90', highPercent: '110' },
        signatures,
      }),
    ).toEqual(['line:0010', 'parameter:clear', 'timer:stir', 'yield:step', 'signature:performed', 'signature:verified'])
  })
})
