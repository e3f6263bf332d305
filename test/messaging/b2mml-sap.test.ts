import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { withSiteTimes } from '../../shared/messaging/b2mml/local-time.ts'
import type { B2mmlReading } from '../../shared/messaging/b2mml/message.ts'
import { readB2mml } from '../../shared/messaging/b2mml/read.ts'
import { erpCode, unitOfCode } from '../../shared/messaging/b2mml/units.ts'
import { spoken } from '../support/words.ts'

const file = new URL('fixtures/b2mml-v0401-sap-schedule.xml', import.meta.url)
const inUnit = (unit: string) => readFileSync(file, 'utf8').replaceAll('UNIT', unit)
const objectsOf = (reading: B2mmlReading) => (reading.ok ? reading.objects : [])

describe('a schedule as SAP writes it', () => {
  test('is taken: times of the site, a zero beside the quantity, a storage zone, a percentage of scrap', () => {
    const reading = readB2mml(inUnit('ST'), 'xml')
    expect(reading).toMatchObject({ ok: true, faults: [] })
    expect(objectsOf(reading)).toMatchObject([
      {
        orderId: '000LOAF0001',
        quantity: { value: '10000.000', unit: '{each}' },
        materials: [
          { materialId: '000000000000000815', equipmentId: 'SILO-1', quantity: { value: '5000', unit: 'kg' } },
        ],
      },
    ])
  })

  test('has times of the site, in summer and in winter', () => {
    const [order] = objectsOf(readB2mml(inUnit('ST'), 'xml')).map((it) => withSiteTimes(it, 'Europe/Paris'))
    expect(order).toMatchObject({ startAt: '2027-01-05T05:00:00.000Z', dueAt: '2027-07-05T12:00:00.000Z' })
  })

  test.each(['CS', 'PAL', 'PF', 'TS', 'KAR'])('is refused in %s for that unit alone, by name', (unit) => {
    const at = expect.stringContaining('/Quantity[1]')
    expect(spoken(readB2mml(inUnit(unit), 'xml'))).toMatchObject({
      faults: [{ detail: expect.stringContaining(unit), ref: at }],
    })
  })

  test('with two quantities that are not zero is not guessed at', () => {
    const { faults } = readB2mml(inUnit('ST').replace('>0.000<', '>7.000<'), 'xml')
    expect(faults).toMatchObject([{ code: 'invalid-request', variant: 'b2mml-several' }])
  })
})

test('a code of an ERP is never a unit of UCUM by accident', () => {
  const codes = ['PAL', 'PF', 'TS', 'MT', 'PA', 'CS', 'BT', 'DR', 'ROL', 'KAR', 'kar']
  expect(codes.map(unitOfCode)).toEqual(codes.map(() => undefined))
  expect([unitOfCode('MG'), unitOfCode('mg'), unitOfCode('Mg')]).toEqual(['mg', 'mg', undefined])
  expect(unitOfCode(erpCode('Pa'))).toBe('Pa')
})
