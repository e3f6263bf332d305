import { existsSync, readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type ProductionUse, productionUses } from '../../events/order.ts'
import { commonUnits } from '../../events/quantity.ts'
import { childrenNamed, type Element, textOf } from '../../shared/messaging/b2mml/element.ts'
import { parseJson } from '../../shared/messaging/b2mml/json.ts'
import type { PerformanceRecord } from '../../shared/messaging/b2mml/performance.ts'
import { readB2mml } from '../../shared/messaging/b2mml/read.ts'
import { type PerformedState, responseStates } from '../../shared/messaging/b2mml/states.ts'
import { unitOfCode } from '../../shared/messaging/b2mml/units.ts'
import { writeOperationsPerformance, writeProductionPerformance } from '../../shared/messaging/b2mml/write.ts'
import { parseXml } from '../../shared/messaging/b2mml/xml.ts'
import { dec } from '../support/given.ts'
import { histories } from '../support/seeded.ts'
import { inWords, spoken } from '../support/words.ts'

const record: PerformanceRecord = {
  site: 'tarn',
  messageId: '0197-aa',
  createdAt: '2026-03-02T14:00:00.000Z',
  orderId: '700123',
  product: 'BRINE-20',
  recipe: { recipeId: 'BRINE', version: '3' },
  state: 'closed',
  startedAt: '2026-03-02T06:00:00.000Z',
  endedAt: '2026-03-02T13:30:00.000Z',
  segments: [
    {
      stepId: 'Weighing',
      startedAt: '2026-03-02T06:00:00.000Z',
      endedAt: '2026-03-02T07:00:00.000Z',
      equipmentId: 'BOOTH-1',
      personIds: ['ada', 'bo'],
      consumed: [
        {
          lineId: '0010',
          materialId: 'SALT-FINE',
          lotId: 'SALT-26-009',
          sublotId: 'SALT-26-009-A',
          quantity: { value: dec('24.910'), unit: 'kg' },
          at: '2026-03-02T06:10:00.000Z',
        },
      ],
      produced: [
        {
          materialId: 'BRINE-20',
          lotId: 'B1',
          quantity: { value: dec('3'), unit: '{each}' },
          use: 'produced',
          lotStatus: 'released',
          at: '2026-03-02T06:50:00.000Z',
        },
      ],
      parameters: [
        { parameterId: 'Temperature', value: '21.50', unit: 'Cel', at: '2026-03-02T06:20:00.000Z' },
        { parameterId: 'Look', value: 'clear & <bright>\n"fine"', at: '2026-03-02T06:30:00.000Z' },
      ],
    },
  ],
}

function rootOf(parsed: ReturnType<typeof parseXml>): Element {
  if (!parsed.ok) throw new Error(inWords(parsed.fault))
  return parsed.root
}

const at = (root: Element, ...path: readonly string[]): readonly Element[] =>
  path.reduce<readonly Element[]>((found, name) => found.flatMap((each) => childrenNamed(each, name)), [root])

const inXml = ['DataArea', 'ProductionPerformance', 'ProductionResponse', 'SegmentResponse']
const inJson = ['DataArea', 'OperationsPerformance', 'OperationsResponse', 'SegmentResponse']

/** A value of an enumeration; of `Other`, its meaning. */
const coded = ({ text, attributes }: Element) => (text === 'Other' ? `Other: ${attributes.get('OtherValue')}` : text)

