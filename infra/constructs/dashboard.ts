import {
  AlarmStatusWidget,
  Dashboard as CloudWatchDashboard,
  GraphWidget,
  type IMetric,
  Metric,
  TextWidget,
} from 'aws-cdk-lib/aws-cloudwatch'
import { Duration } from 'aws-cdk-lib/core'
import { Construct } from 'constructs'
import type { Alarms } from './alarms.ts'

export interface DashboardProps {
  readonly title: string
  readonly alarms: Alarms
}

/**
 * One page on which the people who run the system see whether all is well: the alarms first, then what each of them watches, grouped by the service
 * that measures it. It is made from the alarms, so that nothing is watched without being seen.
 */
export class Dashboard extends Construct {
  constructor(scope: Construct, id: string, { title, alarms }: DashboardProps) {
    super(scope, id)
    const watched = [...alarms.all].map((alarm) => alarm.metric)
    const graphs = Object.entries(groups).flatMap(([heading, belongs]) => {
      const metrics = watched.filter((metric) => metric instanceof Metric && belongs(metric))
      return metrics.length > 0 ? [graph(heading, metrics)] : []
    })
    new CloudWatchDashboard(this, 'Page', {
      defaultInterval: Duration.hours(12),
      widgets: [
        [new TextWidget({ markdown: `# ${title}`, width: 24, height: 1 })],
        [new AlarmStatusWidget({ alarms: alarms.all, width: 24, height: 6, title: 'Alarms' })],
        ...pairs(graphs),
      ],
    })
  }
}

const named = (namespace: string, metricName: string) => (metric: Metric) =>
  metric.namespace === namespace && metric.metricName === metricName

/** Each graph, and the metrics that it shows. */
const groups: Readonly<Record<string, (metric: Metric) => boolean>> = {
  'Answers of the API that failed': (metric) => metric.namespace === 'AWS/ApiGateway',
  'Functions that failed': named('AWS/Lambda', 'Errors'),
  'Longest run of each function (ms)': named('AWS/Lambda', 'Duration'),
  'Calls for which there was no execution left': named('AWS/Lambda', 'Throttles'),
  'How late facts are carried on (ms)': named('AWS/Lambda', 'IteratorAge'),
  'How long messages wait (s)': named('AWS/SQS', 'ApproximateAgeOfOldestMessage'),
  'Messages that nobody could process': named('AWS/SQS', 'ApproximateNumberOfMessagesVisible'),
  'Workflows that failed': (metric) => metric.namespace === 'AWS/States',
}

const graph = (title: string, left: IMetric[]): GraphWidget => new GraphWidget({ title, left, width: 12, height: 6 })

const pairs = <Item>(items: readonly Item[]): Item[][] =>
  items.flatMap((item, index) => (index % 2 === 0 ? [[item, ...items.slice(index + 1, index + 2)]] : []))
