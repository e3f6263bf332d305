import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { known } from '../../../shared/domain/check.ts'
import {
  applyPolicies,
  entered,
  expiring,
  finding,
  joinedBy,
  overrideKey,
  reached,
  runningAt,
  type StepContext,
  spokenOf,
  withoutOverrides,
  workedOn,
} from '../../../shared/domain/orders/gate.ts'
import type { BoundOrder, RunningStep } from '../../../shared/domain/orders/order.ts'
import {
  ada,
  aStep,
  because,
  by,
  createdOrder,
  later,
  mixerSays,
  noon,
  olga,
  order,
  person,
  running,
  snapshot,
  whyNot,
} from '../../support/given.ts'

const steps = [
  aStep('weigh', { qualifications: ['weighing'] }),
  aStep('mix', { after: ['weigh'], notBySamePersonAs: ['weigh'] }),
]
const frozen = snapshot({ steps })
const standing = (more: Partial<StepContext> = {}): StepContext => ({
  order: order(),
  snapshot: frozen,
  person: person(),
  ...more,
})
const against = (...[floor, stepId = 'weigh', who = ada]: [StepContext, string?, typeof ada?]) =>
  whyNot(entered(floor, stepId, by(who)).against)

describe('an act on a step', () => {
  test('has the order, its snapshot, the step and its progress', () => {
    const floor = standing({ order: order({ steps: { weigh: running() } }) })
    const place = entered(floor, 'weigh', by(ada))
    expect(place).toMatchObject({ is: 'given', against: [] })
    expect(known(place)).toEqual({ order: floor.order, snapshot: frozen, step: steps[0], progress: running() })
    expect(known(entered(standing(), 'weigh', by(ada)))).toMatchObject({ progress: undefined })
  })

  test.each([
    ['created', createdOrder(), 'release-and-start', 'created'],
    ['released', order({ status: 'released' }), 'start', 'released'],
    ['paused', order({ status: 'paused' }), 'no-work', 'held'],
    ['completed', order({ status: 'completed' }), 'no-work', 'completed'],
    ['aborted', order({ status: 'aborted' }), 'no-work', 'aborted'],
  ] as const)('is refused if the order is %s, and says what to do', (_, of, cure, status) => {
    expect(against(standing({ order: of }))).toEqual([
      because(`order-wrong-status/${cure}`, { orderId: 'O-1', status, needed: ['running'] }, 'order:O-1'),
    ])
  })

  test('needs an order with a snapshot, and may go on in any other status', () => {
    expect(entered(standing({ order: createdOrder() }), 'weigh', by(ada)).is).toBe('none')
    expect(entered(standing({ snapshot: undefined }), 'weigh', by(ada)).is).toBe('none')
    expect(entered(standing({ order: order({ status: 'completed' }) }), 'weigh', by(ada)).is).toBe('given')
  })

  test('is refused where a hold rests on the order', () => {
    expect(against(standing({ order: order({ holds: ['H-1', 'H-2'] }) }))).toEqual([
      because('order-on-hold', { orderId: 'O-1', holds: ['H-1', 'H-2'] }, 'order:O-1'),
    ])
  })

  test('needs a step of the recipe; violations of the order are added', () => {
    const noStep = because('step-unknown/in-recipe', { orderId: 'O-1', stepId: 'boil' }, 'stepId')
    expect(against(standing(), 'boil')).toEqual([noStep])
    expect(against(standing({ order: order({ holds: ['H-1'] }) }), 'boil')).toEqual([
      because('order-on-hold', { orderId: 'O-1', holds: ['H-1'] }, 'order:O-1'),
      noStep,
    ])
  })

  test('asks the person for the qualifications of the step, until the instant at which they end', () => {
    const until = (validUntil: string) =>
      standing({ person: person({ qualifications: [{ qualificationId: 'weighing', validUntil }] }) })
    expect(against(until(later(0.001)))).toEqual([])
    expect(against(until(noon))).toMatchObject([['qualification-expired', { on: noon }, 'step:weigh']])
    expect(against(standing({ person: undefined }))).toEqual([
      because(
        'person-not-qualified',
        { person: 'Ada Moreau', qualificationId: 'weighing', stepId: 'weigh' },
        'step:weigh',
      ),
    ])
  })

  test('is refused to a person who worked on the named earlier step', () => {
    const by = (...workers: string[]) =>
      standing({ order: order({ steps: { weigh: { status: 'completed', workers } } }) })
    expect(against(by('ben', 'ada'), 'mix')).toEqual([
      because('same-person/step', { person: 'Ada Moreau', stepId: 'mix', earlier: 'weigh' }, 'step:weigh'),
    ])
    expect(against(by('ben'), 'mix')).toEqual([])
    expect(against(by('ada'), 'mix', olga)).toEqual([])
    // What was skipped, or has not begun, has no workers.
    expect(against(standing({ order: order({ steps: { weigh: { status: 'skipped' } } }) }), 'mix')).toEqual([])
  })

  test('of a machine is checked for order and step, not for a person', () => {
    const unqualified = { person: undefined, order: order({ holds: ['H-1'] }) }
    expect(against(standing(unqualified), 'weigh', mixerSays)).toMatchObject([['order-on-hold', {}, 'order:O-1']])
  })

  test('that only decides about the step needs no qualification, also by its workers', () => {
    const worked = order({ steps: { weigh: { status: 'completed', workers: ['ada'] } } })
    for (const stepId of ['weigh', 'mix'])
      expect(reached({ order: worked, snapshot: frozen }, stepId).against).toEqual([])
  })

  test('gives every reason at once, the order first and the person last', () => {
    const floor = standing({ order: order({ status: 'released', holds: ['H-1'] }), person: undefined })
    expect(against(floor).map(([key]) => key)).toEqual([
      'order-wrong-status/start',
      'order-on-hold',
      'person-not-qualified',
    ])
  })
})

