import type { IEventBus } from 'aws-cdk-lib/aws-events'
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import type { IQueue } from 'aws-cdk-lib/aws-sqs'
import { Stack } from 'aws-cdk-lib/core'

/**
 * Lets all rules of a bus send to the queue by one statement. The CDK's own targets write one statement for each rule, a queue policy holds twenty
 * ("Amazon SQS policy quotas"), and a company may have more sites.
 */
export function openToRules(queue: IQueue, bus: IEventBus): void {
  const rules = { service: 'events', resource: 'rule', resourceName: `${bus.eventBusName}/*` }
  queue.addToResourcePolicy(
    new PolicyStatement({
      principals: [new ServicePrincipal('events.amazonaws.com')],
      actions: ['sqs:SendMessage'],
      resources: [queue.queueArn],
      conditions: { ArnLike: { 'aws:SourceArn': Stack.of(queue).formatArn(rules) } },
    }),
  )
}
