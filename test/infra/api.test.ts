import { describe, expect, it } from 'vitest'
import { routesOf } from '../../infra/routes.ts'
import { ofType, only, propertiesOf, servedCapabilities, synthesized } from './synthesized.ts'

const { plant } = synthesized()
const routes = servedCapabilities.flatMap((capability) =>
  routesOf(capability).map((route) => ({ capability, name: `${route.method} ${route.path}`, route })),
)
const templateRoutes = ofType(plant, 'AWS::ApiGatewayV2::Route').map(([id]) => propertiesOf<Route>(plant, id))

describe('The API', () => {
  it.each(routes)('serves $name from $capability', ({ capability, name, route }) => {
    const [found, ...more] = templateRoutes.filter(({ RouteKey }) => RouteKey === name)
    expect(more).toEqual([])
    expect(found?.AuthorizationType).toBe(route.roles === 'public' ? 'NONE' : 'JWT')
    const integration = plant[found?.Target['Fn::Join'][1][1].Ref ?? 'no integration']
    const handler = `${capability.charAt(0).toUpperCase()}${capability.slice(1)}Http`
    expect(integration?.Properties).toMatchObject({
      PayloadFormatVersion: '2.0',
      IntegrationUri: { 'Fn::GetAtt': [handler, 'Arn'] },
    })
  })

  it('has no route that no routes.ts declares, but the one that answers for all that is not there', () => {
    const expected = ['$default', ...routes.map(({ name }) => name)].sort()
    expect(templateRoutes.map(({ RouteKey }) => RouteKey).sort()).toEqual(expected)
  })

  it('lets each function be called by this API with one permission, whatever the number of its routes', () => {
    const permissions = ofType(plant, 'AWS::Lambda::Permission').filter(
      ([, { Properties }]) => Properties.Principal === 'apigateway.amazonaws.com',
    )
    expect(permissions).toHaveLength(servedCapabilities.length)
  })

  it('is throttled and logs every access as one line of JSON', () => {
    const stage = only(plant, 'AWS::ApiGatewayV2::Stage').Properties as unknown as {
      AccessLogSettings: { Format: string }
      DefaultRouteSettings: object
    }
    expect(stage.DefaultRouteSettings).toEqual({ ThrottlingBurstLimit: 800, ThrottlingRateLimit: 400 })
    expect(JSON.parse(stage.AccessLogSettings.Format)).toMatchObject({ status: '$context.status' })
  })
})

interface Route {
  readonly RouteKey: string
  readonly AuthorizationType?: string
  readonly Target: { readonly 'Fn::Join': readonly [string, readonly [string, { readonly Ref: string }]] }
}
