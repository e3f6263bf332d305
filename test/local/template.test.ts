// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Fn::Sub writes its placeholders so.

import { describe, expect, test } from 'vitest'
import { CannotStart } from '../../local/cannot-start.ts'
import { kinds } from '../../local/resources.ts'
import { readTemplate, type Stack } from '../../local/template.ts'

const stand = {
  account: '123456789012',
  issuer: 'http://127.0.0.1:4000/local/issuers/lyon',
  queueUrl: (name: string) => `http://wire/${name}`,
}

const role = (AssumeRolePolicyDocument: unknown, Policies: unknown = []) => ({
  Type: 'AWS::IAM::Role',
  Properties: { AssumeRolePolicyDocument, Policies },
})

/** What a value becomes in a stack that has a queue and imports from another stack. */
function worked(value: unknown): unknown {
  const state: Stack = {
    name: 'State',
    template: {
      Resources: { Table: { Type: 'AWS::DynamoDB::Table', Properties: {} } },
      Outputs: {
        Arn: { Value: { 'Fn::GetAtt': ['Table', 'Arn'] }, Export: { Name: { 'Fn::Sub': '${AWS::StackName}:Arn' } } },
      },
    },
  }
  const plant: Stack = {
    name: 'Plant',
    template: {
      Parameters: { Version: { Default: '21' } },
      Conditions: {
        InLyon: { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'eu-west-3'] },
        Elsewhere: { 'Fn::Not': [{ Condition: 'InLyon' }] },
      },
      Resources: {
        Messages0A1B2C3D: { Type: 'AWS::SQS::Queue' },
        Absent: { Type: 'AWS::SQS::Queue', Condition: 'Elsewhere' },
        Subject: role({}, value),
      },
    },
  }
  const [resource] = readTemplate([state, plant], 'eu-west-3', stand).of('AWS::IAM::Role')
  return resource?.properties.Policies
}

describe('the template', () => {
  test.each([
    [{ Ref: 'Messages0A1B2C3D' }, 'http://wire/Messages'],
    [{ 'Fn::GetAtt': ['Messages0A1B2C3D', 'Arn'] }, 'arn:aws:sqs:eu-west-3:123456789012:Messages'],
    [{ 'Fn::GetAtt': 'Messages0A1B2C3D.QueueName' }, 'Messages'],
    [{ Ref: 'Version' }, '21'],
    [{ 'Fn::Join': ['-', ['a', { Ref: 'AWS::Partition' }, 'b']] }, 'a-aws-b'],
    [{ 'Fn::Sub': 'arn:${AWS::Partition}:${Messages0A1B2C3D.QueueName}:${!Literal}' }, 'arn:aws:Messages:${Literal}'],
    [{ 'Fn::Sub': ['${a}-${AWS::Region}', { a: { Ref: 'Version' } }] }, '21-eu-west-3'],
    [{ 'Fn::Select': [1, { 'Fn::Split': ['/', 'a/b/c'] }] }, 'b'],
    [{ 'Fn::ImportValue': 'State:Arn' }, 'arn:aws:dynamodb:eu-west-3:123456789012:table/State-Table'],
    [{ 'Fn::If': ['InLyon', 'yes', 'no'] }, 'yes'],
    [{ a: { 'Fn::If': ['Elsewhere', 1, { Ref: 'AWS::NoValue' }] }, b: [{ Ref: 'AWS::NoValue' }, 2] }, { b: [2] }],
    [{ Statement: { Condition: { Bool: { 'aws:SecureTransport': 'false' } }, Effect: 'Deny' } }, expect.anything()],
  ])('works out %j', (value, expected) => {
    expect(worked(value)).toEqual(expected)
  })

  test.each([
    [{ Ref: 'Nobody' }, /Nobody/],
    [{ Ref: 'Absent' }, /Absent/],
    [{ 'Fn::GetAtt': ['Messages0A1B2C3D', 'Colour'] }, /Colour/],
    [{ 'Fn::ImportValue': 'State:Colour' }, /State:Colour/],
    [{ 'Fn::Cidr': ['10.0.0.0/8', 1, 8] }, /Fn::Cidr/],
  ])('is refused for %j', (value, sentence) => {
    expect(() => worked(value)).toThrow(CannotStart)
    expect(() => worked(value)).toThrow(sentence)
  })

  test('is refused for a resource type, and for a property, that nothing here acts upon', () => {
    const read = (resource: Stack['template']['Resources'][string]) => () =>
      readTemplate([{ name: 'Plant', template: { Resources: { Thing: resource } } }], 'eu-west-3', stand)
    expect(read({ Type: 'AWS::Kinesis::Stream' })).toThrow(/Plant\/Thing is of the type AWS::Kinesis::Stream/)
    expect(read({ Type: 'AWS::SQS::Queue', Properties: { DelaySeconds: 5 } })).toThrow(/has the property DelaySeconds/)
    expect(read({ Type: 'AWS::CloudWatch::Alarm', Properties: { Threshold: 1 } })).not.toThrow()
  })

  test('has a reason for every resource type and property that it leaves out', () => {
    const reasons = Object.values(kinds).flatMap(({ inert, ignores }) => [
      ...(inert === undefined ? [] : [inert]),
      ...Object.values(ignores ?? {}),
    ])
    for (const reason of reasons) expect(reason.length).toBeGreaterThan(10)
  })
})
