import { asMiniStackJudges, type Change, isEmptyPolicy, type Resource, type TakenOut } from './policies.ts'

export interface Template {
  readonly Resources: Readonly<Record<string, Resource>>
}

const brokerAddress = 'Custom::BrokerAddress'

interface Unknown {
  readonly what: (resource: Resource) => boolean
  readonly why: string
}

/** What MiniStack 1.5 cannot do. Nothing else is kept from it. */
const unknown: readonly Unknown[] = [
  {
    what: ({ Type }) => Type === 'AWS::Events::EventBusPolicy',
    why: 'MiniStack has no such type in CloudFormation; cfn-lint reads it.',
  },
  {
    what: ({ Type }) => Type === 'AWS::IoT::Authorizer',
    why: 'MiniStack has no such type in CloudFormation; the live picture is not part of the demo.',
  },
  {
    what: ({ Type }) => Type === 'AWS::Cognito::ManagedLoginBranding',
    why: 'MiniStack has no such type in CloudFormation; it is the style of the pages for people.',
  },
  {
    what: ({ Type }) => Type === 'Custom::CDKBucketDeployment',
    why: 'The function of the CDK that copies files runs the AWS CLI of its layer, which MiniStack does not put in place; the files are those that a local plant serves.',
  },
  {
    what: ({ Type }) => Type === brokerAddress,
    why: 'The function of the CDK that asks for the address finds no SDK in MiniStack; another address stands in its place.',
  },
  {
    what: ({ Type, Properties }) => Type === 'AWS::CloudWatch::Alarm' && Properties?.Metrics !== undefined,
    why: 'MiniStack refuses an alarm over metric math.',
  },
]

/** The address of the token issuer's keys, which on AWS is one of AWS. */
const keysOfPool = /https:\/\/cognito-idp\.[a-z0-9-]+\.amazonaws\.com\/(?=.*\/\.well-known\/jwks\.json)/

/**
 * The template as MiniStack can deploy it at the address `url`, and everything that differs.
 * A resource that refers to one that is taken out goes with it.
 */
export function takeOut(
  asSynthesized: Template,
  url: string,
): { readonly template: Template; readonly taken: readonly TakenOut[] } {
  const template = withKnownBroker(asSynthesized)
  const taken: TakenOut[] = []
  const gone = new Set<string>()
  const take = (name: string, why: string) => {
    gone.add(name)
    taken.push({ what: `${template.Resources[name]?.Type} ${name}`, why })
  }
  const all = Object.entries(template.Resources)
  for (const [name, resource] of all) {
    const found = unknown.find(({ what }) => what(resource))
    if (found) take(name, found.why)
  }
  const unknownOnes = [...gone]
  for (const [name, { Properties }] of all) {
    const needed = unknownOnes.find(
      (other) => !gone.has(name) && JSON.stringify(Properties ?? {}).includes(`"${other}"`),
    )
    if (needed !== undefined) take(name, `It names ${needed}, which is taken out.`)
  }
  const judged = all
    .filter(([name]) => !gone.has(name))
    .map(([name, resource]) => {
      const [open, eased] = asMiniStackJudges(name, resource)
      const [local, moved] = withLocalKeys(name, open, url)
      taken.push(...eased, ...moved)
      return [name, local] as const
    })
  const kept = judged.filter(([, resource]) => !isEmptyPolicy(resource))
  for (const [name, resource] of judged) if (isEmptyPolicy(resource)) gone.add(name)
  const Resources = Object.fromEntries(kept.map(([name, resource]) => [name, withoutDependencies(resource, gone)]))
  return { template: { ...template, Resources }, taken }
}

/** The address of the broker is asked for at a deployment; whatever names it gets a fixed one. */
function withKnownBroker(template: Template): Template {
  const asked = Object.entries(template.Resources).filter(([, { Type }]) => Type === brokerAddress)
  const text = asked.reduce(
    (all, [name]) => all.replaceAll(JSON.stringify({ 'Fn::GetAtt': [name, 'endpointAddress'] }), '"broker.example"'),
    JSON.stringify(template),
  )
  return JSON.parse(text)
}

function withLocalKeys(name: string, resource: Resource, url: string): Change {
  const { Environment } = (resource.Properties ?? {}) as { readonly Environment?: { readonly Variables?: object } }
  const variables = Object.entries(Environment?.Variables ?? {}).map(([variable, value]) => {
    const text = JSON.stringify(value)
    return [variable, value, keysOfPool.test(text) ? JSON.parse(text.replace(keysOfPool, `${url}/`)) : value] as const
  })
  if (variables.every(([, was, is]) => was === is)) return [resource, []]
  const Variables = Object.fromEntries(variables.map(([variable, , is]) => [variable, is]))
  return [
    { ...resource, Properties: { ...resource.Properties, Environment: { ...Environment, Variables } } },
    [
      {
        what: `the address of the token issuer's keys in ${resource.Type} ${name}`,
        why: 'It is an address of AWS; the keys of the emulated pool are at the emulator.',
      },
    ],
  ]
}

function withoutDependencies(resource: Resource, gone: ReadonlySet<string>): Resource {
  const { DependsOn, ...rest } = resource
  if (DependsOn === undefined) return resource
  return { ...rest, DependsOn: [DependsOn].flat().filter((name) => !gone.has(name)) }
}

/** Each reason, and below it what it is the reason of. */
export function bySentence(taken: readonly TakenOut[]): string {
  const groups = [...Map.groupBy(taken, ({ why }) => why)]
  return groups.map(([why, of]) => [`  ${why}`, ...of.map(({ what }) => `    - ${what}`)].join('\n')).join('\n')
}
