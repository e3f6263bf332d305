import { randomUUID } from 'node:crypto'
import { DiskFault } from './disk.ts'
import { fits, type Published, type TopicRuleSql } from './topic-sql.ts'

export interface TopicRulePlan {
  readonly name: string
  readonly sql: TopicRuleSql
  readonly actions: readonly RuleAction[]
  readonly errorAction: RuleAction | undefined
}

export interface RuleAction {
  /** The name of the action in an error of the rules engine: `SqsAction`. */
  readonly kind: string
  readonly resource: string
  /** @throws Error when the action's role does not allow it or its resource does not exist. */
  run(output: string): void
}

export interface TopicRules {
  /**
   * Runs every rule whose topic filter and WHERE clause match the message.
   * @throws DiskFault when what a rule sends cannot be kept; then the message must not be acknowledged.
   */
  carry(message: Published): void
  /** Whether a rule of this name exists for Basic Ingest messages. */
  has(name: string): boolean
}

const basicIngest = '$aws/rules/'

/** The rules engine of IoT Core. `complain` gets the messages that even an error action could not process. */
export function startTopicRules(plans: readonly TopicRulePlan[], complain: (text: string) => void): TopicRules {
  return {
    has: (name) => plans.some((plan) => plan.name === name),
    carry(message) {
      if (message.topic.startsWith(basicIngest)) {
        // With Basic Ingest, the topic names the rule. The rule sees the topic without that prefix, and its FROM clause does not apply.
        const [, , name, ...rest] = message.topic.split('/')
        const rule = plans.find((plan) => plan.name === name)
        if (rule !== undefined) run(rule, { ...message, topic: rest.join('/') }, complain)
        return
      }
      for (const rule of plans) if (fits(message.topic, rule.sql.filter)) run(rule, message, complain)
    },
  }
}

function run(rule: TopicRulePlan, message: Published, complain: (text: string) => void): void {
  if (!rule.sql.matches(message)) return
  const failures: object[] = []
  const failed = (action: RuleAction, error: unknown) =>
    failures.push({
      failedAction: action.kind,
      failedResource: action.resource,
      errorMessage: error instanceof Error ? error.message : String(error),
    })
  for (const action of rule.actions) {
    try {
      action.run(JSON.stringify(rule.sql.select(message)))
    } catch (error) {
      if (error instanceof DiskFault) throw error
      failed(action, error)
    }
  }
  if (failures.length === 0) return
  const report = {
    ruleName: rule.name,
    topic: message.topic,
    cloudwatchTraceId: randomUUID(),
    clientId: message.clientId,
    base64OriginalPayload: message.payload.toString('base64'),
    failures,
  }
  try {
    if (rule.errorAction === undefined) throw new Error('it has no error action')
    rule.errorAction.run(JSON.stringify(report))
  } catch (error) {
    if (error instanceof DiskFault) throw error
    complain(
      `The topic rule ${rule.name} lost a message on ${message.topic}: ${JSON.stringify(failures)}; ${String(error)}`,
    )
  }
}
