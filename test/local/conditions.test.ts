import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { CannotStart } from '../../local/cannot-start.ts'
import { dynamodbNeeds, type TableOf } from '../../local/dynamodb-needs.ts'
import { judge, readPolicy, type Verdict } from '../../local/policy.ts'

const arn = 'arn:aws:dynamodb:us-west-2:123456789012:table/GameScores'
const tableOf: TableOf = () => ({ arn, partitionKey: 'UserId', indexes: { ByTitle: 'GameTitle' } })

/** The worst verdict about the parts of a call, as AWS refuses the whole of it. */
function verdict(statements: object | object[], operation: string, body: Readonly<Record<string, unknown>>): Verdict {
  const policy = readPolicy({ Statement: statements }, 'Role')
  const needs = dynamodbNeeds(operation, body, tableOf) ?? []
  const verdicts = needs.map(({ action, resource, context }) => judge(policy, action, resource, context))
  return verdicts.find((it) => it !== 'allowed') ?? 'allowed'
}

const TableName = 'GameScores'
const keyOf = (user: string) => ({ UserId: { S: user }, GameTitle: { S: 'Meteor Blasters' } })
const get = (user: string, more = {}) => ({ TableName, Key: keyOf(user), ...more })
const put = (user: string, more = {}) => ({ TableName, Item: { ...keyOf(user), ...more } })
const on = (Action: string[], Condition?: object, Effect = 'Allow') => ({
  Effect,
  Action: Action.map((it) => `dynamodb:${it}`),
  Resource: [arn, `${arn}/index/*`],
  ...(Condition && { Condition }),
})

describe('dynamodb:LeadingKeys', () => {
  // "Grant permissions that limit access to items with a specific partition key value"
  const own = on(['GetItem', 'BatchGetItem', 'Query', 'PutItem', 'UpdateItem', 'DeleteItem', 'BatchWriteItem'], {
    'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['ada', 'ada#*'] },
  })

  test('is the partition key of each item that a call names', () => {
    expect(verdict(own, 'GetItem', get('ada'))).toBe('allowed')
    expect(verdict(own, 'GetItem', get('bob'))).toBe('not-allowed')
    expect(verdict(own, 'PutItem', put('ada#1'))).toBe('allowed')
    expect(verdict(own, 'PutItem', put('adam'))).toBe('not-allowed')
    expect(verdict(own, 'DeleteItem', get('bob'))).toBe('not-allowed')
  })

  test('is every key of a batch, so that one foreign key refuses it', () => {
    const batch = (...users: string[]) => ({ RequestItems: { GameScores: { Keys: users.map(keyOf) } } })
    const writes = (...users: string[]) => ({
      RequestItems: { GameScores: users.map((user) => ({ DeleteRequest: { Key: keyOf(user) } })) },
    })
    expect(verdict(own, 'BatchGetItem', batch('ada', 'ada#2'))).toBe('allowed')
    expect(verdict(own, 'BatchGetItem', batch('ada', 'bob'))).toBe('not-allowed')
    expect(verdict(own, 'BatchWriteItem', writes('ada'))).toBe('allowed')
    expect(verdict(own, 'BatchWriteItem', writes('ada', 'bob'))).toBe('not-allowed')
  })

  test('is judged for each part of a transaction', () => {
    const parts = (...users: string[]) => ({
      TransactItems: users.map((user) => ({ Put: put(user) })),
    })
    expect(verdict(own, 'TransactWriteItems', parts('ada', 'ada#3'))).toBe('allowed')
    expect(verdict(own, 'TransactWriteItems', parts('ada', 'bob'))).toBe('not-allowed')
  })

  test('is the key of the index in a query of an index', () => {
    const query = (expression: string, name: string, IndexName?: string) => ({
      TableName,
      KeyConditionExpression: expression,
      ExpressionAttributeNames: { '#key': name },
      ExpressionAttributeValues: { ':user': { S: 'ada' }, ':other': { S: 'bob' } },
      ...(IndexName && { IndexName }),
    })
    expect(verdict(own, 'Query', query('UserId = :user AND GameTitle > :other', ''))).toBe('allowed')
    expect(verdict(own, 'Query', query('GameTitle = :user AND #key = :other', 'UserId'))).toBe('not-allowed')
    expect(verdict(own, 'Query', query('#key = :user', 'GameTitle', 'ByTitle'))).toBe('allowed')
    expect(verdict(own, 'Query', query('UserId = :user AND #key = :other', 'GameTitle', 'ByTitle'))).toBe('not-allowed')
  })

  test('is absent from a scan, which ForAllValues lets pass and Null does not', () => {
    const condition = { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['ada'] } }
    const named = { ...condition, Null: { 'dynamodb:LeadingKeys': 'false' } }
    expect(verdict(on(['Scan'], condition), 'Scan', { TableName })).toBe('allowed')
    expect(verdict(on(['Scan'], named), 'Scan', { TableName })).toBe('not-allowed')
  })
})

