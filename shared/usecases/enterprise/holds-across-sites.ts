import type { HoldCrossing } from '../../../events/hold-crossing.ts'
import {
  crosses,
  crossingOf,
  type HoldThere,
  isInForce,
  isRejection,
  type LotAt,
  type ReceivedLot,
  type SayingFact,
  withEnds,
  wordOf,
} from '../../domain/quality/crossing.ts'
import { sideBySide } from '../commit/side-by-side.ts'

/** What the enterprise knows of holds on lots, and of what other sites received from those lots. Strongly consistent, all of it. */
export interface Holdings {
  /** Adds what a fact says to what is known of a hold on a lot, and answers all of it. */
  keepHold(on: LotAt, hold: HoldThere): Promise<HoldThere>
  holdsOn(lot: LotAt): Promise<readonly HoldThere[]>
  keepReceipt(from: LotAt, received: ReceivedLot): Promise<void>
  receivedFrom(lot: LotAt): Promise<readonly ReceivedLot[]>
  /** Remembers that the site of the received lot is told of a hold. */
  keepTold(told: Pair): Promise<void>
  /** Of all that was received from the lot. */
  toldOf(lot: LotAt): Promise<readonly Pick<Pair, 'hold' | 'received'>[]>
}

/** A hold on a lot, and a lot of another site that was received from there. */
export interface Pair {
  readonly lot: LotAt
  readonly hold: HoldThere
  readonly received: ReceivedLot
}

/** Four facts are heard at a time, and the connections of a function carry sixty-four. */
const writesAtOnce = 16

/**
 * A site has told of a hold on a lot, or of a lot from another site. Answers what has to be told to which site; a fact that comes again has
 * the same said again. It is written before the other side is read: of a hold and a receipt that are heard at the same time, the one that
 * was written last sees the other.
 */
export async function hearOfHolds(holdings: Holdings, fact: SayingFact): Promise<HoldCrossing[]> {
  const word = wordOf(fact)
  if (!word) return []
  const { lot } = word
  if (word.about === 'hold') {
    const hold = await holdings.keepHold(lot, word.hold)
    const concerned = isInForce(hold.holdId)
      ? (await holdsKnown(holdings, lot)).filter(({ holdId }) => isRejection(holdId))
      : [hold]
    const all = await holdings.receivedFrom(lot)
    return tell(
      holdings,
      lot,
      all.flatMap((received) => concerned.map((it) => ({ lot, hold: it, received }))),
    )
  }
  const { received } = word
  await holdings.keepReceipt(lot, received)
  const all = await holdsKnown(holdings, lot)
  return tell(
    holdings,
    lot,
    all.map((hold) => ({ lot, hold, received })),
  )
}

/**
 * A release may be heard after a lot was received and held that it lets go: who was told of the hold is told of its end, whenever that was.
 * So it is remembered who is told of a hold that is not known to be over, and only then looked whether it is over by now.
 */
async function tell(holdings: Holdings, lot: LotAt, pairs: readonly Pair[]): Promise<HoldCrossing[]> {
  const begun = pairs.filter(({ hold }) => hold.since !== undefined)
  const [due, late] = apart(begun, ({ hold, received }) => crosses(hold, received))
  const told = new Set((late.length > 0 ? await holdings.toldOf(lot) : []).map(nameOf))
  const open = due.filter(({ hold }) => hold.until === undefined)
  await sideBySide(open, writesAtOnce, (it) => holdings.keepTold(it))
  const now = new Map((open.length > 0 ? await holdsKnown(holdings, lot) : []).map((hold) => [hold.holdId, hold]))
  return [...due, ...late.filter((it) => told.has(nameOf(it)))].map(({ hold, received }) =>
    crossingOf(lot, now.get(hold.holdId) ?? hold, received),
  )
}

const holdsKnown = async (holdings: Holdings, lot: LotAt): Promise<HoldThere[]> => withEnds(await holdings.holdsOn(lot))

const nameOf = ({ hold: { holdId }, received: { site, lotId } }: Pick<Pair, 'hold' | 'received'>): string =>
  `${holdId} ${site}/${lotId}`

const apart = <Value>(all: readonly Value[], isFirst: (value: Value) => boolean): [Value[], Value[]] => [
  all.filter(isFirst),
  all.filter((it) => !isFirst(it)),
]

/** Whether a lot carries a hold that its site has told of, or is rejected there. */
export const isHeld = (holds: readonly HoldThere[]): boolean =>
  withEnds(holds).some(({ since, until }) => since !== undefined && until === undefined)
