import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { variable } from '../shared/runtime/environment.ts'
import { CannotStart } from './cannot-start.ts'
import type { TablePlan } from './dynamodb.ts'
import type { BusPlan } from './eventbridge.ts'
import type { HttpApiPlan, JwtPlan, RoutePlan } from './http-plan.ts'
import type { IotPlan } from './iot.ts'
import type { FunctionPlan } from './lambda.ts'
import { readPolicy, type Statement } from './policy.ts'
import type { Resource } from './resources.ts'
import type { TopicPlan } from './sns.ts'
import type { QueuePlan } from './sqs.ts'
import type { Template } from './template.ts'

// Turns resources of CloudFormation into what each part of the plant runs.

type Properties = Readonly<Record<string, unknown>>

export function placeOf(resource: Resource): string {
  return `${resource.stack}/${resource.logicalId}`
}

/** The statements of all policies of a role, for functions and state machines. */
export const readRoles = (template: Template): ReadonlyMap<string, readonly Statement[]> =>
  new Map(
    template
      .of('AWS::IAM::Role')
      .map((role) => [role.arn, policiesOf(template, role).flatMap((it) => readPolicy(it, placeOf(role)))] as const),
  )

function policiesOf(template: Template, role: Resource): unknown[] {
  const inline = (role.properties.Policies ?? []) as { PolicyDocument: unknown }[]
  const attached = template
    .of('AWS::IAM::Policy')
    .filter(({ properties }) => (properties.Roles as string[]).includes(role.ref))
  return [
    ...inline.map((policy) => policy.PolicyDocument),
    ...attached.map((policy) => policy.properties.PolicyDocument),
  ]
}

/** @param tokens the issuer in place of the site's own, for functions that verify tokens themselves. */
export function functionPlans(
  template: Template,
  tokens: { readonly issuer: string; readonly keysUrl: string },
): FunctionPlan[] {
  const policies = new Map(template.of('AWS::IAM::Role').map((role) => [role.arn, policiesOf(template, role)]))
  return template.of('AWS::Lambda::Function').map((resource) => {
    const { Code, Handler, Role, Runtime, Timeout, MemorySize, LoggingConfig, Environment } = resource.properties
    const [module, exported] = String(Handler).split('.')
    const folder = template.assets.get(String((Code as Properties).S3Key))
    const file = ['mjs', 'js', 'cjs']
      .map((end) => join(folder ?? '', `${module}.${end}`))
      .find((name) => existsSync(name))
    if (!String(Runtime).startsWith('nodejs') || folder === undefined || file === undefined)
      throw new CannotStart(
        `${placeOf(resource)} is no Node.js function whose code was synthesized beside the template.`,
      )
    const given = ((Environment as Properties | undefined)?.Variables ?? {}) as Record<string, string>
    return {
      name: resource.name,
      arn: resource.arn,
      roleArn: String(Role),
      policies: policies.get(String(Role)) ?? [],
      file,
      exported: String(exported),
      environment: {
        ...given,
        ...(given[variable.issuer] === undefined ? {} : { [variable.issuer]: tokens.issuer }),
        ...(given[variable.keys] === undefined ? {} : { [variable.keys]: tokens.keysUrl }),
      },
      timeoutSeconds: Number(Timeout ?? 3),
      memoryMb: Number(MemorySize ?? 128),
      logGroup: String((LoggingConfig as Properties | undefined)?.LogGroup ?? `/aws/lambda/${resource.name}`),
    }
  })
}

export function tablePlans(template: Template): TablePlan[] {
  return template.of('AWS::DynamoDB::Table').map(({ name, arn, properties }) => {
    const { TimeToLiveSpecification, StreamSpecification, TableName: _named, ...definition } = properties
    for (const ignored of ['DeletionProtectionEnabled', 'PointInTimeRecoverySpecification', 'SSESpecification', 'Tags'])
      delete (definition as Record<string, unknown>)[ignored]
    const stream =
      StreamSpecification === undefined ? {} : { StreamSpecification: { ...StreamSpecification, StreamEnabled: true } }
    return {
      name,
      arn,
      streamArn: `${arn}/stream/local`,
      definition: { ...definition, ...stream },
      ...(TimeToLiveSpecification === undefined
        ? {}
        : { timeToLive: TimeToLiveSpecification as { AttributeName: string; Enabled: boolean } }),
    }
  })
}

export function queuePlans(template: Template): QueuePlan[] {
  return template.of('AWS::SQS::Queue').map(({ name, ref, arn, properties }) => {
    const redrive = properties.RedrivePolicy as { deadLetterTargetArn: string; maxReceiveCount: number } | undefined
    return {
      name,
      url: ref,
      arn,
      visibilitySeconds: Number(properties.VisibilityTimeout ?? 30),
      isFifo: properties.FifoQueue === true,
      ...(redrive === undefined
        ? {}
        : {
            redrive: { deadLetterArn: redrive.deadLetterTargetArn, maxReceiveCount: Number(redrive.maxReceiveCount) },
          }),
    }
  })
}

/** The queues without a consumer: they hold messages that could not be processed. */
export function deadLetterQueues(template: Template): string[] {
  const emptied = template
    .of('AWS::Lambda::EventSourceMapping')
    .map(({ properties }) => String(properties.EventSourceArn))
  return template
    .of('AWS::SQS::Queue')
    .map(({ arn }) => arn)
    .filter((arn) => !emptied.includes(arn))
}

