import { CfnResource } from 'aws-cdk-lib/core'
import type { IConstruct } from 'constructs'

/** Gives a resource a logical id that does not follow from its place in the tree, so that moving its code never replaces it. */
export function freeze(construct: IConstruct, logicalId: string): void {
  const resource = construct.node.defaultChild
  if (!CfnResource.isCfnResource(resource))
    throw new Error(`${construct.node.path} is not one resource and can't be called ${logicalId}.`)
  resource.overrideLogicalId(logicalId)
}
