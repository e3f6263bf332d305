import { describe, expect, test } from 'vitest'
import { consume as consumeBody, recordResult as resultBody } from '../../events/order.ts'
import { english } from '../../events/sentences/english.ts'
import type { Caller } from '../../shared/domain/caller.ts'
import { exceptionsOf, reviewException, waitingFor } from '../../shared/domain/execution/batch.ts'
import { recordResult } from '../../shared/domain/execution/result.ts'
import { overrideStep, signStep } from '../../shared/domain/execution/sign-off.ts'
import { consume } from '../../shared/domain/production/consumption.ts'
import { noAlerts } from '../../shared/domain/quality/alerts.ts'
import { ada, aStep, by, codes, dec, lot, noon, olga, quinn, signed, signedBy } from '../support/given.ts'
import { floorOf } from '../support/recipes.ts'
import { say, spoken } from '../support/words.ts'

const ben: Caller = { ...ada, id: 'ben', name: 'Ben Okafor' }
const ids = { deviationId: 'dev-1', holdId: 'hold-1', alerts: noAlerts, exceptionId: 'override-1' } as Parameters<
  typeof recordResult
>[2] &
  Parameters<typeof overrideStep>[4]

type Policy = 'block' | 'block-unless-signed' | 'warn' | 'off'
const density = { parameterId: 'density', unit: 'kg/L', low: '1.2', source: 'operator' } as const
const mixing = (policy: Policy, more: object = {}) =>
  floorOf([aStep('mix', { parameters: [{ ...density, policy, ...more }] })])

const measure = (floor: ReturnType<typeof floorOf>, value: string, more: object = {}, who = ada) =>
  floor.take(
    recordResult(
      floor.basis(),
      resultBody.parse({ stepId: 'mix', parameterId: 'density', value, ...more }),
      ids,
      floor.at(who),
    ),
  )
const override = (floor: ReturnType<typeof floorOf>, ref: string, who: Caller = olga, stepId = 'mix') =>
  floor.take(
    overrideStep(
      floor.basis(),
      stepId,
      { ref, reason: 'Measured again in the lab' },
      signedBy(who, 'approved', floor.at().at),
      ids,
      say,
      floor.at(),
    ),
  )
const sign = (floor: ReturnType<typeof floorOf>, who: Caller, meaning: 'performed' | 'verified') =>
  floor.take(signStep(floor.basis(), 'mix', signedBy(who, meaning, floor.at().at), floor.at()))

