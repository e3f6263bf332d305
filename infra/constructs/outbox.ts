import type { IEventBus } from 'aws-cdk-lib/aws-events'
import { EventSourceMapping, FilterCriteria, FilterRule, StartingPosition } from 'aws-cdk-lib/aws-lambda'
import { Duration } from 'aws-cdk-lib/core'
import { Construct } from 'constructs'
import { variable } from '../../shared/runtime/environment.ts'
import { table as shape } from '../../shared/storage/table.ts'
import { DeadLetters } from './dead-letters.ts'
import { Handler, type Surroundings } from './handler.ts'
import type { RecordTable } from './plant-table.ts'
import type { Workflow } from './workflow.ts'

export interface OutboxProps extends Surroundings {
  readonly table: RecordTable
  readonly bus: IEventBus
  readonly deviationHold?: Workflow
  readonly holdSpread?: Workflow
  readonly batchRelease?: Workflow
}

/** Sends committed facts, and only committed ones, to the event bus, the live topics and the workflows that wait. */
export class Outbox extends Construct {
  constructor(scope: Construct, id: string, props: OutboxProps) {
    super(scope, id)
    const { site, alarms, table, bus, deviationHold, holdSpread, batchRelease } = props
    const impact =
      'Facts are on record but not carried on: the live picture stands still, workflows do not resume and other systems hear nothing.'
    const dead = new DeadLetters(this, 'OutboxDead', { alarms, impact, runbook: 'outbox-dead' })
    const handler = new Handler(this, 'outbox-stream', { ...props, errorImpact: impact, timeout: 30 })
      .follows(table)
      .reads(table)
      .forgets(table)
      .putsEventsOn(bus)
      .publishesTo(
        `andon/${site.site}/live/*`,
        'A live topic is named after the equipment, order or work center that it shows.',
      )
      .sends(dead)
    if (deviationHold !== undefined) handler.resumes(deviationHold, variable.deviationHold)
    if (holdSpread !== undefined) handler.resumes(holdSpread, variable.holdSpread)
    if (batchRelease !== undefined) handler.resumes(batchRelease, variable.batchRelease)

    new EventSourceMapping(this, 'StreamMapping', {
      target: handler.function,
      eventSourceArn: table.streamArn,
      startingPosition: StartingPosition.TRIM_HORIZON,
      batchSize: 100,
      // One batch of a shard at a time: with several, Lambda keeps the order only for records of one item ("Using Lambda to process records from
      // DynamoDB Streams"), and each fact is an item. Within a batch, independent facts are sent in parallel. A hundred facts are three calls one
      // after the other: at 100 ms each, on a bad day, 330 facts a second and shard, where a site of 1,000 commands a second has six shards of 170.
      filters: [
        FilterCriteria.filter({
          // A wait that replaces a timed-out one is a MODIFY. The fact that it waits for may have happened in between.
          eventName: FilterRule.or('INSERT', 'MODIFY'),
          dynamodb: { NewImage: { kind: { S: FilterRule.or(...shape.travellingKinds) } } },
        }),
      ],
      reportBatchItemFailures: true,
      bisectBatchOnError: true,
      // DynamoDB keeps its stream for 24 hours: one record that always fails must not block those behind it for so long.
      retryAttempts: 10,
      maxRecordAge: Duration.hours(6),
      onFailure: { bind: () => ({ destination: dead.queueArn }) },
    })
    alarms.watch(this, 'Late', {
      metric: handler.function.metric('IteratorAge', { statistic: 'Maximum', period: Duration.minutes(1) }),
      impact: `${impact} They are more than a minute late.`,
      runbook: 'outbox-late',
      atLeast: 60_000,
    })
  }
}
