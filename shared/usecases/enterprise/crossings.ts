import type { HoldCrossing } from '../../../events/hold-crossing.ts'
import type { HoldId } from '../../../events/identifiers.ts'
import type { HoldOrigin } from '../../../events/quality.ts'
import { isRejection } from '../../domain/quality/crossing.ts'
import { digest } from '../commit/chain.ts'
import { ref, type Store } from '../commit/store.ts'
import { mustBeDone, workflowCommand } from '../commit/workflow.ts'
import { noteOriginReleased, placeHold } from '../quality/holding.ts'

/** What a site that is told of a hold works with. */
export interface Deps {
  readonly store: Store
  readonly site: string
  readonly at: string
}

/**
 * Holds a lot that was received from one which its own site holds, by a hold of this site's own; told of the release there, it puts that on
 * record. Does nothing twice, and comes to the same in any order.
 * @throws when it is addressed wrongly or its lot is not on record as received from there, so that it is tried again and then seen.
 */
export async function takeCrossing(
  deps: Deps,
  { to, lotId, origin, reason, purpose, releasedAt }: HoldCrossing,
): Promise<void> {
  const { store, site, at } = deps
  const holdId = crossedHold(lotId, origin)
  const { lot, hold } = await store.load({ lot: ref.lot(lotId), hold: ref.hold(holdId) })
  const from = lot?.value.origin
  if (to !== site) throw new Error(`This is site ${site}, and the message is for ${to}.`)
  if (from?.site !== origin.site || from.lotId !== origin.lotId)
    throw new Error(`No lot ${lotId} of this site is on record as received from ${origin.lotId} of ${origin.site}.`)
  const command = <Body>(act: string, body: Body) => workflowCommand('HoldCrossing', site, at, `${holdId}/${act}`, body)
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

/** As long as the reason of a hold may be. */
const longestReason = 2000

function sentence({ site, lotId, holdId }: HoldOrigin, reason: string | undefined): string {
  const why = isRejection(holdId) ? 'was rejected there' : `is held there (${holdId})`
  const where = `It was received from lot ${lotId} of site ${site}, which ${why}`
  return reason === undefined ? `${where}.` : `${where}: ${reason}`.slice(0, longestReason)
}

/**
 * The hold that one of another site leads to on this lot. However many sites it has come over, its id begins with a mark of the very first,
 * so that a hold which comes round to a lot that it rests on already is known there: rework may lead in a ring over sites.
 */
export function crossedHold(lotId: string, { site, lotId: there, holdId }: HoldOrigin): HoldId {
  // A hold is one at its site, whatever lots it rests on; a rejection is one of its lot.
  const first =
    crossed.exec(holdId)?.[1] ?? mark(isRejection(holdId) ? `${site}/${there}/${holdId}` : `${site}/${holdId}`)
  return `crossed.${first}.${mark(lotId)}` as HoldId
}

const crossed = /^crossed\.([\w-]{16})\.[\w-]{16}$/
/** 96 bits: no two holds of a company ever bear the same. */
const mark = (text: string): string => digest(text).slice(0, 16)
