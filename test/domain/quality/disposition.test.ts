import { describe, expect, test } from 'vitest'
import { deviationStatuses } from '../../../events/names.ts'
import { dispositions } from '../../../events/quality.ts'
import { orderOnHold } from '../../../shared/domain/on-hold.ts'
import { closeDeviation, dispositionDeviation, takesAnew } from '../../../shared/domain/quality/disposition.ts'
import { reasons } from '../../../shared/domain/refusal.ts'
import * as given from '../../support/given.ts'
import { aDeviation, announced, kinds, later, order, running, signed, unsigned, whyNot } from '../../support/given.ts'

const decision = { disposition: 'use-as-is', reason: 'It does no harm', capaRequired: false } as const
const wrongStatus = (status: string, ...needed: string[]) => [
  'deviation-wrong-status',
  { deviationId: 'dev-1', status, needed },
  'deviation:dev-1',
]

describe('deciding about a deviation', () => {
  const classified = aDeviation({ status: 'classified', severity: 'major' })

  test('keeps the decision, who signed it, and uses the sign-in up', () => {
    expect(dispositionDeviation(classified, { ...decision, capaRequired: true }, signed())).toMatchObject({
      fact: {
        type: 'andon.deviation.dispositioned.v1',
        data: { deviationId: 'dev-1', disposition: 'use-as-is', reason: 'It does no harm', capaRequired: true },
      },
      changes: [
        {
          kind: 'deviation',
          value: { status: 'dispositioned', disposition: 'use-as-is', capaRequired: true, decidedBy: 'quinn' },
        },
      ],
      signatures: [{ personId: 'quinn' }],
      spent: ['token-1'],
    })
    expect(dispositionDeviation(classified, decision, signed())).not.toHaveProperty('fact.about')
  })

  test.each(deviationStatuses)(
    'is possible once it is classified, and a critical one once it is investigated: %s',
    (status) => {
      const of = (severity: 'minor' | 'major' | 'critical') =>
        whyNot(dispositionDeviation(aDeviation({ status, severity }), decision, signed()))
      const minor = ['classified', 'investigated'].includes(status)
        ? []
        : [wrongStatus(status, 'classified', 'investigated')]
      expect(of('minor')).toEqual(minor)
      expect(of('major')).toEqual(minor)
      expect(of('critical')).toEqual(status === 'investigated' ? [] : [wrongStatus(status, 'investigated')])
    },
  )

  const about = (type: string, id: string) => aDeviation({ ...classified, subject: { type, id } as never })

  test.each(['order', 'lot', 'sublot', 'unit'])(
    'can do anything but rework with stock, and with an order: %s',
    (type) => {
      for (const disposition of dispositions.filter((it) => it !== 'rework'))
        expect(whyNot(dispositionDeviation(about(type, 'X-1'), { ...decision, disposition }, signed()))).toEqual([])
    },
  )

  describe('for a rework', () => {
    const rework = { ...decision, disposition: 'rework' } as const
    const nothing = { violations: [], changes: [] }
    const breach = { orderId: 'O-1', stepId: 'mix', parameterId: 'temperature', value: '61.5' }

    test.each([
      ['lot', 'LOT-1', {}],
      ['sublot', 'LOT-1@BAG-1', {}],
      ['lot', 'LOT-1', { orderId: 'O-1' }],
      ['unit', 'PUMP@P-1', {}],
    ])('is refused for stock, on which no step works, whatever it names: %s %s', (type, id, more) => {
      const because = [['disposition-unfit/stock-reworked', { type, id }, 'disposition']]
      const deviation = { ...about(type, id), ...more } as ReturnType<typeof about>
      expect(whyNot(dispositionDeviation(deviation, rework, signed()))).toEqual(because)
      const named = { ...nothing, violations: reasons(orderOnHold(order({ holds: ['H-1'] }))) }
      expect(whyNot(dispositionDeviation(deviation, rework, signed(), named))).toEqual(because)
    })

    test('is refused for an order or one of its units if it names no work', () => {
      const onOrder = { ...about('order', 'O-1'), orderId: 'O-1' } as ReturnType<typeof about>
      expect(whyNot(dispositionDeviation(onOrder, rework, signed()))).toEqual([
        ['disposition-unfit/order-reworked', { orderId: 'O-1' }, 'rework'],
      ])
      const onUnit = { ...about('unit', 'PUMP@P-1'), orderId: 'O-1' } as ReturnType<typeof about>
      expect(whyNot(dispositionDeviation(onUnit, rework, signed()))).toEqual([
        ['disposition-unfit/unit-reworked', { materialId: 'PUMP', serial: 'P-1' }, 'rework'],
      ])
      expect(whyNot(dispositionDeviation(onOrder, rework, signed(), nothing))).toEqual([])
      expect(whyNot(dispositionDeviation(onUnit, rework, signed(), nothing))).toEqual([])
    })

    test('names no work where the step still takes the result anew', () => {
      const onOrder = aDeviation({ ...classified, subject: { type: 'order', id: 'O-1' }, orderId: 'O-1', breach })
      const at = (steps: object) => takesAnew(onOrder, order({ steps } as never), undefined)
      expect(at({ mix: running() })).toBe(true)
      expect(at({ mix: { status: 'completed' } })).toBe(false)
      expect(whyNot(dispositionDeviation(onOrder, rework, signed(), undefined, true))).toEqual([])
      expect(whyNot(dispositionDeviation(onOrder, rework, signed(), undefined, false))).toHaveLength(1)
      const onUnit = aDeviation({ ...onOrder, breach: { ...breach, serial: 'P-1' } })
      const been = (left?: 'finished') =>
        takesAnew(
          onUnit,
          order({ steps: { mix: running() } }),
          announced({ steps: { mix: { results: {}, ...(left && { left }) } } }),
        )
      expect([been(), been('finished')]).toEqual([true, false])
    })
  })

  test.each(['equipment', 'recipe', 'material'])('takes what is no stock out of use by no disposition: %s', (type) => {
    for (const disposition of dispositions)
      expect(whyNot(dispositionDeviation(about(type, 'X-1'), { ...decision, disposition }, signed()))).toEqual(
        disposition === 'use-as-is' || (disposition === 'rework' && type !== 'material')
          ? []
          : [
              type === 'material'
                ? ['disposition-unfit/material', { materialId: 'X-1', disposition }, 'disposition']
                : ['disposition-unfit/no-stock', { type, id: 'X-1', disposition }, 'disposition'],
            ],
      )
  })

  test('is refused with everything that is wrong, that of the rework among it', () => {
    const reworked = { violations: reasons(orderOnHold(order({ holds: ['H-1'] }))), changes: [] }
    expect(
      whyNot(
        dispositionDeviation(
          aDeviation({ subject: { type: 'recipe', id: 'SYRUP@1' } }),
          { ...decision, disposition: 'scrap' },
          unsigned,
          reworked,
        ),
      ).map(([key]) => key),
    ).toEqual([
      'deviation-wrong-status',
      'disposition-unfit/no-stock',
      'disposition-unfit/nothing-reworked',
      'order-on-hold',
      'signature-missing',
    ])
  })

  test('for a rework changes the order too, and is told of it', () => {
    const told = { orderId: 'O-1', branchId: 'rework-1', recipeId: 'THIN', version: '3', stepIds: ['rework-1.mix'] }
    const reworked = { violations: [], told, changes: [{ change: 'save', kind: 'order', id: 'O-1', value: order() }] }
    const onOrder = { ...classified, subject: { type: 'order', id: 'O-1' } } as typeof classified
    const done = dispositionDeviation(onOrder, { ...decision, disposition: 'rework' }, signed(), reworked as never)
    expect(done).toMatchObject({ fact: { data: { rework: told }, about: { type: 'order', id: 'O-1' } } })
    expect(kinds(done)).toEqual(['order', 'deviation'])
  })
})

