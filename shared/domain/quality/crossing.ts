import type { FactData } from '../../../events/catalog.ts'
import type { HoldCrossing } from '../../../events/enterprise-to-site.ts'
import type { Receipt } from '../../../events/envelope.ts'
import type { HoldId, Instant, LotId, SiteId } from '../../../events/identifiers.ts'
import type { HoldPurpose } from '../../../events/quality.ts'
import type { HoldingFact } from '../../../events/site-to-enterprise.ts'

export interface LotAt {
  readonly site: SiteId
  readonly lotId: LotId
}

/** A hold on a lot, or its rejection, from the facts of its site received so far. The end may arrive before the start. */
export interface RemoteHold {
  readonly holdId: HoldId
  readonly since?: Instant
  readonly until?: Instant
  /** Absent, as `purpose` is, if the lot inherited the hold. */
  readonly reason?: string
  readonly purpose?: HoldPurpose
  /** A repeated rejection, as an ERP sends it again and again. */
  readonly isRepeated?: true
}

/**
 * A rejection is stored as a hold, and the release of the lot as the end of all rejections before it. Its id contains the sequence of its fact in the
 * record of the lot, because the clocks of a site differ by milliseconds.
 */
const inForce = /^(rejected|released)\.(\d+)$/
const rejectedAs = (sequence: number): HoldId => `rejected.${sequence}` as HoldId
const releasedAs = (sequence: number): HoldId => `released.${sequence}` as HoldId
const placeOf = (holdId: string): number => Number(inForce.exec(holdId)?.[2])
export const isRejection = (holdId: string): boolean => inForce.exec(holdId)?.[1] === 'rejected'
/** The id of a decision about the whole lot: rejected or released. */
export const isInForce = (holdId: string): boolean => inForce.test(holdId)
const isRelease = (holdId: string): boolean => inForce.exec(holdId)?.[1] === 'released'

/** All holds on a lot, each rejection with its end: the first release after it. */
export function withEnds(told: readonly RemoteHold[]): RemoteHold[] {
  const judged = told
    .filter(({ holdId }) => isInForce(holdId))
    .toSorted((one, other) => placeOf(one.holdId) - placeOf(other.holdId))
  const rejections = judged.flatMap((it, index): RemoteHold[] => {
    if (isRelease(it.holdId)) return []
    const until = judged.slice(index).find(({ holdId }) => isRelease(holdId))?.until
    const before = judged[index - 1]
    const isRepeated = before !== undefined && isRejection(before.holdId)
    return [{ ...it, ...(until !== undefined && { until }), ...(isRepeated && { isRepeated }) }]
  })
  return [...told.filter(({ holdId }) => !isInForce(holdId)), ...rejections]
}

export interface ReceivedLot extends LotAt {
  readonly at: Instant
}

/** What a fact contributes: a hold on a site's lot, or the receipt of that lot at another site. */
export type HoldReport =
  | { readonly about: 'hold'; readonly lot: LotAt; readonly hold: RemoteHold }
  | { readonly about: 'receipt'; readonly lot: LotAt; readonly received: ReceivedLot }

/** A fact that contributes, with the data of its type. */
export type ReportingFact = {
  readonly [Type in SayingType]: Pick<Receipt, 'site' | 'recordedAt' | 'sequence'> & {
    readonly type: Type
    readonly data: FactData<Type>
  }
}[SayingType]
type SayingType = HoldingFact | 'andon.lot.received.v1'

/**
 * What a fact contributes, if anything. A hold on an order reaches its lots, which have facts of their own. A hold on a material, sublot, equipment
 * or recipe concerns names that only this site knows, so it stays there; so does the rejection of a sublot.
 */
export function reportOf({ site, recordedAt, sequence, ...fact }: ReportingFact): HoldReport | undefined {
  const onLot = (lotId: string, hold: RemoteHold): HoldReport => ({
    about: 'hold',
    lot: { site, lotId: lotId as LotId },
    hold,
  })
  switch (fact.type) {
    case 'andon.hold.placed.v1': {
      const { holdId, subject, reason, purpose } = fact.data
      return subject.type === 'lot'
        ? onLot(subject.id, { holdId, since: recordedAt, reason, ...(purpose && { purpose }) })
        : undefined
    }
    // A reported deviation places its hold in its own commit.
    case 'andon.deviation.opened.v1': {
      const { holdId, subject, title } = fact.data
      return subject.type === 'lot' && holdId !== undefined
        ? onLot(subject.id, { holdId, since: recordedAt, reason: title })
        : undefined
    }
    case 'andon.hold.released.v1': {
      const { holdId, subject } = fact.data
      return subject.type === 'lot' ? onLot(subject.id, { holdId, until: recordedAt }) : undefined
    }
    case 'andon.lot.hold-inherited.v1':
      return onLot(fact.data.lotId, { holdId: fact.data.holdId, since: recordedAt })
    case 'andon.lot.hold-ended.v1':
      return onLot(fact.data.lotId, { holdId: fact.data.holdId, until: recordedAt })
    case 'andon.lot.status-changed.v1':
    case 'andon.lot.synchronized.v1': {
      const { lotId, sublotId, status } = fact.data
      const reason = 'reason' in fact.data ? fact.data.reason : undefined
      if (sublotId !== undefined) return undefined
      if (status === 'released') return onLot(lotId, { holdId: releasedAs(sequence), until: recordedAt })
      if (status !== 'rejected') return undefined
      return onLot(lotId, {
        holdId: rejectedAs(sequence),
        since: recordedAt,
        ...(reason !== undefined && { reason }),
      })
    }
    case 'andon.lot.received.v1': {
      const { lotId, origin } = fact.data
      // A return to the original site inherits the holds of the lot that left, in the commit that receives it.
      if (!origin || origin.site === site) return undefined
      const received = { site, lotId, at: recordedAt }
      return { about: 'receipt', lot: { site: origin.site, lotId: origin.lotId }, received }
    }
  }
}

/**
 * Whether a hold applies to a lot that another site received: not if it was over by then. The times of the two facts decide, so the order of arrival
 * does not matter. A repeated rejection has crossed with the first.
 */
export const crosses = ({ since, until, isRepeated }: RemoteHold, { at }: ReceivedLot): boolean =>
  since !== undefined && !isRepeated && (until === undefined || at <= until)

/** The message to the site of the received lot. */
export const crossingOf = (
  { site, lotId }: LotAt,
  { holdId, reason, purpose, until }: RemoteHold,
  received: ReceivedLot,
): HoldCrossing => ({
  to: received.site,
  lotId: received.lotId,
  origin: { site, lotId, holdId },
  ...(reason !== undefined && { reason }),
  ...(purpose && { purpose }),
  ...(until !== undefined && { releasedAt: until }),
})
