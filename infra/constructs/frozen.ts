import { CfnResource } from 'aws-cdk-lib/core'
import type { IConstruct } from 'constructs'

/** Gives a resource a fixed logical id, so that moving its code in the tree never replaces the resource. */
export function freeze(construct: IConstruct, logicalId: string): void {
  const resource = construct.node.defaultChild
  if (!CfnResource.isCfnResource(resource))
    throw new Error(`${construct.node.path} is not one resource and can't be called ${logicalId}.`)
  resource.overrideLogicalId(logicalId)
}
