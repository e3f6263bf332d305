import { describe, expect, test } from 'vitest'
import { parameterId } from '../../../events/identifiers.ts'
import { completeStep as completeBody, recordResult as resultBody } from '../../../events/order.ts'
import { calculationsOf, ownInputs } from '../../../shared/domain/execution/calculation.ts'
import { judgeResult } from '../../../shared/domain/execution/result.ts'
import { recordResult } from '../../../shared/domain/execution/result-recording.ts'
import { completeStep } from '../../../shared/domain/execution/step-completion.ts'
import type { BoundOrder } from '../../../shared/domain/orders/order.ts'
import { noAlerts } from '../../../shared/domain/quality/alerts.ts'
import {
  accepted,
  ada,
  aStep,
  by,
  codes,
  litres,
  mixerSays,
  noon,
  order,
  person,
  running,
  saved,
  snapshot,
} from '../../support/given.ts'

const ids = { deviationId: 'dev-1', holdId: 'hold-1', alerts: noAlerts } as Parameters<typeof recordResult>[2]

const ph = (more: object = {}) =>
  aStep('ph', {
    parameters: ['ph-1', 'ph-2', 'ph-3'].map((parameterId) => ({
      parameterId,
      unit: '[pH]',
      low: '4.8',
      high: '5.2',
      source: 'operator' as const,
    })),
    calculations: [
      {
        calculationId: 'ph-mean',
        expression: 'mean(ph-1, ph-2, ph-3)',
        unit: '[pH]',
        low: '4.9',
        high: '5.1',
        ...more,
      },
    ],
  })
const brix = aStep('brix', { parameters: [{ parameterId: 'brix', unit: '%', source: 'operator' }] })
const fill = (more: object = {}) =>
  aStep('fill', {
    after: ['brix'],
    parameters: [{ parameterId: 'filled', unit: 'L', source: 'operator' }],
    calculations: [
      {
        calculationId: 'yield',
        expression: "filled * brix.brix / 66 '%'",
        unit: 'L',
        low: '970',
        high: '1010',
        decimals: 1,
        ...more,
      },
    ],
  })

const floorOf = (steps: ReturnType<typeof aStep>[], found: BoundOrder) => ({
  order: found,
  snapshot: snapshot({ steps }),
  person: person(),
})
const begun = (stepId: string, more: object = {}) =>
  order({ quantity: litres('1000'), steps: { [stepId]: running() }, ...more })
const record = (steps: ReturnType<typeof aStep>[], found: BoundOrder, body: object) =>
  recordResult(floorOf(steps, found), resultBody.parse({ stepId: steps.at(-1)?.stepId, ...body }), ids, by(ada))
const complete = (steps: ReturnType<typeof aStep>[], found: BoundOrder, body: object = {}, trends: [] = []) =>
  completeStep(
    { ...floorOf(steps, found), trends },
    undefined,
    steps.at(-1)?.stepId ?? '',
    completeBody.parse(body),
    by(ada),
  )
const all = (steps: ReturnType<typeof aStep>[], found: BoundOrder, values: Readonly<Record<string, string>>) =>
  Object.entries(values).reduce(
    (before, [parameterId, value]) => saved(record(steps, before, { parameterId, value }), 'order') as BoundOrder,
    found,
  )

describe('a value in another unit than the one of its parameter', () => {
  const filled = aStep('fill', {
    parameters: [{ parameterId: 'filled', unit: '[gal_us]', source: 'operator' }],
    calculations: [{ calculationId: 'part', expression: 'filled / quantity', unit: '%' }],
  })

  test('is computed with as it was told: 3,700 L of 3,700 L are all of it', () => {
    const found = order({ quantity: litres('3700'), steps: { fill: running() } })
    const { fact } = accepted(record([filled], found, { parameterId: 'filled', value: '3700', unit: 'L' }))
    expect(fact.data).toMatchObject({ value: '977.436593725149' })
    const now = saved(record([filled], found, { parameterId: 'filled', value: '3700', unit: 'L' }), 'order')
    const { fact: end } = accepted(complete([filled], now as BoundOrder))
    expect(end.data).toMatchObject({ calculated: [{ inputs: [{ value: '3700', unit: 'L' }, {}], value: '100' }] })
    expect(JSON.stringify(end.data)).not.toContain('exact')
  })
})

