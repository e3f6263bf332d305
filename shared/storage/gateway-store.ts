import { PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb'
import type { HeardGateway } from '../domain/equipment/devices.ts'
import type { Item } from './items.ts'
import { gatewayKey, gatewayPartition, gatewayPrefix } from './keys.ts'
import type { Table } from './table-client.ts'

/** Keeps the newest health of a gateway, by the time of its arrival: the clock of a gateway may be wrong. */
export async function keepHealth(
  site: Table,
  { gateway, receivedAt, health }: HeardGateway,
  of: string,
): Promise<void> {
  try {
    await site.client.send(
      new PutCommand({
        TableName: site.name,
        Item: { ...gatewayKey(of, gateway), kind: 'gateway', gateway, receivedAt, health },
        ConditionExpression: 'attribute_not_exists(pk) OR receivedAt <= :receivedAt',
        ExpressionAttributeValues: { ':receivedAt': receivedAt },
      }),
    )
  } catch (error) {
    if ((error as { name?: string }).name !== 'ConditionalCheckFailedException') throw error
  }
}

/** Every gateway of a site by its name. A plant has few, so the list is read whole. */
export async function gatewaysIn(site: Table, of: string): Promise<HeardGateway[]> {
  const found: Item[] = []
  for (let from: Item | undefined, more = true; more; more = from !== undefined) {
    const page = await site.client.send(
      new QueryCommand({
        TableName: site.name,
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
        ExpressionAttributeValues: { ':pk': gatewayPartition(of), ':prefix': gatewayPrefix },
        ...(from && { ExclusiveStartKey: from }),
      }),
    )
    found.push(...(page.Items ?? []))
    from = page.LastEvaluatedKey
  }
  return found as unknown as HeardGateway[]
}
