import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { B2mmlObject, B2mmlReading } from '../../shared/messaging/b2mml/message.ts'
import { readB2mml } from '../../shared/messaging/b2mml/read.ts'
import { inWords, spoken } from '../support/words.ts'

const fixture = (name: string) => readFileSync(new URL(`fixtures/b2mml-${name}`, import.meta.url), 'utf8')

function accepted(reading: B2mmlReading) {
  if (!reading.ok) throw new Error(`The message is refused: ${reading.faults.map(inWords)[0]}`)
  return reading
}

/** A V0401 message of one schedule with these requests. */
const schedule = (requests: string, verb = 'Sync', criteria = '') =>
  `<${verb}ProductionSchedule><DataArea><${verb}>${criteria}</${verb}><ProductionSchedule>${requests}</ProductionSchedule></DataArea></${verb}ProductionSchedule>`

const quantity = (value: string, unit = 'KG') =>
  `<Quantity><QuantityString>${value}</QuantityString><DataType>decimal</DataType><UnitOfMeasure>${unit}</UnitOfMeasure></Quantity>`

const requirement = (material: string, use: string, rest = quantity('1')) =>
  `<MaterialRequirement><MaterialDefinitionID>${material}</MaterialDefinitionID>${use === '' ? '' : `<MaterialUse>${use}</MaterialUse>`}${rest}</MaterialRequirement>`

const request = (id: string, inner: string) =>
  `<ProductionRequest><ID>${id}</ID><SegmentRequirement><ID>S</ID>${inner}</SegmentRequirement></ProductionRequest>`

function onlyOrder(message: string) {
  const [object] = accepted(readB2mml(message, 'xml')).objects
  if (object?.kind !== 'order') throw new Error('The message has no order.')
  return object
}

const details = (reading: B2mmlReading) => reading.faults.map(inWords).join('\n')

test('a message in prefixed XML with a byte order mark gives materials, and faults only for the one it cannot take', () => {
  const reading = accepted(readB2mml(fixture('v0401-material.xml'), 'xml'))
  expect(reading).toMatchObject({
    verb: 'sync',
    noun: 'MaterialDefinition',
    messageId: 'MSG-0001',
    sender: 'ERP-TARN',
    createdAt: '2026-03-01T08:00:00.000Z',
  })
  expect(reading.objects).toEqual([
    { kind: 'material', materialId: 'SALT-FINE', name: 'Salt & anti-caking agent, fine', unit: 'kg' },
    { kind: 'material', materialId: 'LYE-50', name: 'Caustic soda <50 %>', unit: 'L', hazards: ['GHS05', 'H314'] },
  ])
  expect(spoken(reading).faults).toEqual([
    {
      object: 'material:HERBS',
      code: 'invalid-request',
      variant: 'b2mml-unit',
      params: { unit: 'BUNCH' },
      detail: expect.stringContaining('The unit "BUNCH" is not known'),
      ref: '/SyncMaterialDefinition/DataArea/MaterialDefinition[3]/MaterialDefinitionProperty/Value/ValueString',
    },
  ])
})

test('a material has what its message carries, and a property without a value says that there is none', () => {
  const property = (id: string, value: string) =>
    `<MaterialDefinitionProperty><ID>${id}</ID><Value><ValueString>${value}</ValueString></Value></MaterialDefinitionProperty>`
  const read = (inner: string) =>
    accepted(
      readB2mml(
        `<SyncMaterialDefinition><ApplicationArea/><DataArea><Sync/><MaterialDefinition><ID>SALT</ID>${inner}</MaterialDefinition></DataArea></SyncMaterialDefinition>`,
        'xml',
      ),
    ).objects
  const salt = { kind: 'material', materialId: 'SALT' }
  expect(read('')).toEqual([salt])
  expect(read(property('BaseUnitOfMeasure', 'KG'))).toEqual([{ ...salt, unit: 'kg' }])
  expect(read(property('HazardousMaterialWarning', ''))).toEqual([{ ...salt, hazards: [] }])
  expect(read(property('HazardousMaterialWarning', 'XN'))).toEqual([{ ...salt, hazards: ['XN'] }])
  expect(read(property('BaseUnitOfMeasure', 'BUNCH'))).toEqual([])
})