describe('an item that blocks unless it is signed for', () => {
  test('keeps its step open until another person has overridden it, which opens a deviation that holds nothing', () => {
    const floor = mixing('block-unless-signed')
    floor.start('mix')
    measure(floor, '1.1')
    expect(spoken(floor.complete('mix'))).toMatchObject({
      violations: [{ code: 'parameter-out-of-limits', detail: expect.stringContaining('Another person may override') }],
    })
    const overridden = override(floor, 'parameter:density')
    expect(overridden).toMatchObject({
      fact: {
        type: 'andon.deviation.opened.v1',
        data: { override: { ref: 'parameter:density', reason: 'Measured again in the lab' } },
      },
      signatures: [{ personId: 'olga', meaning: 'approved' }],
      changes: [
        { kind: 'deviation', value: { status: 'open', holds: [], override: { code: 'parameter-out-of-limits' } } },
        { value: { holds: [], deviations: { 'dev-1': 'open' } } },
      ],
    })
    expect(floor.complete('mix')).toMatchObject({
      fact: { data: { warnings: [{ code: 'parameter-out-of-limits', ref: 'parameter:density' }] } },
      changes: [{ value: { overrides: {}, steps: { mix: { status: 'completed' } } } }],
    })
  })

  test('opens no deviation where the recipe says so, and is reviewed with the batch all the same', () => {
    const floor = mixing('block-unless-signed', { deviationOnOverride: false })
    floor.start('mix')
    const overridden = override(floor, 'parameter:density')
    expect(overridden).toMatchObject({
      fact: { type: 'andon.step.overridden.v1', data: { exceptionId: 'override-1' } },
    })
    floor.complete('mix')
    const done = { ...floor.order(), status: 'completed', endedAt: noon } as const
    expect(waitingFor(done)).toBe('review')
    const own = reviewException(done, 'override-1', 'Plausible', signed(olga, 'reviewed'))
    expect(codes(own)).toEqual(['signature-same-person'])
    const reviewed = reviewException(done, 'override-1', 'Plausible', signed(quinn, 'reviewed'))
    expect(reviewed).toMatchObject({ outcome: 'accepted', changes: [{ value: { reviewed: ['override-1'] } }] })
  })

  test('is overridden by nobody who works on the step', () => {
    const floor = mixing('block-unless-signed')
    floor.start('mix', {}, { ...olga, roles: ['operator', 'supervisor'] })
    expect(codes(override(floor, 'parameter:density'))).toEqual(['signature-same-person'])
    expect(codes(override(floor, 'parameter:density', ben))).toEqual(['signature-wrong-role'])
    expect(codes(override(floor, 'parameter:density', quinn))).toEqual([])
    expect(codes(floor.complete('mix', {}, quinn))).toEqual(['same-person'])
    expect(codes(floor.complete('mix', {}, ada))).toEqual([])
  })

  test('asks again when something else is measured after it was signed for', () => {
    const floor = mixing('block-unless-signed')
    floor.start('mix')
    measure(floor, '1.1')
    override(floor, 'parameter:density')
    measure(floor, '0.9')
    expect(codes(floor.complete('mix'))).toEqual(['parameter-out-of-limits'])
  })

  test('is overridden when it stands in the way, and by its name', () => {
    const floor = mixing('block-unless-signed')
    expect(codes(override(floor, 'parameter:density'))).toEqual(['override-unfit'])
    floor.start('mix')
    measure(floor, '1.3')
    expect(codes(override(floor, 'parameter:density'))).toEqual(['override-unfit'])
    expect(codes(override(floor, 'parameter:taste'))).toEqual(['override-unfit'])
  })

  test.each(['block', 'warn', 'off'] as const)('is the only one: %s is not overridden', (policy) => {
    const floor = mixing(policy)
    floor.start('mix')
    expect(codes(override(floor, 'parameter:density'))).toEqual(['override-unfit'])
  })
})

describe('a draw beyond the tolerance of its line', () => {
  const weighing = (policy: Policy) =>
    floorOf([
      aStep('weigh', {
        materials: [{ lineId: '0010', materialId: 'SUCROSE', quantity: { value: '25', unit: 'kg' }, policy }],
      }),
    ])
  const draw = (floor: ReturnType<typeof floorOf>, reason?: string) =>
    floor.take(
      consume(
        { ...floor.basis(), lot: lot(), sublot: undefined },
        consumeBody.parse({
          stepId: 'weigh',
          lineId: '0010',
          lotId: 'SUC-1',
          quantity: { value: '26', unit: 'kg' },
          ...(reason && { reason }),
        }),
        floor.at(),
      ),
    )

  test('is blocked, warned of, signed for once, or not looked at', () => {
    const of = (policy: Policy) => {
      const floor = weighing(policy)
      floor.start('weigh')
      return floor
    }
    expect(codes(draw(of('block'), 'A spill'))).toEqual(['line-over-tolerance'])
    expect(codes(draw(of('warn')))).toEqual(['reason-missing'])
    expect(draw(of('warn'), 'A spill')).toMatchObject({
      fact: { data: { reason: 'A spill', warnings: [{ code: 'line-over-tolerance' }] } },
    })
    expect(codes(draw(of('off')))).toEqual([])
    const floor = of('block-unless-signed')
    expect(codes(draw(floor))).toEqual(['line-over-tolerance'])
    override(floor, 'over:0010', olga, 'weigh')
    expect(codes(draw(floor))).toEqual([])
    expect(codes(draw(floor))).toEqual(['line-over-tolerance'])
  })
})

