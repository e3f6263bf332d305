import { CfnPolicy } from 'aws-cdk-lib/aws-iot'
import { CfnOutput, Stack } from 'aws-cdk-lib/core'
import { Construct } from 'constructs'

// biome-ignore lint/suspicious/noTemplateCurlyInString: AWS IoT fills it in for each connection.
const thing = '${iot:Connection.Thing.ThingName}'

/** What a machine may do: connect as the thing of its certificate, publish as that thing only, and receive its own commands. */
export class ThingPolicy extends Construct {
  constructor(scope: Construct, id: string, { site, ruleName }: { readonly site: string; readonly ruleName: string }) {
    super(scope, id)
    const { region, account } = Stack.of(this)
    const arn = (resource: string) => `arn:aws:iot:${region}:${account}:${resource}`
    const own = `andon/${site}/${thing}`
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
          { Effect: 'Deny', Action: 'iot:Publish', Resource: arn(`topic/${own}/command`) },
          { Effect: 'Allow', Action: 'iot:Subscribe', Resource: arn(`topicfilter/${own}/command`) },
          { Effect: 'Allow', Action: 'iot:Receive', Resource: arn(`topic/${own}/command`) },
        ],
      },
    })
    new CfnOutput(this, 'Name', {
      value: policy.ref,
      description: 'Attach this policy to the certificate of each machine',
    })
  }
}