test('a lot and its sublots are objects of their own, with the material of the MaterialInformation around them', () => {
  const reading = accepted(readB2mml(fixture('v0401-lots.xml'), 'xml'))
  expect(reading.objects).toEqual([
    {
      kind: 'lot',
      lotId: 'SALT-26-009',
      materialId: 'SALT-FINE',
      status: 'released',
      expiresAt: '2027-12-31',
      quantity: { value: '524.910', unit: 'kg' },
    },
    {
      kind: 'sublot',
      sublotId: 'SALT-26-009-A',
      lotId: 'SALT-26-009',
      materialId: 'SALT-FINE',
      status: 'quarantine',
      quantity: { value: '24.910', unit: 'kg' },
    },
    {
      kind: 'sublot',
      sublotId: 'SALT-26-009-B',
      lotId: 'SALT-26-009',
      materialId: 'SALT-FINE',
      expiresAt: '2027-06-30T22:00:00.000Z',
      quantity: { value: '0.500', unit: 't' },
    },
  ])
  expect(spoken(reading).faults).toMatchObject([
    { object: 'lot:SALT-26-010', detail: expect.stringContaining('"Perhaps"') },
  ])
})

test('an order of V0401 keeps two lines of one material apart and lists the containers already allotted', () => {
  const reading = accepted(readB2mml(fixture('v0401-schedule.xml'), 'xml'))
  expect(reading.verb).toBe('process')
  expect(reading.objects).toEqual([
    {
      kind: 'order',
      orderId: '700123',
      product: 'BRINE-20',
      quantity: { value: '1200.000', unit: 'kg' },
      recipe: { recipeId: 'BRINE' },
      state: { asks: 'make', written: 'Released' },
      startAt: '2026-03-02T05:00:00.000Z',
      dueAt: '2026-03-02T13:00:00.000Z',
      priority: 5,
      materials: [
        {
          lineId: '0010',
          materialId: 'SALT-FINE',
          quantity: { value: '40.000', unit: 'kg' },
          equipmentId: 'BOOTH-1',
          use: 'consumed',
        },
        {
          lineId: '0020',
          materialId: 'WATER',
          quantity: { value: '960.000', unit: 'kg' },
          equipmentId: 'TANK-2',
          use: 'consumed',
        },
        {
          lineId: '0030',
          materialId: 'SALT-FINE',
          quantity: { value: '199.500', unit: 'kg' },
          equipmentId: 'BOOTH-1',
          use: 'consumed',
        },
      ],
      allocations: [
        {
          materialId: 'SALT-FINE',
          lotId: 'SALT-26-009',
          sublotId: 'SALT-26-009-A',
          quantity: { value: '24.910', unit: 'kg' },
        },
      ],
      parameters: [{ parameterId: 'Temperature', segment: 'Weighing', value: '21.5', unit: 'Cel' }],
    },
  ])
  expect(spoken(reading).faults).toEqual([
    {
      object: 'order:700124',
      code: 'invalid-request',
      variant: 'b2mml-decimal',
      params: { value: '1.2e3' },
      detail: expect.stringContaining('"1.2e3"'),
      ref: '/ProcessProductionSchedule/DataArea/ProductionSchedule/ProductionRequest[2]/SegmentRequirement/MaterialRequirement/Quantity/QuantityString',
    },
  ])
})

