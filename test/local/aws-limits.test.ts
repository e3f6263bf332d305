import { describe, expect, test } from 'vitest'
import { CannotStart } from '../../local/cannot-start.ts'
import { readTemplate } from '../../local/template.ts'

const stand = {
  account: '123456789012',
  issuer: 'http://127.0.0.1:4000/local/issuers/lyon',
  queueUrl: (name: string) => `http://wire/${name}`,
}

const read = (Resources: Readonly<Record<string, { Type: string; Properties?: Record<string, unknown> }>>) =>
  readTemplate([{ name: 'Plant', template: { Resources } }], 'eu-west-3', stand)

const queue = (VisibilityTimeout = 60) => ({ Type: 'AWS::SQS::Queue', Properties: { VisibilityTimeout } })
const called = (Properties: Record<string, unknown> = {}) => ({
  Type: 'AWS::Lambda::Function',
  Properties: { Timeout: 10, ...Properties },
})
const mapping = (Properties: Record<string, unknown>) => ({
  Type: 'AWS::Lambda::EventSourceMapping',
  Properties: { EventSourceArn: { 'Fn::GetAtt': ['Queue', 'Arn'] }, FunctionName: { Ref: 'Called' }, ...Properties },
})
const long = (bytes: number) => 'x'.repeat(bytes)

describe('a template that AWS would refuse', () => {
  test.each([
    ['more than ten messages without a second to gather them', { BatchSize: 11, MaximumBatchingWindowInSeconds: 0 }],
    ['more than ten messages and no window at all', { BatchSize: 50 }],
    ['one batch at a time, which AWS counts from two', { ScalingConfig: { MaximumConcurrency: 1 } }],
  ])('has a mapping of a queue that takes %s', (_, properties) => {
    expect(() => read({ Queue: queue(), Called: called(), Mapping: mapping(properties) })).toThrow(/Plant\/Mapping/)
  })

  test.each([[{ BatchSize: 10 }], [{ BatchSize: 11, MaximumBatchingWindowInSeconds: 1 }], [{}]])(
    'is not one whose mapping says %j',
    (properties) => {
      expect(() => read({ Queue: queue(), Called: called(), Mapping: mapping(properties) })).not.toThrow()
    },
  )

  test('is not one that takes a hundred records of a stream at once', () => {
    const Table = { Type: 'AWS::DynamoDB::Table', Properties: {} }
    const stream = { 'Fn::GetAtt': ['Table', 'StreamArn'] }
    const Mapping = mapping({ BatchSize: 100, EventSourceArn: stream, StartingPosition: 'LATEST' })
    expect(() => read({ Table, Called: called(), Mapping })).not.toThrow()
  })

  test('hands messages out again while the function still runs', () => {
    expect(() => read({ Queue: queue(9), Called: called(), Mapping: mapping({}) })).toThrow(/9 s .* 10 s/)
    expect(() => read({ Queue: queue(10), Called: called(), Mapping: mapping({}) })).not.toThrow()
  })

  test.each([
    [true, false],
    [false, true],
  ])('has a queue, FIFO: %s, that gives its messages up to one with FIFO: %s', (of, dead) => {
    const fifo = (FifoQueue: boolean, more = {}) => ({ Type: 'AWS::SQS::Queue', Properties: { FifoQueue, ...more } })
    const to = { RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': ['Dead', 'Arn'] }, maxReceiveCount: 5 } }
    expect(() => read({ Dead: fifo(dead), Queue: fifo(of, to) })).toThrow(/Plant\/Queue .* another kind/)
    expect(() => read({ Dead: fifo(of), Queue: fifo(of, to) })).not.toThrow()
  })

  test('has a rule of IoT Core that sends to a FIFO queue', () => {
    const rule = {
      Type: 'AWS::IoT::TopicRule',
      Properties: {
        TopicRulePayload: { Sql: "SELECT * FROM 'a'", Actions: [{ Sqs: { QueueUrl: { Ref: 'Queue' } } }] },
      },
    }
    const of = (FifoQueue: boolean) => ({ Type: 'AWS::SQS::Queue', Properties: { FifoQueue } })
    expect(() => read({ Queue: of(true), Rule: rule })).toThrow(/Plant\/Rule .* FIFO/)
    expect(() => read({ Queue: of(false), Rule: rule })).not.toThrow(/FIFO/)
  })

  test.each([
    ['runs for more than a quarter of an hour', called({ Timeout: 901 })],
    ['has more environment than Lambda takes', called({ Environment: { Variables: { A: long(4097) } } })],
    [
      'waits longer than an HTTP API',
      { Type: 'AWS::ApiGatewayV2::Integration', Properties: { TimeoutInMillis: 30_001 } },
    ],
    ['names an IoT rule with a hyphen', { Type: 'AWS::IoT::TopicRule', Properties: { RuleName: 'andon-lyon' } }],
    ['has a long IoT policy', { Type: 'AWS::IoT::Policy', Properties: { PolicyDocument: { A: long(2048) } } }],
    ['has six targets of a rule', { Type: 'AWS::Events::Rule', Properties: { Targets: [1, 2, 3, 4, 5, 6] } }],
    ['has a long event pattern', { Type: 'AWS::Events::Rule', Properties: { EventPattern: { source: [long(2048)] } } }],
    [
      'gives a role too much to read',
      { Type: 'AWS::IAM::Policy', Properties: { PolicyDocument: { A: long(10_240) } } },
    ],
    [
      'projects more than a hundred attributes',
      {
        Type: 'AWS::DynamoDB::Table',
        Properties: {
          GlobalSecondaryIndexes: [
            { Projection: { NonKeyAttributes: Array.from({ length: 101 }, (_, index) => `a${index}`) } },
          ],
        },
      },
    ],
  ])('%s', (_, Thing) => {
    expect(() => read({ Thing })).toThrow(/AWS would not deploy this:\nPlant\/Thing/)
  })

  test('has more than 500 resources in a stack', () => {
    const many = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, index) => [`Q${index}`, queue()]))
    expect(() => read(many(501))).toThrow(/501 resources/)
    expect(() => read(many(500))).not.toThrow()
  })

  test('is told with all that is wrong at once', () => {
    expect(() => read({ One: called({ Timeout: 901 }), Two: called({ Timeout: 902 }) })).toThrow(
      /One.*901.*\n.*Two.*902/,
    )
    expect(() => read({ One: called({ Timeout: 901 }) })).toThrow(CannotStart)
  })
})
