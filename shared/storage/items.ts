import { NumberValue } from '@aws-sdk/lib-dynamodb'
import Big from 'big.js'
import type { Decimal } from '../../events/quantity.ts'

/** An item of the document client. Decimals are DynamoDB numbers, which are exact to 38 digits. */
export type Item = Record<string, unknown>

/** A DynamoDB number that the document client writes with exactly these digits, without a float. */
export const exact = (value: Decimal): NumberValue => NumberValue.from(value)
/** {@link exact} read back: the one place where storage says that what it wrote is a decimal. */
export const plain = (value: unknown): Decimal => new Big(String(value)).toFixed() as Decimal
