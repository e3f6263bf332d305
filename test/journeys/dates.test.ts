import { beforeAll, describe, expect, test } from 'vitest'
import { accepted, type Crew, codesOf, crewOf, kg, read } from '../support/crew.ts'
import { useSharedPlant } from '../support/plant.ts'

const plant = useSharedPlant()
let crew: Crew

beforeAll(async () => {
  crew = await crewOf(plant().url)
  accepted(await crew.erik.defineMaterial({ materialId: 'RYE' }, { name: 'Rye flour', unit: 'kg', shelfLifeDays: 90 }))
})

async function erp(message: string): Promise<{ readonly refused: readonly unknown[] }> {
  const answer = await fetch(`${plant().url}/v1/erp/b2mml`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${await plant().token('sap')}`,
      'content-type': 'application/xml',
      'idempotency-key': crypto.randomUUID(),
    },
    body: message,
  })
  return (await answer.json()) as { refused: unknown[] }
}

/** A message of an ERP about a lot that expires on a date. */
const expiring = (lotId: string, date: string) => `<SyncMaterialLot xmlns="http://www.mesa.org/xml/B2MML">
  <ApplicationArea><CreationDateTime>2026-03-02T12:00:00Z</CreationDateTime></ApplicationArea>
  <DataArea><Sync/><MaterialLot><ID>${lotId}</ID><MaterialDefinitionID>RYE</MaterialDefinitionID>
  <MaterialLotProperty><ID>ExpirationDate</ID><Value><ValueString>${date}</ValueString></Value></MaterialLotProperty>
  <Quantity><QuantityString>10</QuantityString><UnitOfMeasure>KGM</UnitOfMeasure></Quantity></MaterialLot></DataArea></SyncMaterialLot>`

describe('a date without a time ends with its day at the site', () => {
  test.each([
    ['2037-06-30', '2037-06-30T22:00:00.000Z'],
    ['2027-03-28', '2027-03-28T22:00:00.000Z'],
    ['2027-10-31', '2027-10-31T23:00:00.000Z'],
    ['9999-12-31', '9999-12-31T23:00:00.000Z'],
  ])('of a delivery and of an ERP: %s is good before %s', async (date, end) => {
    const [here, there] = [`RYE-${date}`, `RYE-ERP-${date}`]
    const receipt = await read(
      crew.ada.receiveLot({ lotId: here, materialId: 'RYE', quantity: kg('10'), expiresAt: date, retestAt: date }),
    )
    expect(receipt.data).toMatchObject({ expiresAt: end, retestAt: end })
    expect(await erp(expiring(there, date))).toMatchObject({ refused: [] })
    for (const lotId of [here, there]) expect(await read(crew.vera.getLot({ lotId }))).toMatchObject({ expiresAt: end })
  })

  test('of a retest, a calibration, a qualification and an order that is due', async () => {
    const end = '2037-06-30T22:00:00.000Z'
    accepted(await crew.ada.receiveLot({ lotId: 'RYE-RETEST', materialId: 'RYE', quantity: kg('10') }))
    const found = { expiresAt: '2037-06-30', retestAt: '2037-06-30', ...(await crew.sign('quinn', 'verified')) }
    const retested = await read(crew.quinn.retestLot({ lotId: 'RYE-RETEST' }, found))
    expect(retested.data).toMatchObject({ expiresAt: end, retestAt: end })
    const scale = {
      name: 'Scale',
      level: 'work-unit',
      calibrationDueAt: '2037-06-30',
      cleanUntil: '2037-06-30',
    } as const
    const defined = await read(crew.erik.defineEquipment({ equipmentId: 'RYE-SCALE' }, scale))
    expect(defined.data).toMatchObject({ calibrationDueAt: end, cleanUntil: end })
    const held = { qualificationId: 'baking', validUntil: '2037-06-30', retrainingDueAt: '2037-06-30' }
    const person = await read(
      crew.erik.definePerson({ personId: 'rye-baker' }, { name: 'Rye', qualifications: [held] }),
    )
    expect(person.data).toMatchObject({ qualifications: [{ validUntil: end, retrainingDueAt: end }] })
  })

  test('of a shelf life: what was milled in the evening of 1 March keeps 90 days, until the end of 30 May', async () => {
    const made = { materialId: 'RYE', quantity: kg('10'), manufacturedAt: '2026-03-01T20:00:00.000Z' }
    const receipt = await read(crew.ada.receiveLot({ lotId: 'RYE-MILLED', ...made }))
    expect(receipt.data).toMatchObject({ expiresAt: '2026-05-30T22:00:00.000Z' })
  })

  test('of a GS1 symbol, in which day 00 is the last of the month', async () => {
    accepted(await crew.ada.receiveLot({ lotId: 'RYE-GS1', materialId: 'RYE', quantity: kg('10') }))
    const { elements } = await read(crew.vera.scan({ code: '(15)370228(17)370200(11)360301(10)RYE-GS1' }))
    const end = { date: '2037-02-28', until: '2037-02-28T23:00:00.000Z' }
    expect(elements).toMatchObject([end, end, { date: '2036-03-01' }, { value: 'RYE-GS1' }])
    expect(elements[2]).not.toHaveProperty('until')
  })

  test('and a date that no calendar has is refused', async () => {
    const body = { lotId: 'RYE-30-2', materialId: 'RYE', quantity: kg('10'), expiresAt: '2027-02-30' }
    const refused = await crew.ada.receiveLot(body)
    expect(codesOf(refused)).toEqual(['invalid-request'])
    expect(refused.text).toContain('or a date, such as 2026-03-01, which ends with its day')
  })
})
