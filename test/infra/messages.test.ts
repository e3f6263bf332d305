import { describe, expect, it } from 'vitest'
import { table } from '../../shared/storage/table.ts'
import { ofType, only, synthesized } from './synthesized.ts'

const { plant } = synthesized()
const queue = (part: string) => {
  const [found, ...more] = ofType(plant, 'AWS::SQS::Queue').filter(([id]) => new RegExp(`${part}[0-9A-F]{8}$`).test(id))
  if (found === undefined || more.length > 0) throw new Error(`There is not exactly one queue ${part}.`)
  return found
}
const mappingOf = (logicalId: string) =>
  ofType(plant, 'AWS::Lambda::EventSourceMapping')
    .map(([, { Properties }]) => Properties as unknown as Record<string, unknown>)
    .find(({ FunctionName }) => JSON.stringify(FunctionName) === JSON.stringify({ Ref: logicalId }))

interface Allowed {
  readonly Statement: readonly { readonly Effect: string; readonly Action: string }[]
}
const policyOf = (part: string): Allowed => {
  const [found, ...more] = ofType(plant, 'AWS::IoT::Policy').filter(([id]) => id.includes(part))
  if (found === undefined || more.length > 0) throw new Error(`There is not exactly one policy ${part}.`)
  return found[1].Properties.PolicyDocument as Allowed
}

