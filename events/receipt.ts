import * as z from 'zod'
import { type FactData, type FactType, facts } from './catalog.ts'
import { type Fact, fact, type Receipt, receipt } from './envelope.ts'

/*
 * What API and bus tell of facts, type by type, for documents and for those who read them. No function imports it: a function makes facts
 * and answers them as they are.
 */

/** `andon.order.command-refused.v1` as a name in a document: `OrderCommandRefused`. One of a later version bears its number. */
function nameOf(type: string): string {
  const [, noun = '', verb = '', version = 'v1'] = type.split('.')
  const words = [...noun.split('-'), ...verb.split('-')].map((word) => word.charAt(0).toUpperCase() + word.slice(1))
  return `${words.join('')}${version === 'v1' ? '' : version.toUpperCase()}`
}

type Typed<Envelope, Type extends FactType> = {
  [One in Type]: Omit<Envelope, 'type' | 'data'> & { type: One; data: FactData<One> }
}[Type]
export type FactOf<Type extends FactType = FactType> = Typed<Fact, Type>
export type ReceiptOf<Type extends FactType> = Typed<Receipt, Type>

const typesOfFact = Object.keys(facts) as FactType[]
const each = <Schema>(make: (type: FactType) => Schema) =>
  Object.fromEntries(typesOfFact.map((type) => [type, make(type)])) as Record<FactType, Schema>

/** What a fact of each type says, under a name of its own. */
const data = each((type) => facts[type].meta({ id: nameOf(type) }))
const factsByType = each((type) =>
  fact.extend({ type: z.literal(type), data: data[type] }).meta({ id: `${nameOf(type)}Fact` }),
)
const receiptsByType = each((type) =>
  receipt.extend({ type: z.literal(type), data: data[type] }).meta({ id: `${nameOf(type)}Receipt` }),
)

type Member = (typeof factsByType)[FactType] | (typeof receiptsByType)[FactType]
const oneOf = ([first, ...others]: readonly Member[]): z.ZodType => {
  if (first === undefined) throw new Error('A command that records no fact has no receipt.')
  return others.length === 0 ? first : z.discriminatedUnion('type', [first, ...others])
}

/** A fact of any type, with what its type says. */
export const anyFact = oneOf(Object.values(factsByType)).meta({ id: 'AnyFact' }) as z.ZodType<FactOf>

/** What a command answers that records a fact of one of these types. */
export const receiptOf = <Type extends FactType>(...types: readonly [Type, ...Type[]]) =>
  oneOf(types.map((type) => receiptsByType[type])) as z.ZodType<ReceiptOf<Type>>

/** The receipt of any fact, as the bus of a site carries it. */
export const anyReceipt = oneOf(Object.values(receiptsByType)) as z.ZodType<ReceiptOf<FactType>>
