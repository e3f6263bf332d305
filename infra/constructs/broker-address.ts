import { PolicyStatement } from 'aws-cdk-lib/aws-iam'
import { Validations } from 'aws-cdk-lib/core'
import { AwsCustomResource, PhysicalResourceId } from 'aws-cdk-lib/custom-resources'
import { Construct } from 'constructs'
import { deploymentRole } from './deployment-role.ts'
import { Log } from './log.ts'

/** The kind of address whose certificate every browser trusts. */
const endpointType = 'iot:Data-ATS'

/**
 * The address of the broker of AWS IoT in the account and region of the stack. No attribute of CloudFormation has it: it is asked for at the first
 * deployment, and stays the same as long as the account exists.
 */
export class BrokerAddress extends Construct {
  /** `….iot.eu-west-3.amazonaws.com`, without scheme and port. */
  readonly host: string

  constructor(scope: Construct, id: string) {
    super(scope, id)
    const log = new Log(this, 'Log')
    const ask = new PolicyStatement({ actions: ['iot:DescribeEndpoint'], resources: ['*'] })
    const role = deploymentRole(this, 'Role', log, [ask])
    Validations.of(role).acknowledge({
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason: 'The right iot:DescribeEndpoint knows no resource: an account has one address of each kind in a region.',
    })
    const asked = new AwsCustomResource(this, 'Asked', {
      resourceType: 'Custom::BrokerAddress',
      onUpdate: {
        service: 'Iot',
        action: 'describeEndpoint',
        parameters: { endpointType },
        outputPaths: ['endpointAddress'],
        physicalResourceId: PhysicalResourceId.of(endpointType),
      },
      role,
      logGroup: log,
      memorySize: 256,
      // The function has a version of the SDK; it needs no other for one call.
      installLatestAwsSdk: false,
    })
    this.host = asked.getResponseField('endpointAddress')
  }
}