describe('closing a deviation', () => {
  const at = given.by(given.quinn, later(60))
  const breach = { orderId: 'O-1', stepId: 'mix', parameterId: 'temperature', value: '61.5' }
  const inOrder = aDeviation({ status: 'dispositioned', orderId: 'O-1', breach })
  const broken = order({
    steps: { mix: running({ results: { temperature: false, density: false } }) },
    deviations: { 'dev-1': 'open', 'dev-2': 'open' },
    breaches: { 'mix/temperature': 'dev-1', 'mix/density': 'dev-2' },
  })

  test.each(deviationStatuses)('is possible once it is decided: %s', (status) => {
    expect(whyNot(closeDeviation(aDeviation({ status }), undefined, [], 'Applied', at))).toEqual(
      status === 'dispositioned' ? [] : [wrongStatus(status, 'dispositioned')],
    )
  })

  test('is refused while a hold of it rests on something, with each of them', () => {
    expect(whyNot(closeDeviation(aDeviation(), broken, ['H-1', 'H-2'], 'Applied', at))).toEqual([
      wrongStatus('open', 'dispositioned'),
      ['hold-open/deviation', { holdId: 'H-1' }, 'hold:H-1'],
      ['hold-open/deviation', { holdId: 'H-2' }, 'hold:H-2'],
    ])
  })

  test.each([
    ['use-as-is', true],
    ['rework', false],
    ['scrap', false],
  ] as const)('after %s counts the result as good: %s, and leaves the other deviations alone', (disposition, good) => {
    expect(closeDeviation({ ...inOrder, disposition }, broken, [], 'Applied', at)).toEqual({
      outcome: 'accepted',
      fact: {
        type: 'andon.deviation.closed.v1',
        data: { deviationId: 'dev-1', disposition, reason: 'Applied' },
        about: { type: 'order', id: 'O-1' },
      },
      changes: [
        {
          change: 'save',
          kind: 'deviation',
          id: 'dev-1',
          value: { ...inOrder, disposition, status: 'closed', closedAt: later(60) },
        },
        {
          change: 'save',
          kind: 'order',
          id: 'O-1',
          value: {
            ...broken,
            deviations: { 'dev-1': 'closed', 'dev-2': 'open' },
            breaches: { 'mix/density': 'dev-2' },
            steps: { mix: running({ results: { temperature: good, density: false } }) },
          },
        },
      ],
    })
  })

  test('leaves a step as it is that is over, and one of a deviation without a broken limit', () => {
    const over = order({ ...broken, steps: { mix: { status: 'completed' } } })
    const used = { ...inOrder, disposition: 'use-as-is' } as const
    expect(given.saved(closeDeviation(used, over, [], 'Applied', at), 'order')).toHaveProperty('steps', over.steps)
    const { breach: _none, ...reported } = used
    expect(given.saved(closeDeviation(reported, broken, [], 'Applied', at), 'order')).toHaveProperty(
      'steps',
      broken.steps,
    )
  })

  test('accepts the result of a unit, unless the unit has left that order for a repair', () => {
    const used = aDeviation({
      status: 'dispositioned',
      orderId: 'O-1',
      breach: { ...breach, serial: 'S-1' },
      disposition: 'use-as-is',
    })
    const unit = (orderId: string) => given.announced({ orderId, steps: { mix: { results: { temperature: false } } } })
    const closed = (orderId: string) => closeDeviation(used, broken, [], 'Applied', at, unit(orderId))
    expect(given.saved(closed('O-1'), 'serial').steps).toEqual({ mix: { results: { temperature: true } } })
    expect(given.allSaved(closed('O-2'), 'serial')).toEqual([])
  })

  test('of no order changes nothing but itself', () => {
    const decided = aDeviation({ status: 'dispositioned' })
    expect(kinds(closeDeviation(decided, undefined, [], 'Applied', at))).toEqual(['deviation'])
    expect(kinds(closeDeviation(decided, given.createdOrder(), [], 'Applied', at))).toEqual(['deviation'])
    expect(closeDeviation(decided, undefined, [], 'Applied', at)).not.toHaveProperty('fact.about')
  })
})
