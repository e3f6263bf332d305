import type { Instant } from '../../../events/identifiers.ts'
import type { Order } from '../orders/order.ts'
import { type Deviation, patienceFor } from '../quality/deviation.ts'
import { waitingFor } from './batch-decision.ts'

/** The answer to what a workflow waits for; undefined until it has happened. The same for every call. */
export function answerOfDeviation(waiting: string, deviation: Deviation, at: Instant): object | undefined {
  const { severity, disposition, capaRequired = false } = deviation
  const patienceSeconds = patienceFor(deviation, at)
  if (waiting === 'classification')
    return severity && deviation.status !== 'open' ? { severity, patienceSeconds } : undefined
  if (waiting === 'disposition') return disposition ? { disposition, capaRequired, patienceSeconds } : undefined
  return undefined
}

export function answerOfOrder(waiting: string, order: Order): object | undefined {
  if (order.status === 'created') return undefined
  if (waiting === 'signature') return order.decision ? { decision: order.decision } : undefined
  const now = waitingFor(order)
  return now === waiting ? undefined : { waitingFor: now }
}