export function topicPlans(template: Template): TopicPlan[] {
  const subscriptions = template.of('AWS::SNS::Subscription')
  return template.of('AWS::SNS::Topic').map(({ name, arn }) => ({
    name,
    arn,
    emails: subscriptions
      .filter(({ properties }) => properties.TopicArn === arn)
      .map((subscription) => {
        if (subscription.properties.Protocol !== 'email')
          throw new CannotStart(
            `${placeOf(subscription)} is a subscription by ${subscription.properties.Protocol}; the local plant shows e-mail only.`,
          )
        return String(subscription.properties.Endpoint)
      }),
  }))
}

export function busPlans(template: Template): BusPlan[] {
  const { region, account } = template
  const own = template.of('AWS::Events::EventBus').map(({ name, arn }) => ({ name, arn }))
  return [...own, { name: 'default', arn: `arn:aws:events:${region}:${account}:event-bus/default` }]
}

export function iotPlan(template: Template): IotPlan {
  const { region, account } = template
  return {
    region,
    account,
    thingPolicies: template
      .of('AWS::IoT::Policy')
      .map((resource) => ({ name: placeOf(resource), document: resource.properties.PolicyDocument })),
    authorizers: template
      .of('AWS::IoT::Authorizer')
      .filter(({ properties }) => properties.Status === 'ACTIVE')
      .map((resource) => {
        if (resource.properties.SigningDisabled !== true)
          throw new CannotStart(
            `${placeOf(resource)} wants signed tokens, which the local plant cannot check; set SigningDisabled.`,
          )
        const functionArn = String(resource.properties.AuthorizerFunctionArn)
        demandPermission(template, functionArn, 'iot.amazonaws.com', placeOf(resource))
        return { name: resource.name, functionArn }
      }),
  }
}

export function httpApiPlan(template: Template, issuer: string): HttpApiPlan {
  const [api, second] = template.of('AWS::ApiGatewayV2::Api')
  if (api === undefined || second !== undefined || api.properties.ProtocolType !== 'HTTP')
    throw new CannotStart(
      'The local plant serves one HTTP API; the template has none, several, or one of another kind.',
    )
  const [stage] = template.of('AWS::ApiGatewayV2::Stage')
  if (stage?.properties.StageName !== '$default')
    throw new CannotStart(
      'The local plant serves the API at its root, so the template has to have a stage named $default.',
    )
  const limits = stage.properties.DefaultRouteSettings as Properties | undefined
  const { region, account } = template
  return {
    id: api.name,
    account,
    region,
    routes: template.of('AWS::ApiGatewayV2::Route').map((route) => routePlan(template, route, issuer)),
    throttle:
      limits?.ThrottlingRateLimit === undefined
        ? undefined
        : { rate: Number(limits.ThrottlingRateLimit), burst: Number(limits.ThrottlingBurstLimit) },
  }
}

function routePlan(template: Template, route: Resource, issuer: string): RoutePlan {
  const { Target, RouteKey, AuthorizationType, AuthorizerId } = route.properties
  const integration = template.find(String(Target).replace(/^integrations\//, ''))
  if (integration === undefined) throw new CannotStart(`${placeOf(route)} has no integration.`)
  const { IntegrationType, PayloadFormatVersion, IntegrationUri, TimeoutInMillis } = integration.properties
  if (IntegrationType !== 'AWS_PROXY' || PayloadFormatVersion !== '2.0')
    throw new CannotStart(`${placeOf(integration)} is not a Lambda proxy integration of payload format 2.0.`)
  const functionArn = /(arn:aws:lambda:[^/]+)/.exec(String(IntegrationUri).split('/functions/').at(-1) ?? '')?.[1] ?? ''
  demandPermission(template, functionArn, 'apigateway.amazonaws.com', placeOf(route))
  return {
    key: String(RouteKey),
    functionArn,
    timeoutMilliseconds: Number(TimeoutInMillis ?? 30_000),
    authorizer:
      AuthorizationType === 'JWT'
        ? jwtPlan(template, String(AuthorizerId), issuer, route)
        : noAuthorizer(AuthorizationType, route),
  }
}

function jwtPlan(template: Template, id: string, issuer: string, route: Resource): JwtPlan {
  const authorizer = template.find(id)
  const jwt = authorizer?.properties.JwtConfiguration as { Audience?: string[] } | undefined
  if (authorizer?.properties.AuthorizerType !== 'JWT' || jwt?.Audience === undefined)
    throw new CannotStart(`${placeOf(route)} has no JWT authorizer with an audience.`)
  return { issuer, audience: jwt.Audience }
}

function noAuthorizer(type: unknown, route: Resource): undefined {
  if (type !== undefined && type !== 'NONE')
    throw new CannotStart(`${placeOf(route)} asks for the authorization ${type}, which the local plant does not have.`)
  return undefined
}

/** On AWS, an invoker without a permission gets a 500 at run time; the local plant refuses it at the start. */
export function demandPermission(template: Template, functionArn: string, principal: string, place: string): void {
  const allowed = template
    .of('AWS::Lambda::Permission')
    .some(
      ({ properties }) =>
        template.find(String(properties.FunctionName))?.arn === functionArn && properties.Principal === principal,
    )
  if (!allowed)
    throw new CannotStart(`${place} invokes ${functionArn}, but no AWS::Lambda::Permission lets ${principal} do so.`)
}
