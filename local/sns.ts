/** A notice in the form in which AWS would send it. */
export interface Mail {
  readonly at: string
  readonly topic: string
  readonly to: readonly string[]
  readonly message: string
}

export interface TopicPlan {
  readonly name: string
  readonly arn: string
  readonly emails: readonly string[]
}

export interface Topics {
  publish(topicArn: string, message: string): void
  /** The last notices, newest first. */
  mail(): readonly Mail[]
}

/** Nothing leaves this machine: notices are kept, so that people can see what AWS would send. */
export function startTopics(plans: readonly TopicPlan[], kept = 500): Topics {
  const sent: Mail[] = []
  return {
    publish(topicArn, message) {
      const topic = plans.find(({ arn }) => arn === topicArn)
      sent.unshift({
        at: new Date().toISOString(),
        topic: topic?.name ?? topicArn,
        to: topic?.emails ?? [],
        message,
      })
      sent.splice(kept)
    },
    mail: () => sent,
  }
}
