import Big from 'big.js'
import { DataType, type DataValue } from 'node-opcua-client'

/** A value as text: a plain decimal, exactly as the server holds it; or what cannot be read, which Andon takes as outside of every limit. */
export function textOf({ value, statusCode }: Pick<DataValue, 'value' | 'statusCode'>): string {
  if (isBad(statusCode)) return statusCode.name
  const { dataType, value: held } = value
  switch (dataType) {
    case DataType.Boolean:
      return held ? '1' : '0'
    case DataType.Float:
      return Number.isFinite(held) ? plain(shortest(held)) : String(held)
    case DataType.Double:
      return Number.isFinite(held) ? plain(String(held)) : String(held)
    case DataType.Int64:
      return String(BigInt.asIntN(64, wide(held)))
    case DataType.UInt64:
      return String(wide(held))
    default:
      return String(isLocalized(held) ? held.text : held)
  }
}

/** The two highest bits of a status are its severity (OPC 10000-4, 7.39): 00 good, 01 uncertain, 10 bad. */
export const isBad = ({ value }: DataValue['statusCode']): boolean => value >>> 31 === 1

/** The shortest decimal that is this number of 32 bits: 40.1, and not the 40.099998474121094 that 64 bits make of it. */
function shortest(float: number): string {
  for (let digits = 1; digits < 9; digits += 1) {
    const text = float.toPrecision(digits)
    if (Math.fround(Number(text)) === float) return text
  }
  return float.toPrecision(9)
}

const plain = (text: string): string => new Big(text).toFixed()

/** Integers of 64 bits come as two of 32, the higher one first. */
const wide = ([high, low]: readonly [number, number]): bigint => (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0)

const isLocalized = (held: unknown): held is { readonly text: string | null } =>
  typeof held === 'object' && held !== null && 'text' in held
