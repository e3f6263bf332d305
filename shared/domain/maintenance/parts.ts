import type { UsedPart, UsePart } from '../../../events/maintenance.ts'
import type { Violation } from '../../../events/refusals.ts'
import type { Circumstances } from '../caller.ts'
import { saveWork } from '../change.ts'
import { clear, decide, given, none } from '../check.ts'
import type { Decision } from '../decision.ts'
import { enteredAs } from '../density.ts'
import { type Candidate, turnOf } from '../production/picking.ts'
import { lotRef, violation } from '../refusal.ts'
import { allPreconditions, issuable, issued } from '../stock/issue.ts'
import type { Lot } from '../stock/lot.ts'
import { idsOf, type Stock, takenFrom } from '../stock/stock.ts'
import { wrongStatus } from './opening.ts'
import { namesOf, type WorkOrder } from './work-order.ts'

/** The stock that a part is taken of, and the lot that is used before it. */
export interface PartStock extends Stock {
  readonly next: Candidate | undefined
}

/** Takes a part out of stock for maintenance that goes on: of a released lot, and of the next one unless there is a reason. */
export function usePart(
  work: WorkOrder,
  stock: PartStock | undefined,
  { lotId, sublotId, quantity: told, reason }: UsePart,
  { at }: Circumstances,
): Decision {
  const quantity = stock && takenFrom(stock, told)
  const wanted = { lotId, sublotId, quantity: quantity ?? told, unless: allPreconditions, to: [] }
  const warnings = stock ? notNext(stock) : []
  return decide(
    {
      running: work.status === 'running' ? given(work, tooMany(work.parts.length)) : none(wrongStatus(work)),
      said: clear(
        reason === undefined && warnings.map((it) => violation('reason-missing/warning', { because: it }, it.ref)),
      ),
      stock: issuable(stock?.lot, stock?.sublot, wanted, at),
    },
    ({ running, stock: { lot, value } }) => {
      const part: UsedPart = {
        ...idsOf(lot, stock?.sublot),
        quantity: { value, unit: lot.unit },
        ...enteredAs(told, { value, unit: lot.unit }),
      }
      return {
        outcome: 'accepted',
        fact: {
          type: 'andon.maintenance.part-used.v1',
          data: {
            ...namesOf(running),
            ...part,
            ...(reason !== undefined && { reason }),
            ...(warnings.length > 0 && { warnings }),
          },
          about: { type: 'lot', id: lot.lotId },
        },
        changes: [saveWork({ ...running, parts: [...running.parts, part] }), issued(wanted, value, 'consumed', at)],
      }
    },
  )
}

function notNext({ lot, next }: PartStock): Violation[] {
  if (!next || next.lot.lotId === lot.lotId || !isBefore(next, lot)) return []
  const { lotId, materialId, expiresAt, receivedAt } = next.lot
  const about = { lotId, materialId, drawn: lot.lotId }
  return [
    next.issueRule === 'fefo' && expiresAt !== undefined
      ? violation('lot-not-next/expires', { ...about, on: expiresAt }, lotRef(lot.lotId))
      : violation('lot-not-next/came', { ...about, on: receivedAt }, lotRef(lot.lotId)),
  ]
}

const isBefore = ({ lot: next, issueRule }: Candidate, lot: Lot): boolean =>
  turnOf(next, issueRule) < turnOf(lot, issueRule)

/** A work order is read and written whole: a hundred parts are 25 KB of it. */
const mostParts = 100

const tooMany = (parts: number): Violation | undefined =>
  parts < mostParts ? undefined : violation('maintenance-incomplete/parts', { most: mostParts }, 'lotId')
