import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { overrideStep, signStep } from '../../../shared/domain/execution/sign-off.ts'
import * as given from '../../support/given.ts'
import { ada, aStep, by, codes, each, kg, olga, quinn, saved, signedBy } from '../../support/given.ts'
import { floorOf, newIds } from '../../support/recipes.ts'
import { say, spoken } from '../../support/words.ts'

const ben = given.caller('ben', 'Ben Okafor', 'operator')
const both = given.caller('ben', 'Ben Okafor', 'operator', 'supervisor')
const clear = { checkId: 'clear', question: 'Is it clear?' }
const pass = { checkId: 'clear', value: 'pass' }

describe('signing a step', () => {
  const asked = [
    { meaning: 'performed', role: 'operator' },
    { meaning: 'verified', role: 'supervisor' },
  ] as const
  const started = (more: Parameters<typeof aStep>[1] = {}) => {
    const floor = floorOf([aStep('mix', { checks: [clear], signatures: [...asked], ...more })])
    floor.start('mix')
    return floor
  }
  const ready = (more: Parameters<typeof aStep>[1] = {}) => {
    const floor = started(more)
    floor.record('mix', pass)
    return floor
  }

  test('records its meaning on the step and uses the sign-in', () => {
    const floor = ready()
    const signature = signedBy(ada, 'performed', given.noon, 'sign-in')
    const decision = signStep(floor.basis(), 'mix', signature, by(quinn))
    expect(decision).toMatchObject({
      fact: { type: 'andon.step.signed.v1', data: { orderId: 'O-1', stepId: 'mix', meaning: 'performed' } },
      signatures: [{ personId: 'ada', name: 'Ada Moreau', meaning: 'performed', signedAt: given.noon }],
      spent: ['sign-in'],
    })
    expect(saved(decision, 'order')).toMatchObject({
      steps: { mix: { signed: { performed: 'ada' }, workers: ['ada'] } },
    })
  })

  test('keeps the signatures of the other meanings', () => {
    const floor = ready()
    floor.sign('mix', 'performed')
    expect(saved(floor.sign('mix', 'verified', olga), 'order')).toMatchObject({
      steps: { mix: { signed: { performed: 'ada', verified: 'olga' } } },
    })
  })

  test('allows completion when each meaning is signed by a different person with the role', () => {
    const floor = ready()
    expect(codes(floor.complete('mix'))).toEqual(['signature-missing', 'signature-missing'])
    expect(codes(floor.sign('mix', 'performed'))).toEqual([])
    expect(codes(floor.sign('mix', 'verified', ben))).toEqual(['signature-wrong-role'])
    expect(codes(floor.sign('mix', 'verified', olga))).toEqual([])
    expect(codes(floor.complete('mix'))).toEqual([])
  })

  test('is refused to a person who signed with another meaning or worked on the step, with both reasons', () => {
    const floor = ready()
    floor.sign('mix', 'performed')
    const person = 'Ada Moreau'
    expect(floor.sign('mix', 'verified', { ...ada, roles: ['operator', 'supervisor'] })).toMatchObject({
      violations: [
        {
          code: 'signature-same-person',
          variant: 'signed-step',
          params: { person, earlier: 'performed', meaning: 'verified' },
          ref: 'signature/signer',
        },
        {
          code: 'signature-same-person',
          variant: 'worked-on-step',
          params: { person, meaning: 'verified' },
          ref: 'signature/signer',
        },
      ],
    })
  })

  test('is refused twice for one meaning, with the name of the first signer', () => {
    const floor = ready()
    floor.sign('mix', 'verified', olga)
    const again = {
      code: 'already-exists',
      variant: 'signature',
      params: { stepId: 'mix', meaning: 'verified', by: 'olga' },
    }
    expect(floor.sign('mix', 'verified', olga)).toMatchObject({ violations: [again] })
    expect(floor.sign('mix', 'verified', both)).toMatchObject({ violations: [again] })
  })

  test('waits for everything except signatures and items that only warn', () => {
    expect(started().sign('mix', 'performed')).toMatchObject({
      violations: [{ code: 'parameter-missing', params: { stepId: 'mix', item: 'clear' }, ref: 'parameter:clear' }],
    })
    const late = { timerId: 'stir', rule: 'at-most', duration: { value: '1', unit: 's' }, policy: 'warn' } as const
    const floor = ready({ timers: [late] })
    floor.clock(60)
    expect(codes(floor.sign('mix', 'performed'))).toEqual([])
    expect(codes(floor.complete('mix', { reason: 'The crane was busy' }))).toEqual(['signature-missing'])
  })

  test('is possible after another person’s override', () => {
    const floor = started({ checks: [{ ...clear, policy: 'block-unless-signed' }] })
    expect(codes(floor.sign('mix', 'performed'))).toEqual(['parameter-missing'])
    floor.override('parameter:clear')
    expect(codes(floor.sign('mix', 'performed'))).toEqual([])
  })

  test('is needed again after something is recorded', () => {
    const floor = ready()
    floor.sign('mix', 'performed')
    floor.record('mix', pass)
    expect(codes(floor.complete('mix'))).toEqual(['signature-missing', 'signature-missing'])
  })

  test('is for a running step of a running order', () => {
    const floor = floorOf([aStep('mix', { signatures: [...asked] })])
    expect(floor.sign('mix', 'performed')).toMatchObject({
      violations: [{ code: 'step-not-running', params: { stepId: 'mix' }, ref: 'step:mix' }],
    })
    expect(floor.sign('boil', 'performed')).toMatchObject({
      violations: [{ code: 'step-unknown', variant: 'in-recipe', params: { stepId: 'boil' }, ref: 'stepId' }],
    })
    const onHold = { ...ready().basis(), order: given.order({ holds: ['H-1'], steps: { mix: given.running() } }) }
    // Whoever may not sign is not asked whether somebody else has to.
    expect(codes(signStep(onHold, 'mix', signedBy(ben, 'verified'), by(ben)))).toEqual([
      'order-on-hold',
      'parameter-missing',
      'signature-wrong-role',
    ])
  })

  test('needs a meaning of the step, and the refusal names them', () => {
    const { basis } = ready()
    const wrong = { code: 'signature-wrong-meaning', variant: 'step', ref: 'signature/meaning' }
    const meanings = ['performed', 'verified']
    expect(signStep(basis(), 'mix', signedBy(quinn, 'reviewed'), by(ada))).toMatchObject({
      violations: [{ ...wrong, params: { stepId: 'mix', meanings, meaning: 'reviewed' } }],
    })
    expect(signStep(basis(), 'mix', undefined, by(ada))).toMatchObject({
      violations: [{ ...wrong, params: { stepId: 'mix', meanings } }],
    })
  })

  test('of counted units is refused to a person who finished some, and covers the units finished so far', () => {
    const signatures = [{ meaning: 'verified', role: 'supervisor' }] as const
    const floor = floorOf([aStep('mix', { flow: 'units', signatures: [...signatures] })], { quantity: each('10') })
    floor.start('mix')
    floor.complete('mix', { quantity: each('9') }, both)
    expect(codes(floor.sign('mix', 'verified', both))).toEqual(['signature-same-person'])
    expect(codes(floor.sign('mix', 'verified', olga))).toEqual([])
    // The tenth unit was not there when Olga signed.
    expect(floor.complete('mix')).toMatchObject({ fact: { type: 'andon.step.progressed.v1' } })
    expect(codes(floor.complete('mix'))).toEqual(['signature-missing'])
    floor.sign('mix', 'verified', olga)
    expect(floor.complete('mix')).toMatchObject({ fact: { type: 'andon.step.completed.v1' } })
  })

  test('leaves a completed step with one person for each meaning, and without self-verification', () => {
    const people = ['p1', 'p2', 'p3', 'p4'].map((id) => given.caller(id, id, 'operator', 'supervisor', 'quality'))
    const meanings = ['performed', 'verified', 'approved'] as const
    const acts = fc.array(
      fc.record({
        who: fc.constantFrom(...people),
        what: fc.constantFrom('record', ...meanings, ...meanings, ...meanings, 'complete'),
      }),
      { minLength: 30, maxLength: 60 },
    )
    const signatures = [...asked, { meaning: 'approved', role: 'quality' } as const]
    let completed = 0
    fc.assert(
      fc.property(acts, (done) => {
        const floor = floorOf([aStep('mix', { checks: [clear], signatures })])
        floor.start('mix', {}, people[0])
        for (const { who, what } of done) {
          const before = floor.order().steps.mix
          if (what === 'record') floor.record('mix', pass, who)
          else if (what === 'complete') floor.complete('mix', {}, who)
          else floor.sign('mix', what, who)
          if (before?.status !== 'running' || floor.order().steps.mix?.status !== 'completed') continue
          completed += 1
          const { signed = {}, workers } = before
          expect(Object.keys(signed).sort()).toEqual(['approved', 'performed', 'verified'])
          expect(new Set(Object.values(signed)).size).toBe(3)
          expect(workers).not.toContain(signed.verified)
          expect(workers).not.toContain(signed.approved)
        }
      }),
      { numRuns: 300 },
    )
    expect(completed).toBeGreaterThan(0)
  })
})

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
      [
        'a unit without its part',
        { materials: [{ ...line, policy: 'off', perUnit: { quantity: kg('1'), ...softly } }] },
        ['unit:0010'],
      ],
      ['nothing of what is made', { materials: [{ ...line, use: 'by-product' as const, policy: 'off' }] }, []],
    ])('lets pass %s', (_, more, refs) => {
      expect(refsOf(more)).toEqual(refs)
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
