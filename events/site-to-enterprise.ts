import type { facts } from './catalog.ts'

/** Facts by which material enters a lot, leaves it or comes back. */
export const movingFacts = [
  'andon.lot.received.v1',
  'andon.lot.split.v1',
  'andon.lot.merged.v1',
  'andon.lot.shipped.v1',
  'andon.container.shipped.v1',
  'andon.material.consumed.v1',
  'andon.unit.built.v1',
  'andon.unit.repair-started.v1',
  'andon.unit.repair-cancelled.v1',
  'andon.material.returned.v1',
  'andon.material.produced.v1',
  'andon.step.progressed.v1',
  'andon.production.reversed.v1',
  'andon.step.completed.v1',
  'andon.dispensing.rejected.v1',
] as const satisfies readonly (keyof typeof facts)[]
export type MovingFact = (typeof movingFacts)[number]

/** Facts by which lots are held, released from a hold, rejected or released. */
export const holdingFacts = [
  'andon.deviation.opened.v1',
  'andon.hold.placed.v1',
  'andon.hold.released.v1',
  'andon.lot.hold-inherited.v1',
  'andon.lot.hold-ended.v1',
  'andon.lot.status-changed.v1',
  'andon.lot.synchronized.v1',
] as const satisfies readonly (keyof typeof facts)[]
export type HoldingFact = (typeof holdingFacts)[number]

/** All facts that a site sends to the enterprise; other facts stay at the site. */
export const crossingFacts = [...movingFacts, ...holdingFacts] as const
export type CrossingFact = (typeof crossingFacts)[number]
