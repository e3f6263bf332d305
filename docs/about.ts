import type { About } from '../shared/http/openapi.ts'

const local = { url: 'http://127.0.0.1:4000', description: 'The local plant (`npm start`)' }

export const aboutSite: Omit<About, 'version'> = {
  summary: 'The HTTP surface of one site.',
  description:
    'Every POST takes an Idempotency-Key and answers the fact that it made; sent again, it answers the same with `Idempotency-Replayed: true`. A command that the plant refuses answers 409 with every reason at once. Amounts are decimals in strings, with a UCUM unit; times are RFC 3339 in UTC; lists are read page by page with `limit` and `cursor`, and a cursor belongs to its filters. There is no HEAD: a method that a path does not have answers 405, with those it has in `Allow`.',
  servers: [{ url: '/', description: 'The site that serves this document' }, local],
  tags: {
    Definitions: 'Equipment, materials, people, and recipes from draft to approval and retirement.',
    'Orders and execution': 'Orders, their steps, and what is consumed, produced and measured in them.',
    'Dispatch and schedule': 'What may start next, and the plan as it follows from the facts of now.',
    'Change in flight': 'To take an order that is under way over to another version of its recipe.',
    'Weighing and dispensing': 'Scales and their daily checks, weighing into containers, verification and labels.',
    Containers: 'Pallets, cases and drums: what is packed in them, where they are, and what a scanned code names.',
    Materials: 'Lots, sublots and serialised units: receipt, decision, movement, count and shipment.',
    Genealogy: 'Where material came from and where it went, and what a recall would reach.',
    Equipment: 'What an equipment does now, and how the devices are.',
    Maintenance:
      'What is done to equipment: plans, work orders that take it, parts, calibrations and what they put in doubt.',
    Labour: 'Who works on what, for how long.',
    Quality: 'Holds and deviations.',
    'Batch record and release': 'All that was done for a batch, and the decision about it.',
    ERP: 'B2MML messages to and from the ERP.',
    Problems: 'A page for each way in which Andon says no.',
    'Live picture and audit': 'Health, the documents of the API, and the record of facts with its proof.',
  },
  versioned: new Set([
    'getEquipment',
    'getEquipmentClass',
    'getMaterial',
    'getPerson',
    'getRecipe',
    'exportRecipe',
    'getOrder',
    'getChange',
    'getDispensed',
    'getContainer',
    'getShipment',
    'getMachine',
    'getMaintenance',
    'getHold',
    'getDeviation',
  ]),
}

export const aboutEnterprise: Omit<About, 'version'> = {
  summary: 'The HTTP surface of the enterprise, over all of its sites.',
  description:
    'It answers from what the sites have told it, moments after it was so. Each site has an API of its own, where everything is done.',
  servers: [{ url: '/', description: 'The enterprise that serves this document' }],
  tags: {
    'Genealogy across sites': 'Traces and recalls that go from site to site.',
    Problems: 'A page for each way in which Andon says no.',
  },
  versioned: new Set(),
}
