import type { Sentences } from '../sentence.ts'

/** What a site keeps under an id, as a sentence names it. */
const nouns = {
  order: 'order',
  snapshot: 'released recipe of order',
  asked: 'request of the ERP for order',
  superseded: 'earlier recipe of order',
  change: 'change',
  call: 'call',
  maintenance: 'maintenance',
  calibration: 'calibration',
  batch: 'batch record of order',
  balance: 'balance of order',
  performance: 'performance of order',
  step: 'released order with the step',
  recipe: 'recipe version',
  effective: 'recipe',
  material: 'material',
  person: 'person',
  timecard: 'timecard',
  entry: 'labour entry',
  equipment: 'equipment',
  class: 'equipment class',
  place: 'place',
  machine: 'equipment',
  edgeNode: 'Sparkplug edge node',
  edgeSession: 'session of Sparkplug edge node',
  edgeBirth: 'birth of Sparkplug device',
  trend: 'values of step',
  hold: 'hold',
  deviation: 'deviation',
  shipment: 'shipment',
  dispensed: 'dispensed container',
  former: 'unit of an earlier order',
  container: 'container',
  serial: 'serial number',
  gtin: 'GTIN',
  alerts: 'list of alerts',
  lot: 'lot',
  sublot: 'sublot',
  unit: 'unit',
  state: 'state',
  shift: 'shift',
  log: 'log of a shift',
  'dead-letter': 'message put aside that can be given back,',
} as const
export type Noun = keyof typeof nouns

/** One thing of a site, by what it is. */
export interface Named {
  readonly type: Noun
  readonly id: string
}

export const things = {
  'not-found': ({ type, id }: Named) => `There is no ${nouns[type] ?? type} ${id} at this site.`,
  'not-found/entry': (p: { person: string; entryId: string }) => `${p.person} has no labour entry ${p.entryId}.`,
  'precondition-required': (p: { field: string }) =>
    `The definition has ${p.field}, and this request leaves it out. Say it, or send If-Match with the ETag that GET answers if it is to go.`,
  'precondition-required/more': (p: { more: number }) =>
    `The request leaves out ${p.more} more; send If-Match with the ETag that GET answers if all of it is to go.`,
  'stale-version': () => 'It has changed since you read it; read it again and decide again.',
} as const satisfies Sentences
