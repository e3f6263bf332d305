import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { readB2mml } from '../../shared/messaging/b2mml/read.ts'
import { inWords } from '../support/words.ts'

const folder = new URL('../../../shared/data/b2mml/', import.meta.url)
const present = existsSync(folder)
if (!present) console.warn(`SKIPPED: the ERP's own messages are not beside this repository (../shared/data/b2mml).`)

function objectsOf(prefix: string) {
  const name = readdirSync(folder).find((file) => file.startsWith(prefix) && file.endsWith('.xml')) ?? ''
  const reading = readB2mml(readFileSync(new URL(name, folder), 'utf8'), 'xml')
  if (!reading.ok) throw new Error(`${name} is refused: ${reading.faults.map(inWords)[0]}`)
  expect(reading.faults).toEqual([])
  expect(reading).toMatchObject({ verb: 'sync', sender: 'DEV130' })
  return reading.objects
}

describe.skipIf(!present)('the messages of a real ERP', () => {
  test('give the material with its unit and hazards', () => {
    expect(objectsOf('MAT-')).toEqual([
      {
        kind: 'material',
        materialId: 'CRBN0001',
        name: 'Product Courbon0001',
        unit: 'kg',
        hazards: ['C', 'XN'],
      },
    ])
  })

  test('give the lot with its status and expiry', () => {
    expect(objectsOf('LOT-')).toEqual([
      {
        kind: 'lot',
        lotId: 'CRBN0001_LOT01',
        materialId: 'CRBN0001',
        status: 'released',
        expiresAt: '2013-12-08T00:00:00.000Z',
      },
    ])
  })

  test('give the sublot, in quarantine since it is not valid', () => {
    expect(objectsOf('INV-')).toEqual([
      {
        kind: 'sublot',
        sublotId: 'CRBN0001_LOT01_01',
        lotId: 'CRBN0001_LOT01',
        materialId: 'CRBN0001',
        status: 'quarantine',
        quantity: { value: '24.910', unit: 'kg' },
      },
    ])
  })

  test('give the order with four weighing lines, two of one material, and two containers', () => {
    const line = (lineId: string, materialId: string, value: string, equipmentId: string) => ({
      lineId,
      materialId,
      quantity: { value, unit: 'kg' },
      equipmentId,
      use: 'consumed',
    })
    expect(objectsOf('PRO-')).toEqual([
      {
        kind: 'order',
        orderId: '258456',
        product: 'SO1215',
        quantity: { value: '1.000', unit: 'kg' },
        materials: [
          line('0010', 'CRBN0001', '5.000', 'BOX3'),
          line('0020', 'CRBN0002', '50.000', 'BOX1'),
          line('0030', 'CRBN0001', '811.000', 'BOX3'),
          line('0040', 'CRBN0003', '100.000', 'BOX4'),
        ],
        allocations: [
          {
            materialId: 'CRBN0001',
            lotId: 'CRBN0001_LOT01',
            sublotId: '412345670000003212',
            quantity: { value: '199.910', unit: 'kg' },
          },
          {
            materialId: 'CRBN0002',
            lotId: 'CRBN0002_LOT01',
            sublotId: '412345670021003212',
            quantity: { value: '2152.3', unit: 'kg' },
          },
        ],
        parameters: [{ parameterId: 'Center', segment: 'Weighing', value: '3' }],
      },
    ])
  })
})
