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

const read = (Resources: Readonly<Record<string, Raw>>) =>
  readTemplate([{ name: 'Plant', template: { Resources } }], 'eu-west-3', stand)

const of = (Type: string, Properties: Raw['Properties']): Raw => ({ Type, Properties })
const long = (length: number) => 'x'.repeat(length)
const list = (length: number) => Array.from({ length }, (_, index) => `item${index}`)

const queue = (properties: object = {}) => of('AWS::SQS::Queue', { ...properties })
const called = (properties: object = {}) => of('AWS::Lambda::Function', { ...properties })
const rule = (properties: object) => of('AWS::Events::Rule', { ...properties })
const alarm = (properties: object) => of('AWS::CloudWatch::Alarm', { ...properties })
const dashboard = (body: object) => of('AWS::CloudWatch::Dashboard', { DashboardBody: JSON.stringify(body) })
const client = (properties: object) => of('AWS::Cognito::UserPoolClient', { ...properties })
const schedule = (ScheduleExpression: string, properties: object = {}) =>
  of('AWS::Scheduler::Schedule', { ScheduleExpression, ...properties })
const topicRule = (Sql: string, payload: object = {}) =>
  of('AWS::IoT::TopicRule', { TopicRulePayload: { Sql, Actions: [], ...payload } })
const workflow = (States: object, properties: object = {}) =>
  of('AWS::StepFunctions::StateMachine', { DefinitionString: JSON.stringify({ StartAt: 'A', States }), ...properties })
const table = (properties: object) => of('AWS::DynamoDB::Table', { ...properties })
const metric = (Id: string, more: object = {}) => ({ Id, ReturnData: false, MetricStat: { Period: 300 }, ...more })
const code = { AllowedOAuthFlows: ['code'], AllowedOAuthFlowsUserPoolClient: true, AllowedOAuthScopes: ['openid'] }

