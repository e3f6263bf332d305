/** The physical shape of a site's single table. The CDK table, the local plant and the store use this one value; keys.ts describes the keys. */
export const table = {
  partitionKey: 'pk',
  sortKey: 'sk',
  /** DynamoDB deletes an item some time after this epoch second. Only one-time records have it, never a fact. */
  timeToLive: 'expiresOn',
  /** Sparse: an item is in the index only if a query has to find it without its id. */
  index: { name: 'byQuestion', partitionKey: 'qpk', sortKey: 'qsk', projected: ['card'] },
  /** The `kind` attribute of the items that the outbox sends on: the facts, and the waits of workflows. */
  travellingKinds: ['fact', 'wait'],
} as const

/** The first part of each partition key, before the `#`. The role of a function names the partitions that it may write (docs/adr/0042). */
export const partitions = {
  order: 'ORDER',
  lot: 'LOT',
  recipe: 'RECIPE',
  material: 'MATERIAL',
  person: 'PERSON',
  timecard: 'TIMECARD',
  equipment: 'EQUIPMENT',
  machine: 'MACHINE',
  edgeNode: 'EDGENODE',
  edgeSession: 'EDGESESSION',
  edgeBirth: 'EDGEBIRTH',
  call: 'CALL',
  maintenance: 'MAINTENANCE',
  calibration: 'CALIBRATION',
  gateway: 'GATEWAY',
  trend: 'TREND',
  log: 'LOG',
  class: 'CLASS',
  hold: 'HOLD',
  deviation: 'DEVIATION',
  shipment: 'SHIPMENT',
  container: 'CONTAINER',
  serial: 'SERIAL',
  gtin: 'GTIN',
  alerts: 'ALERTS',
  /** Followed by the partition of its subject, as in `FACT#ORDER#258456`. */
  fact: 'FACT',
  wait: 'WAIT',
  spent: 'SIGNIN',
  claim: 'KEY',
  movement: 'FROM',
  held: 'HELD',
} as const

/** The first part of those partition keys of the index that a role names. */
export const questions = { about: 'ABOUT', onTheClock: 'ON-THE-CLOCK' } as const

/** The attribute of a person with qualifications: only a role that may write it can qualify anybody, because a role cannot look into a document. */
export const qualifiedMark = 'qualified'

/** The attributes of the end of a chain, with the version that guards them. A refused command changes nothing else of its subject. */
export const chainAttributes = ['version', 'sequence', 'hash', 'chainedAt'] as const
