import type { FactData, FactType } from '../../catalog.ts'
import type { Quantity } from '../../quantity.ts'

/** How the reader wants amounts and times: with the units that people write, and in the zone of the plant. */
export interface Say {
  readonly amount: (quantity: Quantity) => string
  readonly instant: (at: string) => string
  /** With which something ends: a midnight is said as the day before it. */
  readonly until: (at: string) => string
}

/** Facts of which this tells. Of refusals, the sentences are those of their violations. */
export type ToldFact = Exclude<FactType, `${string}.command-refused.v1`>

/** What each kind of fact says of the one who made it: `Ada Moreau` + `started step weigh`. */
export type Sayings = { readonly [Type in ToldFact]: (it: FactData<Type>, say: Say) => string }

/** What several facts say alike. */
export interface Drawn {
  readonly quantity: Quantity
  readonly materialId: string
  readonly lotId: string
}
export interface Changed {
  readonly changeId: string
  readonly version: string
  readonly effect: 'next-batch' | 'remaining-quantity' | 'immediately'
}
export interface Lost {
  readonly scrappedSerials?: readonly string[] | undefined
  readonly scrapReasonCode?: string | undefined
}
export interface Work {
  readonly activity: string
  readonly orderId?: string | undefined
  readonly stepId?: string | undefined
}
export interface Span {
  readonly from: string
  readonly to?: string | undefined
}
