import { describe, expect, test } from 'vitest'
import { incompatibilities, revised } from '../../../shared/domain/execution/revision.ts'
import { isTooLarge } from '../../../shared/domain/execution/snapshot.ts'
import type { BoundOrder } from '../../../shared/domain/orders/order.ts'
import { aStep, each, kg, later, order, running, snapshot, whyNot } from '../../support/given.ts'

const weigh = aStep('weigh', { instruction: 'Weigh it' })
const mix = aStep('mix', { after: ['weigh'] })
const before = snapshot({ steps: [weigh, mix] })
const version2 = (...steps: readonly ReturnType<typeof aStep>[]) => snapshot({ version: '2', steps })
const against = (
  after: ReturnType<typeof snapshot>,
  progress: BoundOrder['steps'] = {},
  more: object = {},
  was = before,
) => whyNot(incompatibilities(order({ steps: progress, ...more }), was, after))

describe('a snapshot that replaces another', () => {
  const because = { type: 'change', id: 'CH-1' } as const
  const mixer = aStep('mix', { equipmentClass: 'mixer', workCenter: 'W-1' })

  test('is the next revision, and the order names it, its version and where its steps run', () => {
    const after = version2(mixer)
    expect(revised(order({ workCenters: ['W-9'] }), before, after, because, later(5))).toEqual([
      {
        change: 'save',
        kind: 'order',
        id: 'O-1',
        value: order({ version: '2', revision: 1, workCenters: ['W-1'], equipmentClasses: ['mixer'] }),
      },
      { change: 'save', kind: 'snapshot', id: 'O-1', value: { ...after, revision: 1 } },
      {
        change: 'save',
        kind: 'superseded',
        id: 'O-1@0',
        value: { ...before, supersededAt: later(5), because },
      },
    ])
  })

  test('keeps each earlier one under its own revision', () => {
    const [saved, snapshotted, superseded] = revised(
      order(),
      { ...before, revision: 4 },
      version2(mixer),
      because,
      later(5),
    )
    expect([saved, snapshotted]).toMatchObject([{ value: { revision: 5 } }, { value: { revision: 5 } }])
    expect(superseded).toMatchObject({ id: 'O-1@4', value: { revision: 4 } })
  })
})

