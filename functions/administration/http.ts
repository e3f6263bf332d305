import type { Message } from '@aws-sdk/client-sqs'
import type { Answered } from '../../shared/http/answer.ts'
import { httpHandler } from '../../shared/http/handler.ts'
import type { Operations } from '../../shared/http/operation.ts'
import { notFound } from '../../shared/http/reading.ts'
import { environment, variable } from '../../shared/runtime/environment.ts'
import { logger } from '../../shared/runtime/logger.ts'
import { tokenClaims } from '../../shared/runtime/token-issuer.ts'
import type { answers } from './answers.ts'
import { type Line, messagesOf, redrive } from './dead-letters.ts'
import { executionsOf } from './executions.ts'
import { routes } from './routes.ts'

const answered: Answered<typeof routes, typeof answers> = routes

type Operating = Operations<typeof answered>

const lines: readonly Line[] = JSON.parse(environment(variable.deadLetters))

const listDeadLetters = (async () => {
  const found = await Promise.all(
    lines.map(async (line) => (await messagesOf(line)).map((message) => shown(line, message))),
  )
  return { json: { items: found.flat().sort((one, other) => (one.sentAt < other.sentAt ? 1 : -1)) } }
}) satisfies Operating['listDeadLetters']

/** The id of a message has no point, and neither has the name of a line. */
const redriveDeadLetter = (async ({ path: { deadLetterId }, caller }) => {
  const [name, messageId = ''] = deadLetterId.split('.')
  const line = lines.find((it) => it.name === name)
  if (!line || !(await redrive(line, messageId))) throw notFound({ kind: 'dead-letter', id: deadLetterId })
  // Its trail (ADR 0075).
  logger.info('A message was given back to its queue', { deadLetterId, personId: caller.id })
  return { json: { deadLetterId, queue: line.name } }
}) satisfies Operating['redriveDeadLetter']

function shown({ name, source }: Line, { MessageId, Body = '', Attributes, MessageAttributes = {} }: Message) {
  const reason = ['reason', 'ERROR_MESSAGE', 'ERROR_CODE']
    .map((attribute) => MessageAttributes[attribute]?.StringValue)
    .find((text) => text !== undefined)
  return {
    deadLetterId: `${name}.${MessageId}`,
    queue: name,
    sentAt: new Date(Number(Attributes?.SentTimestamp)).toISOString(),
    ...(reason !== undefined && { reason }),
    carries: Body,
    canRedrive: source !== undefined,
  }
}

export const handler = httpHandler(
  answered,
  {
    listDeadLetters,
    redriveDeadLetter,
    listExecutions: async ({ query: { workflow, ...asked } }) => ({ json: await executionsOf(workflow, asked) }),
  },
  tokenClaims(),
)