describe('What a machine sends', () => {
  const named = ofType(plant, 'AWS::IoT::TopicRule').map(
    ([id, { Properties }]) => [id, Properties as unknown as TopicRule] as const,
  )
  const rules = named.map(([, rule]) => rule)
  const unnamed = named.filter(([, { RuleName }]) => RuleName === undefined)

  it('goes from its four-level topic to the queue, and to the refused ones if the queue cannot be reached', () => {
    const [rule] = rules.filter(({ RuleName }) => RuleName === 'andon_lyon_messages')
    expect(rule?.TopicRulePayload).toMatchObject({
      AwsIotSqlVersion: '2016-03-23',
      Sql: "SELECT encode(*, 'base64') AS payload, topic() AS topic, clientid() AS clientId, timestamp() AS receivedAt FROM 'andon/lyon/+/+' WHERE topic(3) <> 'live' AND topic(4) <> 'command'",
      Actions: [{ Sqs: { QueueUrl: { Ref: queue('DeviceMessages')[0] } } }],
      ErrorAction: { Sqs: { QueueUrl: { Ref: queue('RefusedMessages')[0] } } },
    })
  })

  it('goes from the five levels of a gateway to the same queue', () => {
    const [relayed, ...more] = unnamed.filter(([id]) => id.includes('Relayed')).map(([, rule]) => rule)
    expect(more).toEqual([])
    expect(relayed?.TopicRulePayload).toMatchObject({
      Sql: expect.stringMatching(
        / FROM 'andon\/lyon\/\+\/\+\/\+' WHERE topic\(3\) <> 'live' AND topic\(5\) <> 'command'$/,
      ),
      Actions: [{ Sqs: { QueueUrl: { Ref: queue('DeviceMessages')[0] } } }],
      ErrorAction: { Sqs: { QueueUrl: { Ref: queue('RefusedMessages')[0] } } },
    })
  })

  it('is kept among the refused ones when its topic has any other depth', () => {
    const others = unnamed
      .filter(([id, rule]) => !id.includes('Relayed') && !/spBv1/.test(rule.TopicRulePayload.Sql))
      .map(([, rule]) => rule)
    expect(others.map(({ TopicRulePayload: { Sql } }) => Sql.replace(/^.* FROM /, '')).sort()).toEqual([
      "'andon/lyon/+'",
      "'andon/lyon/+/+/+/#' WHERE topic(3) <> 'live' AND (topic(6) = '' OR topic(6) <> '')",
    ])
    for (const { TopicRulePayload } of others)
      expect(TopicRulePayload.Actions).toMatchObject([{ Sqs: { QueueUrl: { Ref: queue('RefusedMessages')[0] } } }])
  })

  it.each([
    ['EquipmentQueue', 'DeviceMessages', 20],
    ['EquipmentDevice', 'DeviceLanes', 50],
  ])(
    'is handled by %s in batches of which one bad message fails alone, and is put aside after five tries',
    (handler, from, most) => {
      const [id, { Properties }] = queue(from)
      expect(mappingOf(handler)).toMatchObject({
        EventSourceArn: { 'Fn::GetAtt': [id, 'Arn'] },
        BatchSize: 10,
        FunctionResponseTypes: ['ReportBatchItemFailures'],
        ScalingConfig: { MaximumConcurrency: most },
      })
      expect(Properties).toMatchObject({
        RedrivePolicy: {
          maxReceiveCount: 5,
          deadLetterTargetArn: { 'Fn::GetAtt': [queue(`${from}Dead`)[0], 'Arn'] },
        },
        VisibilityTimeout: 6 * Number(plant[handler]?.Properties.Timeout),
      })
    },
  )

  it('waits in the lane of its machine, so that no machine delays another', () => {
    expect(queue('DeviceLanes')[1].Properties).toMatchObject({
      FifoQueue: true,
      DeduplicationScope: 'messageGroup',
      FifoThroughputLimit: 'perMessageGroupId',
    })
    expect(queue('DeviceLanesDead')[1].Properties).toMatchObject({ FifoQueue: true })
    expect(plant.EquipmentQueue?.Properties.Environment).toMatchObject({
      Variables: { DEVICE_LANES_QUEUE_URL: { Ref: queue('DeviceLanes')[0] } },
    })
  })

  it('in Sparkplug goes to the same queue, of the groups of the site and without commands', () => {
    const ofNodes = rules.filter(({ TopicRulePayload: { Sql } }) => /spBv1/.test(Sql))
    expect(ofNodes.map(({ TopicRulePayload: { Sql } }) => Sql.replace(/^.* FROM /, '')).sort()).toEqual([
      "'spBv1.0/+/+/+' WHERE (topic(2) = 'lyon') AND topic(3) <> 'NCMD'",
      "'spBv1.0/+/+/+/+' WHERE (topic(2) = 'lyon') AND topic(3) <> 'DCMD'",
    ])
    for (const { TopicRulePayload } of ofNodes)
      expect(TopicRulePayload).toMatchObject({
        Actions: [{ Sqs: { QueueUrl: { Ref: queue('DeviceMessages')[0] } } }],
        ErrorAction: { Sqs: { QueueUrl: { Ref: queue('RefusedMessages')[0] } } },
      })
  })

  it('in Sparkplug can only be sent by the edge node of that name, in a policy that AWS IoT Core takes', () => {
    const PolicyDocument = policyOf('EdgeNodePolicy')
    const text = JSON.stringify(PolicyDocument)
    // A token of the account takes more room here than the twelve digits that it stands for.
    expect(
      text.replaceAll(/\{"Fn::Join":\["",\[(".*?"),\{"Ref":"AWS::AccountId"\},(".*?")\]\]\}/g, '$1123456789012$2')
        .length,
    ).toBeLessThan(2048)
    const published = JSON.stringify(PolicyDocument.Statement.filter(({ Action }) => Action === 'iot:Publish'))
    // biome-ignore lint/suspicious/noTemplateCurlyInString: AWS IoT fills it in for each connection.
    const thing = '${iot:Connection.Thing.ThingName}'
    for (const kind of ['NBIRTH', 'NDATA', 'NDEATH'])
      expect(published).toContain(`:topic/spBv1.0/lyon/${kind}/${thing}"`)
    for (const kind of ['DBIRTH', 'DDATA', 'DDEATH'])
      expect(published).toContain(`:topic/spBv1.0/lyon/${kind}/${thing}/*"`)
    expect(published.match(/spBv1/g)).toHaveLength(6)
  })

  it('can only be sent by the thing whose certificate the machine holds, and never as a command', () => {
    const PolicyDocument = policyOf('ThingPolicy')
    const own = (action: string, effect = 'Allow') =>
      JSON.stringify(PolicyDocument.Statement.filter(({ Action, Effect }) => Action === action && Effect === effect))
    // biome-ignore-start lint/suspicious/noTemplateCurlyInString: AWS IoT fills it in for each connection.
    const thing = '${iot:Connection.Thing.ThingName}'
    // biome-ignore-end lint/suspicious/noTemplateCurlyInString: AWS IoT fills it in for each connection.
    expect(own('iot:Connect')).toContain(`:client/${thing}"`)
    expect(own('iot:Publish')).toContain(`:topic/andon/lyon/${thing}/*"`)
    expect(own('iot:Publish')).toContain(`:topic/$aws/rules/andon_lyon_messages/andon/lyon/${thing}/*"`)
    expect(own('iot:Publish', 'Deny')).toContain(`:topic/andon/lyon/${thing}/command"`)
    expect(own('iot:Subscribe')).toContain(`:topicfilter/andon/lyon/${thing}/command"`)
    expect(own('iot:Receive')).toContain(`:topic/andon/lyon/${thing}/command"`)
    // A gateway gets the commands of its machines below its own name, and gives none.
    expect(own('iot:Publish', 'Deny')).toContain(`:topic/andon/lyon/${thing}/*/command"`)
    expect(own('iot:Subscribe')).toContain(`:topicfilter/andon/lyon/${thing}/+/command"`)
    expect(own('iot:Receive')).toContain(`:topic/andon/lyon/${thing}/*/command"`)
  })
})

