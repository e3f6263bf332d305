type Body = Readonly<Record<string, unknown>>

const expressions = [
  'ConditionExpression',
  'FilterExpression',
  'KeyConditionExpression',
  'ProjectionExpression',
  'UpdateExpression',
] as const

/** Words of the expressions. An attribute with such a name must be written as `#name`. */
const words = new Set(['SET', 'ADD', 'REMOVE', 'DELETE', 'AND', 'OR', 'NOT', 'BETWEEN', 'IN'])

/**
 * The top-level attributes that a request names, as in `dynamodb:Attributes`: those of its item or key, and those of its expressions, conditions
 * included. What a read returns without naming it is not among them.
 */
export function attributesOf(body: Body): string[] {
  const { Item = {}, Key = {}, ExpressionAttributeNames = {} } = body
  const names = ExpressionAttributeNames as Readonly<Record<string, string>>
  const read = expressions.flatMap((name) => namedIn(String(body[name] ?? '')))
  return [
    ...new Set([...Object.keys(Item as object), ...Object.keys(Key as object), ...read.map((it) => names[it] ?? it)]),
  ]
}

/** Paths such as `#a.b[0]`, by their first part; neither values such as `:v`, nor functions such as `size(…)`. */
function namedIn(expression: string): string[] {
  const paths = expression.matchAll(/(?<![\w:#.])(#?[A-Za-z_]\w*)(?:\.#?\w+|\[\d+\])*(?!\w|\s*\()/g)
  return [...paths].map(([, first = '']) => first).filter((it) => !words.has(it.toUpperCase()))
}
