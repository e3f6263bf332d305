import {
  AttributeType,
  BillingMode,
  ProjectionType,
  StreamViewType,
  Table,
  TableEncryption,
} from 'aws-cdk-lib/aws-dynamodb'
import { Key } from 'aws-cdk-lib/aws-kms'
import { RemovalPolicy } from 'aws-cdk-lib/core'
import { Construct } from 'constructs'
import { table as shape } from '../../shared/storage/table.ts'
import { freeze } from './frozen.ts'

/** The site's single table, made from `shared/storage/table.ts`. Its logical ids are frozen, because a new id would make a new, empty table. */
export class PlantTable extends Construct {
  readonly tableName: string
  readonly tableArn: string
  readonly indexArn: string
  readonly streamArn: string
  readonly key: Key | undefined

  constructor(scope: Construct, id: string, { customerManagedKey }: { readonly customerManagedKey: boolean }) {
    super(scope, id)
    this.key = customerManagedKey
      ? new Key(this, 'Key', {
          description: 'Encrypts the record of the plant',
          enableKeyRotation: true,
          removalPolicy: RemovalPolicy.RETAIN,
        })
      : undefined
    const table = new Table(this, 'Table', {
      partitionKey: { name: shape.partitionKey, type: AttributeType.STRING },
      sortKey: { name: shape.sortKey, type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
      timeToLiveAttribute: shape.timeToLive,
      stream: StreamViewType.NEW_AND_OLD_IMAGES,
      ...(this.key === undefined
        ? { encryption: TableEncryption.AWS_MANAGED }
        : { encryption: TableEncryption.CUSTOMER_MANAGED, encryptionKey: this.key }),
    })
    table.addGlobalSecondaryIndex({
      indexName: shape.index.name,
      partitionKey: { name: shape.index.partitionKey, type: AttributeType.STRING },
      sortKey: { name: shape.index.sortKey, type: AttributeType.STRING },
      projectionType: ProjectionType.INCLUDE,
      nonKeyAttributes: [...shape.index.projected],
    })
    freeze(table, 'Table')
    if (this.key !== undefined) freeze(this.key, 'TableKey')
    if (table.tableStreamArn === undefined) throw new Error('The table has no stream: nothing would leave the record.')
    this.tableName = table.tableName
    this.tableArn = table.tableArn
    this.indexArn = `${table.tableArn}/index/${shape.index.name}`
    this.streamArn = table.tableStreamArn
  }
}
