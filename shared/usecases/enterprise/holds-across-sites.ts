import type { HoldCrossing } from '../../../events/enterprise-to-site.ts'
import {
  crosses,
  crossingOf,
  isInForce,
  isRejection,
  type LotAt,
  type ReceivedLot,
  type RemoteHold,
  type ReportingFact,
  reportOf,
  withEnds,
} from '../../domain/quality/crossing.ts'
import { sideBySide } from '../commit/side-by-side.ts'

/** The enterprise's record of holds on lots and of receipts from those lots. All reads are strongly consistent. */
export interface HoldRecords {
  /** Adds what a fact says to the record of a hold on a lot, and returns the whole record. */
  keepHold(on: LotAt, hold: RemoteHold): Promise<RemoteHold>
  holdsOn(lot: LotAt): Promise<readonly RemoteHold[]>
  keepReceipt(from: LotAt, received: ReceivedLot): Promise<void>
  receivedFrom(lot: LotAt): Promise<readonly ReceivedLot[]>
  /** Records that the site of the received lot is told about a hold. */
  keepTold(told: Pair): Promise<void>
  /** For all receipts from the lot. */
  toldOf(lot: LotAt): Promise<readonly Pick<Pair, 'hold' | 'received'>[]>
}

export interface Pair {
  readonly lot: LotAt
  readonly hold: RemoteHold
  readonly received: ReceivedLot
}

/** Four facts are processed at a time, and a function has sixty-four connections. */
const writesAtOnce = 16

/**
 * Processes a fact about a hold on a lot or about a lot from another site. Returns the messages to sites; a repeated fact gives the same messages. It
 * writes before it reads the other side, so of a hold and a receipt at the same time, the last writer sees both.
 */
export async function recordHolds(holdings: HoldRecords, fact: ReportingFact): Promise<HoldCrossing[]> {
  const word = reportOf(fact)
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
 * The facts may arrive after the receipt: a site that was told about a hold is also told about its release, whenever that was. So it first records
 * who is told about an open hold, and then reads whether the hold is released by now.
 */
async function tell(holdings: HoldRecords, lot: LotAt, pairs: readonly Pair[]): Promise<HoldCrossing[]> {
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

const holdsKnown = async (holdings: HoldRecords, lot: LotAt): Promise<RemoteHold[]> =>
  withEnds(await holdings.holdsOn(lot))

const nameOf = ({ hold: { holdId }, received: { site, lotId } }: Pick<Pair, 'hold' | 'received'>): string =>
  `${holdId} ${site}/${lotId}`

const apart = <Value>(all: readonly Value[], isFirst: (value: Value) => boolean): [Value[], Value[]] => [
  all.filter(isFirst),
  all.filter((it) => !isFirst(it)),
]

/** Whether a lot has an open hold or rejection at its site. */
export const isHeld = (holds: readonly RemoteHold[]): boolean =>
  withEnds(holds).some(({ since, until }) => since !== undefined && until === undefined)