/** What AWS refuses, beside the nearest thing that it takes, and the words of the refusal. */
const rules: readonly (readonly [string, Raw, Raw, RegExp])[] = [
  [
    'keeps messages for 15 days',
    queue({ MessageRetentionPeriod: 1_296_000 }),
    queue({ MessageRetentionPeriod: 1_209_600 }),
    /60 to 1,209,600/,
  ],
  ['hides messages for 13 hours', queue({ VisibilityTimeout: 46_800 }), queue({ VisibilityTimeout: 43_200 }), /43,200/],
  [
    'tries a message no times',
    queue({ RedrivePolicy: { maxReceiveCount: 0 } }),
    queue({ RedrivePolicy: { maxReceiveCount: 1 } }),
    /maxReceiveCount/,
  ],
  ['gives a function too little memory', called({ MemorySize: 64 }), called({ MemorySize: 128 }), /MemorySize 64/],
  [
    'sets a variable of Lambda',
    called({ Environment: { Variables: { AWS_REGION: 'x' } } }),
    called({ Environment: { Variables: { REGION: 'x' } } }),
    /AWS_REGION/,
  ],
  [
    'names a variable with one letter',
    called({ Environment: { Variables: { A: 'x' } } }),
    called({ Environment: { Variables: { AB: 'x' } } }),
    /variable A/,
  ],
  [
    'sets a log level of plain text',
    called({ LoggingConfig: { LogFormat: 'Text', ApplicationLogLevel: 'INFO' } }),
    called({ LoggingConfig: { LogFormat: 'JSON', ApplicationLogLevel: 'INFO' } }),
    /in JSON/,
  ],
  [
    'names a function with 65 letters',
    called({ FunctionName: long(65) }),
    called({ FunctionName: long(64) }),
    /FunctionName/,
  ],
  [
    'tries an event 186 times',
    rule({ Targets: [{ RetryPolicy: { MaximumRetryAttempts: 186 } }] }),
    rule({ Targets: [{ RetryPolicy: { MaximumRetryAttempts: 185 } }] }),
    /0 to 185/,
  ],
  [
    'keeps an event for less than a minute',
    rule({ Targets: [{ RetryPolicy: { MaximumEventAgeInSeconds: 59 } }] }),
    rule({ Targets: [{ RetryPolicy: { MaximumEventAgeInSeconds: 60 } }] }),
    /60 to 86,400/,
  ],
  [
    'matches a text that is in no list',
    rule({ EventPattern: { detail: { type: 'x' } } }),
    rule({ EventPattern: { detail: { type: ['x'] } } }),
    /detail\.type/,
  ],
  [
    'matches nothing',
    rule({ EventPattern: { source: [] } }),
    rule({ EventPattern: { $or: [{ source: ['a'] }, { detail: { a: ['b'] } }] } }),
    /source/,
  ],
  [
    'sends to a bus without a role',
    rule({ Targets: [{ Arn: 'arn:aws:events:eu-west-1:1:event-bus/andon' }] }),
    rule({ Targets: [{ Arn: 'arn:aws:events:eu-west-1:1:event-bus/andon', RoleArn: 'r' }] }),
    /without a role/,
  ],
  ['runs on a cron of five fields', schedule('cron(0 6 * * *)'), schedule('cron(0 6 * * ? *)'), /six fields/],
  [
    'runs on a day of the month and of the week',
    schedule('cron(0 6 1 * MON *)'),
    schedule('cron(0 6 1 * ? *)'),
    /has to be \?/,
  ],
  [
    'tries a schedule 186 times',
    schedule('rate(1 day)', { Target: { RetryPolicy: { MaximumRetryAttempts: 186 } } }),
    schedule('rate(1 day)', { Target: { RetryPolicy: { MaximumRetryAttempts: 185 } } }),
    /0 to 185/,
  ],
  [
    'reads a topic of nine levels',
    topicRule("SELECT * FROM 'a/b/c/d/e/f/g/h/i'"),
    topicRule("SELECT * FROM 'a/b/c/d/e/f/g/h'"),
    /8 slashes/,
  ],
  ['reads no topic', topicRule('SELECT *'), topicRule("SELECT * FROM 'a'"), /lacks FROM/],
  [
    'has an unknown version of SQL',
    topicRule("SELECT * FROM 'a'", { AwsIotSqlVersion: '2020-01-01' }),
    topicRule("SELECT * FROM 'a'", { AwsIotSqlVersion: '2016-03-23' }),
    /2016-03-23/,
  ],
  [
    'sends to a queue of AWS IoT without a role',
    topicRule("SELECT * FROM 'a'", { Actions: [{ Sqs: { QueueUrl: 'q' } }] }),
    topicRule("SELECT * FROM 'a'", { Actions: [{ Sqs: { QueueUrl: 'q', RoleArn: 'r' } }] }),
    /without a role/,
  ],
  [
    'checks signatures without a key',
    of('AWS::IoT::Authorizer', { AuthorizerName: 'a' }),
    of('AWS::IoT::Authorizer', { AuthorizerName: 'a', SigningDisabled: true }),
    /TokenKeyName/,
  ],
  [
    'keeps a log for six days',
    of('AWS::Logs::LogGroup', { RetentionInDays: 6 }),
    of('AWS::Logs::LogGroup', { RetentionInDays: 7 }),
    /RetentionInDays 6/,
  ],
  [
    'names a log with a colon',
    of('AWS::Logs::LogGroup', { LogGroupName: 'a:b' }),
    of('AWS::Logs::LogGroup', { LogGroupName: '/a/b' }),
    /LogGroupName/,
  ],
  [
    'describes an alarm at length',
    alarm({ AlarmDescription: long(1025) }),
    alarm({ AlarmDescription: long(1024) }),
    /1,024/,
  ],
  ['watches periods of 90 seconds', alarm({ Period: 90 }), alarm({ Period: 120 }), /period of 90/],
  [
    'looks back two days by minutes',
    alarm({ Period: 60, EvaluationPeriods: 2880 }),
    alarm({ Period: 3600, EvaluationPeriods: 48 }),
    /looks back 172800/,
  ],
  [
    'wants more data points than periods',
    alarm({ Period: 60, EvaluationPeriods: 2, DatapointsToAlarm: 3 }),
    alarm({ Period: 60, EvaluationPeriods: 3, DatapointsToAlarm: 2 }),
    /data points/,
  ],
  [
    'computes with eleven metrics',
    alarm({ Metrics: [{ Id: 'sum', Expression: 'SUM(METRICS())' }, ...list(11).map((id) => metric(id))] }),
    alarm({ Metrics: [{ Id: 'sum', Expression: 'SUM(METRICS())' }, ...list(10).map((id) => metric(id))] }),
    /11 metrics/,
  ],
  [
    'computes with a capital',
    alarm({ Metrics: [metric('A', { ReturnData: true })] }),
    alarm({ Metrics: [metric('a', { ReturnData: true })] }),
    /small letter/,
  ],
  [
    'watches two of its metrics',
    alarm({
      Metrics: [
        { Id: 'a', Expression: 'b' },
        { Id: 'b', MetricStat: { Period: 60 } },
      ],
    }),
    alarm({ Metrics: [{ Id: 'a', Expression: 'b' }, metric('b')] }),
    /ReturnData/,
  ],
  [
    'computes with a period of 45 seconds',
    alarm({ Metrics: [metric('a', { ReturnData: true, MetricStat: { Period: 45 } })] }),
    alarm({ Metrics: [metric('a', { ReturnData: true })] }),
    /period of 45/,
  ],
  [
    'shows 101 alarms in one widget',
    dashboard({ widgets: [{ type: 'alarm', properties: { alarms: list(101) } }] }),
    dashboard({ widgets: [{ type: 'alarm', properties: { alarms: list(100) } }] }),
    /101 alarms/,
  ],
  [
    'is wider than a dashboard',
    dashboard({ widgets: [{ type: 'text', x: 12, width: 13 }] }),
    dashboard({ widgets: [{ type: 'text', x: 12, width: 12 }] }),
    /column 25/,
  ],
  [
    'has 501 widgets',
    dashboard({ widgets: list(501).map((type) => ({ type })) }),
    dashboard({ widgets: list(500).map((type) => ({ type })) }),
    /501 widgets/,
  ],
  ['has a state with a long name', workflow({ [long(81)]: {} }), workflow({ [long(80)]: {} }), /80 characters/],
  [
    'has such a state in a branch',
    workflow({ A: { Branches: [{ States: { [long(81)]: {} } }] } }),
    workflow({ A: { Branches: [{ States: { B: {} } }] } }),
    /80 characters/,
  ],
  [
    'has a heartbeat as long as its timeout',
    workflow({ A: { TimeoutSeconds: 60, HeartbeatSeconds: 60 } }),
    workflow({ A: { TimeoutSeconds: 60, HeartbeatSeconds: 59 } }),
    /heartbeat/,
  ],
  [
    'waits for more than three years',
    workflow({ A: { Seconds: 100_000_000 } }),
    workflow({ A: { Seconds: 99_999_999 } }),
    /99,999,999/,
  ],
  [
    'keeps a log of a workflow nowhere',
    workflow({}, { LoggingConfiguration: { Level: 'ERROR' } }),
    workflow({}, { LoggingConfiguration: { Level: 'ERROR', Destinations: [{}] } }),
    /log group/,
  ],
  [
    'defines an attribute that no key has',
    table({
      AttributeDefinitions: [{ AttributeName: 'a' }, { AttributeName: 'b' }],
      KeySchema: [{ AttributeName: 'a' }],
    }),
    table({ AttributeDefinitions: [{ AttributeName: 'a' }], KeySchema: [{ AttributeName: 'a' }] }),
    /attribute b/,
  ],
  [
    'has a key that it does not define',
    table({ AttributeDefinitions: [], KeySchema: [{ AttributeName: 'a' }] }),
    table({ AttributeDefinitions: [{ AttributeName: 'a' }], KeySchema: [{ AttributeName: 'a' }] }),
    /key a/,
  ],
  [
    'projects all attributes and some',
    table({ GlobalSecondaryIndexes: [{ Projection: { ProjectionType: 'ALL', NonKeyAttributes: ['a'] } }] }),
    table({ GlobalSecondaryIndexes: [{ Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['a'] } }] }),
    /INCLUDE/,
  ],
  [
    'deletes a key in six days',
    of('AWS::KMS::Key', { PendingWindowInDays: 6 }),
    of('AWS::KMS::Key', { PendingWindowInDays: 7 }),
    /7 to 30/,
  ],
  [
    'describes a role at length',
    of('AWS::IAM::Role', { Description: long(1001) }),
    of('AWS::IAM::Role', { Description: long(1000) }),
    /1,000/,
  ],
  [
    'trusts at length',
    of('AWS::IAM::Role', { AssumeRolePolicyDocument: { Statement: long(2048) } }),
    of('AWS::IAM::Role', { AssumeRolePolicyDocument: {} }),
    /2,048/,
  ],
  [
    'names a statement with a space',
    of('AWS::IAM::Policy', { PolicyDocument: { Statement: [{ Sid: 'a b' }] } }),
    of('AWS::IAM::Policy', { PolicyDocument: { Statement: [{ Sid: 'ab' }] } }),
    /Sid a b/,
  ],
  [
    'has a route of a method that does not exist',
    of('AWS::ApiGatewayV2::Route', { RouteKey: 'FETCH /v1' }),
    of('AWS::ApiGatewayV2::Route', { RouteKey: 'GET /v1' }),
    /a method and a path/,
  ],
  [
    'takes tokens of nobody',
    of('AWS::ApiGatewayV2::Authorizer', { AuthorizerType: 'JWT', JwtConfiguration: { Audience: [] } }),
    of('AWS::ApiGatewayV2::Authorizer', { AuthorizerType: 'JWT', JwtConfiguration: { Audience: ['a'] } }),
    /audiences/,
  ],
  [
    'changes access tokens in the Lite plan',
    of('AWS::Cognito::UserPool', {
      UserPoolTier: 'LITE',
      LambdaConfig: { PreTokenGenerationConfig: { LambdaVersion: 'V2_0' } },
    }),
    of('AWS::Cognito::UserPool', {
      UserPoolTier: 'ESSENTIALS',
      LambdaConfig: { PreTokenGenerationConfig: { LambdaVersion: 'V2_0' } },
    }),
    /Lite/,
  ],
  [
    'names an attribute with 21 letters',
    of('AWS::Cognito::UserPool', { Schema: [{ Name: long(21) }] }),
    of('AWS::Cognito::UserPool', { Schema: [{ Name: long(20) }] }),
    /20 characters/,
  ],
  [
    'signs people in without a callback',
    client(code),
    client({ ...code, CallbackURLs: ['https://andon.example/'] }),
    /callback/,
  ],
  [
    'calls back over http',
    client({ ...code, CallbackURLs: ['http://andon.example/'] }),
    client({ ...code, CallbackURLs: ['http://localhost:4000/'] }),
    /https/,
  ],
  [
    'calls back to a fragment',
    client({ ...code, CallbackURLs: ['https://andon.example/#a'] }),
    client({ ...code, CallbackURLs: ['https://andon.example/'] }),
    /fragment/,
  ],
  [
    'has flows that it may not use',
    client({ ...code, AllowedOAuthFlowsUserPoolClient: false }),
    client({}),
    /AllowedOAuthFlowsUserPoolClient/,
  ],
  [
    'has client credentials without a secret',
    client({ ...code, AllowedOAuthFlows: ['client_credentials'] }),
    client({ ...code, AllowedOAuthFlows: ['client_credentials'], GenerateSecret: true }),
    /without a secret/,
  ],
  [
    'mixes people and systems',
    client({ ...code, AllowedOAuthFlows: ['client_credentials', 'code'], GenerateSecret: true }),
    client({ ...code, AllowedOAuthFlows: ['client_credentials'], GenerateSecret: true }),
    /alone/,
  ],
  [
    'gives access for two days',
    client({ AccessTokenValidity: 48 }),
    client({ AccessTokenValidity: 24 }),
    /AccessTokenValidity/,
  ],
  [
    'renews for half an hour',
    client({ RefreshTokenValidity: 30, TokenValidityUnits: { RefreshToken: 'minutes' } }),
    client({ RefreshTokenValidity: 60, TokenValidityUnits: { RefreshToken: 'minutes' } }),
    /RefreshTokenValidity/,
  ],
  [
    'mixes names of flows',
    client({ ExplicitAuthFlows: ['ALLOW_USER_SRP_AUTH', 'ADMIN_NO_SRP_AUTH'] }),
    client({ ExplicitAuthFlows: ['ALLOW_USER_SRP_AUTH'] }),
    /mixes/,
  ],
  [
    'has a domain with the word aws',
    of('AWS::Cognito::UserPoolDomain', { Domain: 'andon-aws' }),
    of('AWS::Cognito::UserPoolDomain', { Domain: 'andon-lyon' }),
    /without the words aws/,
  ],
  [
    'has a domain that ends with a hyphen',
    of('AWS::Cognito::UserPoolDomain', { Domain: 'andon-' }),
    of('AWS::Cognito::UserPoolDomain', { Domain: 'andon' }),
    /small letters/,
  ],
]

describe('a template that AWS would refuse', () => {
  test.each(rules)('%s', (_, Wrong, Right, words) => {
    expect(() => read({ Wrong })).toThrow(words)
    expect(() => read({ Right })).not.toThrow()
  })
})