test('an order of V7 JSON takes the last product as its own, and intermediates and by-products as lines', () => {
  const reading = accepted(readB2mml(fixture('v0701-schedule.json'), 'json'))
  expect(reading).toMatchObject({ verb: 'sync', noun: 'OperationsSchedule', messageId: 'MSG-0003', faults: [] })
  expect(reading.objects).toEqual([
    {
      kind: 'order',
      orderId: '700200',
      product: 'CRACKER',
      quantity: { value: '900', unit: '{each}' },
      lotId: 'CRACKER-26-1',
      recipe: { recipeId: 'CRACKERS' },
      state: { asks: 'make', written: 'Forecast' },
      startAt: '2026-03-03T05:00:00.000Z',
      dueAt: '2026-03-03T09:00:00.000Z',
      priority: 7,
      materials: [
        {
          lineId: '10-1',
          materialId: 'FLOUR',
          quantity: { value: '80.0', unit: 'kg' },
          equipmentId: 'MIXER-1',
          use: 'consumed',
        },
        {
          lineId: '2',
          materialId: 'WATER',
          quantity: { value: '20', unit: 'L' },
          equipmentId: 'MIXER-1',
          use: 'consumed',
        },
        {
          lineId: '3',
          materialId: 'DOUGH',
          quantity: { value: '99.5', unit: 'kg' },
          equipmentId: 'MIXER-1',
          use: 'produced',
        },
        {
          lineId: '20-1',
          materialId: 'DOUGH',
          quantity: { value: '99.5', unit: 'kg' },
          equipmentId: 'OVEN-1',
          use: 'consumed',
        },
        { lineId: '5', materialId: 'CRUMBS', quantity: { value: '2.5', unit: 'kg' }, use: 'produced' },
      ],
      allocations: [{ materialId: 'WATER', lotId: 'WATER-1', quantity: { value: '20', unit: 'L' } }],
      parameters: [{ parameterId: 'Speed', segment: '10', value: '60.0', unit: '{rpm}' }],
    },
  ])
})

test('a JSON number keeps the digits that were written', () => {
  const message = `{"SyncMaterialLot": {"DataArea": {"MaterialLot": {"ID": 4711, "MaterialDefinitionID": "SALT",
    "Quantity": [{"QuantityString": 5.000, "UnitOfMeasure": "KG"}]}}}}`
  expect(accepted(readB2mml(message, 'json')).objects).toEqual([
    { kind: 'lot', lotId: '4711', materialId: 'SALT', quantity: { value: '5.000', unit: 'kg' } },
  ])
})

test('a fault in JSON is pointed at with a JSON pointer', () => {
  const message =
    '{"SyncMaterialLot": {"DataArea": {"MaterialLot": [{"ID": "A", "MaterialDefinitionID": "B"}, {"ID": "#"}]}}}'
  expect(readB2mml(message, 'json').faults[0]?.ref).toBe('/SyncMaterialLot/DataArea/MaterialLot/1/ID')
})

test('a sublot that comes without its lot needs no material', () => {
  const message =
    '{"SyncMaterialSubLot": {"DataArea": {"MaterialSubLot": [{"ID": "A-1", "MaterialLotID": "A", "Disposition": "UnRestricted"}]}}}'
  expect(accepted(readB2mml(message, 'json')).objects).toEqual([
    { kind: 'sublot', sublotId: 'A-1', lotId: 'A', status: 'released' },
  ])
})

test('job orders are orders, within a job list or a work schedule', () => {
  const job = {
    ID: 'J1',
    WorkMasterID: 'R1',
    WorkMasterVersion: '2',
    EndTime: '2026-03-03T05:00:00Z',
    DispatchStatus: 'Dispatched',
    MaterialRequirement: [
      {
        ID: 'P',
        MaterialDefinitionID: ['PUMP'],
        MaterialUse: 'Produced',
        Quantity: [{ QuantityString: '3', UnitOfMeasure: 'EA' }],
      },
    ],
  }
  const list = JSON.stringify({ ProcessJobList: { DataArea: { JobList: [{ ID: 'L', JobOrder: [job] }] } } })
  const work = JSON.stringify({
    SyncWorkSchedule: { DataArea: { WorkSchedule: [{ ID: 'W', WorkRequest: [{ ID: 'R', JobOrder: [job] }] }] } },
  })
  const expected = [
    {
      kind: 'order',
      orderId: 'J1',
      product: 'PUMP',
      quantity: { value: '3', unit: '{each}' },
      recipe: { recipeId: 'R1', version: '2' },
      state: { asks: 'make', written: 'Dispatched' },
      dueAt: '2026-03-03T05:00:00.000Z',
      materials: [],
      allocations: [],
      parameters: [],
    },
  ]
  expect(accepted(readB2mml(list, 'json')).objects).toEqual(expected)
  expect(accepted(readB2mml(work, 'json')).objects).toEqual(expected)
})

test('lines without a number of their own are named after their segment and place', () => {
  const order = onlyOrder(
    schedule(request('1', requirement('P', 'Produced') + requirement('A', 'Consumed') + requirement('A', 'Consumed'))),
  )
  expect(order.materials.map((line) => line.lineId)).toEqual(['S-2', 'S-3'])
})

