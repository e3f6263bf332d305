import { describe, expect, test } from 'vitest'
import type { PlaceCall } from '../../../events/call.ts'
import type { CallId, EquipmentId, OrderId, StepId } from '../../../events/identifiers.ts'
import type { Decision } from '../../../shared/domain/decision.ts'
import { answerCall, type Cord, endCall, placeCall } from '../../../shared/domain/equipment/calls.ts'
import type { Machine } from '../../../shared/domain/equipment/machine.ts'
import {
  aCall,
  ada,
  anAnsweredCall,
  by,
  caller,
  codes,
  createdOrder,
  erik,
  later,
  machine,
  mixer,
  olga,
  order,
  running,
  snapshot,
} from '../../support/given.ts'
import { inWords } from '../../support/words.ts'

const ben = caller('ben', 'Ben Okafor', 'operator')
const pulled = { callId: 'call.1' as CallId, kind: 'maintenance' } as const

const placing = (asked: PlaceCall, cord: Partial<Cord> = {}) =>
  placeCall(
    { equipment: mixer(), machine: machine(), same: undefined, order: undefined, snapshot: undefined, ...cord },
    'call.9' as CallId,
    asked,
    by(ben, later(30)),
  )
const saved = (decision: Decision) =>
  decision.outcome === 'accepted' ? decision.changes.flatMap((it) => (it.change === 'save' ? it.value : [])) : []
const sentence = (decision: Decision) => (decision.outcome === 'refused' ? decision.violations.map(inWords) : [])

describe('a call for help', () => {
  test('is placed with the caller and its time, and the machine names it', () => {
    const decision = placing({ kind: 'safety', comment: 'A guard is open' }, { machine: machine({ calls: [pulled] }) })
    expect(saved(decision)).toMatchObject([
      { callId: 'call.9', kind: 'safety', status: 'open', calledAt: later(30), calledBy: { id: 'ben' } },
      { calls: [pulled, { callId: 'call.9', kind: 'safety' }] },
    ])
  })

  test('stands for everybody there: a second one of the same kind is told who called, and who comes', () => {
    expect(sentence(placing({ kind: 'maintenance' }, { same: aCall() }))).toEqual([
      'Ada Moreau called for maintenance at MIXER-1 on 2026-03-02T12:00:00.000Z, and nobody has answered yet. That call stands for both; end it before you call anew.',
    ])
    expect(sentence(placing({ kind: 'maintenance' }, { same: anAnsweredCall() }))[0]).toContain(
      ', and Olga Petrova comes.',
    )
  })

  test('says how long it waited for its answer, and for its end', () => {
    const answered = answerCall(aCall(), by(olga, later(61)))
    expect(answered).toMatchObject({
      fact: { type: 'andon.call.answered.v1', data: { callId: 'call.1', secondsToAnswer: 61 } },
    })
    const ended = endCall(anAnsweredCall(), machine({ calls: [pulled] }), { result: 'Greased' }, by(ada, later(600)))
    expect(ended).toMatchObject({
      fact: { type: 'andon.call.ended.v1', data: { secondsToAnswer: 60, secondsToEnd: 600, result: 'Greased' } },
    })
    expect(saved(ended).map((it) => (it as Machine).calls)).toEqual([undefined, undefined])
  })

  test('is answered once, and ends once', () => {
    const [ended] = saved(endCall(anAnsweredCall(), machine(), {}, by(ada, later(90)))) as [ReturnType<typeof aCall>]
    expect(sentence(answerCall(anAnsweredCall(), by(ben)))).toEqual([
      'Olga Petrova answered this call on 2026-03-02T12:01:00.000Z; end it when the help is done.',
    ])
    const over = ['Ada Moreau ended this call on 2026-03-02T12:01:30.000Z; if help is needed still, place a new one.']
    expect(sentence(answerCall(ended, by(ben)))).toEqual(over)
    expect(sentence(endCall(ended, machine(), {}, by(ben)))).toEqual(over)
  })

  test('ends unanswered only by its caller or a supervisor', () => {
    const ending = (who: typeof ada) => endCall(aCall(), machine({ calls: [pulled] }), {}, by(who, later(5)))
    expect([ada, olga].map((who) => ending(who).outcome)).toEqual(['accepted', 'accepted'])
    expect([ben, erik].map((who) => codes(ending(who)))).toEqual([['forbidden'], ['forbidden']])
    expect(ending(ada)).toMatchObject({ fact: { data: expect.not.objectContaining({ secondsToAnswer: 0 }) } })
  })
})

describe('the work of a call', () => {
  const asked = { kind: 'quality', orderId: 'O-1' as OrderId, stepId: 'mix' as StepId } as const
  const at = (steps: Parameters<typeof order>[0] = {}) => placing(asked, { order: order(steps), snapshot: snapshot() })

  test('is an order on the floor and a step of it, begun or not; its facts are also about the order', () => {
    for (const begun of [at(), at({ steps: { mix: running({ equipmentId: 'MIXER-1' as EquipmentId }) } })])
      expect(begun).toMatchObject({ outcome: 'accepted', fact: { about: { type: 'order', id: 'O-1' } } })
    expect(at({ status: 'paused' }).outcome).toBe('accepted')
  })

  test('is refused where there is no such order or step, the order is not on the floor, or the step runs elsewhere', () => {
    expect(codes(placing(asked))).toEqual(['not-found'])
    expect(codes(placing(asked, { order: createdOrder() }))).toEqual(['order-wrong-status'])
    expect(codes(at({ status: 'completed' }))).toEqual(['order-wrong-status'])
    expect(codes(placing({ ...asked, stepId: 'bake' as StepId }, { order: order(), snapshot: snapshot() }))).toEqual([
      'step-unknown',
    ])
    expect(codes(at({ steps: { mix: running({ equipmentId: 'MIXER-2' as EquipmentId }) } }))).toEqual([
      'equipment-wrong',
    ])
  })
})
