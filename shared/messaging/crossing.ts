import * as z from 'zod'
import { facts } from '../../events/catalog.ts'
import { type Receipt, receipt } from '../../events/envelope.ts'
import { type CrossingFact, crossingFacts, holdingFacts, movingFacts } from '../../events/site-to-enterprise.ts'
import type { MovementFact } from '../domain/genealogy/movement.ts'
import type { ReportingFact } from '../domain/quality/crossing.ts'

export type Crossing = Extract<Receipt, { type: CrossingFact }>

const event = z.object({ source: z.literal('andon'), detail: receipt.extend({ type: z.enum(crossingFacts) }) })

/**
 * Reads a fact of the bus from a message of the queue.
 * @throws when it is no event of Andon, or no fact of this version's catalog; it then waits in the dead-letter queue for a newer version.
 */
export function readCrossing(body: string): Crossing {
  const { detail } = event.parse(JSON.parse(body))
  return { ...detail, data: facts[detail.type].parse(detail.data) } as Crossing
}

const moving: readonly CrossingFact[] = movingFacts
export const isMovement = (fact: Crossing): fact is Extract<Crossing, MovementFact> => moving.includes(fact.type)

const sayingFacts: readonly CrossingFact[] = [...holdingFacts, 'andon.lot.received.v1']
/** Whether the fact places or ends a hold on a lot, or receives a lot that may come from a held one. */
export const saysOfHolds = (fact: Crossing): fact is Extract<Crossing, ReportingFact> => sayingFacts.includes(fact.type)