describe('dynamodb:Attributes', () => {
  // "Grant permissions that limit access to specific attributes in a table"
  const listed = on(['UpdateItem', 'GetItem', 'Query', 'PutItem'], {
    'ForAllValues:StringEquals': { 'dynamodb:Attributes': ['UserId', 'GameTitle', 'TopScore', 'Address'] },
  })
  const update = (expression: string, more = {}) => get('ada', { UpdateExpression: expression, ...more })

  test('are the top-level names in each expression, with placeholders resolved', () => {
    expect(verdict(listed, 'UpdateItem', update('SET TopScore = :v'))).toBe('allowed')
    expect(verdict(listed, 'UpdateItem', update('SET Wins = :v'))).toBe('not-allowed')
    expect(verdict(listed, 'UpdateItem', update('SET #w = :v', { ExpressionAttributeNames: { '#w': 'Wins' } }))).toBe(
      'not-allowed',
    )
    expect(verdict(listed, 'UpdateItem', update('SET TopScore = if_not_exists(TopScore, :a) + :v'))).toBe('allowed')
    expect(verdict(listed, 'UpdateItem', update('REMOVE Address.City, Address.Lines[0].#x'))).toBe('allowed')
    expect(verdict(listed, 'UpdateItem', update('ADD TopScore :v DELETE Wins :w'))).toBe('not-allowed')
    expect(verdict(listed, 'GetItem', get('ada', { ProjectionExpression: 'TopScore, Address.City' }))).toBe('allowed')
    expect(verdict(listed, 'GetItem', get('ada', { ProjectionExpression: 'TopScore, Wins' }))).toBe('not-allowed')
  })

  test('are those of a condition, too', () => {
    const when = (ConditionExpression: string) => update('SET TopScore = :v', { ConditionExpression })
    expect(verdict(listed, 'UpdateItem', when('attribute_exists(UserId) AND NOT TopScore > :v'))).toBe('allowed')
    expect(verdict(listed, 'UpdateItem', when('attribute_not_exists(Wins) OR size(TopScore) < :v'))).toBe('not-allowed')
  })

  test('are those of the item in a put, and not what a read returns without naming it', () => {
    expect(verdict(listed, 'PutItem', put('ada', { TopScore: { N: '1' } }))).toBe('allowed')
    expect(verdict(listed, 'PutItem', put('ada', { Wins: { N: '1' } }))).toBe('not-allowed')
    expect(verdict(listed, 'GetItem', get('ada'))).toBe('allowed')
  })

  test('can be denied one by one', () => {
    // "Deny permissions to limit access to specific attributes in a table"
    const denied = [
      on(['PutItem']),
      on(['PutItem'], { 'ForAnyValue:StringEquals': { 'dynamodb:Attributes': ['SSN', 'CreditCardNumber'] } }, 'Deny'),
    ]
    expect(verdict(denied, 'PutItem', put('ada', { Wins: { N: '1' } }))).toBe('allowed')
    expect(verdict(denied, 'PutItem', put('ada', { Wins: { N: '1' }, SSN: { S: '1' } }))).toBe('denied')
  })
})

describe('dynamodb:EnclosingOperation', () => {
  const enclosed = { 'ForAnyValue:StringEquals': { 'dynamodb:EnclosingOperation': ['TransactWriteItems'] } }
  const transaction = { TransactItems: [{ Put: put('ada') }, { ConditionCheck: get('bob') }] }
  const actions = ['ConditionCheckItem', 'PutItem', 'UpdateItem', 'DeleteItem', 'GetItem']

  test('allows only transactions', () => {
    expect(verdict(on(actions, enclosed), 'TransactWriteItems', transaction)).toBe('allowed')
    expect(verdict(on(actions, enclosed), 'PutItem', put('ada'))).toBe('not-allowed')
    expect(verdict(on(actions, enclosed), 'TransactGetItems', { TransactItems: [{ Get: get('ada') }] })).toBe(
      'not-allowed',
    )
  })

  test('blocks transactions and lets the rest pass', () => {
    const blocked = [on(actions), on(actions, enclosed, 'Deny')]
    expect(verdict(blocked, 'TransactWriteItems', transaction)).toBe('denied')
    expect(verdict(blocked, 'PutItem', put('ada'))).toBe('allowed')
  })
})

