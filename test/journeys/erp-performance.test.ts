import { beforeAll, describe, expect, test } from 'vitest'
import { accepted, approvedVersion, type Crew, codesOf, crewOf, kg, read, releasedLot } from '../support/crew.ts'
import { useSharedPlant } from '../support/plant.ts'

const plant = useSharedPlant()
let crew: Crew
const each = (value: string) => ({ value, unit: '{each}' }) as const

beforeAll(async () => {
  crew = await crewOf(plant().url)
  await releasedLot(crew, 'ERP-SYRUP-RAW', 'GLUCOSE', kg('500'))
  accepted(await crew.erik.defineMaterial({ materialId: 'FOAM' }, { name: 'Foam', unit: 'kg' }))
  accepted(await crew.erik.defineMaterial({ materialId: 'ERP-SYRUP' }, { name: 'Syrup', unit: 'kg' }))
  const line = { lineId: '10', materialId: 'GLUCOSE', quantity: kg('90'), tolerance }
  const foam = { lineId: '30', materialId: 'FOAM', quantity: kg('10'), use: 'by-product', tolerance } as const
  await approvedVersion(crew, 'ERP-SYRUP', '1', [
    { stepId: 'boil', materials: [line, foam], scrapCodes: ['BURNT'] },
    { stepId: 'cool', after: ['boil'] },
  ])
  accepted(await crew.erik.defineMaterial({ materialId: 'ERP-VALVE' }, { name: 'Valve', unit: '{each}' }))
  const batchSize = { min: each('1'), nominal: each('5'), max: each('50') }
  const scrapCodes = ['SCRATCHED']
  await approvedVersion(crew, 'ERP-VALVE', '1', [{ stepId: 'build', flow: 'units', scrapCodes }], { batchSize })
})
const tolerance = { minusPercent: '100', plusPercent: '0' }

async function ordered(orderId: string, recipeId: string, quantity: ReturnType<typeof kg> | ReturnType<typeof each>) {
  accepted(await crew.paula.createOrder({ orderId, recipeId, product: recipeId, quantity }))
}

/** The state of an order in both versions of B2MML, and the performance of V0701. */
async function told(orderId: string) {
  const xml = (await crew.sap.get(`/v1/erp/performance/${orderId}`, 'application/xml')).text
  const { body } = await crew.sap.get(`/v1/erp/performance/${orderId}`)
  const { ApplicationArea: application, DataArea: data } = body.SyncOperationsPerformance
  const [performance] = data.OperationsPerformance
  const [response] = performance.OperationsResponse
  return {
    states: [/<ResponseState.*?>(\w+)</.exec(xml)?.[1], response.ResponseState],
    bodIds: [/<BODID>(.*)</.exec(xml)?.[1], application.BODID],
    ids: [/<ProductionPerformance>\s*<ID>(.*)</.exec(xml)?.[1], performance.ID],
    segments: response.SegmentResponse,
  }
}