describe('People who watch the live topics', () => {
  it('are let in by the authorizer function, which only AWS IoT may call', () => {
    const [[id]] = ofType(plant, 'AWS::IoT::Authorizer') as [[string, unknown]]
    expect(only(plant, 'AWS::IoT::Authorizer').Properties).toMatchObject({
      SigningDisabled: true,
      Status: 'ACTIVE',
      AuthorizerFunctionArn: { 'Fn::GetAtt': ['LiveAuthorizer', 'Arn'] },
    })
    const permissions = ofType(plant, 'AWS::Lambda::Permission').map(([, { Properties }]) => Properties)
    expect(permissions).toContainEqual(
      expect.objectContaining({ Principal: 'iot.amazonaws.com', SourceArn: { 'Fn::GetAtt': [id, 'Arn'] } }),
    )
  })
})

describe('The outbox', () => {
  it('is woken by new facts and by new or renewed waits, and by nothing else', () => {
    const { FilterCriteria } = mappingOf('OutboxStream') as { FilterCriteria: { Filters: { Pattern: string }[] } }
    expect(FilterCriteria.Filters.map(({ Pattern }) => JSON.parse(Pattern))).toEqual([
      { eventName: ['INSERT', 'MODIFY'], dynamodb: { NewImage: { kind: { S: table.travellingKinds } } } },
    ])
  })

  it('carries one batch of a shard at a time, because Lambda lets the facts of a subject overtake each other between two', () => {
    expect(mappingOf('OutboxStream')).toMatchObject({ BatchSize: 100 })
    expect(mappingOf('OutboxStream')).not.toHaveProperty('ParallelizationFactor')
  })

  it('tries a bad record a bounded number of times, alone, and leaves it where people see it', () => {
    expect(mappingOf('OutboxStream')).toMatchObject({
      BisectBatchOnFunctionError: true,
      MaximumRetryAttempts: 10,
      MaximumRecordAgeInSeconds: 6 * 60 * 60,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      DestinationConfig: { OnFailure: { Destination: { 'Fn::GetAtt': [queue('OutboxDead')[0], 'Arn'] } } },
    })
  })
})