describe('a mean of three results', () => {
  test('is computed with the last of them, in the same commit', () => {
    const two = all([ph()], begun('ph'), { 'ph-1': '5.0', 'ph-2': '5.1' })
    expect(two.steps.ph).toMatchObject({ results: { 'ph-1': true, 'ph-2': true } })
    expect(accepted(record([ph()], two, { parameterId: 'ph-3', value: '5.1' })).fact.data).toMatchObject({
      parameterId: 'ph-3',
      calculated: [
        {
          calculationId: 'ph-mean',
          expression: 'mean(ph-1, ph-2, ph-3)',
          inputs: [
            { name: 'ph-1', value: '5.0', unit: '[pH]' },
            { name: 'ph-2', value: '5.1', unit: '[pH]' },
            { name: 'ph-3', value: '5.1', unit: '[pH]' },
          ],
          value: '5.066666666667',
          exact: '76/15',
          unit: '[pH]',
          low: '4.9',
          high: '5.1',
          inSpec: true,
        },
      ],
    })
  })

  test('is computed anew when one of them is measured again', () => {
    const three = all([ph()], begun('ph'), { 'ph-1': '5.0', 'ph-2': '5.0', 'ph-3': '5.0' })
    const { fact } = accepted(record([ph()], three, { parameterId: 'ph-1', value: '4.9' }))
    expect(fact.data).toMatchObject({ calculated: [{ value: '4.966666666667', inSpec: true }] })
  })

  test('outside its limits stops the order, though each result is within its own', () => {
    const two = all([ph()], begun('ph'), { 'ph-1': '5.2', 'ph-2': '5.2' })
    const decision = accepted(record([ph()], two, { parameterId: 'ph-3', value: '5.1' }))
    expect(decision.fact).toMatchObject({
      type: 'andon.deviation.opened.v1',
      data: {
        breach: {
          parameterId: 'ph-mean',
          value: '5.166666666667',
          low: '4.9',
          high: '5.1',
          cause: { parameterId: 'ph-3', value: '5.1', unit: '[pH]' },
          calculated: [{ calculationId: 'ph-mean', inSpec: false }],
        },
      },
    })
    expect(saved(decision, 'order')).toMatchObject({
      holds: ['hold-1'],
      breaches: { 'ph/ph-mean': 'dev-1' },
      steps: { ph: { results: { 'ph-3': true, 'ph-mean': false } } },
    })
  })

  test('leaves the deviation to a result that is outside itself', () => {
    const two = all([ph()], begun('ph'), { 'ph-1': '5.2', 'ph-2': '5.2' })
    expect(accepted(record([ph()], two, { parameterId: 'ph-3', value: '5.9' })).fact.data).toMatchObject({
      breach: { parameterId: 'ph-3', calculated: [{ calculationId: 'ph-mean', inSpec: false }] },
    })
  })

  test('needs a reason if the recipe warns', () => {
    const two = all([ph({ policy: 'warn' })], begun('ph'), { 'ph-1': '5.2', 'ph-2': '5.2' })
    const last = { parameterId: 'ph-3', value: '5.2' }
    expect(codes(record([ph({ policy: 'warn' })], two, last))).toEqual(['reason-missing'])
    const warned = accepted(record([ph({ policy: 'warn' })], two, { ...last, reason: 'Buffer lot 7' }))
    expect(warned.fact).toMatchObject({
      type: 'andon.result.recorded.v1',
      data: { inSpec: true, reason: 'Buffer lot 7', warnings: [{ code: 'parameter-out-of-limits' }] },
    })
    expect(complete([ph({ policy: 'warn' })], saved(warned, 'order') as BoundOrder).outcome).toBe('accepted')
  })

  test('is overridden like a parameter, until it is computed anew', () => {
    const steps = [ph({ policy: 'block-unless-signed' })]
    const three = all(steps, begun('ph'), { 'ph-1': '5.2', 'ph-2': '5.2', 'ph-3': '5.2' })
    expect(complete(steps, three)).toMatchObject({
      violations: [
        {
          code: 'parameter-out-of-limits',
          ref: 'parameter:ph-mean',
          params: { item: 'ph-mean', result: { value: '5.2', unit: '[pH]' } },
        },
      ],
    })
    const overrides = { 'ph/parameter:ph-mean': { by: 'quinn', code: 'parameter-out-of-limits' } }
    expect(complete(steps, { ...three, overrides }).outcome).toBe('accepted')
    expect(all(steps, { ...three, overrides }, { 'ph-1': '5.2' }).overrides).toEqual({})
  })

  test('is missing at the completion while an input is', () => {
    const two = all([ph()], begun('ph'), { 'ph-1': '5.0', 'ph-2': '5.0' })
    expect(complete([ph()], two)).toMatchObject({
      violations: [
        { code: 'parameter-missing', ref: 'parameter:ph-3' },
        { code: 'parameter-missing', ref: 'parameter:ph-mean', params: { missing: ['ph-3'] } },
      ],
    })
  })
})

