import * as z from 'zod'
import { facts } from '../../events/catalog.ts'
import { type CrossingFact, crossingFacts, holdingFacts, movingFacts } from '../../events/crossing.ts'
import { type Receipt, receipt } from '../../events/envelope.ts'
import type { MovementFact } from '../domain/genealogy/movement.ts'
import type { SayingFact } from '../domain/quality/crossing.ts'

/** A fact that a site has told the enterprise. */
export type Crossing = Extract<Receipt, { type: CrossingFact }>

const event = z.object({ source: z.literal('andon'), detail: receipt.extend({ type: z.enum(crossingFacts) }) })

/**
 * What the queue brings of a fact on the bus.
 * @throws when it is no event of Andon, or no fact as this version of the catalog has it: it waits among the dead letters for one that does.
 */
export function readCrossing(body: string): Crossing {
  const { detail } = event.parse(JSON.parse(body))
  return { ...detail, data: facts[detail.type].parse(detail.data) } as Crossing
}

const moving: readonly CrossingFact[] = movingFacts
export const isMovement = (fact: Crossing): fact is Extract<Crossing, MovementFact> => moving.includes(fact.type)

const sayingFacts: readonly CrossingFact[] = [...holdingFacts, 'andon.lot.received.v1']
/** Of a hold on a lot, or of a lot that may have come from one that is held. */
export const saysOfHolds = (fact: Crossing): fact is Extract<Crossing, SayingFact> => sayingFacts.includes(fact.type)
