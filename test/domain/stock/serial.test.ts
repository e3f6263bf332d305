import fc from 'fast-check'
import { expect, test } from 'vitest'
import { identifier } from '../../../events/identifiers.ts'
import { serialKey, unitNamed } from '../../../shared/domain/stock/serial.ts'

const anId = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,20}$/).filter((id) => identifier.safeParse(id).success)

test('the key of a unit names its material and its number', () => {
  expect(serialKey('PUMP', 'S-1')).toBe('PUMP@S-1')
  expect(unitNamed('PUMP@S-1')).toEqual({ materialId: 'PUMP', serial: 'S-1' })
})

test('the key of any unit is read back as what it was made of, and is no other unit’s', () => {
  fc.assert(
    fc.property(anId, anId, anId, anId, (materialId, serial, other, number) => {
      const key = serialKey(materialId, serial)
      expect(unitNamed(key)).toEqual({ materialId, serial })
      expect(key === serialKey(other, number)).toBe(materialId === other && serial === number)
    }),
  )
})
