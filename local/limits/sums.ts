import type { Resource } from '../resources.ts'
import { sizeOf, told } from './limit.ts'

/** A quota that several resources use up together. @returns the sentences about what is over it. */
type Sum = (resources: readonly Resource[]) => string[]

const groups = (resources: readonly Resource[], type: string, key: (properties: Resource['properties']) => unknown) =>
  Map.groupBy(
    resources.filter((resource) => resource.type === type),
    ({ properties }) => String(key(properties)),
  )

const namesOf = (of: readonly Resource[]) => of.map(({ stack, logicalId }) => `${stack}/${logicalId}`)

/** How many there may be for each value of a property: routes of an API, rules of a bus. */
const atMost =
  (type: string, property: string, most: number): Sum =>
  (resources) =>
    [...groups(resources, type, (properties) => properties[property] ?? 'default')].flatMap(([owner, of]) =>
      of.length > most ? [`${owner} has ${of.length} of ${type}; AWS takes ${told(most)}.`] : [],
    )

/** IAM quotas: the inline policies of a role, all together, without white space. */
const inlinePolicies: Sum = (resources) => {
  const sizes = new Map<string, number>()
  const add = (role: string, document: unknown) => sizes.set(role, (sizes.get(role) ?? 0) + sizeOf(document))
  for (const { stack, logicalId, type, name, properties } of resources) {
    if (type === 'AWS::IAM::Policy') {
      const roles = listOf(properties.Roles)
      for (const role of roles.length > 0 ? roles : [`${stack}/${logicalId}`])
        add(String(role), properties.PolicyDocument)
    }
    if (type === 'AWS::IAM::Role')
      for (const policy of listOf(properties.Policies))
        add(name, (policy as { readonly PolicyDocument?: unknown }).PolicyDocument)
  }
  return [...sizes].flatMap(([role, size]) =>
    size > 10_240 ? [`${role} has ${told(size)} characters of inline policies; IAM takes 10,240 for a role.`] : [],
  )
}

/** Lambda quotas: a function's own policy has 20 KB. A permission takes what it says and some 150 bytes around it. */
const permissions: Sum = (resources) =>
  [...groups(resources, 'AWS::Lambda::Permission', ({ FunctionName }) => FunctionName)].flatMap(([name, of]) => {
    const size = of.reduce((sum, { properties }) => sum + sizeOf(properties) + 150, 0)
    return size > 20_480
      ? [`${of.length} permissions make the policy of ${name} about ${told(size)} bytes; Lambda takes 20,480.`]
      : []
  })

/** An HTTP API refuses a second route with the key of another. */
const routeKeys: Sum = (resources) =>
  [...groups(resources, 'AWS::ApiGatewayV2::Route', ({ ApiId, RouteKey }) => `${ApiId} ${RouteKey}`)].flatMap(
    ([key, of]) => (of.length > 1 ? [`${namesOf(of).join(' and ')} are both the route ${key}.`] : []),
  )

/** What bears a physical name is there once in an account and region. */
const named: Sum = (resources) => {
  const properties = [
    'FunctionName',
    'TableName',
    'QueueName',
    'TopicName',
    'RuleName',
    'AuthorizerName',
    'AlarmName',
    'DashboardName',
    'LogGroupName',
    'RoleName',
    'StateMachineName',
    'Domain',
  ]
  return properties.flatMap((property) => {
    const bearing = resources.filter((resource) => typeof resource.properties[property] === 'string')
    const owners = Map.groupBy(bearing, ({ type, properties: of }) => `${type} ${of[property]}`)
    return [...owners].flatMap(([name, of]) => {
      const isOwnName = of.every(
        ({ type }) => type !== 'AWS::Lambda::Permission' && type !== 'AWS::Lambda::EventSourceMapping',
      )
      return of.length > 1 && isOwnName ? [`${namesOf(of).join(' and ')} are both ${name}.`] : []
    })
  })
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])

/** Quotas as an account has them at first; those that AWS raises on request are docs/scale.md's matter. */
export const sums: readonly Sum[] = [
  atMost('AWS::ApiGatewayV2::Route', 'ApiId', 300),
  atMost('AWS::ApiGatewayV2::Integration', 'ApiId', 300),
  atMost('AWS::ApiGatewayV2::Authorizer', 'ApiId', 10),
  atMost('AWS::ApiGatewayV2::Stage', 'ApiId', 10),
  atMost('AWS::Events::Rule', 'EventBusName', 300),
  atMost('AWS::Cognito::UserPoolResourceServer', 'UserPoolId', 25),
  inlinePolicies,
  permissions,
  routeKeys,
  named,
]