describe('the reasons against another procedure', () => {
  test('are none as long as nothing has begun', () => {
    expect(against(version2(aStep('fill')))).toEqual([])
    expect(against(version2(mix, weigh))).toEqual([])
  })

  test.each<[state: string, progress: BoundOrder['steps'][string]]>([
    ['running', running()],
    ['completed', { status: 'completed' }],
    ['skipped', { status: 'skipped' }],
  ])('is a step that is %s and says something else or is gone', (state, progress) => {
    const changed = { ...weigh, instruction: 'Weigh it twice', name: 'Weighing' }
    expect(against(version2(changed, mix), { weigh: progress })).toEqual([
      [
        'change-incompatible/step-changed',
        { stepId: 'weigh', state, version: '2', fields: ['name', 'instruction'] },
        'step:weigh',
      ],
    ])
    expect(against(version2(mix), { weigh: progress })).toEqual([
      ['change-incompatible/step-gone', { stepId: 'weigh', state, version: '2' }, 'step:weigh'],
    ])
    expect(against(version2(weigh, aStep('mix', { after: ['weigh'], name: 'Blend' })), { weigh: progress })).toEqual([])
  })

  test('include a changed step with pre-issues', () => {
    const preIssued = { weigh: { consumed: { '0010': '1' }, workers: ['ada'] } }
    expect(against(version2({ ...weigh, name: 'Weighing' }, mix), {}, { preIssued })).toEqual([
      [
        'change-incompatible/step-changed',
        { stepId: 'weigh', state: 'pre-issued', version: '2', fields: ['name'] },
        'step:weigh',
      ],
    ])
  })

  describe('the reason of a future step that refers to a completed one', () => {
    const hour = { value: '1', unit: 'h' } as const
    const timed = aStep('mix', { timers: [{ timerId: 'rest', rule: 'at-least', duration: hour, from: 'weigh' }] })
    const apart = aStep('mix', { notBySamePersonAs: ['weigh'] })
    const unkept = (variant: string) => [
      [`change-incompatible/${variant}`, { stepId: 'mix', earlier: 'weigh' }, 'step:mix'],
    ]

    test('is that its end was not kept', () => {
      expect(against(version2(weigh, timed), { weigh: { status: 'completed' } })).toEqual(unkept('end-not-kept'))
      expect(against(version2(weigh, timed), { weigh: { status: 'completed', completedAt: later(1) } })).toEqual([])
    })

    test('is that who worked on it was not kept', () => {
      expect(against(version2(weigh, apart), { weigh: { status: 'completed' } })).toEqual(unkept('workers-not-kept'))
      expect(against(version2(weigh, apart), { weigh: { status: 'completed', workers: [] } })).toEqual([])
    })

    test('is that the containers which it charges were not kept', () => {
      const charging = aStep('mix', { equipmentClass: 'mixer', charges: [{ from: 'weigh' }] })
      const kept = { startedAt: later(1), consumed: {}, workers: [] }
      expect(against(version2(weigh, charging), { weigh: { status: 'completed' } })).toEqual(
        unkept('containers-not-kept'),
      )
      expect(against(version2(weigh, charging), { weigh: running({ consumed: { '0010': '1' } }) })).toEqual(
        unkept('containers-not-kept'),
      )
      expect(against(version2(weigh, charging), { weigh: running() })).toEqual([])
      expect(against(version2(weigh, charging), { weigh: { status: 'completed', dispensed: kept } })).toEqual([])
    })

    test('is nothing where that one still runs or was skipped: it will keep what is asked', () => {
      for (const progress of [running(), { status: 'skipped' }] as const) {
        expect(against(version2(weigh, timed), { weigh: progress })).toEqual([])
        expect(against(version2(weigh, apart), { weigh: progress })).toEqual([])
      }
    })

    test('is nothing where it runs already itself', () => {
      const begun = { weigh: { status: 'completed' }, mix: running() } as const
      expect(against(version2(weigh, timed), begun, {}, snapshot({ steps: [weigh, timed] }))).toEqual([])
    })
  })

  describe('the reason if units are made', () => {
    const part = (more: object = {}) => ({
      lineId: '0010',
      materialId: 'SEAL',
      quantity: each('10'),
      perUnit: { quantity: each('1') },
      ...more,
    })
    const fitting = (...materials: ReturnType<typeof part>[]) => aStep('fitting', { materials })
    const made = { produced: { 'PUMP-1': each('2') } }
    const was = snapshot({ steps: [fitting(part())] })
    const lines = (lineId: string) => ['change-incompatible/made-units', { version: '2', lineId }, 'step:fitting']

    test('is each line whose component is changed, removed or added', () => {
      const two = { perUnit: { quantity: each('2') } }
      expect(against(version2(fitting(part(two))), {}, made, was)).toEqual([lines('0010')])
      expect(against(version2(fitting(part({ materialId: 'RING' }))), {}, made, was)).toEqual([lines('0010')])
      expect(against(version2(fitting(part({ lineId: '0020' }))), {}, made, was)).toEqual([
        lines('0010'),
        lines('0020'),
      ])
    })

    test('is none if the components are the same, or no product is made', () => {
      expect(against(version2(fitting(part({ quantity: each('20') }))), {}, made, was)).toEqual([])
      const beside = { produced: { 'CHIP-1': { ...kg('1'), materialId: 'CHIPS' } } }
      expect(against(version2(fitting()), {}, beside, was)).toEqual([])
      expect(against(version2(fitting()), {}, {}, was)).toEqual([])
    })
  })

  test('include two steps with one id, once', () => {
    expect(against(version2(weigh, mix, mix, mix))).toEqual([
      ['change-incompatible/two-steps', { stepId: 'mix' }, 'step:mix'],
    ])
  })

  test('are given all at once', () => {
    const apart = aStep('fill', { notBySamePersonAs: ['weigh'] })
    expect(
      against(version2({ ...weigh, name: 'Weighing' }, apart, apart), {
        weigh: { status: 'completed' },
        mix: running(),
      }).map(([key]) => key),
    ).toEqual([
      'change-incompatible/step-changed',
      'change-incompatible/step-gone',
      'change-incompatible/workers-not-kept',
      'change-incompatible/workers-not-kept',
      'change-incompatible/two-steps',
    ])
  })
})

describe('a snapshot that is too large to keep', () => {
  /** A snapshot whose JSON has so many bytes. */
  const ofBytes = (bytes: number, letter = 'x') => {
    const empty = new TextEncoder().encode(JSON.stringify(snapshot({ version: '', steps: [] }))).length
    return snapshot({ version: letter.repeat((bytes - empty) / new TextEncoder().encode(letter).length), steps: [] })
  }

  test('has more than 400,000 bytes, whatever its characters take', () => {
    expect(isTooLarge(ofBytes(400_000))).toBe(false)
    expect(isTooLarge(ofBytes(400_001))).toBe(true)
    expect(isTooLarge(ofBytes(400_200, 'é'))).toBe(true)
  })

  test('is a reason against itself', () => {
    expect(against(ofBytes(400_001))).toEqual([['change-incompatible/too-large', { orderId: 'O-1' }, 'order:O-1']])
    expect(against(ofBytes(400_000))).toEqual([])
  })
})
