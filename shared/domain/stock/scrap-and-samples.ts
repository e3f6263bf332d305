import type { Instant } from '../../../events/identifiers.ts'
import type { SampleLot, ScrapLot } from '../../../events/material.ts'
import type { Circumstances } from '../caller.ts'
import { decide, given, upon } from '../check.ts'
import type { Decision } from '../decision.ts'
import { enteredAs } from '../density.ts'
import { issuable, issued } from './issue.ts'
import { idsOf, type Stock, takenFrom } from './stock.ts'

/** Scraps stock of any status; held stock only by the disposition of its hold. */
export function scrapLot(stock: Stock, body: ScrapLot, { at }: Circumstances): Decision {
  const { lot, sublot } = stock
  const { reasonCode, reason } = body
  return decide({ taken: taking(stock, body, at) }, ({ taken: { wanted, quantity, entered } }) => ({
    outcome: 'accepted',
    fact: {
      type: 'andon.lot.scrapped.v1',
      data: {
        ...idsOf(lot, sublot),
        quantity,
        ...entered,
        ...(reasonCode !== undefined && { reasonCode }),
        reason,
      },
    },
    changes: [issued(wanted, quantity.value, 'scrapped', at)],
  }))
}

/** Takes a sample for the laboratory, also in quarantine. */
export function sampleLot(stock: Stock, body: SampleLot, { at }: Circumstances): Decision {
  const { lot, sublot } = stock
  const { sampleId, reason } = body
  return decide({ taken: taking(stock, body, at) }, ({ taken: { wanted, quantity, entered } }) => ({
    outcome: 'accepted',
    fact: {
      type: 'andon.lot.sampled.v1',
      data: {
        ...idsOf(lot, sublot),
        quantity,
        ...entered,
        ...(sampleId !== undefined && { sampleId }),
        ...(reason !== undefined && { reason }),
      },
    },
    changes: [issued(wanted, quantity.value, 'sampled', at)],
  }))
}

/** The quantity that is scrapped or sampled, in any status. */
function taking(stock: Stock, { quantity: told, sublotId }: Pick<ScrapLot, 'quantity' | 'sublotId'>, at: Instant) {
  const { lot, sublot } = stock
  const quantity = takenFrom(stock, told)
  const wanted = { lotId: lot.lotId, sublotId, quantity, unless: ['held'] as const, to: [] }
  return upon(issuable(lot, sublot, wanted, at), ({ value }) =>
    given({ wanted, quantity: { value, unit: lot.unit }, entered: enteredAs(told, quantity) }),
  )
}
