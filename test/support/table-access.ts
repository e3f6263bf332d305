import { cork } from '../../infra/sites/cork.ts'
import { lyon } from '../../infra/sites/lyon.ts'
import { dynamodbNeeds } from '../../local/dynamodb-needs.ts'
import { judge, readPolicy, type Statement, type Verdict } from '../../local/policy.ts'
import { chainAttributes, partitions } from '../../shared/storage/table.ts'
import { ofType, type Resource, synthesized, synthesizedCompany } from '../infra/synthesized.ts'

// What the synthesized roles let each function do with the table, judged as the local plant judges a call.

const tableArn = 'arn:aws:dynamodb:eu-west-3:123456789012:table/Record'

export interface Call {
  readonly action:
    | 'GetItem'
    | 'BatchGetItem'
    | 'Query'
    | 'Scan'
    | 'PutItem'
    | 'UpdateItem'
    | 'DeleteItem'
    | 'ConditionCheckItem'
  /** Such as `ORDER` or `FACT#ORDER`; absent for a call without a key. */
  readonly partition?: string
  readonly index?: boolean
  readonly inCommit?: boolean
  /** Of an item or an update; default: the keys. */
  readonly attributes?: readonly string[]
}

interface Role {
  readonly statements: readonly Statement[]
  readonly characters: number
}

const roles = new Map<string, Role>()
function rolesOf(): ReadonlyMap<string, Role> {
  if (roles.size > 0) return roles
  const { hub } = synthesizedCompany({ region: 'eu-west-3' }, [lyon, cork])
  for (const resources of [synthesized().plant, hub])
    for (const [, { Properties }] of ofType(resources, 'AWS::Lambda::Function')) {
      const role = JSON.stringify((Properties.Role as { 'Fn::GetAtt': string[] })['Fn::GetAtt'][0])
      roles.set(String(Properties.Description), roleOf(resources, role))
    }
  return roles
}

function roleOf(resources: Readonly<Record<string, Resource>>, role: string): Role {
  const documents = ofType(resources, 'AWS::IAM::Policy')
    .filter(([, { Properties }]) => JSON.stringify(Properties.Roles).includes(role))
    .map(([, { Properties }]) => JSON.stringify(Properties.PolicyDocument, withArns))
  return {
    statements: documents.flatMap((document) => readPolicy(document, role)),
    characters: documents.join('').length,
  }
}

/** The table and its index by their ARNs, any other resource by its own text. */
function withArns(key: string, value: unknown): unknown {
  if (key !== 'Resource') return value
  const texts = [value].flat().map((it) => JSON.stringify(it))
  return texts.map((text) => {
    if (!text.includes('ExportsOutputFnGetAttTable')) return text
    return text.includes('/index/') ? `${tableArn}/index/byQuestion` : text.includes('Stream') ? text : tableArn
  })
}

export const functionsOf = (): string[] => [...rolesOf().keys()].sort()

export function judged(name: string, { action, partition, index, inCommit, attributes = [] }: Call): Verdict {
  const key = { pk: { S: `${partition}#1` }, sk: { S: '1' } }
  const values = Object.fromEntries(attributes.map((attribute) => [attribute, { S: '1' }]))
  const written = { TableName: 'Record', ...(action === 'PutItem' ? { Item: { ...values, ...key } } : { Key: key }) }
  const update = {
    UpdateExpression: `SET ${attributes
      .filter((it) => it !== 'pk' && it !== 'sk')
      .map((it) => `${it} = :v`)
      .join(', ')}`,
  }
  const queried = {
    KeyConditionExpression: `${index ? 'qpk' : 'pk'} = :pk`,
    ExpressionAttributeValues: { ':pk': key.pk },
  }
  const body = {
    ...written,
    ...(action === 'UpdateItem' && update),
    ...(action === 'Query' && partition !== undefined && queried),
    ...(index && { IndexName: 'byQuestion' }),
    ...((action === 'Query' || action === 'Scan') && { Key: undefined }),
  }
  const [operation, asked] = inCommit
    ? (['TransactWriteItems', { TransactItems: [{ [action.replace('Item', '')]: body }] }] as const)
    : action === 'BatchGetItem'
      ? ([action, { RequestItems: { Record: { Keys: [key] } } }] as const)
      : ([action, body] as const)
  const keys = { arn: tableArn, partitionKey: 'pk', indexes: { byQuestion: 'qpk' } }
  const [need] = dynamodbNeeds(operation, asked, () => keys) ?? []
  if (need === undefined) throw new Error(`The local plant does not judge ${operation}.`)
  return judge(rolesOf().get(name)?.statements ?? [], need.action, need.resource, need.context)
}

const shown = (names: readonly string[]): string => (names.length === 0 ? '-' : names.join(', '))

/** What a function may write, by partition. */
export function mayWrite(name: string) {
  const may = (action: Call['action'], more: Omit<Call, 'action'>) => judged(name, { action, ...more }) === 'allowed'
  const states = Object.values(partitions).filter((it) => it !== partitions.fact)
  const of = (test: (partition: string) => boolean) => states.filter(test).map((it) => it.toLowerCase())
  const chain = ['pk', 'sk', ...chainAttributes]
  return {
    characters: rolesOf().get(name)?.characters ?? 0,
    commits: of((partition) => may('PutItem', { partition, inCommit: true })),
    facts: states
      .filter((it) => may('PutItem', { partition: `${partitions.fact}#${it}`, inCommit: true }))
      .map((it) => it.toLowerCase()),
    updates: of((partition) => may('UpdateItem', { partition, inCommit: true, attributes: [...chain, 'remaining'] })),
    alone: of(
      (partition) => may('PutItem', { partition }) || may('UpdateItem', { partition, attributes: [...chain, 'since'] }),
    ),
    deletes: of((partition) => may('DeleteItem', { partition })),
  }
}

export const writers = (): string[] =>
  functionsOf().filter((name) => {
    const { characters: _, ...lists } = mayWrite(name)
    return Object.values(lists).some((list) => list.length > 0)
  })

/** The lines of the table in docs/adr/0042. */
export const adrTable = (): string[] =>
  writers().map((name) => {
    const { commits, facts, updates, alone, deletes } = mayWrite(name)
    return `| \`${name}\` | ${shown(commits)} | ${shown(facts)} | ${shown(updates)} | ${shown(alone)} | ${shown(deletes)} |`
  })