/** What the message says of its segments, read back without the writer's code. */
function readBack(root: Element, path: readonly string[], dataName: string) {
  const amount = (material: Element) =>
    at(material, 'Quantity').map((each) => ({
      value: textOf(each, 'QuantityString'),
      unit: unitOfCode(textOf(each, 'UnitOfMeasure')),
    }))[0]
  const property = (material: Element, id: string) =>
    at(material, 'MaterialActualProperty')
      .filter((each) => textOf(each, 'ID') === id)
      .flatMap((each) => at(each, 'Value', 'ValueString'))
      .map((each) => each.text)[0]
  return at(root, ...path).map((segment) => ({
    stepId: textOf(segment, 'ID'),
    personIds: at(segment, 'PersonnelActual', 'PersonID').map((each) => each.text),
    materials: at(segment, 'MaterialActual').map((material) => ({
      use: at(material, 'MaterialUse').map(coded)[0],
      lineId: property(material, 'Indice'),
      materialId: textOf(material, 'MaterialDefinitionID'),
      lotId: textOf(material, 'MaterialLotID'),
      sublotIds: at(material, 'MaterialSubLotID').map((each) => each.text),
      quantity: amount(material),
      lotStatus: property(material, 'LotStatus'),
      reasonCode: property(material, 'ReasonCode'),
      reason: property(material, 'Reason'),
      at: property(material, 'OccurredAt'),
    })),
    parameters: at(segment, dataName).map((data) => ({
      parameterId: textOf(data, 'ID'),
      value: at(data, 'Value', 'ValueString')[0]?.text,
      unit: unitOfCode(at(data, 'Value', 'UnitOfMeasure')[0]?.text ?? ''),
    })),
  }))
}

type Version = 'v0401' | 'v0701'
const beside = { v0401: (use: string) => `Other: ${use} Produced`, v0701: (use: string) => `${use} Produced` } as const
const writtenUse = (use: ProductionUse, version: Version) =>
  ({
    produced: 'Produced',
    'by-product': beside[version]('By-product'),
    'co-product': beside[version]('Co-product'),
    scrap: 'Other: Scrap',
    sample: 'Other: Sample',
  })[use]

function expected(of: PerformanceRecord, version: Version) {
  const nothing = { lotStatus: undefined, reasonCode: undefined, reason: undefined }
  return of.segments.map(({ stepId, personIds, consumed, produced, parameters }) => ({
    stepId,
    personIds,
    materials: [
      ...consumed.map(({ sublotId, ...each }) => ({
        ...nothing,
        ...each,
        use: 'Consumed',
        sublotIds: sublotId === undefined ? [] : [sublotId],
      })),
      ...produced.map(({ use, serials = [], ...each }) => ({
        ...nothing,
        lineId: undefined,
        ...each,
        use: writtenUse(use, version),
        sublotIds: serials,
      })),
    ],
    parameters: parameters.map(({ parameterId, value, unit }) => ({ parameterId, value: value.trim(), unit })),
  }))
}

// Who follows whom, from B2MML-V0401-ProductionPerformance.xsd and B2MML-V0401-Common.xsd; what the writer never uses is left out.
const order: Readonly<Record<string, string>> = {
  SyncProductionPerformance: 'ApplicationArea DataArea',
  ApplicationArea: 'Sender CreationDateTime Signature BODID UserArea',
  Sender: 'LogicalID ComponentID TaskID ReferenceID ConfirmationCode AuthorizationID',
  DataArea: 'Sync ProductionPerformance',
  ProductionPerformance:
    'ID Description Location PublishedDate ProductionScheduleID StartTime EndTime EquipmentElementLevel ProductionResponse PerformanceState',
  ProductionResponse:
    'ID ProductionRequestID ProductProductionRuleID Location StartTime EndTime SegmentResponse ResponseState',
  SegmentResponse:
    'ID ProcessSegmentID ProductSegmentID Description Location ActualStartTime ActualEndTime ProductionData PersonnelActual EquipmentActual MaterialActual SegmentResponse RequiredByRequestedSegmentResponse SegmentState',
  ProductionData: 'ID Description Value RequiredByRequestedSegmentResponse ProductionData',
  PersonnelActual: 'PersonnelClassID PersonID',
  EquipmentActual: 'EquipmentClassID EquipmentID',
  MaterialActual:
    'MaterialClassID MaterialDefinitionID MaterialLotID MaterialSubLotID Description Location MaterialUse Quantity MaterialActualProperty',
  MaterialActualProperty: 'ID Description Value Quantity',
  Value: 'ValueString DataType UnitOfMeasure Key',
  Quantity: 'QuantityString DataType UnitOfMeasure Key',
  Location: 'EquipmentID EquipmentElementLevel Location',
}

