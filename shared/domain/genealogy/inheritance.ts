import type { FactSubject } from '../../../events/subject.ts'
import type { Circumstances } from '../caller.ts'
import type { Change } from '../change.ts'
import { saveAlerts, saveOrder } from '../change.ts'
import type { Decision } from '../decision.ts'
import { type Order, underWay } from '../orders/order.ts'
import { type Alerts, alerted, isAlerted, withoutAlert } from '../quality/alerts.ts'
import type { Hold } from '../quality/deviation.ts'
import type { Lot } from '../stock/lot.ts'

/** What can inherit a hold: a lot, or an order under way. */
export type Heir = { type: 'lot'; value: Lot } | { type: 'order'; value: Order }

/** From what the hold is inherited, and the number of levels from the subject of the hold. */
export interface Descent {
  readonly from: FactSubject
  readonly level: number
}

/** Passes a hold on to something made of held material. It is the same hold: only its own release ends it, and a released hold is not inherited. */
export function inheritHold(heir: Heir, { holdId, status }: Hold, { from, level }: Descent): Decision | 'nothing' {
  if (status !== 'active' || heir.value.holds.includes(holdId)) return 'nothing'
  if (heir.type === 'order' && !underWay(heir.value)) return 'nothing'
  return {
    outcome: 'accepted',
    fact:
      heir.type === 'lot'
        ? { type: 'andon.lot.hold-inherited.v1', data: { lotId: heir.value.lotId, holdId, from } }
        : { type: 'andon.order.hold-inherited.v1', data: { orderId: heir.value.orderId, holdId, from } },
    changes: [...withHolds(heir, holdId, 'add'), { change: 'require-unchanged', kind: 'hold', id: holdId }],
    // The hold lists its heirs: to pass it on from them, to show them and to release them.
    pointers: [{ about: { type: 'hold', id: holdId }, card: { from, level } }],
  }
}

export function endInheritance(heir: Heir, { holdId }: Hold): Decision | 'nothing' {
  if (!heir.value.holds.includes(holdId)) return 'nothing'
  return {
    outcome: 'accepted',
    fact:
      heir.type === 'lot'
        ? { type: 'andon.lot.hold-ended.v1', data: { lotId: heir.value.lotId, holdId }, about: aboutHold(holdId) }
        : {
            type: 'andon.order.hold-ended.v1',
            data: { orderId: heir.value.orderId, holdId },
            about: aboutHold(holdId),
          },
    changes: withHolds(heir, holdId, 'remove'),
  }
}

const aboutHold = (id: string): FactSubject => ({ type: 'hold', id })

function withHolds(heir: Heir, holdId: string, how: 'add' | 'remove'): Change[] {
  if (heir.type === 'lot')
    return [{ change: how === 'add' ? 'hold-lot' : 'unhold-lot', lotId: heir.value.lotId, holdId }]
  const others = heir.value.holds.filter((id) => id !== holdId)
  return [saveOrder({ ...heir.value, holds: how === 'add' ? [...others, holdId] : others })]
}

/** A hold placed by another act, such as a broken limit, now begins to be inherited. */
export function startSpread({ holdId, subject, status, spreadAt }: Hold, alerts: Alerts): Decision | 'nothing' {
  if (status !== 'active' || spreadAt !== undefined || isAlerted(alerts, holdId)) return 'nothing'
  return {
    outcome: 'accepted',
    fact: { type: 'andon.hold.spread-started.v1', data: { holdId, subject }, about: subject },
    changes: [saveAlerts(alerted(alerts, holdId, subject))],
  }
}

/** Everything made of the subject now has the hold itself, so checks need not look at its ancestors any more. */
export function completeSpread(hold: Hold, alerts: Alerts, { at }: Pick<Circumstances, 'at'>): Decision | 'nothing' {
  const { holdId, subject } = hold
  if (!isAlerted(alerts, holdId)) return 'nothing'
  return {
    outcome: 'accepted',
    fact: { type: 'andon.hold.spread-completed.v1', data: { holdId, subject }, about: subject },
    changes: [
      saveAlerts(withoutAlert(alerts, holdId)),
      { change: 'save', kind: 'hold', id: holdId, value: { ...hold, spreadAt: at } },
    ],
  }
}
