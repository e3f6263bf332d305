import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam'
import { chainAttributes, partitions, qualifiedMark, questions, table as shape } from '../../shared/storage/table.ts'
import type { TableRole } from '../table-roles.ts'

// Statements about the table, by what DynamoDB tells IAM of a call: the partition keys, the names of the attributes and the enclosing transaction
// ("Using IAM policy conditions for fine-grained access control", "Using IAM with DynamoDB transactions"). docs/adr/0042 says what they cannot tell.

interface Of {
  readonly tableArn: string
  readonly indexArn: string
}

type Conditions = Record<string, Record<string, string | readonly string[]>>

const under = (...names: readonly string[]): string[] => names.map((name) => `${name}#*`)
const oneTime = under(partitions.spent, partitions.claim)

/** An absent key would make ForAllValues true, so the key must be there. */
const keyed = { Null: { 'dynamodb:LeadingKeys': 'false' } }
const onlyIn = (keys: readonly string[]): Conditions => ({
  'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': keys },
  ...keyed,
})
const nowhereIn = (keys: readonly string[]): Conditions => ({
  'ForAllValues:StringNotLike': { 'dynamodb:LeadingKeys': keys },
  ...keyed,
})
const inCommit = { 'ForAnyValue:StringEquals': { 'dynamodb:EnclosingOperation': ['TransactWriteItems'] } }

const allow = (actions: readonly string[], resource: string, conditions: Conditions): PolicyStatement =>
  new PolicyStatement({ actions: actions.map((it) => `dynamodb:${it}`), resources: [resource], conditions })

/** Reads all but the waits and one-time records, whose keys are secrets, and people's time unless the function is about it. */
export function readingOf({ tableArn, indexArn }: Of, ofPeople: boolean): PolicyStatement[] {
  const secret = [...oneTime, ...under(partitions.wait)]
  const personal = under(partitions.timecard, `${partitions.fact}#${partitions.person}`)
  return [
    allow(['GetItem', 'BatchGetItem', 'Query'], tableArn, nowhereIn([...secret, ...(ofPeople ? [] : personal)])),
    allow(['Query'], indexArn, ofPeople ? keyed : nowhereIn(under(questions.onTheClock, `${questions.about}#person`))),
  ]
}

/** DynamoDB counts the keys of an item as accessed, too. */
const ofChain = [shape.partitionKey, shape.sortKey, ...chainAttributes]

/** Writes of commits, and the few others of a role. There is no delete: the record is append-only. */
export function writingOf({ tableArn }: Of, role: TableRole): PolicyStatement[] {
  const { states, facts, once = [], alone, updatesAlone, qualifiesNobody } = role
  const [withLots, others] = [states.includes('lot'), states.filter((state) => state !== 'lot')]
  const told = facts.map((subject) => `${partitions.fact}#${partitions[subject]}`)
  const named = (names: readonly (keyof typeof partitions)[]) => under(...names.map((name) => partitions[name]))
  const puts = [...named(states), ...under(...told), ...named(once)]
  return [
    ...(puts.length > 0 ? [allow(['PutItem'], tableArn, { ...onlyIn(puts), ...inCommit })] : []),
    ...(others.length > 0 ? [chainOf(tableArn, named(others))] : []),
    // Many commands share a lot, so they add to it and take from it without reading it.
    ...(withLots ? [allow(['UpdateItem'], tableArn, { ...onlyIn(named(['lot'])), ...inCommit })] : []),
    ...(states.length > 0 ? [allow(['ConditionCheckItem'], tableArn, checking)] : []),
    ...(alone ? [allow(['PutItem'], tableArn, onlyIn(named(alone)))] : []),
    ...(updatesAlone ? [allow(['UpdateItem'], tableArn, onlyIn(named(updatesAlone)))] : []),
    neverExpiring(tableArn),
    ...(qualifiesNobody ? [denyPut(tableArn, [qualifiedMark])] : []),
  ]
}

const chainOf = (tableArn: string, keys: readonly string[]): PolicyStatement =>
  allow(['UpdateItem'], tableArn, {
    'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': keys },
    'ForAllValues:StringEquals': { 'dynamodb:Attributes': ofChain },
    Null: { 'dynamodb:LeadingKeys': 'false', 'dynamodb:Attributes': 'false' },
    ...inCommit,
  })

/** A check exists in transactions only, and tells whether a condition holds. Commits check lots, holds, and orders that allow what is decided of their lots. */
const checking: Conditions = {
  'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': under(partitions.lot, partitions.hold, partitions.order) },
}

const denyPut = (tableArn: string, attributes: readonly string[]): PolicyStatement =>
  new PolicyStatement({
    effect: Effect.DENY,
    actions: ['dynamodb:PutItem', 'dynamodb:UpdateItem'],
    resources: [tableArn],
    conditions: { 'ForAnyValue:StringEquals': { 'dynamodb:Attributes': attributes } },
  })

/** DynamoDB deletes an item some time after its `expiresOn`. Only what is meant to go can have one: nobody can give one to a fact. */
const neverExpiring = (tableArn: string): PolicyStatement =>
  new PolicyStatement({
    effect: Effect.DENY,
    actions: ['dynamodb:PutItem', 'dynamodb:UpdateItem'],
    resources: [tableArn],
    conditions: {
      'ForAnyValue:StringEquals': { 'dynamodb:Attributes': [shape.timeToLive] },
      'ForAllValues:StringNotLike': { 'dynamodb:LeadingKeys': [...oneTime, ...under(partitions.wait)] },
    },
  })

/** Reads and deletes waits, and nothing else. */
export const forgettingOf = ({ tableArn }: Of): PolicyStatement[] => [
  allow(['GetItem', 'Query', 'DeleteItem'], tableArn, onlyIn(under(partitions.wait))),
]
