import { CannotStart } from './cannot-start.ts'
import { wildcard } from './wildcard.ts'

/** The values that a request has for a condition key; undefined if it has none. */
export type Context = (key: string) => readonly string[] | undefined

export const noContext: Context = () => undefined

/**
 * The condition keys that local/dynamodb-needs.ts gives. `must` is the set operator without which the service reads the key otherwise than its author
 * meant ("Using IAM policy conditions for fine-grained access control").
 */
const known: Readonly<Record<string, { readonly must?: readonly SetOperator[] }>> = {
  'dynamodb:LeadingKeys': { must: ['ForAllValues'] },
  'dynamodb:Attributes': { must: ['ForAllValues', 'ForAnyValue'] },
  'dynamodb:EnclosingOperation': {},
}

type SetOperator = 'ForAllValues' | 'ForAnyValue'

/** Whether one value of a request satisfies the values of a policy: one of them, or with a negated operator none of them. */
type Comparison = (value: string, patterns: readonly string[]) => boolean
const isEqual: Comparison = (value, patterns) => patterns.includes(value)
const isLike: Comparison = (value, patterns) => patterns.some((pattern) => wildcard(pattern).test(value))
const comparisons: Readonly<Record<string, { readonly holds: Comparison; readonly negated: boolean }>> = {
  StringEquals: { holds: isEqual, negated: false },
  StringNotEquals: { holds: (...both) => !isEqual(...both), negated: true },
  StringLike: { holds: isLike, negated: false },
  StringNotLike: { holds: (...both) => !isLike(...both), negated: true },
}

/**
 * The Condition of a statement as one question about a request. All of its operators and keys must hold ("IAM JSON policy elements: Condition
 * operators").
 * @throws CannotStart for an operator or a key that the local plant cannot judge.
 */
export function readCondition(condition: unknown, place: string): (context: Context) => boolean {
  const parts = Object.entries((condition ?? {}) as Record<string, Record<string, unknown>>).flatMap(
    ([operator, keys]) => {
      const compare = readOperator(operator, place)
      return Object.entries(keys).map(([key, given]) => {
        const values = [given].flat().map(String)
        demandJudgeable(key, values, place)
        return compare(key, values)
      })
    },
  )
  return (context) => parts.every((holds) => holds(context))
}

type Compare = (key: string, values: readonly string[]) => (context: Context) => boolean

function readOperator(operator: string, place: string): Compare {
  if (operator === 'Null') return isNull(place)
  const [, set, name = '', ifExists] = /^(?:(ForAllValues|ForAnyValue):)?(\w+?)(IfExists)?$/.exec(operator) ?? []
  const comparison = comparisons[name]
  if (comparison === undefined)
    throw new CannotStart(
      `The policy of ${place} has the condition operator ${operator}, which the local plant cannot judge; say it with another, or add it to local/conditions.ts.`,
    )
  const withoutKey = set === 'ForAllValues' || ifExists !== undefined || (set === undefined && comparison.negated)
  return (key, values) => {
    const must = known[key]?.must
    if (must !== undefined && !must.some((it) => it === set))
      throw new CannotStart(
        `The policy of ${place} compares ${key} by ${operator}; a request has many of it, so AWS asks for ${must.join(' or ')}.`,
      )
    return (context) => {
      const given = context(key)
      if (given === undefined || isAbsent(given)) return withoutKey
      const holds = (value: string) => comparison.holds(value, values)
      return set === 'ForAllValues' ? given.every(holds) : given.some(holds)
    }
  }
}

const isNull =
  (place: string): Compare =>
  (key, [asked, ...more]) => {
    if (more.length > 0 || (asked !== 'true' && asked !== 'false'))
      throw new CannotStart(`The policy of ${place} asks whether ${key} is Null with neither true nor false.`)
    return (context) => isAbsent(context(key)) === (asked === 'true')
  }

function demandJudgeable(key: string, values: readonly string[], place: string): void {
  if (known[key] === undefined)
    throw new CannotStart(
      `The policy of ${place} has a condition on ${key}, which the local plant cannot judge; say it without, or add it to local/conditions.ts.`,
    )
  const variable = values.find((value) => value.includes('${'))
  if (variable !== undefined)
    throw new CannotStart(
      `The policy of ${place} compares ${key} with ${variable}; the local plant fills in no variables of a condition.`,
    )
}

/** A key with an empty value counts as absent. */
const isAbsent = (values: readonly string[] | undefined): boolean => values === undefined || values.length === 0