describe('a running step', () => {
  const at = (step?: object) =>
    runningAt(
      reached({ order: order({ steps: { ...(step && { weigh: step as RunningStep }) } }), snapshot: frozen }, 'weigh'),
    )

  test('is one that has started and is not over', () => {
    expect(at(running())).toEqual({ is: 'given', value: running(), against: [] })
    const notRunning = [because('step-not-running', { stepId: 'weigh' }, 'step:weigh')]
    expect(whyNot(at().against)).toEqual(notRunning)
    for (const status of ['completed', 'skipped']) expect(whyNot(at({ status }).against)).toEqual(notRunning)
  })

  test('is missing with a missing step, for that reason only', () => {
    expect(whyNot(runningAt(reached({ order: order(), snapshot: frozen }, 'boil')).against)).toEqual([
      because('step-unknown/in-recipe', { orderId: 'O-1', stepId: 'boil' }, 'stepId'),
    ])
  })

  test('lists its workers once each, and loses older signatures', () => {
    const before = running({ workers: ['ben'], signed: { performed: 'ben' } })
    const after = workedOn(before, ada)
    expect(after).toEqual(running({ workers: ['ben', 'ada'] }))
    expect(workedOn(after, ada)).toEqual(after)
    expect(workedOn(before, mixerSays)).toEqual(running({ workers: ['ben'] }))
  })

  test('has only people as workers, no machines', () => {
    expect(joinedBy(['ben'], ada)).toEqual(['ben', 'ada'])
    expect(joinedBy(['ben', 'ada'], ada)).toEqual(['ben', 'ada'])
    expect(joinedBy(['ben'], mixerSays)).toEqual(['ben'])
  })
})

describe('the qualifications for a step that end soon', () => {
  const day = 86_400
  const ending = (seconds: number, qualificationId = 'weighing') =>
    expiring(
      aStep('weigh', { qualifications: ['weighing', { qualificationId: 'forklift', level: 2 }] }),
      person({ qualifications: [{ qualificationId, validUntil: later(seconds) }] }),
      noon,
    ).length

  test('are those of the next thirty days, the last instant of them included', () => {
    expect(ending(30 * day)).toBe(1)
    expect(ending(30 * day + 0.001)).toBe(0)
    expect(ending(0.001)).toBe(1)
    expect(ending(0)).toBe(0)
  })

  test('are of the step, whether it asks for a level or not', () => {
    expect(ending(day, 'forklift')).toBe(1)
    expect(ending(day, 'welding')).toBe(0)
    expect(expiring(aStep('weigh', { qualifications: ['weighing'] }), undefined, noon)).toEqual([])
  })
})

const ref = 'over:0010' as const
const params = { stepId: 'weigh', lineId: '0010' }
const unmet = (policy: 'block' | 'block-unless-signed' | 'warn' | 'off') =>
  finding({ policy }, 'step-not-running/ahead', params, ref)
const found = because('step-not-running/ahead', params, ref)

