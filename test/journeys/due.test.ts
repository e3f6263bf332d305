import { beforeAll, describe, expect, test } from 'vitest'
import { accepted, approvedRecipe, type Crew, codesOf, crewOf, kg, read, runningOrder } from '../support/crew.ts'
import { usePlant } from '../support/plant.ts'

/** A plant of its own: what is due is so of the whole plant. */
const plant = usePlant()
let crew: Crew

type Asked = Parameters<Crew['vera']['listDue']>[0]

beforeAll(async () => {
  crew = await crewOf(plant().url)
  for (const materialId of ['DUE-MALT', 'DUE-RYE'])
    accepted(await crew.erik.defineMaterial({ materialId }, { name: materialId, unit: 'kg' }))
})

/** What names an item, and its day at the site: the date after which it is due. */
const listed = async (asked: Asked, by: 'vera' | 'erik' = 'erik') =>
  (await read(crew[by].listDue(asked))).items.map((it) =>
    'lotId' in it ? it.lotId : 'equipmentId' in it ? it.equipmentId : `${it.personId} ${it.qualificationId}`,
  )

describe('lots that are due', () => {
  beforeAll(async () => {
    for (const [lotId, materialId, dates] of [
      ['DUE-1', 'DUE-MALT', { expiresAt: '2030-06-30', retestAt: '2030-01-31' }],
      ['DUE-2', 'DUE-RYE', { expiresAt: '2030-05-31' }],
      ['DUE-3', 'DUE-MALT', { expiresAt: '2030-07-31' }],
      ['DUE-4', 'DUE-RYE', {}],
      ['DUE-5', 'DUE-RYE', { expiresAt: '2026-02-28' }],
    ] as const)
      accepted(await crew.ada.receiveLot({ lotId, materialId, quantity: kg('10'), ...dates }))
    accepted(await crew.olga.scrapLot({ lotId: 'DUE-3' }, { quantity: kg('10'), reason: 'Wet' }))
  })

  test('come by the date on which they expire, with what is left, and an empty lot is not due', async () => {
    expect(await listed({ kind: 'expiry' }, 'vera')).toEqual(['DUE-5', 'DUE-2', 'DUE-1'])
    expect(await listed({ kind: 'expiry', order: 'newest' })).toEqual(['DUE-1', 'DUE-2', 'DUE-5'])
    expect((await read(crew.vera.listDue({ kind: 'expiry', limit: '1' }))).items).toEqual([
      expect.objectContaining({ isOverdue: true, status: 'expired', remaining: kg('10'), materialId: 'DUE-RYE' }),
    ])
  })

  test('are due before a date that ends with its day at the site', async () => {
    expect(await listed({ kind: 'expiry', before: '2030-06-29' })).toEqual(['DUE-5', 'DUE-2'])
    expect(await listed({ kind: 'expiry', before: '2030-06-30' })).toEqual(['DUE-5', 'DUE-2', 'DUE-1'])
    expect(await listed({ kind: 'expiry', materialId: 'DUE-MALT' })).toEqual(['DUE-1'])
    expect(await listed({ kind: 'expiry', materialId: 'DUE-MALT', before: '2030-06-29' })).toEqual([])
    expect(await listed({ kind: 'expiry', materialId: 'DUE-MALT', before: '2030-06-30' })).toEqual(['DUE-1'])
  })

  test('are due for their retest, also when quality moves it', async () => {
    expect(await listed({ kind: 'retest' })).toEqual(['DUE-1'])
    accepted(
      await crew.quinn.retestLot(
        { lotId: 'DUE-4' },
        { retestAt: '2029-12-31', ...(await crew.sign('quinn', 'verified')) },
      ),
    )
    expect(await listed({ kind: 'retest' })).toEqual(['DUE-4', 'DUE-1'])
    accepted(
      await crew.quinn.retestLot(
        { lotId: 'DUE-4' },
        { retestAt: '2031-12-31', ...(await crew.sign('quinn', 'verified')) },
      ),
    )
    expect(await listed({ kind: 'retest' })).toEqual(['DUE-1', 'DUE-4'])
    expect(await listed({ kind: 'retest', materialId: 'DUE-RYE' })).toEqual(['DUE-4'])
  })

  test('come in pages, and as a table', async () => {
    const first = await read(crew.vera.listDue({ kind: 'expiry', limit: '2' }))
    expect(first.items).toHaveLength(2)
    expect(await listed({ kind: 'expiry', limit: '2', cursor: first.nextCursor })).toEqual(['DUE-1'])
    const { text } = accepted(await crew.vera.listDue({ kind: 'expiry' }, { accept: 'text/csv' }))
    const [head, line] = text.split('\r\n')
    expect(head).toMatch(/^kind,dueAt,isOverdue,lotId,materialId,status,remaining\.value,/)
    expect(line).toMatch(/^expiry,2026-02-28T23:00:00\.000Z,true,DUE-5,DUE-RYE,expired,10,kg,/)
  })

  test('are those of a sublot, too, whose own date comes before that of its lot', async () => {
    const sublot = (sublotId: string, date: string) =>
      `<MaterialSubLot><ID>${sublotId}</ID><Status>Valid</Status><MaterialLotProperty><ID>ExpiryDate</ID><Value><ValueString>${date}</ValueString></Value></MaterialLotProperty><Quantity><QuantityString>1</QuantityString><UnitOfMeasure>KGM</UnitOfMeasure></Quantity></MaterialSubLot>`
    const message = `<SyncMaterialLot><ApplicationArea/><DataArea><Sync/><MaterialLot><ID>DUE-1</ID><MaterialDefinitionID>DUE-MALT</MaterialDefinitionID>${sublot('EARLY', '2029-03-31')}${sublot('LATER', '2031-03-31')}</MaterialLot></DataArea></SyncMaterialLot>`
    const answer = await fetch(`${plant().url}/v1/erp/b2mml`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${await plant().token('sap')}`,
        'content-type': 'application/xml',
        'idempotency-key': crypto.randomUUID(),
      },
      body: message,
    })
    expect(await answer.json()).toMatchObject({ accepted: [{}, {}], refused: [] })
    const malt = { kind: 'expiry', materialId: 'DUE-MALT' } as const
    expect((await read(crew.vera.listDue(malt))).items).toMatchObject([
      { lotId: 'DUE-1', sublotId: 'EARLY', remaining: kg('1'), status: 'quarantine' },
      { lotId: 'DUE-1', remaining: kg('12') },
    ])
    expect(await listed({ ...malt, before: '2029-12-31' })).toEqual(['DUE-1'])
  })

  test('are shown with every hold on them, those on their material too', async () => {
    const { holdId, release } = { holdId: 'DUE-HOLD', release: await crew.sign('quinn', 'released') }
    accepted(await crew.quinn.placeHold({ holdId, subject: { type: 'material', id: 'DUE-MALT' }, reason: 'Mould' }))
    const { items } = await read(crew.vera.listDue({ kind: 'expiry', materialId: 'DUE-MALT', limit: '1' }))
    expect(items).toMatchObject([{ holds: [holdId] }])
    accepted(await crew.quinn.releaseHold({ holdId }, { reason: 'Clean', ...release }))
  })

  test('are not narrowed by what they do not have', async () => {
    const answer = await crew.vera.listDue({ kind: 'expiry', equipmentId: 'DUE-KETTLE' })
    expect(codesOf(answer)).toEqual(['invalid-request'])
    expect(answer.text).toContain('equipmentId narrows only what is due by calibration, maintenance, cleaning')
    expect(codesOf(await crew.vera.get('/v1/due'))).toEqual(['invalid-request'])
  })
})

describe('equipment that is due', () => {
  beforeAll(async () => {
    accepted(await crew.erik.defineEquipmentClass({ equipmentClassId: 'DUE-KETTLES' }, { name: 'Kettles' }))
    for (const [equipmentId, more] of [
      ['DUE-BREWHOUSE', { level: 'work-center' }],
      ['DUE-KETTLE', { level: 'work-unit', parentId: 'DUE-BREWHOUSE', equipmentClass: 'DUE-KETTLES' }],
      ['DUE-SCALE', { level: 'work-unit', calibrationDueAt: '2030-03-31', cleanUntil: '2030-01-31' }],
    ] as const)
      accepted(await crew.erik.defineEquipment({ equipmentId }, { name: equipmentId, ...more }))
    await approvedRecipe(crew, 'DUE-CLEANING', [
      { stepId: 'clean', equipmentClass: 'DUE-KETTLES', kind: 'cleaning', cleanFor: { value: '8', unit: 'h' } },
    ])
  })

  test('is due for calibration by its definition', async () => {
    expect(await listed({ kind: 'calibration' })).toEqual(['DUE-SCALE'])
    expect(await listed({ kind: 'calibration', before: '2030-03-30' })).toEqual([])
    expect((await read(crew.vera.listDue({ kind: 'calibration' }))).items).toMatchObject([
      { kind: 'calibration', dueAt: '2030-03-31T22:00:00.000Z', isOverdue: false, level: 'work-unit' },
    ])
  })

  test('is due for cleaning by what was cleaned last', async () => {
    expect(await listed({ kind: 'cleaning' })).toEqual(['DUE-SCALE'])
    await runningOrder(crew, 'DUE-CLEAN-1', 'DUE-CLEANING', [{ stepId: 'clean', equipmentId: 'DUE-KETTLE' }])
    accepted(await crew.ada.completeStep({ orderId: 'DUE-CLEAN-1', stepId: 'clean' }))
    expect(await listed({ kind: 'cleaning' })).toEqual(['DUE-KETTLE', 'DUE-SCALE'])
    expect(await listed({ kind: 'cleaning', equipmentId: 'DUE-BREWHOUSE' })).toEqual(['DUE-KETTLE'])
    expect(await listed({ kind: 'cleaning', equipmentId: 'DUE-SCALE' })).toEqual(['DUE-SCALE'])
  })
})

describe('qualifications that are due', () => {
  beforeAll(async () => {
    for (const [personId, qualifications] of [
      ['ada', [{ qualificationId: 'TORQUE', validUntil: '2030-04-30' }, { qualificationId: 'FORKLIFT' }]],
      ['ben', [{ qualificationId: 'TORQUE', validUntil: '2031-04-30', retrainingDueAt: '2030-02-28' }]],
      // The second renews the first.
      [
        'olga',
        [
          { qualificationId: 'TORQUE', validUntil: '2026-01-31' },
          { qualificationId: 'TORQUE', level: 2, validUntil: '2032-01-31' },
        ],
      ],
    ] as const)
      accepted(await crew.erik.definePerson({ personId }, { name: personId, qualifications: [...qualifications] }))
  })

  test('come by their end or their retraining, without what was renewed', async () => {
    expect(await listed({ kind: 'qualification' })).toEqual(['ben TORQUE', 'ada TORQUE', 'olga TORQUE'])
    expect(await listed({ kind: 'qualification', before: '2030-04-30' })).toEqual(['ben TORQUE', 'ada TORQUE'])
    expect((await read(crew.erik.listDue({ kind: 'qualification', personId: 'olga' }))).items).toMatchObject([
      { personId: 'olga', level: 2, isOverdue: false },
    ])
  })

  test('are shown to those who may read about people, and to each person their own', async () => {
    expect(codesOf(await crew.ada.listDue({ kind: 'qualification' }))).toEqual(['forbidden'])
    expect(codesOf(await crew.ada.listDue({ kind: 'qualification', personId: 'ben' }))).toEqual(['forbidden'])
    expect((await read(crew.ada.listDue({ kind: 'qualification', personId: 'ada' }))).items).toHaveLength(1)
  })
})

test('lots are found by their supplier and the number on its label, whichever material they are', async () => {
  for (const [lotId, materialId, from] of [
    ['SEL-1', 'DUE-MALT', { supplierId: 'MOULIN', supplierLot: '24/117' }],
    ['SEL-2', 'DUE-RYE', { supplierId: 'MOULIN', supplierLot: '24/118' }],
    ['SEL-3', 'DUE-RYE', { supplierId: 'SILO', supplierLot: '24/117' }],
    ['24/118', 'DUE-MALT', { supplierId: 'SILO' }],
  ] as const)
    accepted(await crew.ada.receiveLot({ lotId, materialId, quantity: kg('1'), ...from }))
  accepted(await crew.olga.scrapLot({ lotId: 'SEL-2' }, { quantity: kg('1'), reason: 'Wet' }))
  const found = async (query: Parameters<Crew['vera']['listLots']>[0]) =>
    (await read(crew.vera.listLots(query))).items.map(({ lotId }) => lotId).sort()
  expect(await found({ supplierLot: '24/117' })).toEqual(['SEL-1', 'SEL-3'])
  expect(await found({ supplierLot: '24/118' })).toEqual(['24/118', 'SEL-2'])
  expect(await found({ supplierId: 'MOULIN' })).toEqual(['SEL-1', 'SEL-2'])
  expect(await found({ supplierId: 'SILO', supplierLot: '24/117' })).toEqual(['SEL-3'])
  expect(await found({ supplierLot: '24/118', materialId: 'DUE-MALT' })).toEqual(['24/118'])
  // A retest leaves them where they are found.
  const fresh = { retestAt: '2031-01-31', ...(await crew.sign('quinn', 'verified')) }
  accepted(await crew.quinn.retestLot({ lotId: 'SEL-1' }, fresh))
  expect(await found({ supplierId: 'MOULIN', supplierLot: '24/117' })).toEqual(['SEL-1'])
})