describe('a result of a step before', () => {
  const steps = [brix, fill()]
  const measured = () => saved(complete([brix], all([brix], begun('brix'), { brix: '66.2' })), 'order')

  test('is kept if a later step computes with it', () => {
    const withBrix = recordResult(
      floorOf(steps, begun('brix')),
      resultBody.parse({ stepId: 'brix', parameterId: 'brix', value: '66.2' }),
      ids,
      by(ada),
    )
    const done = completeStep(
      { ...floorOf(steps, saved(withBrix, 'order') as BoundOrder), trends: [] },
      undefined,
      'brix',
      completeBody.parse({}),
      by(ada),
    )
    expect(saved(done, 'order')).toMatchObject({
      steps: { brix: { status: 'completed', computedFrom: { brix: { value: '66.2', unit: '%' } } } },
    })
    const next = saved(done, 'order') as BoundOrder
    const filling = { ...next, steps: { ...next.steps, fill: running() } }
    const { fact } = accepted(record(steps, filling, { parameterId: 'filled', value: '990' }))
    expect(fact.data).toMatchObject({
      calculated: [
        {
          inputs: [
            { name: 'filled', value: '990', unit: 'L' },
            { name: 'brix.brix', value: '66.2', unit: '%' },
          ],
          value: '993',
          inSpec: true,
        },
      ],
    })
  })

  test('is not kept if no step computes with it', () => {
    expect(measured()).toMatchObject({
      steps: { brix: expect.not.objectContaining({ computedFrom: expect.anything() }) },
    })
  })

  test('that was skipped leaves the calculation without a value, which only limits make necessary', () => {
    const skipped = begun('fill', { steps: { brix: { status: 'skipped' }, fill: running() } })
    const filled = all(steps, skipped, { filled: '990' })
    expect(complete(steps, filled)).toMatchObject({
      violations: [{ code: 'parameter-missing', params: { item: 'yield', missing: ['brix.brix'] } }],
    })
    const free = [brix, fill({ low: undefined, high: undefined })]
    expect(complete(free, all(free, skipped, { filled: '990' })).outcome).toBe('accepted')
  })
})

test('a calculation that divides by zero has no value, and the step says so at its completion', () => {
  const step = aStep('ratio', {
    parameters: ['a', 'b'].map((parameterId) => ({ parameterId, unit: 'kg' as const, source: 'operator' as const })),
    calculations: [{ calculationId: 'r', expression: 'a / b', unit: '1', high: '2' }],
  })
  const both = all([step], begun('ratio'), { a: '1' })
  const decision = accepted(record([step], both, { parameterId: 'b', value: '0' }))
  expect(decision.fact.data).toMatchObject({ calculated: [{ dividesByZero: true }] })
  expect(complete([step], saved(decision, 'order') as BoundOrder)).toMatchObject({
    violations: [{ code: 'parameter-missing', params: { item: 'r', expression: 'a / b' } }],
  })
  expect(complete([step], all([step], saved(decision, 'order') as BoundOrder, { b: '1' })).outcome).toBe('accepted')
})