describe('a step that may be left out', () => {
  const of = (policy?: Policy) =>
    floorOf([aStep('rinse', policy && { skip: { policy } }), aStep('mix', { after: ['rinse'] })])

  test('is skipped as its policy says, and the next one starts as if it were complete', () => {
    expect(codes(of().skip('rinse', 'It is clean'))).toEqual(['step-not-optional'])
    expect(codes(of('warn').skip('rinse'))).toEqual(['reason-missing'])
    const floor = of('warn')
    expect(floor.skip('rinse', 'It is clean')).toMatchObject({
      fact: { type: 'andon.step.skipped.v1', data: { reason: 'It is clean' } },
    })
    expect(codes(floor.start('mix'))).toEqual([])
    expect(codes(of('off').skip('rinse'))).toEqual([])
    const signedFor = of('block-unless-signed')
    expect(codes(signedFor.skip('rinse', 'It is clean'))).toEqual(['step-not-optional'])
    override(signedFor, 'step:rinse', olga, 'rinse')
    expect(codes(signedFor.skip('rinse'))).toEqual([])
  })

  test('is not skipped out of turn, nor when it has begun', () => {
    const floor = floorOf([aStep('mix'), aStep('rinse', { after: ['mix'], skip: { policy: 'off' } })])
    expect(codes(floor.skip('rinse'))).toEqual(['predecessor-incomplete'])
    floor.start('mix')
    floor.complete('mix')
    floor.start('rinse')
    expect(codes(floor.skip('rinse'))).toEqual(['step-already-started'])
  })
})

describe('a step that asks for signatures', () => {
  const of = () =>
    floorOf([
      aStep('mix', {
        checks: [{ checkId: 'clear', question: 'Is it clear?' }],
        signatures: [
          { meaning: 'performed', role: 'operator' },
          { meaning: 'verified', role: 'supervisor' },
        ],
      }),
    ])
  const answer = (floor: ReturnType<typeof of>, value = 'pass') =>
    floor.take(
      recordResult(floor.basis(), resultBody.parse({ stepId: 'mix', checkId: 'clear', value }), ids, floor.at()),
    )

  test('is completed when each has been given by a different person who may', () => {
    const floor = of()
    floor.start('mix')
    answer(floor)
    expect(codes(floor.complete('mix'))).toEqual(['signature-missing', 'signature-missing'])
    expect(sign(floor, ada, 'performed')).toMatchObject({
      fact: { type: 'andon.step.signed.v1', data: { meaning: 'performed' } },
      signatures: [{ personId: 'ada' }],
    })
    expect(codes(sign(floor, ben, 'verified'))).toEqual(['signature-wrong-role'])
    expect(codes(sign(floor, { ...ada, roles: ['operator', 'supervisor'] }, 'verified'))).toEqual([
      'signature-same-person',
      'signature-same-person',
    ])
    expect(codes(sign(floor, olga, 'verified'))).toEqual([])
    expect(codes(sign(floor, olga, 'verified'))).toEqual(['already-exists'])
    expect(codes(floor.complete('mix'))).toEqual([])
  })

  test('is signed when nothing else is missing, and anew when something is recorded after it', () => {
    const floor = of()
    floor.start('mix')
    expect(codes(sign(floor, ada, 'performed'))).toEqual(['parameter-missing'])
    answer(floor)
    sign(floor, ada, 'performed')
    answer(floor)
    expect(codes(floor.complete('mix'))).toEqual(['signature-missing', 'signature-missing'])
  })

  test('is signed while it runs, with a meaning that it asks for', () => {
    const floor = of()
    expect(codes(sign(floor, ada, 'performed'))).toEqual(['step-not-running'])
    floor.start('mix')
    answer(floor)
    const reviewed = signedBy(quinn, 'reviewed')
    expect(codes(signStep(floor.basis(), 'mix', reviewed, by(ada)))).toEqual(['signature-wrong-meaning'])
  })
})

