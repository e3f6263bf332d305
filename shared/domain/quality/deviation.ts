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

/** A reason why its subject may not be used. A subject can have many holds; each ends by its own release. */
export interface Hold {
  readonly holdId: HoldId
  readonly subject: Holdable
  readonly reason: string
  readonly deviationId?: DeviationId
  readonly purpose?: HoldPurpose
  /** The hold at another site, from which material was received. */
  readonly origin?: HoldOrigin
  /** When that hold was released there. Only then can this one be released, and it does not end by itself. */
  readonly originReleasedAt?: Instant
  readonly status: 'active' | 'released'
  readonly placedAt: Instant
  readonly placedBy: string
  readonly releasedAt?: Instant
  /** When all descendants of its subject had inherited it. */
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
  readonly decidedBy?: string
  readonly openedAt: Instant
  readonly closedAt?: Instant
  /** The order to whose batch it belongs. */
  readonly orderId?: OrderId
  readonly breach?: Breach
  /** The override that opened it; work continues while quality decides. */
  readonly override?: Override
  readonly holds: readonly HoldId[]
}

/** Seconds until the next decision by quality is escalated for the first time. A device's breach counts as major until it is classified. */
export const patienceSeconds: Record<Severity, number> = {
  critical: 60 * 60,
  major: 4 * 60 * 60,
  minor: 24 * 60 * 60,
}

/**
 * Seconds from `at` until the deviation is escalated. From the tenth time on, a tenth of its age: an execution of Step Functions ends after 25,000
 * events of its history, which are 95 days of hourly escalations.
 */
export function patienceFor({ severity, openedAt }: Deviation, at: Instant): number {
  const first = patienceSeconds[severity ?? 'major']
  const ageSeconds = (Date.parse(at) - Date.parse(openedAt)) / 1000
  return Math.max(first, Math.floor(ageSeconds / 10))
}

/** Dispositions after which the material can be used; all others take it out of use. */
export const letsGoOn = (disposition: Disposition): boolean => disposition === 'use-as-is' || disposition === 'rework'
