import type { FactData } from '../../events/catalog.ts'
import type { Fact, Receipt } from '../../events/envelope.ts'
import type { CrossingFact } from '../../events/site-to-enterprise.ts'
import { crossingFacts } from '../../events/site-to-enterprise.ts'
import { isMovement, readCrossing } from '../../shared/messaging/crossing.ts'
import { type Movements, recordMovement } from '../../shared/usecases/enterprise/trace-across-sites.ts'
import { noon } from './given.ts'

/** A fact in the form in which it is on the bus of its site. */
export const told = ({ requestHash: _request, previousHash: _previous, ...receipt }: Fact): Receipt => receipt

/** An event as it arrives in the queue of the enterprise. */
export const eventOf = (detail: Omit<Receipt, 'type' | 'data'> & { readonly type: string }): string =>
  JSON.stringify({ source: 'andon', 'detail-type': detail.type, account: '123456789012', detail })

/** The facts of a site that the enterprise receives. */
export const crossing = (facts: readonly Fact[]): Receipt[] =>
  facts.filter(({ type }) => (crossingFacts as readonly string[]).includes(type)).map(told)

/** Gives facts to the enterprise one after the other, as its function does. */
export async function hear(movements: Pick<Movements, 'keep'>, receipts: readonly Receipt[]): Promise<void> {
  for (const receipt of receipts) {
    const fact = readCrossing(eventOf(receipt))
    if (isMovement(fact)) await recordMovement(movements, fact)
  }
}

/** A fact of a site, with default values for the rest. */
export const said = <Type extends CrossingFact>(
  site: string,
  type: Type,
  data: Omit<FactData<Type>, 'status'> | object,
  more: Partial<Omit<Receipt, 'type' | 'data'>> = {},
): Extract<Receipt, { type: Type }> => {
  const receipt = {
    factId: crypto.randomUUID(),
    type,
    site,
    subject: { type: 'lot', id: 'ANY' },
    sequence: 1,
    occurredAt: noon,
    recordedAt: noon,
    actor: { kind: 'person', id: 'ada', name: 'Ada Moreau' },
    data: { ...data },
    hash: 'hash',
    ...more,
  }
  return receipt as Extract<Receipt, { type: Type }>
}
