import * as z from 'zod'
import { type FactData, type FactType, facts } from './catalog.ts'
import { type Fact, fact, type Receipt, receipt } from './envelope.ts'

/*
 * The facts in API and bus messages, by type, for documents and readers. No function imports this file: functions make facts and answer with them
 * unchanged.
 */

/** The name of `andon.order.command-refused.v1` in a document: `OrderCommandRefused`. Later versions have their number in the name. */
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

/** The data of each type, under a name of its own. */
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

/** A fact of any type with the data of its type. */
export const anyFact = oneOf(Object.values(factsByType)).meta({ id: 'AnyFact' }) as z.ZodType<FactOf>

/** The answer of a command that records a fact of one of these types. */
export const receiptOf = <Type extends FactType>(...types: readonly [Type, ...Type[]]) =>
  oneOf(types.map((type) => receiptsByType[type])) as z.ZodType<ReceiptOf<Type>>

/** The receipt of any fact, as on the bus of a site. */
export const anyReceipt = oneOf(Object.values(receiptsByType)) as z.ZodType<ReceiptOf<FactType>>
