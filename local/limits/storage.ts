import { type Limit, within } from './limit.ts'

const table = 'AWS::DynamoDB::Table'

interface Index {
  readonly KeySchema?: readonly { readonly AttributeName: string }[]
  readonly Projection: { readonly ProjectionType?: string; readonly NonKeyAttributes?: readonly string[] }
}

interface Table {
  readonly AttributeDefinitions?: readonly { readonly AttributeName: string }[]
  readonly KeySchema?: Index['KeySchema']
  readonly GlobalSecondaryIndexes?: readonly Index[]
  readonly LocalSecondaryIndexes?: readonly Index[]
}

const indexesOf = ({ GlobalSecondaryIndexes = [], LocalSecondaryIndexes = [] }: Table) => [
  ...GlobalSecondaryIndexes,
  ...LocalSecondaryIndexes,
]

/** Quotas and API references of DynamoDB and KMS. */
export const storageLimits: readonly Limit[] = [
  {
    // 100 projected attributes over all indexes.
    type: table,
    broken: (properties) => {
      const indexes = indexesOf(properties as Table)
      const projected = indexes.flatMap(({ Projection }) => Projection.NonKeyAttributes ?? []).length
      return projected > 100 && `projects ${projected} attributes into its indexes; DynamoDB takes 100.`
    },
  },
  {
    type: table,
    broken: (properties) => {
      const { GlobalSecondaryIndexes: global = [], LocalSecondaryIndexes: local = [] } = properties as Table
      return (global.length > 20 || local.length > 5) && 'has more than 20 global or 5 local secondary indexes.'
    },
  },
  {
    type: table,
    broken: (properties) =>
      indexesOf(properties as Table).some(
        ({ Projection }) => Projection.NonKeyAttributes !== undefined && Projection.ProjectionType !== 'INCLUDE',
      ) && 'names attributes for an index that does not INCLUDE them.',
  },
  {
    // "Some AttributeDefinitions are not used", and the other way round.
    type: table,
    broken: (properties) => {
      const { AttributeDefinitions, KeySchema = [] } = properties as Table
      if (AttributeDefinitions === undefined) return undefined
      const defined = AttributeDefinitions.map(({ AttributeName }) => AttributeName)
      const keys = [...KeySchema, ...indexesOf(properties as Table).flatMap((index) => index.KeySchema ?? [])]
      const used = keys.map(({ AttributeName }) => AttributeName)
      const idle = defined.find((name) => !used.includes(name))
      if (idle !== undefined) return `defines the attribute ${idle}, which no key has.`
      const missing = used.find((name) => !defined.includes(name))
      return missing !== undefined && `has the key ${missing}, which it does not define.`
    },
  },
  within('AWS::KMS::Key', 'PendingWindowInDays', 7, 30),
  within('AWS::KMS::Key', 'RotationPeriodInDays', 90, 2560),
]
