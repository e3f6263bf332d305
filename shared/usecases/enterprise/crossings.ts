import type { HoldCrossing } from '../../../events/enterprise-to-site.ts'
import type { HoldId } from '../../../events/identifiers.ts'
import type { HoldOrigin } from '../../../events/quality.ts'
import { isRejection } from '../../domain/quality/crossing.ts'
import { digest } from '../commit/chain.ts'
import type { Clock } from '../commit/command.ts'
import { ref, type Store } from '../commit/store.ts'
import { mustBeDone, workflowCommand } from '../commit/workflow.ts'
import { noteOriginReleased, placeHold } from '../quality/holding.ts'

export interface Deps {
  readonly store: Store
  readonly site: string
  readonly now: Clock
}

/**
 * Holds a received lot that is held at its original site, by a hold of this site. When the original hold is released, records that. Idempotent, in
 * any order.
 * @throws if the address is wrong or the lot is not recorded as received from there, so that the message is retried and then noticed
 */
export async function takeCrossing(
  deps: Deps,
  { to, lotId, origin, reason, purpose, releasedAt }: HoldCrossing,
): Promise<void> {
  const { store, site, now } = deps
  const holdId = crossedHold(lotId, origin)
  const { lot, hold } = await store.load({ lot: ref.lot(lotId), hold: ref.hold(holdId) })
  const from = lot?.value.origin
  if (to !== site) throw new Error(`This is site ${site}, and the message is for ${to}.`)
  if (from?.site !== origin.site || from.lotId !== origin.lotId)
    throw new Error(`No lot ${lotId} of this site is on record as received from ${origin.lotId} of ${origin.site}.`)
  const command = <Body>(act: string, body: Body) =>
    workflowCommand('HoldCrossing', site, now, `${holdId}/${act}`, body)
  if (!hold) {
    const body = {
      holdId,
      subject: { type: 'lot', id: lotId } as const,
      reason: sentence(origin, reason),
      purpose,
      origin,
    }
    await mustBeDone(await placeHold(store, command('placed', body)), `Holding lot ${lotId}`)
  }
  if (releasedAt !== undefined) {
    const released = command(`origin-released/${origin.holdId}`, { origin, releasedAt })
    await mustBeDone(await noteOriginReleased(store, released, { holdId }), `Noting the release at ${origin.site}`)
  }
}

/** The greatest length of a hold's reason. */
const longestReason = 2000

function sentence({ site, lotId, holdId }: HoldOrigin, reason: string | undefined): string {
  const why = isRejection(holdId) ? 'was rejected there' : `is held there (${holdId})`
  const where = `It was received from lot ${lotId} of site ${site}, which ${why}`
  return reason === undefined ? `${where}.` : `${where}: ${reason}`.slice(0, longestReason)
}

/**
 * The id of the hold that a hold of another site causes on this lot. It begins with a mark of the very first hold, so that a hold that returns to its
 * lot over other sites (rework in a loop) is recognised.
 */
export function crossedHold(lotId: string, { site, lotId: there, holdId }: HoldOrigin): HoldId {
  // A hold is one at its site, for all its lots; a rejection is of one lot.
  const first =
    crossed.exec(holdId)?.[1] ?? mark(isRejection(holdId) ? `${site}/${there}/${holdId}` : `${site}/${holdId}`)
  return `crossed.${first}.${mark(lotId)}` as HoldId
}

const crossed = /^crossed\.([\w-]{16})\.[\w-]{16}$/
/** 96 bits, so that two holds of a company never have the same mark. */
const mark = (text: string): string => digest(text).slice(0, 16)
