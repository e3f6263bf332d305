import type { Fact } from '../../events/envelope.ts'
import type { UsedUp } from '../domain/decision.ts'
import type { Commit } from '../usecases/commit/store.ts'
import type { Item } from './items.ts'
import { claimKey, spentKey } from './keys.ts'
import { table } from './table.ts'
import type { Write } from './update.ts'

/** A spent sign-in is too old to be accepted long before its record is deleted; a claimed key outlives every sensible retry. */
const keepSpentSignInsDays = 1
const keepClaimsDays = 30

const daysAfter = (fact: Fact, days: number): number => Math.floor(Date.parse(fact.recordedAt) / 1000) + days * 86_400

/**
 * The records of what a commit uses up: the sign-ins of its signatures and, if it makes something new, its key. Each is written once; the commit of
 * whoever comes second is refused as a whole.
 */
export function spentSignInsAndKeys(name: string, { claim, spent = [], fact }: Commit): Write[] {
  const once = (item: Item, takenFor?: string): Write => ({
    Put: {
      TableName: name,
      Item: item,
      ConditionExpression: `attribute_not_exists(pk)${takenFor === undefined ? '' : ' OR leftFor = :for'}`,
      ...(takenFor !== undefined && { ExpressionAttributeValues: { ':for': takenFor } }),
    },
  })
  const claimed = claim && {
    ...claimKey(claim.key),
    kind: 'claim',
    subject: claim.subject,
    requestHash: claim.requestHash,
    [table.timeToLive]: daysAfter(fact, keepClaimsDays),
  }
  const used = spent.map((it) => {
    const { id, leftFor, takenFor }: UsedUp = typeof it === 'string' ? { id: it } : it
    const record = {
      ...spentKey(id),
      kind: 'sign-in',
      factId: fact.factId,
      ...(leftFor !== undefined && { leftFor }),
      [table.timeToLive]: daysAfter(fact, keepSpentSignInsDays),
    }
    return once(record, takenFor)
  })
  return [...(claimed ? [once(claimed)] : []), ...used]
}