describe('a condition', () => {
  const asked = (condition: object) => () => verdict(on(['GetItem'], condition), 'GetItem', get('ada'))

  test('holds if all of its operators and keys do', () => {
    const both = {
      'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': 'ada', 'dynamodb:Attributes': ['UserId', 'GameTitle'] },
      Null: { 'dynamodb:EnclosingOperation': 'true' },
    }
    expect(asked(both)()).toBe('allowed')
    expect(asked({ ...both, Null: { 'dynamodb:EnclosingOperation': 'false' } })()).toBe('not-allowed')
  })

  test('on an absent key holds with a negated operator, with IfExists and with ForAllValues, and else not', () => {
    const key = { 'dynamodb:EnclosingOperation': 'TransactWriteItems' }
    for (const operator of ['StringNotEquals', 'StringNotLike', 'StringEqualsIfExists', 'ForAllValues:StringEquals'])
      expect(asked({ [operator]: key })(), operator).toBe('allowed')
    for (const operator of ['StringEquals', 'StringLike', 'ForAnyValue:StringEquals', 'ForAnyValue:StringNotEquals'])
      expect(asked({ [operator]: key })(), operator).toBe('not-allowed')
  })

  test('that the local plant cannot judge ends the start with its name', () => {
    for (const [condition, sentence] of [
      [{ 'ForAllValues:StringEquals': { 'dynamodb:Select': ['COUNT'] } }, /condition on dynamodb:Select/],
      [{ 'ForAllValues:StringEquals': { 'dynamodb:leadingkeys': ['ada'] } }, /condition on dynamodb:leadingkeys/],
      [{ StringEquals: { 'aws:SourceVpc': 'vpc-1' } }, /condition on aws:SourceVpc/],
      [{ ArnLike: { 'dynamodb:Attributes': 'x' } }, /condition operator ArnLike/],
      [
        { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['$'.concat('{aws:userid}')] } },
        /fills in no variables/,
      ],
      [{ StringLike: { 'dynamodb:LeadingKeys': 'ada' } }, /AWS asks for ForAllValues/],
      [{ 'ForAnyValue:StringLike': { 'dynamodb:LeadingKeys': 'ada' } }, /AWS asks for ForAllValues/],
      [{ Null: { 'dynamodb:LeadingKeys': 'maybe' } }, /neither true nor false/],
    ] as const) {
      expect(asked(condition)).toThrow(CannotStart)
      expect(asked(condition)).toThrow(sentence)
    }
  })

  test('turned round holds for exactly the other requests, if the key is there', () => {
    const key = fc.constantFrom('ada', 'ada#1', 'bob', 'a*', 'a')
    const patterns = fc.array(fc.constantFrom('ada', 'a*', '?da', 'bob#*', '*'), { minLength: 1, maxLength: 3 })
    fc.assert(
      fc.property(fc.array(key, { minLength: 1, maxLength: 3 }), patterns, (users, values) => {
        const held = (operator: string) => {
          const Condition = { [operator]: { 'dynamodb:Attributes': values } }
          const names = Object.fromEntries(users.map((user) => [user, { S: '1' }]))
          // Without a key in the item, its attributes are exactly the drawn names.
          return verdict(on(['PutItem'], Condition), 'PutItem', { TableName, Item: names }) === 'allowed'
        }
        for (const by of ['StringEquals', 'StringLike']) {
          const not = by.replace('String', 'StringNot')
          expect(held(`ForAllValues:${by}`)).toBe(!held(`ForAnyValue:${not}`))
          expect(held(`ForAnyValue:${by}`)).toBe(!held(`ForAllValues:${not}`))
        }
        expect(held('ForAllValues:StringEquals') && !held('ForAllValues:StringLike')).toBe(false)
      }),
    )
  })

  test('is not judged about parameters from before the expressions', () => {
    const legacy = { TableName, KeyConditions: { UserId: { ComparisonOperator: 'EQ' } } }
    expect(dynamodbNeeds('Query', legacy, tableOf)).toBeUndefined()
  })
})
