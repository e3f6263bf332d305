import type { Serial } from '../stock/serial.ts'
import { type Order, underWay } from './order.ts'

/**
 * Whether the number of a unit is free for another one: the order that announced it has ended, and the unit was never made. What has components, or a
 * hold, or was rejected, or has been worked on in a step, is there, although it is not finished; it keeps its number until it is scrapped, and then for good. An order that has ended does not go on, so this stays true.
 */
export const isFreeAgain = (
  { status, components = [], holds = [], rejectedIn, steps = {} }: Serial,
  announcer: Order | undefined,
): boolean =>
  status === 'announced' &&
  announcer !== undefined &&
  announcer.status !== 'created' &&
  !underWay(announcer) &&
  components.length === 0 &&
  holds.length === 0 &&
  rejectedIn === undefined &&
  Object.keys(steps).length === 0
