import { describe, expect, test } from 'vitest'
import type { HoldId } from '../../../events/identifiers.ts'
import { deviationStatuses } from '../../../events/names.ts'
import { decideBatch } from '../../../shared/domain/execution/batch-decision.ts'
import { moveOrder } from '../../../shared/domain/execution/transition.ts'
import type { Order } from '../../../shared/domain/orders/order.ts'
import { noAlerts } from '../../../shared/domain/quality/alerts.ts'
import type { Held } from '../../../shared/domain/quality/holding.ts'
import * as investigation from '../../../shared/domain/quality/investigation.ts'
import {
  aDeviation,
  ada,
  announced,
  by,
  createdOrder,
  kg,
  kinds,
  later,
  lot,
  order,
  saved,
  signed,
  snapshot,
  whyNot,
} from '../../support/given.ts'

const { classifyDeviation, investigateDeviation, openDeviation, orderOf } = investigation

describe('opening a deviation', () => {
  const { deviationId, title, description, subject } = aDeviation()
  const onOrder = { type: 'order', id: 'O-1' } as const
  const holdId = 'H-1' as HoldId
  const open = (held: Held, about: typeof subject = subject, more: object = {}, maker?: Order) =>
    openDeviation(
      undefined,
      held,
      maker,
      { deviationId, holdId, subject: about, title, description, ...more },
      noAlerts,
      by(ada, later(60)),
    )

  test('on an order blocks its batch and holds it, in one commit', () => {
    const before = order({ deviations: { 'dev-0': 'closed' }, holds: ['H-0' as HoldId] })
    const told = { deviationId: 'dev-1', subject: onOrder, title, description, severity: 'minor', orderId: 'O-1' }
    expect(open({ type: 'order', value: before }, onOrder, { severity: 'minor' })).toEqual({
      outcome: 'accepted',
      fact: { type: 'andon.deviation.opened.v1', data: { ...told, holdId }, about: onOrder },
      changes: [
        {
          change: 'save',
          kind: 'deviation',
          id: 'dev-1',
          value: { ...told, status: 'open', openedAt: later(60), holds: [holdId] },
        },
        {
          change: 'save',
          kind: 'hold',
          id: holdId,
          value: {
            holdId,
            subject: onOrder,
            reason: title,
            deviationId: 'dev-1',
            status: 'active',
            placedAt: later(60),
            placedBy: 'ada',
          },
        },
        {
          change: 'save',
          kind: 'order',
          id: 'O-1',
          value: { ...before, deviations: { 'dev-0': 'closed', 'dev-1': 'open' }, holds: ['H-0', holdId] },
        },
      ],
      pointers: [{ about: { type: 'hold', id: holdId }, card: {} }],
    })
  })

  test('on anything else is of no order, and so is one on an order that has no batch yet', () => {
    const onLot = open({ type: 'lot', value: lot() })
    expect(kinds(onLot)).toEqual(['deviation', 'hold', 'hold-lot', 'alerts'])
    expect(onLot).not.toHaveProperty('fact.data.orderId')
    const onCreated = open({ type: 'order', value: createdOrder() }, onOrder)
    expect(kinds(onCreated)).toEqual(['deviation', 'hold', 'order'])
    expect(onCreated).not.toHaveProperty('fact.data.orderId')
    expect(onCreated).not.toHaveProperty('fact.data.severity')
  })

  test('on a lot that an order made is one of its batch, with which the order can complete', () => {
    const made = {
      steps: { weigh: { status: 'completed' }, mix: { status: 'completed' } },
      produced: { 'SYR-1': kg('10') },
    } as const
    const onLot = open({ type: 'lot', value: lot({ lotId: 'SYR-1' }) }, subject, {}, order(made))
    expect(kinds(onLot)).toEqual(['deviation', 'order', 'hold', 'hold-lot', 'alerts'])
    expect(onLot).toHaveProperty('fact.data.orderId', 'O-1')
    const batch = { deviations: { 'dev-1': 'open' }, lotDeviations: ['dev-1'] } as const
    expect(saved(onLot, 'order')).toMatchObject(batch)
    const complete = moveOrder(order({ ...made, ...batch }), 'complete', snapshot(), undefined, by(ada))
    expect(whyNot(complete)).toEqual([])
    const completed = order({ ...made, ...batch, status: 'completed' })
    const released = decideBatch(completed, [], 'released', undefined, signed())
    expect(whyNot(released)).toEqual([
      ['deviation-open', { deviationId: 'dev-1' }, 'deviation:dev-1'],
      ['exception-not-reviewed', { exceptionId: 'dev-1' }, 'exception:dev-1'],
    ])
  })

  test('on a unit keeps the order that makes it from completing, because its steps may rework the unit', () => {
    const unit = { type: 'unit', value: { unit: announced(), sublot: undefined }, around: [] } as const
    const onUnit = open(unit, { type: 'unit', id: 'PUMP@P-1' }, {}, order())
    expect(saved(onUnit, 'order')).toMatchObject({ deviations: { 'dev-1': 'open' } })
    expect(saved(onUnit, 'order')).not.toHaveProperty('lotDeviations')
    expect(saved(onUnit, 'deviation')).toMatchObject({ orderId: 'O-1' })
  })

  test('on a lot of a batch that is decided is not of that batch, because nobody would review it', () => {
    const onLot = open({ type: 'lot', value: lot() }, subject, {}, order({ status: 'completed', decision: 'released' }))
    expect(kinds(onLot)).toEqual(['deviation', 'hold', 'hold-lot', 'alerts'])
    expect(onLot).not.toHaveProperty('fact.data.orderId')
  })

  test('is refused on an unknown thing, and with an existing id', () => {
    expect(whyNot(open({ type: 'lot', value: undefined }))).toEqual([
      ['not-found', { type: 'lot', id: 'SUC-1' }, 'lot:SUC-1'],
    ])
    const again = openDeviation(
      aDeviation(),
      { type: 'lot', value: lot() },
      undefined,
      { deviationId, holdId, subject, title, description },
      noAlerts,
      by(ada),
    )
    expect(whyNot(again)).toEqual([['already-exists/deviation', { deviationId: 'dev-1' }, 'deviationId']])
  })
})

