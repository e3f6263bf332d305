import { describe, expect, test } from 'vitest'
import { defineMaterial } from '../../../shared/domain/stock/material.ts'
import { allSaved, codes, material, saved, told, whyNot } from '../../support/given.ts'

const gtin = '09521234543213'
const pump = (more: Parameters<typeof material>[0] = {}) =>
  material({ materialId: 'PUMP', name: 'Pump', unit: '{each}', ...more })
const lastGivenTo = (materialId: string) =>
  told<NonNullable<Parameters<typeof defineMaterial>[1]>>({ gtin, materialId })

describe('defining a material', () => {
  test('saves all that is said of it', () => {
    const decision = defineMaterial(pump({ storage: ['dry'] }), undefined, undefined)
    expect(decision).toMatchObject({ fact: { type: 'andon.material.defined.v1', data: pump({ storage: ['dry'] }) } })
    expect(saved(decision, 'material')).toEqual(pump({ storage: ['dry'] }))
    expect(allSaved(decision, 'gtin')).toEqual([])
  })
})

describe('the trade item number of a material', () => {
  test.each(['9521234543213', '09521234543213'])('is kept in fourteen digits where it is written as %s', (written) => {
    const decision = defineMaterial(pump({ gtin: written }), undefined, undefined)
    expect(decision).toMatchObject({ fact: { data: { gtin } } })
    expect(saved(decision, 'material').gtin).toBe(gtin)
    expect(saved(decision, 'gtin')).toEqual({ gtin, materialId: 'PUMP' })
  })

  test('that the material bears already is not claimed again', () => {
    const decision = defineMaterial(pump({ gtin }), lastGivenTo('PUMP'), undefined)
    expect([allSaved(decision, 'material').length, allSaved(decision, 'gtin').length]).toEqual([1, 0])
  })

  test('is refused with a wrong check digit, and says which one is right', () => {
    expect(whyNot(defineMaterial(pump({ gtin: '9521234543214' }), undefined, undefined))).toEqual([
      ['barcode-invalid/check-digit', expect.objectContaining({ found: '4', expected: '3' }), 'gtin'],
    ])
  })

  test('is refused while another material bears it', () => {
    const valve = material({ materialId: 'VALVE', gtin })
    expect(whyNot(defineMaterial(pump({ gtin }), lastGivenTo('VALVE'), valve))).toEqual([
      ['already-exists/gtin', { gtin, materialId: 'VALVE' }, 'material:VALVE'],
    ])
  })

  test('goes over from a material that has another one by now, or none', () => {
    for (const former of [
      material({ materialId: 'VALVE', gtin: '00012345678905' }),
      material({ materialId: 'VALVE' }),
    ]) {
      const decision = defineMaterial(pump({ gtin }), lastGivenTo('VALVE'), former)
      expect(codes(decision)).toEqual([])
      expect(saved(decision, 'gtin').materialId).toBe('PUMP')
    }
  })
})
