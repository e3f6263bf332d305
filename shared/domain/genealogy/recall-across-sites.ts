import type { Instant } from '../../../events/identifiers.ts'
import type { Amount } from '../../../events/quantity.ts'
import { named } from '../stock/destination.ts'
import { type End, isEnd, type Passage, type Station } from './movement.ts'

export interface ReachedAcrossSites {
  readonly point: Station
  readonly edges: readonly Passage['edge'][]
  readonly again?: true
}

interface Delivery {
  /** The site that sent it, with that site's lot number. */
  readonly site: string
  readonly shipmentId: string
  readonly lotId: string
  readonly quantity: Amount
  readonly at: Instant
}

/** Things reached at each site and deliveries to each consignee, summed page by page. */
export interface TallyAcrossSites {
  readonly sites: Map<string, { lots: number; orders: number; shipments: number }>
  readonly consignees: Map<string, { readonly point: End; readonly deliveries: Delivery[] }>
}

export const nothingReachedAnywhere = (): TallyAcrossSites => ({ sites: new Map(), consignees: new Map() })

const counts = { lot: 'lots', order: 'orders', shipment: 'shipments' } as const

/** Adds a point to the sums. Material in transit to another site counts as a delivery. */
export function talliedAcrossSites({ sites, consignees }: TallyAcrossSites, reached: ReachedAcrossSites): void {
  const { point, edges, again } = reached
  if (point.type === 'lot' || point.type === 'order' || point.type === 'shipment') {
    if (again || point.site === undefined) return
    const site = sites.get(point.site) ?? { lots: 0, orders: 0, shipments: 0 }
    site[counts[point.type]] += 1
    sites.set(point.site, site)
    return
  }
  if (!isEnd(point)) return
  const known = consignees.get(named(point)) ?? { point, deliveries: [] }
  known.deliveries.push(...edges.map(deliveryOf))
  consignees.set(named(point), known)
}

/** Material goes to an outside party only by shipment, which has its site and lot. */
function deliveryOf({ from, lotId = '', quantity, at }: Passage['edge']): Delivery {
  const [site = '', shipmentId = ''] = from.slice('shipment:'.length).split('/')
  return { site, shipmentId, lotId, quantity, at }
}

export const totalsAcrossSites = ({ sites, consignees }: TallyAcrossSites) => ({
  sites: [...sites]
    .map(([site, reached]) => ({ site, ...reached }))
    .sort((one, other) => (one.site < other.site ? -1 : 1)),
  consignees: [...consignees.values()].map(({ point: { type, id }, deliveries }) => ({ type, id, deliveries })),
})
