import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { signStep } from '../../../shared/domain/execution/sign-off.ts'
import * as given from '../../support/given.ts'
import { ada, aStep, by, codes, each, olga, quinn, saved, signedBy } from '../../support/given.ts'
import { floorOf } from '../../support/recipes.ts'

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
    floor.make('mix', '10')
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
