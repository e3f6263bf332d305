/**
 * The physical shape of a site's single table. The CDK table, the local plant and the store are all built from this one
 * value; what the keys mean is told in keys.ts.
 */
export const table = {
  partitionKey: 'pk',
  sortKey: 'sk',
  /** DynamoDB deletes an item some time after this epoch second. Only one-time records carry it, never a fact. */
  timeToLive: 'expiresOn',
  /** Sparse: an item is in the index only if a named question needs to find it without knowing its id. */
  index: { name: 'byQuestion', partitionKey: 'qpk', sortKey: 'qsk', projected: ['card'] },
  /** The `kind` attribute of the items that the stream carries on: the facts, and the workflows that wait for one. */
  travellingKinds: ['fact', 'wait'],
} as const
