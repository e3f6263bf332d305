import { idFromPath, idInPath } from '../../../events/id-rule.ts'
import type { Consignee } from '../../../events/material.ts'

/** A thing that material goes through. A lot of another site has `site`; the trace does not follow it from here. */
export interface Point {
  readonly type: 'lot' | 'order' | 'container' | 'shipment' | Consignee['type']
  readonly id: string
  readonly site?: string
}

/**
 * The name of a point in an edge: `lot:SUC-1`, or `lot:cork/SUC-1` of another site. The id is written as in a path, so that the lot `cork/24` of this
 * site, `lot:cork~2F24`, is no lot of Cork.
 */
export const named = ({ type, id, site }: Point): string =>
  site === undefined ? `${type}:${idInPath(id)}` : `${type}:${site}/${idInPath(id)}`

export const lotNamed = (id: string): Point => ({ type: 'lot', id })
export const orderNamed = (id: string): Point => ({ type: 'order', id })

/** The point of a name in the form in which a lot stores its destinations. */
export function pointOf(name: string): Point {
  const end = name.indexOf(':')
  return { type: name.slice(0, end) as Point['type'], id: idFromPath(name.slice(end + 1)) }
}
