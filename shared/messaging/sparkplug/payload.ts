import Big from 'big.js'

/** A payload as a decoder reads it, whatever version of Sparkplug it has. */
export interface Payload {
  /** Milliseconds since 1970; undefined if there is none, or none that can be a time. */
  readonly timestamp?: number
  /** Undefined if there is none, or none of 0 to 255. */
  readonly seq?: number
  readonly metrics: readonly Metric[]
}

export interface Metric {
  readonly name?: string
  readonly alias?: string
  /** Only births have to say it. */
  readonly type?: number
  readonly timestamp?: number
  readonly isHistorical: boolean
  readonly sent: Sent
}

/** A value as it stands in the payload. How an integer is meant depends on its type, which data does not repeat. */
export type Sent =
  | { readonly as: 'integer'; readonly text: string }
  | { readonly as: 'number' | 'unreadable' | 'text'; readonly text: string }
  | { readonly as: 'boolean'; readonly is: boolean }
  | { readonly as: 'null' }
  | { readonly as: 'unusable'; readonly what: string }

/** A value of the metric's type. A number is its decimal text; what no decimal can say, such as NaN, is unreadable. */
export type Value = Exclude<Sent, { as: 'integer' }>

/** @throws Error when the bytes are no payload. */
export type Decode = (bytes: Uint8Array) => Payload

/** The types of Sparkplug 3.0, section 6.4.16, by their numbers. */
const typeNames = [
  'Unknown',
  ...['Int8', 'Int16', 'Int32', 'Int64', 'UInt8', 'UInt16', 'UInt32', 'UInt64', 'Float', 'Double', 'Boolean'],
  ...['String', 'DateTime', 'Text', 'UUID', 'DataSet', 'Bytes', 'File', 'Template', 'PropertySet', 'PropertySetList'],
  ...['Int8Array', 'Int16Array', 'Int32Array', 'Int64Array', 'UInt8Array', 'UInt16Array', 'UInt32Array'],
  ...['UInt64Array', 'FloatArray', 'DoubleArray', 'BooleanArray', 'StringArray', 'DateTimeArray'],
]
const lastUsable = typeNames.indexOf('UUID')

/** Bits of the signed types. */
const signed: Readonly<Record<number, number>> = { 1: 8, 2: 16, 3: 32, 4: 64 }

/** The value of a metric of this type (Sparkplug 3.0, section 6.4.16). */
export function valueSent(type: number, sent: Sent): Value {
  if (sent.as === 'null') return sent
  if (type > lastUsable) return { as: 'unusable', what: typeNames[type] ?? `type ${type}` }
  if (sent.as !== 'integer') return sent
  const bits = signed[type]
  return { as: 'number', text: bits === undefined ? sent.text : signedText(BigInt(sent.text), bits) }
}

/** A negative number comes as the two's complement of its own width, or widened to 32 or 64 bits; all have the same lowest bits. */
const signedText = (unsigned: bigint, bits: number): string => String(BigInt.asIntN(bits, unsigned))

/** The most digits behind the point that Andon keeps of a value. */
const mostDecimals = 12

/** The shortest decimal text that is this number, and no other one of its width, in at most twelve decimals. */
export function numberSent(number: number, width: 'float' | 'double'): Sent {
  if (!Number.isFinite(number)) return { as: 'unreadable', text: String(number) }
  const text = width === 'float' ? shortestFloat(number) : String(number)
  const plain = new Big(text).round(mostDecimals, Big.roundHalfEven).toFixed()
  return plain.length > 40 ? { as: 'unreadable', text } : { as: 'number', text: plain === '-0' ? '0' : plain }
}

/** Nine digits tell all floats apart (IEEE 754, binary32). */
function shortestFloat(number: number): string {
  for (let digits = 1; digits < 9; digits += 1) {
    const text = number.toPrecision(digits)
    if (Math.fround(Number(text)) === number) return text
  }
  return number.toPrecision(9)
}
