/** The region and account of the plant. Any will do, because nothing leaves this machine. */
export interface Place {
  readonly region: string
  readonly account: string
}

/** One resource of a template, as CloudFormation makes it. */
export interface Resource {
  readonly stack: string
  readonly logicalId: string
  readonly type: string
  /** The physical name; the local plant chooses one if the template does not. */
  readonly name: string
  readonly arn: string
  readonly ref: string
  /** With every intrinsic function evaluated. */
  readonly properties: Readonly<Record<string, unknown>>
}

/** How the local plant handles one resource type. */
export interface Kind {
  /** The property with the name of the resource, if it can have one. */
  readonly named?: string
  /** The part of its ARN after `arn:aws:`, with `R` and `A` for region and account, and `*` for its name. */
  readonly arn?: string
  /** What `Ref` gives; default: the name. */
  readonly ref?: 'arn' | 'url'
  /** Attributes of `Fn::GetAtt` besides `Arn`: suffixes to the ARN, or its name. */
  readonly attributes?: Readonly<Record<string, 'name' | `arn${string}`>>
  /** The properties that the local plant uses. */
  readonly reads?: readonly string[]
  /** The properties without an effect here, each with its reason. */
  readonly ignores?: Readonly<Record<string, string>>
  /** Why the local plant does not run this type. */
  readonly inert?: string
}

const noEncryption = 'data stays on this machine as it is'
const noPeople = 'for people who read the console of AWS'
const noThroughput = 'this machine has no such limit'
const noAccounts = 'nobody signs in with a password here: /local/token stands in its place'
const noRetention = 'nothing is kept here that would have to be thrown away'
const noTraces = 'there is no X-Ray'
const noAlarms = 'nobody is called from a desk plant; what failed is read at /local and in the log'

