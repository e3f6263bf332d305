import { describe, expect, it } from 'vitest'
import { demandRates } from '../../infra/request-rate.ts'
import { routesOf } from '../../infra/routes.ts'
import { cork } from '../../infra/sites/cork.ts'
import { lyon } from '../../infra/sites/lyon.ts'
import type { Site } from '../../infra/sites/site.ts'
import { ofType, only, propertiesOf, type Synthesized, servedCapabilities, synthesized } from './synthesized.ts'

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

  it('logs every access as one line of JSON', () => {
    expect(JSON.parse(stageOf(plant).AccessLogSettings.Format)).toMatchObject({ status: '$context.status' })
  })

  it('takes as many requests as the file of its site says, and 1,000 a second where it says nothing', () => {
    const throttleOf = (site: Site) => stageOf(synthesized(site).plant).DefaultRouteSettings
    expect(stageOf(plant).DefaultRouteSettings).toEqual({ ThrottlingRateLimit: 1000, ThrottlingBurstLimit: 2000 })
    expect(throttleOf(cork)).toEqual({ ThrottlingRateLimit: 200, ThrottlingBurstLimit: 400 })
    // An account's bucket holds half of its quota, however much a stage asks for.
    const busy = { ...lyon, requestsPerSecond: 8000 }
    expect(throttleOf(busy)).toEqual({ ThrottlingRateLimit: 8000, ThrottlingBurstLimit: 5000 })
  })
})

describe('The rates of the sites', () => {
  const ask =
    (...files: Parameters<typeof demandRates>[0]) =>
    () =>
      demandRates(files)

  it.each([0, -1, 2.5, Number.NaN])('cannot be %d', (requestsPerSecond) => {
    expect(ask({ region: 'eu-west-3', requestsPerSecond })).toThrow('whole number of requests above 0')
  })

  it('stay within what AWS gives their account and region together', () => {
    const half = { region: 'eu-west-3', requestsPerSecond: 5000 }
    expect(ask(half, half)).not.toThrow()
    const sentence = 'The APIs in eu-west-3 ask for 10001 requests a second and AWS gives the account 10000.'
    expect(ask(half, { ...half, requestsPerSecond: 5001 })).toThrow(sentence)
    expect(ask(half, half, { ...half, account: '111122223333' }, { ...half, region: 'eu-west-1' })).not.toThrow()
    expect(ask(half, half, { ...half, accountRequestsPerSecond: 20_000 })).not.toThrow()
  })

  it('find a quarter of that in the younger regions', () => {
    expect(ask({ region: 'eu-south-1', requestsPerSecond: 2500 })).not.toThrow()
    expect(ask({ region: 'eu-south-1', requestsPerSecond: 2501 })).toThrow('AWS gives the account 2500')
  })
})

function stageOf(plant: Synthesized['plant']) {
  return only(plant, 'AWS::ApiGatewayV2::Stage').Properties as unknown as {
    readonly AccessLogSettings: { readonly Format: string }
    readonly DefaultRouteSettings: object
  }
}

interface Route {
  readonly RouteKey: string
  readonly AuthorizationType?: string
  readonly Target: { readonly 'Fn::Join': readonly [string, readonly [string, { readonly Ref: string }]] }
}
