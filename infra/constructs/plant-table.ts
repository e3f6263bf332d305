import {
  AttributeType,
  BillingMode,
  ProjectionType,
  StreamViewType,
  Table,
  TableEncryption,
} from 'aws-cdk-lib/aws-dynamodb'
import { AnyPrincipal, PolicyStatement } from 'aws-cdk-lib/aws-iam'
import { Key } from 'aws-cdk-lib/aws-kms'
import { RemovalPolicy, Stack } from 'aws-cdk-lib/core'
import { Construct } from 'constructs'
import { table as shape } from '../../shared/storage/table.ts'
import { freeze } from './frozen.ts'

/** What others know of the table that has the record. */
export interface RecordTable {
  readonly tableName: string
  readonly tableArn: string
  readonly indexArn: string
  readonly streamArn: string
}

/** A table that was restored from a backup and belongs to no stack (docs/runbook.md#restore-the-record). */
export function restoredTable(streamArn: string): RecordTable {
  const [, tableArn, tableName] =
    /^(arn:aws[\w-]*:dynamodb:[\w-]+:\d{12}:table\/([\w.-]+))\/stream\/.+$/.exec(streamArn) ?? []
  if (tableArn === undefined || tableName === undefined)
    throw new Error(`restoredTable is ${streamArn}, which is not the ARN of the stream of a table.`)
  return { tableName, tableArn, indexArn: `${tableArn}/index/${shape.index.name}`, streamArn }
}

/** The site's single table, made from `shared/storage/table.ts`. Its logical ids are frozen, because a new id would make a new, empty table. */
export class PlantTable extends Construct implements RecordTable {
  readonly tableName: string
  readonly tableArn: string
  readonly indexArn: string
  readonly streamArn: string
  /** What other stacks may know of the table. */
  readonly shared: readonly string[]

  constructor(scope: Construct, id: string, { customerManagedKey }: { readonly customerManagedKey: boolean }) {
    super(scope, id)
    const key = customerManagedKey ? this.ownKey() : undefined
    const table = new Table(this, 'Table', {
      partitionKey: { name: shape.partitionKey, type: AttributeType.STRING },
      sortKey: { name: shape.sortKey, type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
      timeToLiveAttribute: shape.timeToLive,
      stream: StreamViewType.NEW_AND_OLD_IMAGES,
      ...(key === undefined
        ? { encryption: TableEncryption.AWS_MANAGED }
        : { encryption: TableEncryption.CUSTOMER_MANAGED, encryptionKey: key }),
    })
    table.addGlobalSecondaryIndex({
      indexName: shape.index.name,
      partitionKey: { name: shape.index.partitionKey, type: AttributeType.STRING },
      sortKey: { name: shape.index.sortKey, type: AttributeType.STRING },
      projectionType: ProjectionType.INCLUDE,
      nonKeyAttributes: [...shape.index.projected],
    })
    freeze(table, 'Table')
    if (table.tableStreamArn === undefined) throw new Error('The table has no stream: nothing would leave the record.')
    this.tableName = table.tableName
    this.tableArn = table.tableArn
    this.indexArn = `${table.tableArn}/index/${shape.index.name}`
    this.streamArn = table.tableStreamArn
    this.shared = [this.tableName, this.tableArn, this.streamArn]
  }

  /**
   * A key that whoever may use the table of this account may use through DynamoDB, as its own policy says. No function is given the key by
   * name, so that a site can take one, or give it up, while its functions run.
   */
  private ownKey(): Key {
    const key = new Key(this, 'Key', {
      description: 'Encrypts the record of the plant',
      enableKeyRotation: true,
      removalPolicy: RemovalPolicy.RETAIN,
    })
    const { account, region } = Stack.of(this)
    key.addToResourcePolicy(
      new PolicyStatement({
        sid: 'ThroughDynamoDB',
        principals: [new AnyPrincipal()],
        actions: [
          'kms:Encrypt',
          'kms:Decrypt',
          'kms:ReEncrypt*',
          'kms:GenerateDataKey*',
          'kms:CreateGrant',
          'kms:DescribeKey',
        ],
        resources: ['*'],
        conditions: {
          StringEquals: { 'kms:CallerAccount': account, 'kms:ViaService': `dynamodb.${region}.amazonaws.com` },
        },
      }),
    )
    freeze(key, 'TableKey')
    return key
  }
}
