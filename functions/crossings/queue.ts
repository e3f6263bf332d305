import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda'
import * as z from 'zod'
import { holdCrossing } from '../../events/enterprise-to-site.ts'
import { now } from '../../shared/runtime/clock.ts'
import { logger } from '../../shared/runtime/logger.ts'
import { site, store } from '../../shared/runtime/plant.ts'
import { takeCrossing } from '../../shared/usecases/enterprise/crossings.ts'

const busEvent = z.object({ detail: holdCrossing })

/** Takes holds of other sites, one after the other, because each changes the alerts of the site. A faulty message fails alone. */
export const handler = async ({ Records }: SQSEvent): Promise<SQSBatchResponse> => {
  const batchItemFailures: SQSBatchResponse['batchItemFailures'] = []
  for (const record of Records)
    if (!(await isTaken(record))) batchItemFailures.push({ itemIdentifier: record.messageId })
  return { batchItemFailures }
}

async function isTaken({ messageId, body }: SQSRecord): Promise<boolean> {
  try {
    await takeCrossing({ store, site, now }, busEvent.parse(JSON.parse(body)).detail)
    return true
  } catch (error) {
    logger.warn('What the enterprise says of a hold will be tried again', { messageId, error: error as Error })
    return false
  }
}