describe('A notice', () => {
  it('is a sentence that names what happened, where, to what, by whom and when', () => {
    const rules = ofType(plant, 'AWS::Events::Rule').map(([, { Properties }]) => Properties as unknown as EventRule)
    const [rule] = rules.filter(({ EventPattern }) => EventPattern['detail-type'].includes('andon.deviation.opened.v1'))
    expect(rule?.EventPattern.source).toEqual(['andon'])
    const { InputPathsMap, InputTemplate } = rule?.Targets[0]?.InputTransformer ?? {
      InputPathsMap: {},
      InputTemplate: '',
    }
    const fact: Record<string, string> = {
      '$.detail.subject.type': 'deviation',
      '$.detail.subject.id': 'DEV-1',
      '$.detail.actor.name': 'Ben Operator',
      '$.detail.occurredAt': '2026-03-01T08:00:00.000Z',
    }
    const said = InputTemplate.replaceAll(/<([^>]+)>/g, (_, name) => String(fact[InputPathsMap[name] ?? '']))
    expect(JSON.parse(said)).toBe(
      'A deviation was opened at lyon: deviation DEV-1, by Ben Operator, 2026-03-01T08:00:00.000Z.',
    )
  })
})

describe('What the enterprise tells of holds', () => {
  it('goes from the bus to a queue, is taken in batches of which one fails alone, and is put aside after five tries', () => {
    const rules = ofType(plant, 'AWS::Events::Rule').map(([, { Properties }]) => Properties as unknown as EventRule)
    const [rule] = rules.filter(({ EventPattern }) => EventPattern.source.includes('andon.enterprise'))
    const [[id, { Properties }], [dead]] = [queue('HoldCrossingsMessages'), queue('HoldCrossingsMessagesDead')]
    expect(rule).toMatchObject({
      EventPattern: {
        source: ['andon.enterprise'],
        account: [{ Ref: 'AWS::AccountId' }],
        'detail-type': ['andon.hold.crossed.v1'],
      },
      Targets: [{ Arn: { 'Fn::GetAtt': [id, 'Arn'] }, DeadLetterConfig: { Arn: { 'Fn::GetAtt': [dead, 'Arn'] } } }],
    })
    expect(Properties).toMatchObject({
      RedrivePolicy: { maxReceiveCount: 5, deadLetterTargetArn: { 'Fn::GetAtt': [dead, 'Arn'] } },
      VisibilityTimeout: 6 * Number(plant.CrossingsQueue?.Properties.Timeout),
    })
    expect(mappingOf('CrossingsQueue')).toMatchObject({
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      ScalingConfig: { MaximumConcurrency: 2 },
    })
  })
})

describe('Every queue', () => {
  it('is encrypted, refuses plain connections, and calls people if it is the end of a line', () => {
    const alarmed = ofType(plant, 'AWS::CloudWatch::Alarm').map(([, { Properties }]) => JSON.stringify(Properties))
    for (const [id, { Properties }] of ofType(plant, 'AWS::SQS::Queue')) {
      expect(Properties, id).toMatchObject({ SqsManagedSseEnabled: true, MessageRetentionPeriod: 14 * 24 * 60 * 60 })
      const policies = ofType(plant, 'AWS::SQS::QueuePolicy').map(([, policy]) => JSON.stringify(policy.Properties))
      expect(
        policies.some((text) => text.includes(`"${id}"`) && text.includes('aws:SecureTransport')),
        id,
      ).toBe(true)
      const watched = alarmed.some(
        (text) =>
          text.includes(`"${id}"`) &&
          text.includes('ApproximateNumberOfMessagesVisible') &&
          text.includes('docs/runbook.md#'),
      )
      expect(watched, id).toBe(!('RedrivePolicy' in Properties))
    }
  })
})

interface TopicRule {
  readonly RuleName?: string
  readonly TopicRulePayload: { readonly Sql: string; readonly Actions: readonly object[] }
}

interface EventRule {
  readonly EventPattern: { readonly source: readonly string[]; readonly 'detail-type': readonly string[] }
  readonly Targets: readonly {
    readonly InputTransformer: {
      readonly InputPathsMap: Readonly<Record<string, string>>
      readonly InputTemplate: string
    }
  }[]
}
