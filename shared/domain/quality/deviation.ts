import type { DeviationId, HoldId, Instant, OrderId } from '../../../events/identifiers.ts'
import type {
  Breach,
  DeviationStatus,
  Disposition,
  Holdable,
  HoldOrigin,
  HoldPurpose,
  Override,
  Severity,
} from '../../../events/quality.ts'

/** One reason why its subject may not be used. Many may rest on one subject; each ends by its own release. */
export interface Hold {
  readonly holdId: HoldId
  readonly subject: Holdable
  readonly reason: string
  readonly deviationId?: DeviationId
  readonly purpose?: HoldPurpose
  /** It came from another site, with material that was received from there. */
  readonly origin?: HoldOrigin
  /** When that hold was released there: from then on this one can be released, and ends by that alone. */
  readonly originReleasedAt?: Instant
  readonly status: 'active' | 'released'
  readonly placedAt: Instant
  readonly placedBy: string
  readonly releasedAt?: Instant
  /** When all that was made of its subject carried it. */
  readonly spreadAt?: Instant
}

export interface Deviation {
  readonly deviationId: DeviationId
  readonly subject: Holdable
  readonly title: string
  readonly description: string
  readonly status: DeviationStatus
  readonly severity?: Severity
  readonly rootCause?: string
  readonly disposition?: Disposition
  readonly capaRequired?: boolean
  /** Who signed the disposition. */
  readonly decidedBy?: string
  readonly openedAt: Instant
  readonly closedAt?: Instant
  /** The order whose batch it belongs to. */
  readonly orderId?: OrderId
  readonly breach?: Breach
  /** It was opened because somebody overrode a rule, so that the work goes on while quality decides. */
  readonly override?: Override
  readonly holds: readonly HoldId[]
}

/** How long quality may take for the next decision before it is escalated; a device's breach counts as major until classified. */
export const patienceSeconds: Record<Severity, number> = {
  critical: 60 * 60,
  major: 4 * 60 * 60,
  minor: 24 * 60 * 60,
}
export const patienceFor = (deviation: Deviation): number => patienceSeconds[deviation.severity ?? 'major']

/** A disposition that lets the material go on; every other takes it out of use. */
export const letsGoOn = (disposition: Disposition): boolean => disposition === 'use-as-is' || disposition === 'rework'
