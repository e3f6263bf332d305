import { expect, test } from 'vitest'
import { materialId } from '../../../events/identifiers.ts'
import { readDelivery } from '../../../shared/domain/codes/delivery-label.ts'

const material = (unit: 'kg' | '{each}') => ({ materialId: materialId.parse('SUC'), unit })
const gtin = { ai: '01', value: '09521234543213' }

test('a label names the lot, the material of its GTIN and the net weight with all its decimals', () => {
  const label = readDelivery([gtin, { ai: '3102', value: '002500' }, { ai: '10', value: 'SUC-77' }], material('kg'))
  expect(label).toEqual({ materialId: 'SUC', lotId: 'SUC-77', quantity: { value: '25.00', unit: 'kg' } })
})

test('a gross weight is no quantity', () => {
  expect(readDelivery([gtin, { ai: '3302', value: '002600' }], material('kg'))).toEqual({ materialId: 'SUC' })
})

test('a count is a quantity of what is kept in pieces, and of nothing else', () => {
  const counted = [gtin, { ai: '37', value: '0040' }]
  expect(readDelivery(counted, material('{each}')).quantity).toEqual({ value: '40', unit: '{each}' })
  expect(readDelivery(counted, material('kg')).quantity).toBeUndefined()
  expect(readDelivery([gtin, { ai: '30', value: '00' }], material('{each}')).quantity).toBeUndefined()
})

test('a serial number is one piece', () => {
  const label = readDelivery([gtin, { ai: '21', value: 'P005' }], material('{each}'))
  expect(label).toMatchObject({ serials: ['P005'], quantity: { value: '1', unit: '{each}' } })
})

test('a GTIN that the plant does not have leaves the material open', () => {
  expect(readDelivery([gtin, { ai: '10', value: 'L-1' }], undefined)).toEqual({ lotId: 'L-1' })
})