describe('a step that another person has to do', () => {
  test('is refused to everybody who worked on the first', () => {
    const check = { checkId: 'clear', question: 'Is it clear?' }
    const floor = floorOf([
      aStep('weigh', { checks: [check] }),
      aStep('mix', { after: ['weigh'], notBySamePersonAs: ['weigh'] }),
    ])
    floor.start('weigh', {}, ada)
    const body = resultBody.parse({ stepId: 'weigh', checkId: 'clear', value: 'pass' })
    floor.take(recordResult(floor.basis(), body, ids, floor.at(ben)))
    floor.complete('weigh', {}, ada)
    expect(codes(floor.start('mix', {}, ada))).toEqual(['same-person'])
    expect(codes(floor.start('mix', {}, ben))).toEqual(['same-person'])
    expect(codes(floor.start('mix', {}, olga))).toEqual([])
  })

  test('is done by none of them either when somebody else has started it', () => {
    const check = { checkId: 'clear', question: 'Is it clear?' }
    const floor = floorOf([
      aStep('weigh'),
      aStep('mix', { after: ['weigh'], notBySamePersonAs: ['weigh'], checks: [check] }),
    ])
    floor.start('weigh', {}, ada)
    floor.complete('weigh', {}, ada)
    floor.start('mix', {}, ben)
    const body = resultBody.parse({ stepId: 'mix', checkId: 'clear', value: 'pass' })
    expect(codes(recordResult(floor.basis(), body, ids, floor.at(ada)))).toEqual(['same-person'])
    floor.take(recordResult(floor.basis(), body, ids, floor.at(ben)))
    expect(codes(floor.complete('mix', {}, ada))).toEqual(['same-person'])
  })
})

describe('a step that counts units and asks for a signature', () => {
  const pieces = (value: string) => ({ value: dec(value), unit: '{each}' }) as const
  const of = () =>
    floorOf([aStep('mix', { flow: 'units', signatures: [{ meaning: 'verified', role: 'supervisor' }] })], {
      quantity: pieces('10'),
    })

  test('is signed by nobody who finished units, and for the units that were finished by then', () => {
    const floor = of()
    floor.start('mix')
    const both = { ...ben, roles: ['operator', 'supervisor'] } as const satisfies Caller
    floor.complete('mix', { quantity: pieces('9') }, both)
    expect(codes(sign(floor, both, 'verified'))).toEqual(['signature-same-person'])
    expect(codes(sign(floor, olga, 'verified'))).toEqual([])
    // The tenth unit was not there when Olga signed.
    expect(floor.complete('mix')).toMatchObject({ fact: { type: 'andon.step.progressed.v1' } })
    expect(codes(floor.complete('mix'))).toEqual(['signature-missing'])
    sign(floor, olga, 'verified')
    expect(floor.complete('mix')).toMatchObject({ fact: { type: 'andon.step.completed.v1' } })
  })
})