/** Every resource type that a template may have. A type that is missing here is an error when the plant starts. */
export const kinds: Readonly<Record<string, Kind>> = {
  'AWS::DynamoDB::Table': {
    named: 'TableName',
    arn: 'dynamodb:R:A:table/*',
    attributes: { StreamArn: 'arn/stream/local' },
    reads: [
      'AttributeDefinitions',
      'BillingMode',
      'GlobalSecondaryIndexes',
      'LocalSecondaryIndexes',
      'KeySchema',
      'StreamSpecification',
      'TimeToLiveSpecification',
    ],
    ignores: {
      DeletionProtectionEnabled: 'no stack is ever deleted here',
      PointInTimeRecoverySpecification: 'a folder given with --data is backed up by copying it',
      SSESpecification: noEncryption,
      Tags: noPeople,
    },
  },
  'AWS::Lambda::Function': {
    named: 'FunctionName',
    arn: 'lambda:R:A:function:*',
    reads: ['Code', 'Environment', 'Handler', 'LoggingConfig', 'MemorySize', 'Role', 'Runtime', 'Timeout'],
    ignores: {
      Architectures: 'JavaScript runs on any',
      Description: noPeople,
      ReservedConcurrentExecutions: 'one plant on one machine does not compete for the quota of an account',
      TracingConfig: noTraces,
      Tags: noPeople,
    },
  },
  'AWS::Lambda::EventSourceMapping': {
    arn: 'lambda:R:A:event-source-mapping:*',
    reads: [
      'BatchSize',
      'BisectBatchOnFunctionError',
      'DestinationConfig',
      'EventSourceArn',
      'FilterCriteria',
      'FunctionName',
      'FunctionResponseTypes',
      'MaximumBatchingWindowInSeconds',
      'MaximumRetryAttempts',
      'ParallelizationFactor',
      'ScalingConfig',
      'StartingPosition',
    ],
    ignores: { MaximumRecordAgeInSeconds: 'the bound on retries comes long before it', Tags: noPeople },
  },
  'AWS::Lambda::Permission': { reads: ['Action', 'FunctionName', 'Principal', 'SourceArn'] },
  'AWS::IAM::Role': {
    named: 'RoleName',
    arn: 'iam::A:role/*',
    reads: ['Policies'],
    ignores: {
      AssumeRolePolicyDocument: 'each part takes only the roles that the template gives it',
      ManagedPolicyArns: 'the managed policies in use allow writing logs, which needs no call here',
      Description: noPeople,
      Tags: noPeople,
    },
  },
  'AWS::IAM::Policy': { reads: ['PolicyDocument', 'Roles'], ignores: { PolicyName: noPeople } },
  'AWS::ApiGatewayV2::Api': {
    arn: 'apigateway:R::/apis/*',
    reads: ['ProtocolType'],
    ignores: { Name: noPeople, Description: noPeople, Tags: noPeople },
  },
  'AWS::ApiGatewayV2::Authorizer': {
    reads: ['ApiId', 'AuthorizerType', 'IdentitySource', 'JwtConfiguration'],
    ignores: { Name: noPeople },
  },
  'AWS::ApiGatewayV2::Integration': {
    reads: ['ApiId', 'IntegrationType', 'IntegrationUri', 'PayloadFormatVersion', 'TimeoutInMillis'],
  },
  'AWS::ApiGatewayV2::Route': { reads: ['ApiId', 'AuthorizationType', 'AuthorizerId', 'RouteKey', 'Target'] },
  'AWS::ApiGatewayV2::Stage': {
    reads: ['ApiId', 'DefaultRouteSettings', 'StageName'],
    ignores: {
      AccessLogSettings: 'the access log is for CloudWatch',
      AutoDeploy: 'it is always deployed',
      Tags: noPeople,
    },
  },
  'AWS::SQS::Queue': {
    named: 'QueueName',
    arn: 'sqs:R:A:*',
    ref: 'url',
    attributes: { QueueName: 'name' },
    reads: ['FifoQueue', 'RedrivePolicy', 'VisibilityTimeout'],
    ignores: {
      DeduplicationScope: 'the ids of messages are unique in all groups',
      FifoThroughputLimit: noThroughput,
      MessageRetentionPeriod: noRetention,
      SqsManagedSseEnabled: noEncryption,
      KmsMasterKeyId: noEncryption,
      Tags: noPeople,
    },
  },
  'AWS::Events::EventBus': {
    named: 'Name',
    arn: 'events:R:A:event-bus/*',
    attributes: { Name: 'name' },
    reads: [],
    ignores: { Description: noPeople, Name: 'it is read as its name', Tags: noPeople },
  },
  'AWS::Events::Rule': {
    named: 'Name',
    arn: 'events:R:A:rule/*',
    reads: ['EventBusName', 'EventPattern', 'State', 'Targets'],
    ignores: { Description: noPeople, Name: noPeople, Tags: noPeople },
  },
  'AWS::Events::EventBusPolicy': { inert: 'all stages here are of one account, whose roles alone decide' },
  'AWS::Scheduler::Schedule': {
    named: 'Name',
    arn: 'scheduler:R:A:schedule/default/*',
    reads: ['ScheduleExpression', 'ScheduleExpressionTimezone', 'State', 'Target'],
    ignores: {
      Description: noPeople,
      FlexibleTimeWindow: 'one plant has no peak that would have to be spread',
      Name: noPeople,
    },
  },
  'AWS::SNS::Topic': {
    named: 'TopicName',
    arn: 'sns:R:A:*',
    ref: 'arn',
    attributes: { TopicName: 'name', TopicArn: 'arn' },
    reads: [],
    ignores: { DisplayName: noPeople, KmsMasterKeyId: noEncryption, Tags: noPeople },
  },
  'AWS::SNS::Subscription': {
    arn: 'sns:R:A:*',
    ref: 'arn',
    reads: ['Endpoint', 'Protocol', 'TopicArn'],
    ignores: { RedrivePolicy: 'a notice is kept at /local/mail and cannot fail to arrive' },
  },
  'AWS::StepFunctions::StateMachine': {
    named: 'StateMachineName',
    arn: 'states:R:A:stateMachine:*',
    ref: 'arn',
    attributes: { Name: 'name' },
    reads: ['DefinitionString', 'RoleArn', 'StateMachineType'],
    ignores: {
      LoggingConfiguration: 'every execution is kept whole at /local/executions',
      TracingConfiguration: noTraces,
      Tags: noPeople,
    },
  },
  'AWS::IoT::Policy': {
    named: 'PolicyName',
    arn: 'iot:R:A:policy/*',
    attributes: { Id: 'name' },
    reads: ['PolicyDocument'],
    ignores: { PolicyName: noPeople, Tags: noPeople },
  },
  'AWS::IoT::TopicRule': {
    named: 'RuleName',
    arn: 'iot:R:A:rule/*',
    reads: ['TopicRulePayload'],
    ignores: { RuleName: 'it is read as its name', Tags: noPeople },
  },
  'AWS::IoT::Authorizer': {
    named: 'AuthorizerName',
    arn: 'iot:R:A:authorizer/*',
    reads: ['AuthorizerFunctionArn', 'AuthorizerName', 'SigningDisabled', 'Status'],
    ignores: { EnableCachingForHttp: 'nobody connects over HTTP alone', Tags: noPeople },
  },
  'AWS::Cognito::UserPool': {
    named: 'UserPoolName',
    arn: 'cognito-idp:R:A:userpool/*',
    reads: ['LambdaConfig'],
    ignores: {
      AccountRecoverySetting: noAccounts,
      AdminCreateUserConfig: noAccounts,
      DeletionProtection: 'no stack is ever deleted here',
      EmailVerificationMessage: noAccounts,
      EmailVerificationSubject: noAccounts,
      EnabledMfas: noAccounts,
      MfaConfiguration: noAccounts,
      Policies: noAccounts,
      Schema: 'what the demo people are called stands in local/people.ts',
      SmsVerificationMessage: noAccounts,
      UserPoolTags: noPeople,
      UserPoolTier: 'there is no bill',
      UsernameConfiguration: noAccounts,
      VerificationMessageTemplate: noAccounts,
    },
  },
  'AWS::Cognito::UserPoolClient': {
    reads: [
      'AccessTokenValidity',
      'AllowedOAuthFlows',
      'AllowedOAuthScopes',
      'CallbackURLs',
      'IdTokenValidity',
      'LogoutURLs',
      'RefreshTokenValidity',
      'TokenValidityUnits',
    ],
    ignores: {
      AllowedOAuthFlowsUserPoolClient: 'a client without flows has no sign-in here either',
      EnableTokenRevocation: 'every token has the id of its sign-in here',
      ExplicitAuthFlows: noAccounts,
      GenerateSecret: noAccounts,
      PreventUserExistenceErrors: 'the page of the sign-in shows who is there',
      ReadAttributes: 'no client asks the pool about a person here',
      SupportedIdentityProviders: 'the demo people are in no other directory',
      UserPoolId: 'a site has one user pool',
      WriteAttributes: 'no client changes a person here',
    },
  },
  'AWS::Cognito::UserPoolDomain': { inert: noAccounts },
  'AWS::Cognito::ManagedLoginBranding': { inert: 'the page of the sign-in has its own look here' },
  'AWS::Cognito::UserPoolResourceServer': { inert: 'its scope is in the tokens of systems' },
  'AWS::Cognito::UserPoolGroup': { inert: 'the roles of the demo people stand in local/people.ts' },
  'AWS::KMS::Key': { arn: 'kms:R:A:key/*', inert: noEncryption },
  'AWS::KMS::Alias': { inert: noEncryption },
  'AWS::Logs::LogGroup': {
    named: 'LogGroupName',
    arn: 'logs:R:A:log-group:*:*',
    inert: 'logs are read from the terminal with --verbose',
  },
  'AWS::Logs::ResourcePolicy': { inert: 'there is no CloudWatch' },
  'AWS::CloudWatch::Alarm': { arn: 'cloudwatch:R:A:alarm:*', inert: noAlarms },
  'AWS::CloudWatch::CompositeAlarm': { arn: 'cloudwatch:R:A:alarm:*', inert: noAlarms },
  'AWS::CloudWatch::Dashboard': { inert: 'there is no CloudWatch' },
  'AWS::SNS::TopicPolicy': { inert: 'only the rules of the template can publish here' },
  'AWS::SQS::QueuePolicy': {
    inert: 'only the roles of the template can send here, and TLS ends where the machine does',
  },
  'AWS::CDK::Metadata': { inert: 'it tells AWS which constructs were used' },
}
