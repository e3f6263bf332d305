import type { Instant } from '../../../events/identifiers.ts'
import type { SampleLot, ScrapLot } from '../../../events/material.ts'
import type { Circumstances } from '../caller.ts'
import { decide, given, upon } from '../check.ts'
import type { Decision } from '../decision.ts'
import { issuable, issued } from './issue.ts'
import { idsOf, type Stock } from './stock.ts'

/** Scraps stock of any status; held stock only by the disposition of its hold. */
export function scrapLot({ lot, sublot }: Stock, body: ScrapLot, { at }: Circumstances): Decision {
  const { reasonCode, reason } = body
  return decide({ stock: taking({ lot, sublot }, body, at) }, ({ stock: { wanted, quantity } }) => ({
    outcome: 'accepted',
    fact: {
      type: 'andon.lot.scrapped.v1',
      data: {
        ...idsOf(lot, sublot),
        quantity,
        ...(reasonCode !== undefined && { reasonCode }),
        reason,
      },
    },
    changes: [issued(wanted, quantity.value, 'scrapped', at)],
  }))
}

/** Takes a sample for the laboratory, also in quarantine. */
export function sampleLot({ lot, sublot }: Stock, body: SampleLot, { at }: Circumstances): Decision {
  const { sampleId, reason } = body
  return decide({ stock: taking({ lot, sublot }, body, at) }, ({ stock: { wanted, quantity } }) => ({
    outcome: 'accepted',
    fact: {
      type: 'andon.lot.sampled.v1',
      data: {
        ...idsOf(lot, sublot),
        quantity,
        ...(sampleId !== undefined && { sampleId }),
        ...(reason !== undefined && { reason }),
      },
    },
    changes: [issued(wanted, quantity.value, 'sampled', at)],
  }))
}

/** The quantity that is scrapped or sampled, in any status. */
function taking({ lot, sublot }: Stock, { quantity, sublotId }: Pick<ScrapLot, 'quantity' | 'sublotId'>, at: Instant) {
  const wanted = { lotId: lot.lotId, sublotId, quantity, unless: ['held'] as const, to: [] }
  return upon(issuable(lot, sublot, wanted, at), ({ value }) => given({ wanted, quantity: { value, unit: lot.unit } }))
}
