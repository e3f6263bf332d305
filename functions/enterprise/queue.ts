import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda'
import { isMovement, readCrossing, saysOfHolds } from '../../shared/messaging/crossing.ts'
import { table } from '../../shared/runtime/enterprise.ts'
import { logger } from '../../shared/runtime/logger.ts'
import { holdingStore } from '../../shared/storage/holding-store.ts'
import { movementStore } from '../../shared/storage/movement-store.ts'
import { sideBySide } from '../../shared/usecases/commit/side-by-side.ts'
import { recordHolds } from '../../shared/usecases/enterprise/holds-across-sites.ts'
import { recordMovement } from '../../shared/usecases/enterprise/trace-across-sites.ts'
import { tellSites } from './telling.ts'

const movements = movementStore(table)
const holdings = holdingStore(table)
/** Each fact writes sixteen items at a time, and a function has sixty-four connections. */
const factsAtOnce = 4

/** Takes the facts of the sites, in any order and any number of times. A fact that fails is delivered again; the others are done. */
export const handler = async (event: SQSEvent): Promise<SQSBatchResponse> => {
  const failed = await sideBySide(event.Records, factsAtOnce, hear)
  return { batchItemFailures: failed.flat().map((itemIdentifier) => ({ itemIdentifier })) }
}

async function hear({ messageId, body }: SQSRecord): Promise<string[]> {
  try {
    const fact = readCrossing(body)
    if (isMovement(fact)) await recordMovement(movements, fact)
    if (saysOfHolds(fact)) await tellSites(await recordHolds(holdings, fact))
    return []
  } catch (error) {
    logger.warn('What a site tells will be tried again', { messageId, error: error as Error })
    return [messageId]
  }
}