test('a calculation about amounts is computed at the completion, which its limits stop', () => {
  const step = aStep('mix', {
    calculations: [
      { calculationId: 'share', expression: 'produced / quantity', unit: '%', low: '97', policy: 'block' },
    ],
  })
  const made = (value: string) =>
    begun('mix', {
      steps: { mix: running({ outputs: [{ use: 'produced', materialId: 'SYR', value, unit: 'L' }] }) },
    })
  expect(complete([step], made('900'))).toMatchObject({
    violations: [{ code: 'parameter-out-of-limits', params: { item: 'share', result: { value: '90', unit: '%' } } }],
  })
  expect(accepted(complete([step], made('990.5'))).fact.data).toMatchObject({
    calculated: [
      {
        calculationId: 'share',
        inputs: [
          { name: 'produced', value: '990.5', unit: 'L' },
          { name: 'quantity', value: '1000', unit: 'L' },
        ],
        value: '99.05',
        inSpec: true,
      },
    ],
  })
})

test('a value that cannot be read takes back what was computed with the one before', () => {
  const step = aStep('heat', {
    workCenter: 'MIX',
    parameters: [
      { parameterId: 't', unit: 'Cel', source: 'device', low: '60', policy: 'warn' },
      { parameterId: 'start', unit: 'Cel', source: 'operator' },
    ],
    calculations: [{ calculationId: 'rise', expression: 't - start', unit: 'K', high: '50' }],
  })
  const heated = all([step], begun('heat'), { start: '20' })
  const measured = (found: BoundOrder, value: string) =>
    judgeResult(found, step, { parameterId: parameterId.parse('t'), value, measuredAt: noon }, ids, by(mixerSays), [
      step,
    ])
  const good = saved(measured(heated, '65'), 'order') as BoundOrder
  expect(accepted(complete([step], good)).fact.data).toMatchObject({ calculated: [{ value: '45', unit: 'K' }] })
  const bad = saved(measured(good, 'probe broken'), 'order') as BoundOrder
  expect(complete([step], bad)).toMatchObject({ violations: [{ params: { missing: ['t'] } }] })
})

describe('a calculation whose numbers become long', () => {
  const product = (factors: number) => Array.from({ length: factors }, () => 'x').join(' * ')
  const big = (expression: string, more: object = {}) =>
    aStep('big', {
      parameters: [{ parameterId: 'x', unit: '1', source: 'operator' }],
      calculations: [{ calculationId: 'y', expression, unit: '1', ...more }],
    })
  const say = (step: ReturnType<typeof aStep>, value: string) =>
    accepted(
      recordResult(
        floorOf([step], begun('big')),
        resultBody.parse({ stepId: 'big', parameterId: 'x', value }),
        ids,
        by(ada),
      ),
    )

  test('has its value as far as it is kept, and else says that it is too long', () => {
    const [four, five] = [product(4), product(5)].map((it) => say(big(it), '999999999999999').fact.data)
    expect(four).toMatchObject({ calculated: [{ value: `${999999999999999n ** 4n}` }] })
    expect(five).toMatchObject({ calculated: [{ tooLong: true }] })
    expect(say(big(product(60)), '999999999999999.999999999989').fact.data).toMatchObject({
      calculated: [{ calculationId: 'y', tooLong: true }],
    })
  })

  test('is refused at the completion by name where it has limits', () => {
    const step = big(product(5), { low: '0' })
    const after = saved(say(step, '999999999999999'), 'order') as BoundOrder
    const decision = complete([step], after)
    expect(codes(decision)).toEqual(['parameter-missing'])
    expect(decision).toMatchObject({ violations: [{ variant: 'too-long', params: { item: 'y', digits: 60 } }] })
  })

  test('is read once, however often the calculations name each other', () => {
    const ids = [...'abcdefghijklmnopqrst']
    const sum = (id: string) => Array.from({ length: 120 }, () => id).join('+')
    const step = aStep('big', {
      parameters: [{ parameterId: 'x', unit: '1', source: 'operator' }],
      calculations: ids.map((id, index) => ({ calculationId: id, expression: sum(ids[index - 1] ?? 'x'), unit: '1' })),
    })
    const calculation = calculationsOf(step).at(-1)
    expect(calculation && [...ownInputs(calculation, step)].sort()).toEqual([...ids.slice(0, -1), 'x'])
  })
})
