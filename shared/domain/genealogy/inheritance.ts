import type { FactSubject } from '../../../events/subject.ts'
import type { Circumstances } from '../caller.ts'
import type { Change } from '../change.ts'
import { saveAlerts, saveOrder } from '../change.ts'
import type { Decision } from '../decision.ts'
import { type Order, underWay } from '../orders/order.ts'
import { type Alerts, alerted, isAlerted, withoutAlert } from '../quality/alerts.ts'
import type { Hold } from '../quality/deviation.ts'
import type { Lot } from '../stock/lot.ts'

/** What can inherit a hold: a lot, or an order that is under way. */
export type Heir = { type: 'lot'; value: Lot } | { type: 'order'; value: Order }

/** Where an heir stands: what it inherits from, and how many steps it is from the thing on which the hold was placed. */
export interface Descent {
  readonly from: FactSubject
  readonly level: number
}

/**
 * The hold goes over to something that was made of what it rests on. It is the same hold: it ends with its own release and with nothing
 * else, and it is not inherited any more when it is over.
 */
export function inheritHold(heir: Heir, { holdId, status }: Hold, { from, level }: Descent): Decision | 'nothing' {
  if (status !== 'active' || heir.value.holds.includes(holdId)) return 'nothing'
  if (heir.type === 'order' && !underWay(heir.value)) return 'nothing'
  return {
    outcome: 'accepted',
    fact:
      heir.type === 'lot'
        ? { type: 'andon.lot.hold-inherited.v1', data: { lotId: heir.value.lotId, holdId, from } }
        : { type: 'andon.order.hold-inherited.v1', data: { orderId: heir.value.orderId, holdId, from } },
    changes: [...withHolds(heir, holdId, 'add'), { change: 'expect', kind: 'hold', id: holdId }],
    // From the hold its heirs are found again: to walk on from them, to list them and to let them go.
    pointers: [{ about: { type: 'hold', id: holdId }, card: { from, level } }],
  }
}

/** The hold has been released where it was placed, and so it ends here. */
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

/** A hold that came with something else, such as a broken limit, is on its way from now on. */
export function startSpread({ holdId, subject, status, spreadAt }: Hold, alerts: Alerts): Decision | 'nothing' {
  if (status !== 'active' || spreadAt !== undefined || isAlerted(alerts, holdId)) return 'nothing'
  return {
    outcome: 'accepted',
    fact: { type: 'andon.hold.spread-started.v1', data: { holdId, subject }, about: subject },
    changes: [saveAlerts(alerted(alerts, holdId, subject))],
  }
}

/** All that was made of its subject carries the hold by itself now, so that nobody has to look back for it any more. */
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
