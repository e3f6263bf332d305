import { describe, expect, test } from 'vitest'
import { readTemplate } from '../../local/template.ts'

const stand = {
  account: '123456789012',
  issuer: 'http://127.0.0.1:4000/local/issuers/lyon',
  queueUrl: (name: string) => `http://wire/${name}`,
}

interface Raw {
  readonly Type: string
  readonly DependsOn?: string | readonly string[]
  readonly Properties?: Readonly<Record<string, unknown>>
}

const read = (Resources: Readonly<Record<string, Raw>>, name = 'Plant') =>
  readTemplate([{ name, template: { Resources } }], 'eu-west-3', stand)

const many = (count: number, one: (index: number) => Raw) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`R${index}`, one(index)]))

const queue: Raw = { Type: 'AWS::SQS::Queue', Properties: {} }
const role: Raw = { Type: 'AWS::IAM::Role', Properties: {} }
const policy = (text = ''): Raw => ({
  Type: 'AWS::IAM::Policy',
  Properties: { Roles: [{ Ref: 'Role' }], PolicyDocument: { Statement: [{ Resource: text }] } },
})
const arnOf = (id: string) => ({ 'Fn::GetAtt': [id, 'Arn'] })

describe('resources that AWS would refuse together', () => {
  test('are two policies that are too long for one role', () => {
    const half = policy('x'.repeat(5100))
    expect(() => read({ Role: role, One: half, Two: half })).toThrow(/10,2\d\d characters of inline policies/)
    expect(() => read({ Role: role, One: half })).not.toThrow()
  })

  test('are permissions beyond the policy of a function', () => {
    const Called: Raw = { Type: 'AWS::Lambda::Function', Properties: {} }
    const permission: Raw = {
      Type: 'AWS::Lambda::Permission',
      Properties: {
        FunctionName: { Ref: 'Called' },
        Action: 'lambda:InvokeFunction',
        Principal: 'apigateway.amazonaws.com',
      },
    }
    expect(() => read({ Called, ...many(90, () => permission) })).toThrow(/90 permissions/)
    expect(() => read({ Called, ...many(30, () => permission) })).not.toThrow()
  })

  test('are more than 300 routes of an API, or one route twice', () => {
    const route = (path: string): Raw => ({
      Type: 'AWS::ApiGatewayV2::Route',
      Properties: { ApiId: 'a', RouteKey: `GET ${path}` },
    })
    expect(() => read(many(301, (index) => route(`/${index}`)))).toThrow(/301 of AWS::ApiGatewayV2::Route/)
    expect(() => read(many(300, (index) => route(`/${index}`)))).not.toThrow()
    expect(() => read(many(2, () => route('/')))).toThrow(/R0 and Plant\/R1 are both the route/)
  })

  test('are two of one name', () => {
    const log = (LogGroupName: string): Raw => ({ Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName } })
    expect(() => read({ One: log('a'), Two: log('a') })).toThrow(
      /Plant\/One and Plant\/Two are both AWS::Logs::LogGroup a/,
    )
    expect(() => read({ One: log('a'), Two: log('b') })).not.toThrow()
  })

  test('are a mapping of a queue with the settings of a stream, and the other way round', () => {
    const Called: Raw = { Type: 'AWS::Lambda::Function', Properties: {} }
    const Table: Raw = { Type: 'AWS::DynamoDB::Table', Properties: {} }
    const mapped = (EventSourceArn: object, more: object): Raw => ({
      Type: 'AWS::Lambda::EventSourceMapping',
      Properties: { FunctionName: { Ref: 'Called' }, EventSourceArn, ...more },
    })
    const stream = { 'Fn::GetAtt': ['Table', 'StreamArn'] }
    const all = { Called, Table, Queue: queue }
    expect(() => read({ ...all, M: mapped(arnOf('Queue'), { ParallelizationFactor: 2 }) })).toThrow(/only a stream/)
    expect(() => read({ ...all, M: mapped(stream, { ScalingConfig: { MaximumConcurrency: 2 } }) })).toThrow(
      /only a queue/,
    )
    expect(() => read({ ...all, M: mapped(stream, {}) })).toThrow(/StartingPosition/)
    const six = { FilterCriteria: { Filters: Array.from({ length: 6 }, () => ({ Pattern: '{}' })) } }
    expect(() => read({ ...all, M: mapped(arnOf('Queue'), six) })).toThrow(/6 filters/)
    expect(() =>
      read({ ...all, M: mapped(stream, { StartingPosition: 'LATEST', MaximumRecordAgeInSeconds: 59 }) }),
    ).toThrow(/604,800/)
  })

  test('are a stack whose name has an underscore', () => {
    expect(() => read({ Queue: queue }, 'Andon_lyon')).toThrow(/letters, digits and hyphens/)
  })
})

describe('the order in which AWS makes a stack', () => {
  test('does not exist where resources wait for each other, by whatever reference', () => {
    for (const Second of [
      { Type: 'AWS::SNS::Topic', Properties: { DisplayName: { Ref: 'First' } } },
      // biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation fills it in.
      { Type: 'AWS::SNS::Topic', Properties: { DisplayName: { 'Fn::Sub': '${First.Arn}' } } },
      { Type: 'AWS::SNS::Topic', Properties: {}, DependsOn: ['First'] },
    ])
      expect(() => read({ First: { ...queue, DependsOn: 'Second' }, Second })).toThrow(
        /First -> Second -> First wait for each other|Second -> First -> Second wait for each other/,
      )
    expect(() => read({ First: queue, Second: { ...queue, DependsOn: ['First'] } })).not.toThrow()
  })

  test('gives a role its rights before a rule of AWS IoT is tested', () => {
    const rule: Raw = {
      Type: 'AWS::IoT::TopicRule',
      Properties: {
        TopicRulePayload: { Sql: "SELECT * FROM 'a'", Actions: [{ Sqs: { QueueUrl: 'q', RoleArn: arnOf('Role') } }] },
      },
    }
    expect(() => read({ Role: role, Policy: policy(), Rule: rule })).toThrow(/Plant\/Rule .* may be made before Policy/)
    expect(() => read({ Role: role, Policy: policy(), Rule: { ...rule, DependsOn: ['Policy'] } })).not.toThrow()
  })

  test('gives a function its rights before its mapping is tested, on the function or on the mapping', () => {
    const Called: Raw = { Type: 'AWS::Lambda::Function', Properties: { Role: arnOf('Role') } }
    const mapping: Raw = {
      Type: 'AWS::Lambda::EventSourceMapping',
      Properties: { FunctionName: { Ref: 'Called' }, EventSourceArn: arnOf('Queue') },
    }
    const all = { Role: role, Policy: policy(), Queue: queue }
    expect(() => read({ ...all, Called, Mapping: mapping })).toThrow(/Plant\/Mapping .* may be made before Policy/)
    expect(() => read({ ...all, Called: { ...Called, DependsOn: ['Policy'] }, Mapping: mapping })).not.toThrow()
    expect(() => read({ ...all, Called, Mapping: { ...mapping, DependsOn: ['Policy'] } })).not.toThrow()
  })

  test('gives a workflow its rights before its log is tested', () => {
    const workflow: Raw = {
      Type: 'AWS::StepFunctions::StateMachine',
      Properties: { RoleArn: arnOf('Role'), DefinitionString: '{}' },
    }
    expect(() => read({ Role: role, Policy: policy(), Workflow: workflow })).toThrow(/Plant\/Workflow/)
    expect(() => read({ Role: role, Policy: policy(), Workflow: { ...workflow, DependsOn: 'Policy' } })).not.toThrow()
  })
})
