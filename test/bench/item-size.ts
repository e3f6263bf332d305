import type { AttributeValue } from '@aws-sdk/client-dynamodb'

type Item = Readonly<Record<string, AttributeValue>>

/** The bytes that DynamoDB bills for an item: names and values in UTF-8 ("DynamoDB item sizes and formats", Developer Guide). */
export const itemBytes = (item: Item): number =>
  Object.entries(item).reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + valueBytes(value), 0)

/** A map or list has 3 bytes of its own and 1 for each element; a number has 1 byte for two digits, and one more. */
function valueBytes(value: AttributeValue): number {
  if (value.S !== undefined) return Buffer.byteLength(value.S)
  if (value.N !== undefined) return numberBytes(value.N)
  if (value.B !== undefined) return value.B.length
  if (value.SS !== undefined) return value.SS.reduce((sum, text) => sum + Buffer.byteLength(text), 0)
  if (value.NS !== undefined) return value.NS.reduce((sum, text) => sum + numberBytes(text), 0)
  if (value.M !== undefined) return 3 + Object.keys(value.M).length + itemBytes(value.M)
  if (value.L !== undefined) return value.L.reduce((sum, element) => sum + 1 + valueBytes(element), 3)
  return 1
}

const numberBytes = (text: string): number =>
  Math.ceil(text.replace(/^-?0*|\D/g, '').length / 2) + 1 + (text.startsWith('-') ? 1 : 0)