function outOfOrder(element: Element): readonly string[] {
  const allowed = order[element.name]?.split(' ') ?? []
  const places = element.children.map((child) => allowed.indexOf(child.name))
  const here = places.some((place, index) => place === -1 || place < (places[index - 1] ?? 0))
  return [...(here ? [element.name] : []), ...element.children.flatMap(outOfOrder)]
}

const id = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,20}$/)
const instant = fc
  .date({ min: new Date('2000-01-01'), max: new Date('2099-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString())
const quantity = fc.record({
  value: fc.stringMatching(/^(0|[1-9]\d{0,14})(\.\d{1,12})?$/).map(dec),
  unit: fc.constantFrom(...commonUnits),
})
const optional = { noNullPrototype: true } as const
const consumed = fc.oneof(
  fc.record({ lineId: id, materialId: id, lotId: id, quantity, at: instant }, optional),
  fc.record({ lineId: id, materialId: id, lotId: id, sublotId: id, quantity, at: instant }, optional),
)
// Text that XML can hold; the rest is looked at on its own.
const value = fc.string({ maxLength: 40 })
const parameter = fc.oneof(
  fc.record({ parameterId: id, value, at: instant }, optional),
  fc.record({ parameterId: id, value, unit: fc.constantFrom(...commonUnits), at: instant }, optional),
)
const output = fc.record(
  {
    materialId: id,
    lotId: id,
    quantity,
    at: instant,
    use: fc.constantFrom(...productionUses),
    lineId: id,
    serials: fc.array(id, { minLength: 1, maxLength: 3 }),
    lotStatus: fc.constantFrom('quarantine', 'released'),
    reasonCode: id,
    reason: id,
  },
  { noNullPrototype: true, requiredKeys: ['materialId', 'lotId', 'quantity', 'at', 'use'] },
)
const segment = fc.record(
  {
    stepId: id,
    startedAt: instant,
    endedAt: instant,
    equipmentId: id,
    personIds: fc.array(id, { maxLength: 3 }),
    consumed: fc.array(consumed, { maxLength: 4 }),
    produced: fc.array(output, { maxLength: 3 }),
    parameters: fc.array(parameter, { maxLength: 4 }),
  },
  { noNullPrototype: true, requiredKeys: ['stepId', 'personIds', 'consumed', 'produced', 'parameters'] },
)
const states = Object.keys(responseStates) as PerformedState[]
const records: fc.Arbitrary<PerformanceRecord> = fc.record(
  {
    site: id,
    messageId: id,
    createdAt: instant,
    orderId: id,
    product: id,
    recipe: fc.record({ recipeId: id, version: id }, optional),
    state: fc.constantFrom(...states),
    startedAt: instant,
    endedAt: instant,
    segments: fc.array(segment, { maxLength: 4 }),
  },
  {
    noNullPrototype: true,
    requiredKeys: ['site', 'messageId', 'createdAt', 'orderId', 'product', 'state', 'segments'],
  },
)

test('a record in V0401 says who sent it, of which order, and how it ended', () => {
  const root = rootOf(parseXml(writeProductionPerformance(record)))
  expect(root.name).toBe('SyncProductionPerformance')
  expect(at(root, 'ApplicationArea', 'BODID')[0]?.text).toBe('0197-aa')
  const response = at(root, 'DataArea', 'ProductionPerformance', 'ProductionResponse')[0]
  if (response === undefined) throw new Error('There is no ProductionResponse.')
  expect(textOf(response, 'ProductionRequestID')).toBe('700123')
  expect(textOf(response, 'ProductProductionRuleID')).toBe('BRINE')
  expect(textOf(response, 'ResponseState')).toBe('Completed')
})

test('a record goes out with the units that ERP systems write', () => {
  const message = writeProductionPerformance(record)
  expect(message).toContain('<UnitOfMeasure>KG</UnitOfMeasure>')
  expect(message).toContain('<UnitOfMeasure>EA</UnitOfMeasure>')
  expect(message).toContain('<UnitOfMeasure>CEL</UnitOfMeasure>')
})

test('a rejected batch never reads as a completed one', () => {
  const rejected: PerformanceRecord = { ...record, state: 'rejected' }
  const written = writeProductionPerformance(rejected)
  expect(written).toContain('<ResponseState OtherValue="Rejected">Other</ResponseState>')
  expect(written).toContain('<PerformanceState OtherValue="Rejected">Other</PerformanceState>')
  expect(writeOperationsPerformance(rejected)).toContain('"ResponseState":{"$":"Other","@OtherValue":"Rejected"}')
})

describe('the state of an order', () => {
  /** What each state reads as in ResponseStateType of V0401 and of V0701. */
  const written: Readonly<Record<PerformedState, readonly [string, string]>> = {
    created: ['Other: Waiting', 'Waiting'],
    released: ['Ready', 'Ready'],
    running: ['Running', 'Running'],
    paused: ['Holding', 'Paused'],
    held: ['Holding', 'Held'],
    completed: ['Completed', 'Completed'],
    closed: ['Completed', 'Closed'],
    rejected: ['Other: Rejected', 'Other: Rejected'],
    aborted: ['Aborted', 'Aborted'],
  }
  // B2MML-V0401-Common.xsd and the B2MML-JSON schema V0701.
  const values = [
    ['Ready', 'Running', 'Completed', 'Aborted', 'Holding', 'Other'],
    ['Waiting', 'Ready', 'Running', 'Completed', 'Aborted', 'Held', 'Paused', 'Suspended', 'Closed', 'Other'],
  ]

  test.each(states)('%s is written as itself in both versions, at every level', (state) => {
    const [first] = record.segments
    if (first === undefined) throw new Error('The record has no segment.')
    const { endedAt: _endedAt, ...begun } = first
    const each = { ...record, state, segments: [begun] }
    const xml = at(rootOf(parseXml(writeProductionPerformance(each))), 'DataArea', 'ProductionPerformance')
    const json = at(rootOf(parseJson(writeOperationsPerformance(each))), 'DataArea', 'OperationsPerformance')
    const levels = (performance: readonly Element[], response: string) => [
      ...performance.flatMap((it) => at(it, 'PerformanceState')),
      ...performance.flatMap((it) => at(it, response, 'ResponseState')),
      ...performance.flatMap((it) => at(it, response, 'SegmentResponse', 'SegmentState')),
    ]
    for (const [index, found] of [levels(xml, 'ProductionResponse'), levels(json, 'OperationsResponse')].entries()) {
      expect(found.map(coded)).toEqual(Array(3).fill(written[state][index]))
      for (const { text } of found) expect(values[index]).toContain(text)
    }
  })

  test('says nothing of a step that has not begun, and that a skipped one was skipped', () => {
    const nothing = { personIds: [], consumed: [], produced: [], parameters: [] }
    const segments = [
      { ...nothing, stepId: 'A' },
      { ...nothing, stepId: 'B', skipped: true as const },
    ]
    const root = rootOf(parseXml(writeProductionPerformance({ ...record, state: 'running', segments })))
    expect(at(root, ...inXml, 'SegmentState').map(coded)).toEqual(['Other: Skipped'])
  })
})

test('two messages of one order have ids of their own about one document', () => {
  const ids = ['m-1', 'm-2'].map((messageId) => {
    const root = rootOf(parseXml(writeProductionPerformance({ ...record, messageId })))
    return [at(root, 'ApplicationArea', 'BODID')[0]?.text, at(root, 'DataArea', 'ProductionPerformance', 'ID')[0]?.text]
  })
  expect(ids).toEqual([
    ['m-1', '700123-performance'],
    ['m-2', '700123-performance'],
  ])
})

test('what XML cannot hold becomes the replacement character, and the message stays well-formed', () => {
  const [first] = record.segments
  if (first === undefined) throw new Error('The record has no segment.')
  const parameters = [{ parameterId: 'Look', value: 'a\u0000b\uD800c\uFFFE', at: record.createdAt }]
  const message = writeProductionPerformance({ ...record, segments: [{ ...first, parameters }] })
  expect(message).toContain('<ValueString>a\uFFFDb\uFFFDc\uFFFD</ValueString>')
})

test('every V0401 message is well-formed and has its elements in the order of the schema', () => {
  fc.assert(
    fc.property(records, (each) => {
      expect(outOfOrder(rootOf(parseXml(writeProductionPerformance(each))))).toEqual([])
    }),
    { numRuns: histories(300) },
  )
})

test('what is written in V0401 reads back the same', () => {
  fc.assert(
    fc.property(records, (each) => {
      const root = rootOf(parseXml(writeProductionPerformance(each)))
      expect(readBack(root, inXml, 'ProductionData')).toEqual(expected(each, 'v0401'))
    }),
    { numRuns: histories(300) },
  )
})

test('what is written in V7 JSON reads back the same', () => {
  fc.assert(
    fc.property(records, (each) => {
      const root = rootOf(parseJson(writeOperationsPerformance(each)))
      const segments =
        each.segments.length > 0 ? expected(each, 'v0701') : [expect.objectContaining({ stepId: each.orderId })]
      expect(readBack(root, inJson, 'SegmentData')).toEqual(segments)
    }),
    { numRuns: histories(300) },
  )
})

test('every unit of the plant survives the way out and in again', () => {
  for (const unit of commonUnits) {
    const quantity = { value: dec('1'), unit }
    const produced = [{ materialId: 'A', lotId: 'B', quantity, use: 'produced', at: record.createdAt } as const]
    const segments = [{ stepId: 'S', personIds: [], consumed: [], produced, parameters: [] }]
    const root = rootOf(parseXml(writeProductionPerformance({ ...record, segments })))
    expect(readBack(root, inXml, 'ProductionData')[0]?.materials[0]?.quantity?.unit).toBe(unit)
  }
})

test('a performance that is sent to Andon itself is refused with a sentence', () => {
  const reading = readB2mml(writeProductionPerformance(record), 'xml')
  expect(spoken(reading)).toMatchObject({
    ok: false,
    faults: [{ detail: expect.stringContaining('is not taken here') }],
  })
})

const schemaFile = new URL('../../../shared/data/b2mml/B2MML-V0701.schema.json', import.meta.url)
const present = existsSync(schemaFile)
if (!present) console.warn('SKIPPED: the B2MML-JSON schema is not beside this repository (../shared/data/b2mml).')

describe.skipIf(!present)('the B2MML-JSON schema of MESA, V0701,', () => {
  // Compiled on first use: the schema has 1,687 definitions.
  let compiled: ReturnType<Ajv2020['compile']> | undefined
  const faultsOf = (message: unknown) => {
    compiled ??= new Ajv2020({ strict: false, allErrors: true, unicodeRegExp: false }).compile(
      JSON.parse(readFileSync(schemaFile, 'utf8')),
    )
    return compiled(message) ? [] : (compiled.errors ?? []).slice(0, 5)
  }

  test('refuses a message with an element that is not its own', () => {
    expect(faultsOf({ SyncOperationsPerformance: { Nonsense: 1 } })).not.toEqual([])
  })

  test('accepts a record', () => {
    expect(faultsOf(JSON.parse(writeOperationsPerformance(record)))).toEqual([])
  })

  test('accepts every record', () => {
    fc.assert(
      fc.property(records, (each) => {
        expect(faultsOf(JSON.parse(writeOperationsPerformance(each)))).toEqual([])
      }),
      { numRuns: histories(100) },
    )
  })

  test('accepts the schedule that our own tests read', () => {
    const schedule = readFileSync(new URL('fixtures/b2mml-v0701-schedule.json', import.meta.url), 'utf8')
    expect(faultsOf(JSON.parse(schedule))).toEqual([])
  })
})
