import { describe, expect, test } from 'vitest'
import { bySentence, takeOut } from './taken-out.ts'

const at = 'http://127.0.0.1:20000'
const tls = {
  Effect: 'Deny',
  Action: 'sqs:*',
  Principal: { AWS: '*' },
  Condition: { Bool: { 'aws:SecureTransport': 'false' } },
}
const queuePolicy = (...Statement: object[]) => ({
  Type: 'AWS::SQS::QueuePolicy',
  Properties: { Queues: [{ Ref: 'Queue' }], PolicyDocument: { Statement } },
})

describe('what is taken out of a template for MiniStack', () => {
  test('is nothing of a template that it can deploy', () => {
    const template = {
      Resources: {
        Queue: { Type: 'AWS::SQS::Queue', DependsOn: 'Other' },
        Other: { Type: 'AWS::CloudWatch::Alarm', Properties: { MetricName: 'Errors' } },
        Policy: queuePolicy({
          Effect: 'Deny',
          Action: 'sqs:*',
          Condition: { Bool: { 'aws:PrincipalIsAWSService': 'false' } },
        }),
      },
    }
    expect(takeOut(template, at)).toEqual({
      template: { Resources: { ...template.Resources, Queue: { Type: 'AWS::SQS::Queue', DependsOn: ['Other'] } } },
      taken: [],
    })
  })

  test.each([
    ['a type that it does not know', { Type: 'AWS::Events::EventBusPolicy' }],
    ['an authorizer of AWS IoT', { Type: 'AWS::IoT::Authorizer' }],
    ['an alarm over metric math', { Type: 'AWS::CloudWatch::Alarm', Properties: { Metrics: [] } }],
  ])('is %s, with all that names it', (_, Gone) => {
    const { template, taken } = takeOut(
      {
        Resources: {
          Gone,
          Names: { Type: 'AWS::Lambda::Permission', Properties: { SourceArn: { 'Fn::GetAtt': ['Gone', 'Arn'] } } },
          Waits: { Type: 'AWS::SQS::Queue', DependsOn: ['Gone', 'Else'] },
        },
      },
      at,
    )
    expect(template.Resources).toEqual({ Waits: { Type: 'AWS::SQS::Queue', DependsOn: ['Else'] } })
    expect(taken.map(({ what }) => what)).toEqual([`${Gone.Type} Gone`, 'AWS::Lambda::Permission Names'])
  })

  test('is what asks for the address of the broker, in whose place there is a fixed one', () => {
    const asked = (value: unknown) => ({
      Policy: { Type: 'AWS::CloudFront::ResponseHeadersPolicy', Properties: { value } },
    })
    const { template, taken } = takeOut(
      {
        Resources: {
          Broker: { Type: 'Custom::BrokerAddress' },
          ...asked({ 'Fn::Join': ['', ['wss://', { 'Fn::GetAtt': ['Broker', 'endpointAddress'] }]] }),
        },
      },
      at,
    )
    expect(template.Resources).toEqual(asked({ 'Fn::Join': ['', ['wss://', 'broker.example']] }))
    expect(taken.map(({ what }) => what)).toEqual(['Custom::BrokerAddress Broker'])
  })

  test('is the refusal of calls without TLS, and a policy that says nothing else', () => {
    const speaks = { Effect: 'Allow', Action: 'sqs:SendMessage', Principal: { Service: 'events.amazonaws.com' } }
    const { template, taken } = takeOut({ Resources: { Only: queuePolicy(tls), Both: queuePolicy(speaks, tls) } }, at)
    expect(template.Resources).toEqual({ Both: queuePolicy(speaks) })
    expect(taken).toHaveLength(2)
  })

  test('is the address of the keys of the pool, and of nothing else of the pool', () => {
    const issuer = ['https://cognito-idp.eu-west-3.amazonaws.com/', { Ref: 'Pool' }]
    const variables = (keys: string) => ({
      TOKEN_ISSUER: { 'Fn::Join': ['', issuer] },
      TOKEN_KEYS_URL: { 'Fn::Join': ['', [keys, { Ref: 'Pool' }, '/.well-known/jwks.json']] },
    })
    const called = (keys: string) => ({
      Type: 'AWS::Lambda::Function',
      Properties: { Timeout: 3, Environment: { Variables: variables(keys) } },
    })
    const { template, taken } = takeOut({ Resources: { Called: called(String(issuer[0])) } }, at)
    expect(template.Resources).toEqual({ Called: called(`${at}/`) })
    expect(taken.map(({ what }) => what)).toEqual([
      "the address of the token issuer's keys in AWS::Lambda::Function Called",
    ])
  })

  test('is the limit of an answer to a task to one workflow, whose start stays limited', () => {
    const statement = {
      Effect: 'Allow',
      Action: ['states:StartExecution', 'states:SendTaskSuccess'],
      Resource: 'machine',
    }
    const role = (...Statement: object[]) => ({
      Type: 'AWS::IAM::Policy',
      Properties: { PolicyDocument: { Statement } },
    })
    const { template } = takeOut({ Resources: { Role: role(statement) } }, at)
    expect(template.Resources).toEqual({
      Role: role(statement, { Effect: 'Allow', Action: ['states:SendTaskSuccess'], Resource: '*' }),
    })
  })

  test('is a condition on a key that MiniStack does not fill in, and what such a condition denies', () => {
    const onKeys = {
      'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['A#*'] },
      Null: { 'dynamodb:LeadingKeys': 'false' },
    }
    const puts = { Effect: 'Allow', Action: 'dynamodb:PutItem', Resource: 'table' }
    const other = { StringEquals: { 'aws:PrincipalAccount': '1' } }
    const policy = (...Statement: object[]) => ({
      Type: 'AWS::IAM::Policy',
      Properties: { PolicyDocument: { Statement } },
    })
    const { template, taken } = takeOut(
      {
        Resources: {
          Role: policy(
            { ...puts, Condition: onKeys },
            { ...puts, Condition: { ...onKeys, ...other } },
            { ...puts, Effect: 'Deny', Condition: onKeys },
            { ...puts, Effect: 'Deny', Condition: other },
          ),
        },
      },
      at,
    )
    expect(template.Resources).toEqual({
      Role: policy(puts, { ...puts, Condition: other }, { ...puts, Effect: 'Deny', Condition: other }),
    })
    expect(taken.map(({ what }) => what)).toEqual(['the conditions on dynamodb:LeadingKeys in AWS::IAM::Policy Role'])
  })

  test('is no right: who may send a message may send several, which IAM has no name for', () => {
    const sends = (Action: unknown) => ({
      Type: 'AWS::IAM::Policy',
      Properties: { PolicyDocument: { Statement: [{ Effect: 'Allow', Action, Resource: 'queue' }] } },
    })
    const { template, taken } = takeOut(
      { Resources: { Role: sends('sqs:SendMessage'), Other: sends('sqs:ReceiveMessage') } },
      at,
    )
    expect(template.Resources).toEqual({
      Role: sends(['sqs:SendMessage', 'sqs:SendMessageBatch']),
      Other: sends('sqs:ReceiveMessage'),
    })
    expect(taken).toHaveLength(1)
  })

  test('is told by reasons', () => {
    expect(
      bySentence([
        { what: 'a', why: 'It is.' },
        { what: 'b', why: 'So.' },
        { what: 'c', why: 'It is.' },
      ]),
    ).toBe('  It is.\n    - a\n    - c\n  So.\n    - b')
  })
})