test('two segments of one name still give every line an id of its own', () => {
  const segment = `<SegmentRequirement><ProcessSegmentID>Mix in</ProcessSegmentID>${requirement('A', 'Consumed')}</SegmentRequirement>`
  const order = onlyOrder(schedule(request('1', requirement('P', 'Produced') + segment + segment)))
  expect(order.materials.map((line) => line.lineId)).toEqual(['Mix-in-1', 'Mix-in.2-1'])
})

test('the older element names of V0401 say the use themselves', () => {
  const order = onlyOrder(
    schedule(
      request(
        '1',
        `<MaterialProducedRequirement><MaterialDefinitionID>P</MaterialDefinitionID>${quantity('2', 'PCE')}</MaterialProducedRequirement>
         <MaterialConsumedRequirement><MaterialDefinitionID>A</MaterialDefinitionID>${quantity('3', 'ST')}</MaterialConsumedRequirement>`,
      ),
    ),
  )
  expect(order).toMatchObject({
    product: 'P',
    quantity: { unit: '{each}' },
    materials: [{ materialId: 'A', use: 'consumed' }],
  })
})

test('an order that makes two things side by side is not guessed at', () => {
  const reading = accepted(
    readB2mml(schedule(request('1', requirement('P', 'Produced') + requirement('Q', 'Produced'))), 'xml'),
  )
  expect(reading.objects).toEqual([])
  expect(details(reading)).toContain('makes P and Q side by side')
})

test('a material line without a use, a lot for a sublot or a known use is a fault of its order', () => {
  const inner =
    requirement('P', 'Produced') +
    requirement('A', '') +
    requirement('B', '', `<MaterialSubLotID>S1</MaterialSubLotID>${quantity('1')}`) +
    requirement('C', 'Retained Sample')
  const reading = accepted(readB2mml(schedule(request('1', inner)), 'xml'))
  expect(reading.objects).toEqual([])
  for (const detail of ['no MaterialUse', 'names a sublot and not its lot', '"Retained Sample"'])
    expect(details(reading)).toContain(detail)
})

test.each(['0', '0.000', '-1', '+1', '1e3', '1,5', '.5', '5.', 'NaN', '٣', `${'9'.repeat(31)}`, ''])(
  'a quantity of %j is a fault',
  (value) => {
    const reading = accepted(readB2mml(schedule(request('1', requirement('P', 'Produced', quantity(value)))), 'xml'))
    expect(reading.objects).toEqual([])
    expect(reading.faults.length).toBeGreaterThan(0)
  },
)

test.each([
  ['KG', 'kg'],
  ['KGM', 'kg'],
  ['kg', 'kg'],
  ['G', 'g'],
  ['MG', 'mg'],
  ['L', 'L'],
  ['LTR', 'L'],
  ['ML', 'mL'],
  ['EA', '{each}'],
  ['PCE', '{each}'],
  ['PC', '{each}'],
  ['ST', '{each}'],
  ['M', 'm'],
  ['CM', 'cm'],
  ['MM', 'mm'],
])('the unit %s is %s', (written, unit) => {
  expect(onlyOrder(schedule(request('1', requirement('P', 'Produced', quantity('1', written))))).quantity.unit).toBe(
    unit,
  )
})

test.each(['Mg', 'PL', 'Gal', 'KGS', 'TON', '', '__proto__', 'constructor'])(
  'the unit %j is a fault, not a guess',
  (written) => {
    const reading = accepted(
      readB2mml(schedule(request('1', requirement('P', 'Produced', quantity('1', written)))), 'xml'),
    )
    expect(reading.objects).toEqual([])
  },
)

test.each(['', '-A', 'A B', 'A/B', 'Ä', 'A'.repeat(65)])('the order id %j is a fault without an object', (id) => {
  const reading = accepted(readB2mml(schedule(request(id, requirement('P', 'Produced'))), 'xml'))
  expect(reading.objects).toEqual([])
  expect(reading.faults[0]?.object).toBeUndefined()
})

