import { DeleteCommand, GetCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb'
import type { FactSubject } from '../../events/subject.ts'
import type { Item } from './items.ts'
import { waitKey } from './keys.ts'
import { table } from './table.ts'
import type { Table } from './table-client.ts'

/** A workflow that waits for a fact; it continues when its token is answered. */
export interface Wait {
  readonly subject: FactSubject
  readonly waitingFor: string
  readonly token: string
  readonly since: string
}

/** Step Functions ends an execution after a year, and with it every wait. */
const keepDays = 366

/** Stores the token. A later wait of the same execution for the same thing replaces the one that timed out. */
export async function storeWait(site: Table, wait: Wait): Promise<void> {
  const expires = Math.floor(Date.parse(wait.since) / 1000) + keepDays * 86_400
  await site.client.send(
    new PutCommand({
      TableName: site.name,
      Item: { ...waitKey(wait.subject, wait.waitingFor), kind: 'wait', ...wait, [table.timeToLive]: expires },
    }),
  )
}

export async function waitsOn(site: Table, subject: FactSubject): Promise<Wait[]> {
  const { pk } = waitKey(subject, '')
  const answer = await site.client.send(
    new QueryCommand({
      TableName: site.name,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': pk },
      ConsistentRead: true,
    }),
  )
  return (answer.Items ?? []).map(waitOf)
}

export async function findWait(site: Table, subject: FactSubject, waitingFor: string): Promise<Wait | undefined> {
  const answer = await site.client.send(
    new GetCommand({ TableName: site.name, Key: { ...waitKey(subject, waitingFor) }, ConsistentRead: true }),
  )
  return answer.Item && waitOf(answer.Item)
}

/** Deletes a wait that was answered, unless a newer one has replaced it. */
export async function forgetWait(site: Table, wait: Wait): Promise<void> {
  try {
    await site.client.send(
      new DeleteCommand({
        TableName: site.name,
        Key: { ...waitKey(wait.subject, wait.waitingFor) },
        ConditionExpression: '#token = :token',
        ExpressionAttributeNames: { '#token': 'token' },
        ExpressionAttributeValues: { ':token': wait.token },
      }),
    )
  } catch (error) {
    if ((error as { name?: string }).name !== 'ConditionalCheckFailedException') throw error
  }
}

export const waitOf = ({ subject, waitingFor, token, since }: Item): Wait =>
  ({ subject, waitingFor, token, since }) as Wait
