export interface Resource {
  readonly Type: string
  readonly Properties?: Readonly<Record<string, unknown>>
  readonly DependsOn?: string | readonly string[]
}

export interface TakenOut {
  /** `AWS::IoT::Authorizer WatchersAuthorizer`. */
  readonly what: string
  readonly why: string
}

/** What a rule for MiniStack makes of a resource, and what it says about it. */
export type Change = readonly [Resource, readonly TakenOut[]]

interface Statement {
  readonly Effect: string
  readonly Action?: string | readonly string[]
  readonly Resource?: unknown
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>
}

const documentOf = ({ Properties }: Resource) =>
  Properties?.PolicyDocument as { readonly Statement?: readonly Statement[] } | undefined

export const isEmptyPolicy = (resource: Resource): boolean => documentOf(resource)?.Statement?.length === 0

function withoutTlsRules(name: string, resource: Resource): Change {
  const document = documentOf(resource)
  const rest = document?.Statement?.filter(
    ({ Effect, Condition }) => Effect !== 'Deny' || Condition?.Bool?.['aws:SecureTransport'] === undefined,
  )
  if (rest === undefined || rest.length === document?.Statement?.length) return [resource, []]
  return [
    { ...resource, Properties: { ...resource.Properties, PolicyDocument: { ...document, Statement: rest } } },
    [
      {
        what: `the statement of ${resource.Type} ${name} that refuses calls without TLS`,
        why: 'MiniStack is called without TLS, and counts its own deliveries as calls without TLS.',
      },
    ],
  ]
}

function withTaskAnswers(name: string, resource: Resource): Change {
  const document = documentOf(resource)
  const answers = [...new Set((document?.Statement ?? []).flatMap(({ Action = [] }) => [Action].flat()))].filter(
    (action) => action.startsWith('states:SendTask'),
  )
  if (answers.length === 0) return [resource, []]
  const Statement = [...(document?.Statement ?? []), { Effect: 'Allow', Action: answers, Resource: '*' }]
  return [
    { ...resource, Properties: { ...resource.Properties, PolicyDocument: { ...document, Statement } } },
    [
      {
        what: `the limit of ${answers.join(' and ')} to one workflow in ${resource.Type} ${name}`,
        why: 'AWS asks for the right on the workflow of the task (aws/aws-cdk#8486), MiniStack for the right on all.',
      },
    ],
  ]
}

function withBatches(name: string, resource: Resource): Change {
  const document = documentOf(resource)
  const isSender = ({ Effect, Action = [] }: Statement) =>
    Effect === 'Allow' && [Action].flat().includes('sqs:SendMessage')
  if (resource.Type !== 'AWS::IAM::Policy' || !document?.Statement?.some(isSender)) return [resource, []]
  const Statement = document.Statement.map((it) =>
    isSender(it) ? { ...it, Action: [...[it.Action ?? []].flat(), 'sqs:SendMessageBatch'] } : it,
  )
  return [
    { ...resource, Properties: { ...resource.Properties, PolicyDocument: { ...document, Statement } } },
    [
      {
        what: `sqs:SendMessageBatch beside sqs:SendMessage in ${resource.Type} ${name}`,
        why: 'On AWS, who may send a message may send several at once; MiniStack asks for a right that IAM does not have.',
      },
    ],
  ]
}

/** Keys of a request that MiniStack does not fill in: it would refuse what AWS allows. */
const unfilled = ['dynamodb:LeadingKeys', 'dynamodb:EnclosingOperation', 'dynamodb:Attributes', 'dynamodb:ReturnValues']

/** A statement that allows loses the condition. One that denies goes, because without its condition it would deny everything. */
function withoutRequestKeys(name: string, resource: Resource): Change {
  const document = documentOf(resource)
  const lost = new Set<string>()
  const Statement = (document?.Statement ?? []).flatMap((statement) => {
    const { Condition, ...rest } = statement
    const tests = Object.entries(Condition ?? {}).flatMap(([test, keys]) =>
      Object.entries(keys).map(([key, value]) => ({ test, key, value })),
    )
    const unknownTests = tests.filter(({ key }) => unfilled.includes(key))
    if (unknownTests.length === 0) return [statement]
    for (const { key } of unknownTests) lost.add(key)
    if (statement.Effect === 'Deny') return []
    const kept = Map.groupBy(
      tests.filter(({ key }) => !unfilled.includes(key)),
      ({ test }) => test,
    )
    if (kept.size === 0) return [rest]
    const left = [...kept].map(([test, of]) => [test, Object.fromEntries(of.map(({ key, value }) => [key, value]))])
    return [{ ...rest, Condition: Object.fromEntries(left) }]
  })
  if (lost.size === 0) return [resource, []]
  return [
    { ...resource, Properties: { ...resource.Properties, PolicyDocument: { ...document, Statement } } },
    [
      {
        what: `the conditions on ${[...lost].sort().join(', ')} in ${resource.Type} ${name}`,
        why: 'MiniStack does not fill in these keys of a request; the local plant judges by them.',
      },
    ],
  ]
}

/** Every rule, one after the other. */
export function asMiniStackJudges(name: string, resource: Resource): Change {
  const rules = [withoutTlsRules, withTaskAnswers, withBatches, withoutRequestKeys]
  return rules.reduce<Change>(
    ([before, told], rule) => {
      const [after, more] = rule(name, before)
      return [after, [...told, ...more]]
    },
    [resource, []],
  )
}