test.each([
  '2026-03-01T08:00',
  '2026-02-30T08:00:00',
  '2026-02-30T08:00:00Z',
  '2026-02-30',
  '01.03.2026',
  '2026-03-01T08:00:00+25:00',
])('the due time %s is a fault', (time) => {
  const message = schedule(
    request('1', requirement('P', 'Produced')).replace('</ID>', `</ID><EndTime>${time}</EndTime>`),
  )
  expect(details(readB2mml(message, 'xml'))).toContain('write a time with its offset')
})

test('a due date without a time stays a date, which the site ends with its day', () => {
  const due = (time: string, more = '') =>
    schedule(
      request('1', requirement('P', 'Produced'))
        .replace('</ID>', `</ID>${time}`)
        .replace('<SegmentRequirement>', `<SegmentRequirement>${more}`),
    )
  const dueOf = (message: string) => {
    const [order] = accepted(readB2mml(message, 'xml')).objects
    return order?.kind === 'order' ? order.dueAt : undefined
  }
  expect(dueOf(due('<EndTime>2026-12-24</EndTime>'))).toBe('2026-12-24')
  expect(dueOf(due('', '<LatestEndTime>2026-12-24</LatestEndTime>'))).toBe('2026-12-24')
})

test('an object that is stated twice is taken once', () => {
  const order = request('1', requirement('P', 'Produced'))
  const reading = accepted(readB2mml(schedule(order + order), 'xml'))
  expect(reading.objects).toHaveLength(1)
  expect(details(reading)).toContain('states order:1 twice')
})

test('a cancellation needs no more than ids', () => {
  const objects: readonly B2mmlObject[] = [{ kind: 'cancellation', of: 'order', id: '1' }]
  const message = schedule('<ProductionRequest><ID>1</ID></ProductionRequest>', 'Cancel')
  expect(accepted(readB2mml(message, 'xml'))).toMatchObject({ verb: 'cancel', objects })
})

test('a Sync whose action code is Delete is a cancellation', () => {
  const criteria = '<ActionCriteria><ActionExpression actionCode="Delete"/></ActionCriteria>'
  const message = schedule('<ProductionRequest><ID>1</ID></ProductionRequest>', 'Sync', criteria)
  expect(accepted(readB2mml(message, 'xml'))).toMatchObject({ verb: 'cancel', objects: [{ kind: 'cancellation' }] })
})

test('different action codes in one message are refused', () => {
  const criteria =
    '<ActionCriteria><ActionExpression actionCode="Add">/a</ActionExpression><ActionExpression actionCode="Delete">/b</ActionExpression></ActionCriteria>'
  const reading = readB2mml(schedule(request('1', requirement('P', 'Produced')), 'Sync', criteria), 'xml')
  expect(reading.ok).toBe(false)
  expect(details(reading)).toContain('"Add", "Delete"')
})

test.each([
  ['<GetProductionSchedule/>', 'send Sync, Process, Change or Cancel'],
  ['<ProductionSchedule/>', 'send Sync, Process, Change or Cancel'],
  ['<SyncEquipment/>', 'is not taken here'],
  ['<ProcessSegmentInformation/>', 'is not taken here'],
  ['<Syncconstructor/>', 'send Sync'],
  ['<SyncProductionSchedule/>', 'has to have one DataArea'],
  ['<SyncProductionSchedule><DataArea/></SyncProductionSchedule>', 'has no ProductionSchedule'],
])('the message %s is refused as a whole', (message, detail) => {
  const reading = readB2mml(message, 'xml')
  expect(reading.ok).toBe(false)
  expect(details(reading)).toContain(detail)
})

test('what stands in or below a container segment is allotted, even where it says Consumed', () => {
  const container = requirement('A', 'Consumed', `<MaterialLotID>L1</MaterialLotID>${quantity('2')}`)
  const pallet = `<SegmentRequirement><ID>Pallet-1</ID>${container}</SegmentRequirement>`
  const listed = `<SegmentRequirement><ProcessSegmentID>Container</ProcessSegmentID>${pallet}</SegmentRequirement>`
  const order = onlyOrder(schedule(request('1', requirement('P', 'Produced') + listed)))
  expect(order.materials).toEqual([])
  expect(order.allocations).toEqual([{ materialId: 'A', lotId: 'L1', quantity: { value: '2', unit: 'kg' } }])
})