describe('a deviation', () => {
  test('is of the order that it names, or that it is about', () => {
    expect(orderOf(aDeviation({ orderId: 'O-2' }))).toBe('O-2')
    expect(orderOf(aDeviation({ subject: { type: 'order', id: 'O-3' } }))).toBe('O-3')
    expect(orderOf(aDeviation())).toBeUndefined()
  })

  const wrongStatus = (status: string, needed: readonly string[]) => [
    ['deviation-wrong-status', { deviationId: 'dev-1', status, needed }, 'deviation:dev-1'],
  ]

  test.each(deviationStatuses)('is classified while nothing rests on that: %s', (status) => {
    const decision = classifyDeviation(aDeviation({ status, severity: 'minor' }), 'major', 'Above the limit')
    if (status !== 'open' && status !== 'classified')
      return expect(whyNot(decision)).toEqual(wrongStatus(status, ['open', 'classified']))
    expect(decision).toMatchObject({
      fact: {
        type: 'andon.deviation.classified.v1',
        data: { deviationId: 'dev-1', severity: 'major', reason: 'Above the limit' },
      },
      changes: [{ kind: 'deviation', value: { severity: 'major', status: 'classified' } }],
    })
  })

  test.each(deviationStatuses)('is investigated once it is classified and until it is decided: %s', (status) => {
    const decision = investigateDeviation(aDeviation({ status, rootCause: 'Unknown' }), 'The valve stuck')
    if (status !== 'classified' && status !== 'investigated')
      return expect(whyNot(decision)).toEqual(wrongStatus(status, ['classified', 'investigated']))
    expect(decision).toMatchObject({
      fact: {
        type: 'andon.deviation.investigated.v1',
        data: { deviationId: 'dev-1', rootCause: 'The valve stuck' },
      },
      changes: [{ kind: 'deviation', value: { rootCause: 'The valve stuck', status: 'investigated' } }],
    })
  })
})