describe('a rule that is not met', () => {
  test('is a finding with the policy of its item, and none if the policy is off', () => {
    expect(
      finding({ policy: 'warn', deviationOnOverride: false }, 'step-not-running/ahead', params, ref),
    ).toMatchObject({
      policy: 'warn',
      deviationOnOverride: false,
      violation: { code: 'step-not-running', variant: 'ahead', params, ref },
    })
    expect(unmet('off')).toBeUndefined()
  })

  const passed = { warned: [found], refused: [], overridable: false }
  const settled = (
    policy: Parameters<typeof unmet>[0],
    { reason, who = ada, overrides }: { reason?: string; who?: typeof ada; overrides?: BoundOrder['overrides'] } = {},
  ) => {
    const { value, against } = applyPolicies([unmet(policy)], overrides ? { overrides } : {}, 'weigh', who, reason)
    return { warned: whyNot(value), refused: whyNot(against), overridable: against.some((it) => it.overridable) }
  }
  const override = (by: string, code = 'step-not-running', key = 'weigh/over:0010') => ({
    overrides: { [key]: { by, code } },
  })

  test('blocks, in spite of a reason or signature', () => {
    expect(settled('block', { reason: 'In a hurry', ...override('olga') })).toEqual({
      ...passed,
      warned: [],
      refused: [found],
    })
  })

  test('is a warning with a reason; without one, the reason is missing', () => {
    expect(settled('warn', { reason: 'In a hurry' })).toEqual(passed)
    expect(settled('warn')).toEqual({
      warned: [],
      refused: [because('reason-missing/warning', { because: unmet('warn')?.violation }, ref)],
      overridable: false,
    })
  })

  test('is a warning where a machine acts, which gives no reasons', () => {
    expect(settled('warn', { who: mixerSays })).toEqual(passed)
  })

  test('may be overridden by another person, and says so', () => {
    expect(settled('block-unless-signed', { reason: 'In a hurry' })).toEqual({
      warned: [],
      refused: [found],
      overridable: true,
    })
    expect(settled('block-unless-signed', override('olga'))).toEqual(passed)
  })

  test('is not passed by the person who signed the override', () => {
    expect(settled('block-unless-signed', override('ada'))).toEqual({
      warned: [],
      refused: [
        because(
          'same-person/override',
          { person: 'Ada Moreau', because: unmet('block-unless-signed')?.violation },
          ref,
        ),
      ],
      overridable: false,
    })
  })

  test('is not passed by an override for another reason, step or item', () => {
    for (const other of [
      override('olga', 'line-incomplete'),
      override('olga', 'step-not-running', 'mix/over:0010'),
      override('olga', 'step-not-running', 'weigh/over:0020'),
    ])
      expect(settled('block-unless-signed', other)).toEqual({ warned: [], refused: [found], overridable: true })
  })

  test('is either a warning or a violation, never both, none or out of order', () => {
    const policy = fc.constantFrom('block', 'block-unless-signed', 'warn', 'off' as const)
    const rule = fc.record({
      policy,
      line: fc.integer({ min: 0, max: 99 }),
      signer: fc.constantFrom(undefined, 'olga', 'ada'),
    })
    fc.assert(
      fc.property(
        fc.uniqueArray(rule, { selector: ({ line }) => line }),
        fc.option(fc.constant('In a hurry'), { nil: undefined }),
        (rules, reason) => {
          const refOf = (line: number) => `over:${line}` as const
          const overrides = Object.fromEntries(
            rules.flatMap(({ line, signer }) =>
              signer ? [[overrideKey('weigh', refOf(line)), { by: signer, code: 'step-not-running' }]] : [],
            ),
          )
          const findings = rules.map((it) => finding(it, 'step-not-running/ahead', params, refOf(it.line)))
          const { value, against } = applyPolicies(findings, { overrides }, 'weigh', ada, reason)
          const passes = ({ policy, signer }: (typeof rules)[number]) =>
            policy === 'warn' ? reason !== undefined : policy === 'block-unless-signed' && signer === 'olga'
          const enforced = rules.filter((it) => it.policy !== 'off')
          expect(value.map((it) => it.ref)).toEqual(enforced.filter(passes).map(({ line }) => refOf(line)))
          expect(against.map((it) => it.ref)).toEqual(
            enforced.filter((it) => !passes(it)).map(({ line }) => refOf(line)),
          )
        },
      ),
    )
  })
})

describe('the overrides of an order', () => {
  const overrides = {
    'weigh/over:0010': { by: 'olga', code: 'line-over-tolerance' },
    'weigh/expiry:SUC-1/DRUM-1': { by: 'olga', code: 'lot-expired' },
    'weigh/something else': { by: 'olga', code: 'lot-expired' },
    'weigh-2/over:0010': { by: 'olga', code: 'line-over-tolerance' },
  }
  const left = (...[stepId, isOver]: [string, Parameters<typeof withoutOverrides>[2]?]) =>
    Object.keys(withoutOverrides({ overrides }, stepId, isOver).overrides ?? {})

  test('end with their step, not with another whose id begins alike', () => {
    expect(left('weigh')).toEqual(['weigh-2/over:0010'])
    expect(left('mix')).toEqual(Object.keys(overrides))
  })

  test('end one by one; those without a rule stay', () => {
    expect(left('weigh', ({ rule, of }) => rule === 'over' && of === '0010')).toEqual([
      'weigh/expiry:SUC-1/DRUM-1',
      'weigh/something else',
      'weigh-2/over:0010',
    ])
    expect(left('weigh', () => true)).toEqual(['weigh/something else', 'weigh-2/over:0010'])
  })

  test('are absent if there were none', () => {
    expect(withoutOverrides({}, 'weigh')).toEqual({})
  })
})

test('a fact tells the reason and the warnings that there were, and of nothing else', () => {
  const warning = unmet('warn')?.violation
  expect(spokenOf([], undefined)).toEqual({})
  expect(spokenOf(warning ? [warning] : [], 'In a hurry')).toEqual({ reason: 'In a hurry', warnings: [warning] })
})
