import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { overrideStep } from '../../../shared/domain/execution/override.ts'
import * as given from '../../support/given.ts'
import { ada, aStep, by, codes, kg, olga, quinn, signedBy } from '../../support/given.ts'
import { floorOf, newIds } from '../../support/recipes.ts'
import { say, spoken } from '../../support/words.ts'

const both = given.caller('ben', 'Ben Okafor', 'operator', 'supervisor')

describe('overriding a rule of a step', () => {
  const density = { parameterId: 'density', unit: 'kg/L', low: '1.2', source: 'operator' } as const
  const mixing = (
    policy: 'block' | 'block-unless-signed' | 'warn' | 'off' = 'block-unless-signed',
    more: object = {},
  ) => {
    const floor = floorOf([aStep('mix', { parameters: [{ ...density, policy, ...more }] })])
    floor.start('mix')
    return floor
  }
  const measured = (value: string) => ({ parameterId: 'density', value })
  const unfit = (variant: string) => ({ code: 'override-unfit', variant })

  test('keeps its step open until another person signs, which opens a deviation without a hold', () => {
    const floor = mixing()
    floor.record('mix', measured('1.1'))
    expect(spoken(floor.complete('mix'))).toMatchObject({
      violations: [
        {
          code: 'parameter-out-of-limits',
          overridable: true,
          detail: expect.stringContaining('Another person may override'),
        },
      ],
    })
    expect(floor.override('parameter:density')).toMatchObject({
      fact: {
        type: 'andon.deviation.opened.v1',
        data: {
          deviationId: 'dev-1',
          subject: { type: 'order', id: 'O-1' },
          orderId: 'O-1',
          override: {
            stepId: 'mix',
            ref: 'parameter:density',
            code: 'parameter-out-of-limits',
            detail: expect.stringMatching(/density.*\.$/),
            reason: 'Measured again in the lab',
          },
        },
        about: { type: 'deviation', id: 'dev-1' },
      },
      signatures: [{ personId: 'olga', meaning: 'approved' }],
      changes: [
        {
          kind: 'deviation',
          id: 'dev-1',
          value: { status: 'open', openedAt: given.noon, holds: [], override: { code: 'parameter-out-of-limits' } },
        },
        {
          kind: 'order',
          value: {
            holds: [],
            deviations: { 'dev-1': 'open' },
            overrides: { 'mix/parameter:density': { by: 'olga', code: 'parameter-out-of-limits' } },
          },
        },
      ],
    })
    expect(floor.complete('mix')).toMatchObject({
      fact: { data: { warnings: [{ code: 'parameter-out-of-limits', ref: 'parameter:density' }] } },
      changes: [{ value: { overrides: {}, steps: { mix: { status: 'completed' } } } }],
    })
  })

  test('opens no deviation if the recipe says so, and is an exception that its signer may not review', () => {
    const floor = mixing('block-unless-signed', { deviationOnOverride: false })
    const decision = floor.override('parameter:density')
    expect(decision).toMatchObject({
      fact: {
        type: 'andon.step.overridden.v1',
        data: { orderId: 'O-1', stepId: 'mix', exceptionId: 'override-1', ref: 'parameter:density' },
      },
      changes: [{ value: { exceptions: ['override-1'], signers: { 'override-1': 'olga' }, deviations: {} } }],
    })
  })

  test('is refused to a person who works on the step or lacks the role, and the signer may not use it', () => {
    const floor = floorOf([aStep('mix', { parameters: [{ ...density, policy: 'block-unless-signed' }] })])
    floor.start('mix', {}, both)
    expect(floor.override('parameter:density', 'mix', both)).toMatchObject({
      violations: [
        {
          code: 'signature-same-person',
          variant: 'override',
          params: { person: 'Ben Okafor' },
          ref: 'signature/signer',
        },
      ],
    })
    expect(codes(floor.override('parameter:density', 'mix', ada))).toEqual(['signature-wrong-role'])
    expect(codes(floor.override('parameter:density', 'mix', quinn))).toEqual([])
    expect(codes(floor.complete('mix', {}, quinn))).toEqual(['same-person'])
    expect(codes(floor.complete('mix', {}, ada))).toEqual([])
  })

  test('takes the meanings approved and verified', () => {
    const { basis } = mixing()
    const asked = { ref: 'parameter:density', reason: 'Plausible' }
    const as = (meaning: 'approved' | 'verified' | 'reviewed') =>
      overrideStep(basis(), 'mix', asked, signedBy(olga, meaning), newIds, say, by(ada))
    expect(codes(as('approved'))).toEqual([])
    expect(codes(as('verified'))).toEqual([])
    expect(as('reviewed')).toMatchObject({
      violations: [
        { code: 'signature-wrong-meaning', params: { meanings: ['approved', 'verified'], meaning: 'reviewed' } },
      ],
    })
  })

  test('ends when another value is measured', () => {
    const floor = mixing()
    floor.record('mix', measured('1.1'))
    floor.override('parameter:density')
    floor.record('mix', measured('0.9'))
    expect(codes(floor.complete('mix'))).toEqual(['parameter-out-of-limits'])
  })

  test('of a missing result does not allow a bad result', () => {
    const floor = mixing()
    floor.override('parameter:density')
    floor.record('mix', measured('0.5'))
    expect(codes(floor.complete('mix'))).toEqual(['parameter-out-of-limits'])
  })

  test('is for a present finding by its ref, and quotes it', () => {
    const floor = floorOf([aStep('mix', { parameters: [{ ...density, policy: 'block-unless-signed' }] })])
    const unknown = (ref: string, refs: string[]) => ({
      violations: [{ ...unfit('unknown'), params: { stepId: 'mix', ref, refs }, ref: 'ref' }],
    })
    expect(floor.override('parameter:density')).toMatchObject(unknown('parameter:density', []))
    floor.start('mix')
    expect(floor.override('parameter:taste')).toMatchObject(unknown('parameter:taste', ['parameter:density']))
    floor.record('mix', measured('1.2'))
    expect(floor.override('parameter:density')).toMatchObject(unknown('parameter:density', []))
    floor.complete('mix')
    expect(floor.override('parameter:density')).toMatchObject(unknown('parameter:density', []))
  })

  test('is refused if the recipe blocks, with the reason itself', () => {
    expect(mixing('block').override('parameter:density')).toMatchObject({
      violations: [
        { ...unfit('blocked'), params: { because: { code: 'parameter-missing' } }, ref: 'parameter:density' },
      ],
    })
  })

  test('is refused if a reason is enough', () => {
    const warned = mixing('warn')
    warned.record('mix', { ...measured('1.1'), reason: 'It foams' })
    // A bad value that only warns stands in the way of nothing.
    expect(warned.override('parameter:density')).toMatchObject({ violations: [unfit('unknown')] })
    const floor = floorOf([aStep('mix', { skip: { policy: 'warn' } })])
    expect(floor.override('step:mix')).toMatchObject({
      violations: [{ ...unfit('warning'), params: { because: { code: 'step-not-optional' } }, ref: 'step:mix' }],
    })
    expect(mixing('off').override('parameter:density')).toMatchObject({ violations: [unfit('unknown')] })
  })

  test('is refused twice for the same reason, and accepted for another reason of the same item', () => {
    const floor = mixing()
    floor.override('parameter:density')
    expect(floor.override('parameter:density', 'mix', quinn)).toMatchObject({
      violations: [
        {
          code: 'already-exists',
          variant: 'override',
          params: { stepId: 'mix', ref: 'parameter:density' },
          ref: 'ref',
        },
      ],
    })
    floor.record('mix', measured('0.5'))
    expect(codes(floor.override('parameter:density', 'mix', quinn))).toEqual([])
  })

  test('is refused with the wrong rule and the wrong signature at once', () => {
    expect(codes(mixing('block').override('parameter:density', 'mix', ada))).toEqual([
      'override-unfit',
      'signature-wrong-role',
    ])
  })

  describe('an override in advance', () => {
    const line = { lineId: '0010', materialId: 'SUCROSE', quantity: kg('25') }
    const softly = { policy: 'block-unless-signed' } as const
    const refsOf = (more: Parameters<typeof aStep>[1], begin = true, stock?: Parameters<typeof given.lot>[0]) => {
      const floor = floorOf([aStep('mix', more)])
      if (begin) floor.start('mix')
      const material = { expiryPolicy: 'block-unless-signed' } as never
      const dated = stock && { lot: given.lot(stock), sublot: undefined, material }
      const decision = floor.override('nothing:0', 'mix', olga, dated)
      return decision.outcome === 'refused' && decision.violations[0].params?.refs
    }

    test.each<[what: string, more: Parameters<typeof aStep>[1], refs: readonly string[]]>([
      ['a draw beyond the tolerance', { materials: [{ ...line, ...softly }] }, ['line:0010', 'over:0010']],
      ['a draw from another lot than the next', { materials: [{ ...line, picking: softly.policy }] }, ['picking:0010']],
      ['a typed weight', { materials: [{ ...line, weighing: { manualEntry: softly.policy } }] }, ['weighing:0010']],
      [
        'too little of a line that the completion books',
        { materials: [{ ...line, ...softly, backflush: 'actual' }] },
        ['over:0010', 'line:0010'],
      ],
      [
        'a value that a person types for a device',
        { parameters: [{ ...density, policy: 'off', source: 'device', manualEntry: softly.policy }] },
        ['manual:density'],
      ],
      ['nothing of what is made', { materials: [{ ...line, use: 'by-product' as const, policy: 'off' }] }, []],
    ])('lets pass %s', (_, more, refs) => {
      expect(refsOf(more)).toEqual(refs)
    })

    test('lets pass one unit without its part, and never all of them', () => {
      const perUnit = { quantity: kg('1'), ...softly }
      const floor = floorOf([aStep('mix', { materials: [{ ...line, policy: 'off', perUnit }] })])
      floor.start('mix')
      const { orderId, product } = floor.order()
      const unit = given.announced({ serial: 'S-1', materialId: product, orderId })
      expect(spoken(floor.override('unit:0010', 'mix', olga, undefined, unit))).toMatchObject({
        violations: [
          { code: 'unit-missing', detail: 'An override is for one unit; add its serial, as in unit:0010@SERIAL.' },
        ],
      })
      expect(codes(floor.override('unit:0010@S-2', 'mix', olga))).toEqual(['unit-unknown'])
      expect(floor.override('unit:0010@S-1', 'mix', olga, undefined, unit).outcome).toBe('accepted')
      expect(Object.keys(floor.order().overrides ?? {})).toEqual(['mix/unit:0010@S-1'])
    })

    test('allows to skip a step, and pre-issue of a line only if the recipe allows it', () => {
      expect(refsOf({ skip: softly }, false)).toEqual(['step:mix'])
      expect(refsOf({ materials: [{ ...line, ...softly }] }, false)).toEqual([])
      expect(refsOf({ materials: [{ ...line, ...softly, early: softly.policy }] }, false)).toEqual([
        'early:0010',
        'over:0010',
      ])
    })

    test('allows to issue an expired lot, if the step runs or allows pre-issue', () => {
      const past = { expiresAt: given.later(-1) }
      expect(refsOf({ materials: [line] }, true, past)).toEqual(['expiry:SUC-1'])
      expect(refsOf({ materials: [line] }, true, { expiresAt: given.later(1) })).toEqual([])
      expect(refsOf({ materials: [line] }, false, past)).toEqual([])
      expect(refsOf({ materials: [{ ...line, early: 'off' }] }, false, past)).toEqual(['expiry:SUC-1'])
    })
  })

  test('of a line below tolerance does not allow one above tolerance, and the reverse', () => {
    const line = { lineId: '0010', materialId: 'SUCROSE', quantity: kg('25'), policy: 'block-unless-signed' } as const
    const floor = floorOf([aStep('mix', { materials: [line] })])
    floor.start('mix')
    expect(floor.override('over:0010')).toMatchObject({
      fact: { data: { override: { code: 'line-over-tolerance' } } },
    })
    expect(codes(floor.complete('mix'))).toEqual(['line-incomplete'])
    expect(floor.override('line:0010')).toMatchObject({
      fact: { data: { override: { code: 'line-incomplete' } } },
    })
    expect(codes(floor.complete('mix'))).toEqual([])
  })

  test('is possible for exactly the items that block unless signed', () => {
    const policies = fc.constantFrom('block', 'block-unless-signed', 'warn', 'off')
    fc.assert(
      fc.property(fc.array(policies, { minLength: 1, maxLength: 6 }), (found) => {
        const checks = found.map((policy, index) => ({ checkId: `c${index}`, question: 'Is it?', policy }) as const)
        const floor = floorOf([aStep('mix', { checks })])
        floor.start('mix')
        for (const [index, policy] of found.entries())
          expect(codes(floor.override(`parameter:c${index}`))).toEqual(
            policy === 'block-unless-signed' ? [] : ['override-unfit'],
          )
        // A warning is about a value; that there is none stands in the way of nothing.
        expect(codes(floor.complete('mix'))).toEqual(
          found.flatMap((it) => (it === 'block' ? ['parameter-missing'] : [])),
        )
      }),
    )
  })
})