describe('the performance of an order', () => {
  const order = { orderId: 'ERP-SYRUP-1' }
  const statesOf = async (id = order.orderId) => (await told(id)).states

  test('says at every moment what the order is, and never completed before it is', async () => {
    await ordered('ERP-SYRUP-1', 'ERP-SYRUP', kg('100'))
    expect(await statesOf()).toEqual(['Other', 'Waiting'])
    accepted(await crew.paula.releaseOrder(order))
    expect(await statesOf()).toEqual(['Ready', 'Ready'])
    accepted(await crew.ada.startOrder(order))
    expect(await statesOf()).toEqual(['Running', 'Running'])
    accepted(await crew.olga.pauseOrder(order, { reason: 'Shift meeting' }))
    expect(await statesOf()).toEqual(['Holding', 'Paused'])
    accepted(await crew.olga.resumeOrder(order))
    const hold = { subject: { type: 'order', id: 'ERP-SYRUP-1' }, reason: 'Smells odd' } as const
    const placed = accepted(await crew.quinn.placeHold(hold)).body
    expect(await statesOf()).toEqual(['Holding', 'Held'])
    const { items } = await read(crew.vera.listHolds({ subject: 'order:ERP-SYRUP-1' }))
    const holdId = items[0]?.holdId ?? placed.factId
    accepted(await crew.quinn.releaseHold({ holdId }, { reason: 'Nothing', ...(await crew.sign('quinn', 'released')) }))
    expect(await statesOf()).toEqual(['Running', 'Running'])
  })

  test('tells of a running order what is done so far, each thing by its own use', async () => {
    const boil = { ...order, stepId: 'boil' }
    accepted(await crew.ada.startStep(boil))
    const line = { stepId: 'boil', lineId: '10', lotId: 'ERP-SYRUP-RAW', quantity: kg('90') }
    accepted(await crew.ada.consume(order, line))
    const make = { stepId: 'boil', lotId: 'ERP-SYRUP-L1' }
    accepted(await crew.ada.produce(order, { ...make, quantity: kg('80') }))
    accepted(await crew.ada.produce(order, { stepId: 'boil', lotId: 'FOAM-L1', quantity: kg('8'), use: 'by-product' }))
    accepted(await crew.ada.produce(order, { ...make, quantity: kg('2'), use: 'scrap', reasonCode: 'BURNT' }))
    accepted(await crew.ada.produce(order, { ...make, quantity: kg('0.5'), use: 'sample' }))
    const { segments } = await told('ERP-SYRUP-1')
    const [boiling, cooling] = segments
    expect([boiling.SegmentState, cooling.SegmentState]).toEqual(['Running', undefined])
    const other = (use: string) => ({ $: 'Other', '@OtherValue': use })
    type Actual = {
      MaterialUse: unknown
      MaterialLotID: string[]
      MaterialActualProperty: { ID: string; Value: unknown }[]
    }
    expect(
      boiling.MaterialActual.map(({ MaterialUse, MaterialLotID, MaterialActualProperty }: Actual) => [
        MaterialUse,
        ...MaterialLotID,
        ...MaterialActualProperty.map(({ ID }) => ID),
      ]),
    ).toEqual([
      ['Consumed', 'ERP-SYRUP-RAW', 'Indice', 'OccurredAt'],
      ['Produced', 'ERP-SYRUP-L1', 'LotStatus', 'OccurredAt'],
      ['By-product Produced', 'FOAM-L1', 'LotStatus', 'Indice', 'OccurredAt'],
      [other('Scrap'), 'ERP-SYRUP-L1', 'ReasonCode', 'OccurredAt'],
      [other('Sample'), 'ERP-SYRUP-L1', 'OccurredAt'],
    ])
  })

  test('says that it was aborted, and stays so when it is closed', async () => {
    await ordered('ERP-SYRUP-2', 'ERP-SYRUP', kg('100'))
    accepted(await crew.paula.releaseOrder({ orderId: 'ERP-SYRUP-2' }))
    accepted(await crew.olga.abortOrder({ orderId: 'ERP-SYRUP-2' }, { reason: 'No demand' }))
    expect(await statesOf('ERP-SYRUP-2')).toEqual(['Aborted', 'Aborted'])
    accepted(await crew.paula.closeOrder({ orderId: 'ERP-SYRUP-2' }))
    expect(await statesOf('ERP-SYRUP-2')).toEqual(['Aborted', 'Aborted'])
  })

  test('names the serial numbers of the units made and scrapped, and counts the units of each step', async () => {
    const valves = { orderId: 'ERP-VALVE-1' }
    await ordered('ERP-VALVE-1', 'ERP-VALVE', each('5'))
    accepted(await crew.paula.releaseOrder(valves))
    accepted(await crew.ada.startOrder(valves))
    accepted(await crew.ada.startStep({ ...valves, stepId: 'build' }))
    const lot = { stepId: 'build', lotId: 'ERP-VALVE-L1' }
    accepted(await crew.ada.produce(valves, { ...lot, quantity: each('2'), serials: ['V-1', 'V-2'] }))
    const lost = { quantity: each('1'), use: 'scrap', reasonCode: 'SCRATCHED', serials: ['V-3'] } as const
    accepted(await crew.ada.announceUnits(valves, { lotId: 'ERP-VALVE-L1', serials: ['V-3'] }))
    accepted(await crew.ada.produce(valves, { ...lot, ...lost }))
    accepted(await crew.ada.completeStep({ ...valves, stepId: 'build' }, { quantity: each('2') }))
    const { segments } = await told('ERP-VALVE-1')
    const counts = segments[0].SegmentData.map((it: { ID: string; Value: [{ ValueString: string }] }) => [
      it.ID,
      it.Value[0].ValueString,
    ])
    expect(counts).toEqual([
      ['UnitsFinished', '2'],
      ['UnitsScrapped', '1'],
    ])
    type Actual = { MaterialUse: unknown; MaterialSubLotID: string[] }
    expect(
      segments[0].MaterialActual.map(({ MaterialUse, MaterialSubLotID }: Actual) => [MaterialUse, MaterialSubLotID]),
    ).toEqual([
      ['Produced', ['V-1', 'V-2']],
      [{ $: 'Other', '@OtherValue': 'Scrap' }, ['V-3']],
    ])
  })

  test('names the units that a completion has scrapped, with the reason, as it names those of a production', async () => {
    const valves = { orderId: 'ERP-VALVE-2' }
    const build = { ...valves, stepId: 'build' }
    await ordered('ERP-VALVE-2', 'ERP-VALVE', each('3'))
    accepted(await crew.paula.releaseOrder(valves))
    accepted(await crew.ada.startOrder(valves))
    const serials = ['W-1', 'W-2', 'W-3']
    accepted(await crew.ada.announceUnits(valves, { lotId: 'ERP-VALVE-L2', serials }))
    accepted(await crew.ada.startStep(build))
    const lose = (more: { scrapReasonCode?: string }) =>
      crew.ada.completeStep(build, { scrappedSerials: ['W-1'], reason: 'It fell', ...more })
    expect(codesOf(await lose({}))).toEqual(['reason-missing'])
    accepted(await lose({ scrapReasonCode: 'SCRATCHED' }))
    const lost = { quantity: each('1'), use: 'scrap', reasonCode: 'SCRATCHED', serials: ['W-2'] } as const
    accepted(await crew.ada.produce(valves, { stepId: 'build', lotId: 'ERP-VALVE-L2', ...lost }))

    const { segments } = await told('ERP-VALVE-2')
    type Actual = { MaterialSubLotID: string[]; MaterialActualProperty: { ID: string; Value: unknown }[] }
    const scrap = segments[0].MaterialActual.map((it: Actual) => [
      ...it.MaterialSubLotID,
      ...it.MaterialActualProperty.flatMap(({ ID }) => (ID === 'OccurredAt' ? [] : ID)),
    ])
    expect(scrap).toEqual([
      ['W-1', 'ReasonCode', 'Reason'],
      ['W-2', 'ReasonCode'],
    ])
    const counts = segments[0].SegmentData.map((it: { ID: string; Value: [{ ValueString: string }] }) => [
      it.ID,
      it.Value[0].ValueString,
    ])
    expect(counts).toEqual([
      ['UnitsFinished', '0'],
      ['UnitsScrapped', '2'],
    ])
    expect(await read(crew.vera.getOrder(valves))).toMatchObject({ scrapped: { 'ERP-VALVE': each('2') } })
    const { outputs } = await read(crew.vera.getOrderBalance(valves))
    expect(outputs).toEqual([
      {
        lotId: 'ERP-VALVE-L2',
        materialId: 'ERP-VALVE',
        quantity: each('2'),
        use: 'scrap',
        reasonCode: 'SCRATCHED',
      },
    ])
  })

  test('has an id of its own in each message, about one document', async () => {
    const [first, second] = [await told('ERP-SYRUP-1'), await told('ERP-SYRUP-1')]
    expect(new Set([...first.bodIds, ...second.bodIds]).size).toBe(4)
    expect(new Set([...first.ids, ...second.ids])).toEqual(new Set(['ERP-SYRUP-1-performance']))
  })

  test('of an order that nobody knows is not found', async () => {
    expect((await crew.sap.getPerformance({ orderId: 'NONE' })).status).toBe(404)
  })
})
