import { describe, expect, test } from 'vitest'
import { CannotStart } from '../../local/cannot-start.ts'
import { judge, readPolicy } from '../../local/policy.ts'

const table = 'arn:aws:dynamodb:eu-west-3:123456789012:table/Record'
const verdict = (statement: object, action: string, resource: string, variables = {}) =>
  judge(readPolicy({ Statement: statement }, 'Role', variables), action, resource)

describe('a policy', () => {
  test('allows what it names, in any case, and is silent on the rest', () => {
    const policy = { Effect: 'Allow', Action: ['dynamodb:getitem', 'dynamodb:Put*'], Resource: table }
    expect(verdict(policy, 'dynamodb:GetItem', table)).toBe('allowed')
    expect(verdict(policy, 'dynamodb:PutItem', table)).toBe('allowed')
    expect(verdict(policy, 'dynamodb:DeleteItem', table)).toBe('not-allowed')
    expect(verdict(policy, 'dynamodb:GetItem', `${table}/index/byQuestion`)).toBe('not-allowed')
  })

  test('takes * for anything and ? for one character, and no other character for more than itself', () => {
    const topics = { Effect: 'Allow', Action: 'iot:Publish', Resource: 'arn:aws:iot:::topic/a.b/?/*' }
    expect(verdict(topics, 'iot:Publish', 'arn:aws:iot:::topic/a.b/1/x/y')).toBe('allowed')
    expect(verdict(topics, 'iot:Publish', 'arn:aws:iot:::topic/axb/1/x')).toBe('not-allowed')
    expect(verdict(topics, 'iot:Publish', 'arn:aws:iot:::topic/a.b/12/x')).toBe('not-allowed')
  })

  test('denies whatever else allows', () => {
    const both = [
      { Effect: 'Allow', Action: '*', Resource: '*' },
      { Effect: 'Deny', Action: 'iot:Publish', Resource: '*/command' },
    ]
    expect(verdict(both, 'iot:Publish', 'topic/press-1/command')).toBe('denied')
    expect(verdict(both, 'iot:Publish', 'topic/press-1/state')).toBe('allowed')
  })

  test('turns round with NotAction and NotResource', () => {
    const except = { Effect: 'Allow', NotAction: 'iam:*', NotResource: table }
    expect(verdict(except, 'sqs:SendMessage', 'queue')).toBe('allowed')
    expect(verdict(except, 'iam:PassRole', 'queue')).toBe('not-allowed')
    expect(verdict(except, 'sqs:SendMessage', table)).toBe('not-allowed')
  })

  test('fills in the thing that is connected, and takes a wildcard in its name as a character', () => {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: AWS IoT fills it in for each connection.
    const own = { Effect: 'Allow', Action: 'iot:Publish', Resource: 'topic/${iot:Connection.Thing.ThingName}/*' }
    const as = (name: string) => ({ 'iot:Connection.Thing.ThingName': name })
    expect(verdict(own, 'iot:Publish', 'topic/press-1/state', as('press-1'))).toBe('allowed')
    expect(verdict(own, 'iot:Publish', 'topic/press-2/state', as('press-1'))).toBe('not-allowed')
    expect(verdict(own, 'iot:Publish', 'topic/press-2/state', as('*'))).toBe('not-allowed')
    expect(verdict(own, 'iot:Publish', 'topic//state')).toBe('not-allowed')
  })

  test('is not guessed at when it has a condition', () => {
    const conditional = { Effect: 'Allow', Action: '*', Resource: '*', Condition: { Bool: {} } }
    expect(() => verdict(conditional, 'a', 'b')).toThrow(CannotStart)
  })
})
