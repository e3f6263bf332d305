import type { FactData } from '../../../events/catalog.ts'
import type { HoldingFact } from '../../../events/crossing.ts'
import type { Receipt } from '../../../events/envelope.ts'
import type { HoldCrossing } from '../../../events/hold-crossing.ts'
import type { HoldId, Instant, LotId, SiteId } from '../../../events/identifiers.ts'

/** A lot, and the site that calls it so. */
export interface LotAt {
  readonly site: SiteId
  readonly lotId: LotId
}

/** A hold on a lot, as far as the facts of its site have come: its end may be told before its beginning. */
export interface HoldThere {
  readonly holdId: HoldId
  readonly since?: Instant
  readonly until?: Instant
  /** None where the lot inherited the hold. */
  readonly reason?: string
}

/** A lot that came from another site. */
export interface ReceivedLot extends LotAt {
  readonly at: Instant
}

/** What a fact says that a hold on one site's lot, and what another site received from that lot, have to do with each other. */
export type Word =
  | { readonly about: 'hold'; readonly lot: LotAt; readonly hold: HoldThere }
  | { readonly about: 'receipt'; readonly lot: LotAt; readonly received: ReceivedLot }

/** A fact that can say so, whose data is what its type says. */
export type SayingFact = {
  readonly [Type in SayingType]: Pick<Receipt, 'site' | 'recordedAt'> & {
    readonly type: Type
    readonly data: FactData<Type>
  }
}[SayingType]
type SayingType = HoldingFact | 'andon.lot.received.v1'

/**
 * What a fact says of it, if anything. A hold on an order comes to its lots, which say so themselves; one on a material, a sublot, an
 * equipment or a recipe is about what the site alone knows by that name, and stays there.
 */
export function wordOf({ site, recordedAt, ...fact }: SayingFact): Word | undefined {
  const onLot = (lotId: string, hold: HoldThere): Word => ({
    about: 'hold',
    lot: { site, lotId: lotId as LotId },
    hold,
  })
  switch (fact.type) {
    case 'andon.hold.placed.v1': {
      const { holdId, subject, reason } = fact.data
      return subject.type === 'lot' ? onLot(subject.id, { holdId, since: recordedAt, reason }) : undefined
    }
    case 'andon.hold.released.v1': {
      const { holdId, subject } = fact.data
      return subject.type === 'lot' ? onLot(subject.id, { holdId, until: recordedAt }) : undefined
    }
    case 'andon.lot.hold-inherited.v1':
      return onLot(fact.data.lotId, { holdId: fact.data.holdId, since: recordedAt })
    case 'andon.lot.hold-ended.v1':
      return onLot(fact.data.lotId, { holdId: fact.data.holdId, until: recordedAt })
    case 'andon.lot.received.v1': {
      const { lotId, origin } = fact.data
      // What comes back to its own site takes over the holds of the lot that left, in the commit that receives it.
      if (!origin || origin.site === site) return undefined
      const received = { site, lotId, at: recordedAt }
      return { about: 'receipt', lot: { site: origin.site, lotId: origin.lotId }, received }
    }
  }
}

/**
 * Whether a hold goes along to a lot that another site received: not if it was over by then. That is judged by the times of the two facts, so
 * that it does not matter when they were heard.
 */
export const crosses = ({ since, until }: HoldThere, { at }: ReceivedLot): boolean =>
  since !== undefined && (until === undefined || at <= until)

/** What the site of the lot is told. */
export const crossingOf = (
  { site, lotId }: LotAt,
  { holdId, reason, until }: HoldThere,
  received: ReceivedLot,
): HoldCrossing => ({
  to: received.site,
  lotId: received.lotId,
  origin: { site, lotId, holdId },
  ...(reason !== undefined && { reason }),
  ...(until !== undefined && { releasedAt: until }),
})