describe('an override', () => {
  const line = { lineId: '0010', materialId: 'SUCROSE', quantity: { value: '25', unit: 'kg' } } as const
  const short = () => floorOf([aStep('mix', { materials: [{ ...line, policy: 'block-unless-signed' }] })])
  const draw = (floor: ReturnType<typeof short>, value: string) => {
    const quantity = { value, unit: 'kg' }
    const body = consumeBody.parse({ stepId: 'mix', lineId: '0010', lotId: 'SUC-1', quantity })
    return floor.take(consume({ ...floor.basis(), lot: lot(), sublot: undefined }, body, floor.at()))
  }

  test('of a line that is short lets nobody draw beyond it, nor the other way round', () => {
    const floor = short()
    floor.start('mix')
    expect(override(floor, 'line:0010')).toMatchObject({ fact: { data: { override: { code: 'line-incomplete' } } } })
    expect(codes(draw(floor, '26'))).toEqual(['line-over-tolerance'])
    const other = short()
    other.start('mix')
    override(other, 'over:0010')
    expect(codes(other.complete('mix'))).toEqual(['line-incomplete'])
  })

  test('is not given twice for the same', () => {
    const floor = mixing('block-unless-signed')
    floor.start('mix')
    override(floor, 'parameter:density')
    expect(codes(override(floor, 'parameter:density', quinn))).toEqual(['already-exists'])
  })

  test('that there is no result lets no bad one pass', () => {
    const floor = mixing('block-unless-signed')
    floor.start('mix')
    override(floor, 'parameter:density')
    measure(floor, '0.5')
    expect(codes(floor.complete('mix'))).toEqual(['parameter-out-of-limits'])
  })
})

describe('a step that is repeated', () => {
  const of = () =>
    floorOf([
      aStep('mix', {
        parameters: [density],
        repeat: { until: 'density', atMost: 3 },
        checks: [{ checkId: 'clear', question: 'Clear?' }],
      }),
    ])

  test('begins its next round with every result to be taken again, until the last round fails', () => {
    const floor = of()
    floor.start('mix')
    expect(measure(floor, '1.0')).toMatchObject({
      fact: { type: 'andon.step.repeated.v1', data: { round: 2, because: { value: '1.0', inSpec: false } } },
    })
    expect(floor.order().steps.mix).toMatchObject({ round: 2, results: {} })
    measure(floor, '1.1')
    expect(measure(floor, '1.1')).toMatchObject({ fact: { type: 'andon.deviation.opened.v1' } })
  })

  test('ends with the first good result', () => {
    const floor = of()
    floor.start('mix')
    measure(floor, '1.0')
    measure(floor, '1.3')
    expect(codes(floor.complete('mix'))).toEqual(['parameter-missing'])
  })
})

describe('an instruction that has to be read', () => {
  test('is answered with confirmed', () => {
    const floor = floorOf([aStep('mix', { checks: [{ checkId: 'read', question: 'Read?', kind: 'read-confirm' }] })])
    floor.start('mix')
    const answer = (value: string) =>
      recordResult(floor.basis(), resultBody.parse({ stepId: 'mix', checkId: 'read', value }), ids, floor.at())
    expect(codes(answer('pass'))).toEqual(['invalid-request'])
    expect(answer('confirmed')).toMatchObject({ fact: { data: { checkId: 'read', inSpec: true } } })
  })
})

describe('the exceptions of a batch', () => {
  const fact = (type: string, data: object, signatures?: object[]) =>
    ({
      type,
      data,
      factId: `f-${type}`,
      recordedAt: noon,
      actor: ada,
      subject: { type: 'order', id: 'O-1' },
      signatures,
    }) as unknown as Parameters<typeof exceptionsOf>[1][number]

  test('show what was overridden, to be reviewed, and what the recipe let pass with a reason', () => {
    const order = { ...floorOf([]).order(), exceptions: ['override-1'] }
    const warned = { warnings: [{ code: 'timer-exceeded', detail: 'It took 61 s.' }], reason: 'The crane was busy' }
    expect(
      exceptionsOf(
        order,
        [
          fact('andon.step.overridden.v1', { exceptionId: 'override-1', detail: 'Too thin.' }, [{ name: 'Olga' }]),
          fact('andon.step.completed.v1', warned),
          fact('andon.step.completed.v1', {}),
        ],
        english,
      ),
    ).toMatchObject([
      { exceptionId: 'override-1', kind: 'override', status: 'to-review', title: 'Olga let pass: Too thin.' },
      { kind: 'warning', status: 'for-information', title: 'It took 61 s. The crane was busy' },
    ])
  })
})
