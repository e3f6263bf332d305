import { App, Stack } from 'aws-cdk-lib/core'
import { describe, expect, it } from 'vitest'
import { bundleFunctions } from '../../infra/bundle.ts'
import { Alarms } from '../../infra/constructs/alarms.ts'
import { Handler } from '../../infra/constructs/handler.ts'
import { PlantApi } from '../../infra/constructs/plant-api.ts'
import { cork } from '../../infra/sites/cork.ts'
import type { Route } from '../../shared/http/route.ts'
import { ofType, only, smallFunctions } from './synthesized.ts'

const tokens = {
  issuer: 'https://login.example/realms/plant',
  audience: 'andon',
  rolesClaim: 'roles',
  keysUrl: 'https://login.example/realms/plant/certs',
}

describe('An API with a public route and two others', () => {
  const resources = servedBy([
    route('getHealth', 'GET', '/v1/health', 'public'),
    route('getOrder', 'GET', '/v1/orders/{orderId}', 'anyone'),
    route('releaseOrder', 'POST', '/v1/orders/{orderId}/release', ['planner']),
  ])

  it('asks for a token of the issuer wherever the route is not public', () => {
    const routes = ofType(resources, 'AWS::ApiGatewayV2::Route').map(([, { Properties }]) => Properties)
    const [[authorizer]] = ofType(resources, 'AWS::ApiGatewayV2::Authorizer') as [[string, unknown]]
    expect(routes).toMatchObject([
      { RouteKey: 'GET /v1/health', AuthorizationType: 'NONE' },
      { RouteKey: 'GET /v1/orders/{orderId}', AuthorizationType: 'JWT', AuthorizerId: { Ref: authorizer } },
      { RouteKey: 'POST /v1/orders/{orderId}/release', AuthorizationType: 'JWT', AuthorizerId: { Ref: authorizer } },
    ])
    expect(only(resources, 'AWS::ApiGatewayV2::Authorizer').Properties).toMatchObject({
      AuthorizerType: 'JWT',
      IdentitySource: ['$request.header.Authorization'],
      JwtConfiguration: { Issuer: tokens.issuer, Audience: [tokens.audience] },
    })
  })

  it('sends all three to their function, in payload format 2.0, with one permission', () => {
    expect(only(resources, 'AWS::ApiGatewayV2::Integration').Properties).toMatchObject({
      IntegrationType: 'AWS_PROXY',
      PayloadFormatVersion: '2.0',
      TimeoutInMillis: 29_000,
      IntegrationUri: { 'Fn::GetAtt': ['OrdersHttp', 'Arn'] },
    })
    expect(only(resources, 'AWS::Lambda::Permission').Properties).toMatchObject({
      Principal: 'apigateway.amazonaws.com',
      FunctionName: { 'Fn::GetAtt': ['OrdersHttp', 'Arn'] },
    })
  })
})

function route(operationId: string, method: Route['method'], path: Route['path'], roles: Route['roles']): Route {
  return { operationId, method, path, roles, summary: operationId, tag: 'Orders' }
}

function servedBy(routes: readonly Route[]) {
  const app = new App()
  const stack = new Stack(app, 'Stack')
  const alarms = new Alarms(stack, 'Alarms', { email: undefined })
  const bundles = bundleFunctions(smallFunctions(['orders/http']))
  const handler = new Handler(stack, 'orders-http', {
    site: cork,
    bundles,
    alarms,
    errorImpact: 'No order can be recorded.',
  })
  const front = { id: 'a1b2c3', endpoint: 'https://a1b2c3.execute-api.eu-west-1.amazonaws.com' }
  new PlantApi(stack, 'Api', { front, alarms, tokens, rate: { perSecond: 1000, burst: 2000 } }).serve(handler, routes)
  return app.synth().getStackByName('Stack').template.Resources
}
