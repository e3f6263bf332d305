import { CfnPolicy } from 'aws-cdk-lib/aws-iot'
import { CfnOutput, Stack } from 'aws-cdk-lib/core'
import { Construct } from 'constructs'

// biome-ignore lint/suspicious/noTemplateCurlyInString: AWS IoT fills it in for each connection.
const thing = '${iot:Connection.Thing.ThingName}'

/**
 * What a machine may do: connect as the thing of its certificate, publish as that thing only, and receive its own commands. A gateway is such a thing:
 * it speaks for its machines below its own name (ADR 0081).
 */
export class ThingPolicy extends Construct {
  constructor(scope: Construct, id: string, { site, ruleName }: { readonly site: string; readonly ruleName: string }) {
    super(scope, id)
    const { region, account } = Stack.of(this)
    const arn = (resource: string) => `arn:aws:iot:${region}:${account}:${resource}`
    const own = `andon/${site}/${thing}`
    const commands = [arn(`topic/${own}/command`), arn(`topic/${own}/*/command`)]
    const policy = new CfnPolicy(this, 'Policy', {
      policyDocument: {
        Version: '2012-10-17',
        Statement: [
          { Effect: 'Allow', Action: 'iot:Connect', Resource: arn(`client/${thing}`) },
          // Any kind of message: one that Andon does not know is kept for inspection, and the machine stays connected.
          {
            Effect: 'Allow',
            Action: 'iot:Publish',
            Resource: [arn(`topic/${own}/*`), arn(`topic/$aws/rules/${ruleName}/${own}/*`)],
          },
          // The weight on a moving scale goes to live watchers only. It matches no rule and is not kept.
          { Effect: 'Allow', Action: 'iot:Publish', Resource: arn(`topic/andon/${site}/live/${thing}/weight`) },
          { Effect: 'Deny', Action: 'iot:Publish', Resource: commands },
          {
            Effect: 'Allow',
            Action: 'iot:Subscribe',
            Resource: [arn(`topicfilter/${own}/command`), arn(`topicfilter/${own}/+/command`)],
          },
          { Effect: 'Allow', Action: 'iot:Receive', Resource: commands },
        ],
      },
    })
    new CfnOutput(this, 'Name', {
      value: policy.ref,
      description: 'Attach this policy to the certificate of each machine',
    })
  }
}

/** Where Andon says that it is there, as the primary host of the edge nodes of a site. */
export const hostTopicOf = (site: string): string => `spBv1.0/STATE/andon-${site}`

/**
 * What a Sparkplug edge node may do, in a group of the site: connect as the thing of its certificate, which has its name, publish as that node and its
 * devices only, and receive its own commands and whether Andon is there. IoT Core allows 2,048 characters in a policy, so it is one of its own.
 */
export class EdgeNodePolicy extends Construct {
  constructor(scope: Construct, id: string, { site, group }: { readonly site: string; readonly group: string }) {
    super(scope, id)
    const { region, account } = Stack.of(this)
    const arn = (resource: string) => `arn:aws:iot:${region}:${account}:${resource}`
    const of = (kind: string) => `spBv1.0/${group}/${kind}/${thing}`
    const host = hostTopicOf(site)
    const ofNode = ['NBIRTH', 'NDATA', 'NDEATH'].map(of)
    const ofDevices = ['DBIRTH', 'DDATA', 'DDEATH'].map((kind) => `${of(kind)}/*`)
    // A node subscribes to its commands by their topic or with `#` behind it.
    const commands = [of('NCMD'), `${of('NCMD')}/*`, `${of('DCMD')}/*`]
    const policy = new CfnPolicy(this, 'Policy', {
      policyDocument: {
        Version: '2012-10-17',
        Statement: [
          { Effect: 'Allow', Action: 'iot:Connect', Resource: arn(`client/${thing}`) },
          {
            Effect: 'Allow',
            Action: 'iot:Publish',
            Resource: [...ofNode, ...ofDevices].map((it) => arn(`topic/${it}`)),
          },
          {
            Effect: 'Allow',
            Action: 'iot:Subscribe',
            Resource: [...commands, host].map((it) => arn(`topicfilter/${it}`)),
          },
          { Effect: 'Allow', Action: 'iot:Receive', Resource: [...commands, host].map((it) => arn(`topic/${it}`)) },
        ],
      },
    })
    new CfnOutput(this, 'Name', {
      value: policy.ref,
      description: `Attach this policy to the certificate of each Sparkplug edge node of the group ${group}`,
    })
  }
}
