import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway'
import {
  HttpApi,
  HttpIntegrationType,
  HttpMethod,
  HttpRoute,
  HttpRouteIntegration,
  type HttpRouteIntegrationConfig,
  HttpRouteKey,
  HttpStage,
  type IHttpApi,
  LogGroupLogDestination,
  PayloadFormatVersion,
} from 'aws-cdk-lib/aws-apigatewayv2'
import { HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers'
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { Duration, Stack, Validations } from 'aws-cdk-lib/core'
import { Construct } from 'constructs'
import type { Route } from '../../shared/http/route.ts'
import type { RequestRate } from '../request-rate.ts'
import type { OidcIssuer } from '../sites/site.ts'
import type { Alarms } from './alarms.ts'
import type { Handler } from './handler.ts'
import { Log } from './log.ts'

export interface PlantApiProps {
  /** The API without its routes, of the stack of its name. */
  readonly front: { readonly id: string; readonly endpoint: string }
  readonly alarms: Alarms
  readonly tokens: OidcIssuer
  readonly rate: RequestRate
}

/** The site's HTTP API. Every route that is not public needs a token of the site; the function checks the role. */
export class PlantApi extends Construct {
  private readonly api: IHttpApi
  private readonly authorizer: HttpJwtAuthorizer

  constructor(scope: Construct, id: string, { front, alarms, tokens, rate }: PlantApiProps) {
    super(scope, id)
    this.api = HttpApi.fromHttpApiAttributes(this, 'Http', { httpApiId: front.id, apiEndpoint: front.endpoint })
    this.authorizer = new HttpJwtAuthorizer('SignedIn', tokens.issuer, {
      jwtAudience: [tokens.audience, ...(tokens.clients ?? []), ...(tokens.terminal ? [tokens.terminal] : [])],
    })
    const log = new Log(this, 'AccessLog')
    const stage = new HttpStage(this, 'Stage', {
      httpApi: this.api,
      stageName: '$default',
      autoDeploy: true,
      throttle: { rateLimit: rate.perSecond, burstLimit: rate.burst },
      accessLogSettings: {
        destination: new LogGroupLogDestination(log),
        format: AccessLogFormat.custom(JSON.stringify(accessLog)),
      },
    })
    alarms.watch(this, 'ServerErrors', {
      metric: stage.metricServerError({ statistic: 'Sum', period: Duration.minutes(5) }),
      impact: 'Commands of people and other systems fail although nothing is wrong with them.',
      runbook: 'server-errors',
    })
  }

  /** Sends the routes to the function. `otherwise` also sends it requests that match no route, so that they too get a problem as the answer. */
  serve(handler: Handler, routes: readonly Route[], { otherwise = false } = {}): void {
    const integration = new ToFunction(handler)
    handler.function.addPermission('CalledByApi', {
      principal: new ServicePrincipal('apigateway.amazonaws.com'),
      sourceArn: Stack.of(this).formatArn({ service: 'execute-api', resource: this.api.apiId, resourceName: '*' }),
    })
    if (otherwise) {
      const rest = new HttpRoute(this, 'Otherwise', { httpApi: this.api, routeKey: HttpRouteKey.DEFAULT, integration })
      Validations.of(rest).acknowledge({
        id: 'AwsSolutions-APIG4',
        reason: 'Answers 404 to whatever has no operation, and tells nothing else.',
      })
    }
    for (const { operationId, method, path, roles } of routes) {
      const open = roles === 'public'
      const route = new HttpRoute(this, operationId.charAt(0).toUpperCase() + operationId.slice(1), {
        httpApi: this.api,
        routeKey: HttpRouteKey.with(path, HttpMethod[method]),
        integration,
        ...(open ? {} : { authorizer: this.authorizer }),
      })
      if (open)
        Validations.of(route).acknowledge({
          id: 'AwsSolutions-APIG4',
          reason: `Declared public in its routes.ts: ${operationId} tells nothing of what the plant makes.`,
        })
    }
  }
}

/** One permission for all routes of a function: one per route, as in the CDK's own integration, exceeds the 20 KB of a function policy. */
class ToFunction extends HttpRouteIntegration {
  constructor(private readonly handler: Handler) {
    super(`${handler.node.id}Integration`)
  }

  override bind(): HttpRouteIntegrationConfig {
    return {
      type: HttpIntegrationType.AWS_PROXY,
      uri: this.handler.function.functionArn,
      payloadFormatVersion: PayloadFormatVersion.VERSION_2_0,
      timeout: Duration.seconds(29),
    }
  }
}

const accessLog = {
  requestId: '$context.requestId',
  at: '$context.requestTime',
  method: '$context.httpMethod',
  route: '$context.routeKey',
  path: '$context.path',
  status: '$context.status',
  bytes: '$context.responseLength',
  milliseconds: '$context.responseLatency',
  from: '$context.identity.sourceIp',
  person: '$context.authorizer.claims.sub',
  authorizerError: '$context.authorizer.error',
  integrationError: '$context.integrationErrorMessage',
}
