import { type PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import type { Stack } from 'aws-cdk-lib/core'
import { Validations } from 'aws-cdk-lib/core'
import type { Construct } from 'constructs'
import type { Log } from './log.ts'

/**
 * The role of a function of the CDK that runs at a deployment only. It may write its log and do what the statements say: the rights that the CDK would
 * give it are wider, up to deleting what it has not written.
 */
export function deploymentRole(scope: Construct, id: string, log: Log, may: readonly PolicyStatement[]): Role {
  const role = new Role(scope, id, { assumedBy: new ServicePrincipal('lambda.amazonaws.com') })
  log.grantWrite(role)
  for (const statement of may) role.addToPolicy(statement)
  return role
}

/** What the rules say of functions of the CDK that run at a deployment only: nobody of us chooses their settings. */
export function acknowledgeDeploymentFunctions(stack: Stack): void {
  const why = 'A function of the CDK that runs at a deployment only, with the settings that the CDK gives it'
  const reasons = {
    'AwsSolutions-L1': `${why}: its runtime comes with the version of the CDK.`,
    'Serverless-LambdaLatestVersion': `${why}: its runtime comes with the version of the CDK.`,
    'Serverless-LambdaDLQ': `${why}: CloudFormation waits for its answer, and a deployment that fails is seen by whoever deploys.`,
    'Serverless-LambdaTracing': `${why}: its log says what it did, and no request of the plant goes through it.`,
  }
  for (const [id, reason] of Object.entries(reasons)) Validations.of(stack).acknowledge({ id, reason })
}
