import { describe, expect, test } from 'vitest'
import { makeContainer as makeBody, moveContainer as moveBody } from '../../../events/container.ts'
import { makeContainer, moveContainer } from '../../../shared/domain/stock/container-place.ts'
import { aContainer, aUnit, nowhere, pumps } from '../../support/containers.ts'
import { accepted, codes, material, saved, whyNot } from '../../support/given.ts'

type Around = typeof nowhere
const rack = { equipmentId: 'RACK-1', capabilities: ['dry'] }
const cold = material({ materialId: 'PUMP', unit: '{each}', storage: ['cold'] })

describe('making a container', () => {
  const make = (more: object = {}, place?: typeof rack, existing?: ReturnType<typeof aContainer>, by?: string) =>
    makeContainer(existing, makeBody.parse({ containerId: 'CASE-1', kind: 'case', ...more }), place, by)

  test('gives an empty one, where it stands', () => {
    const decision = make({ location: 'RACK-1' }, rack, undefined, 'command-7')
    expect(decision).toMatchObject({
      fact: { type: 'andon.container.made.v1', data: { containerId: 'CASE-1', kind: 'case' } },
    })
    expect(saved(decision, 'container')).toEqual(aContainer({ location: 'RACK-1', numberedBy: 'command-7' }))
    expect(saved(make(), 'container')).toEqual(aContainer())
  })

  test('takes a number of its own with a letter in it, or an SSCC, which digits alone have to be', () => {
    const numbered = (containerId: string) => whyNot(make({ containerId }))
    expect([numbered('C-4711'), numbered('395212340000000014')]).toEqual([[], []])
    expect(numbered('395212340000000015')).toEqual([
      [
        'barcode-invalid/container-id',
        { because: expect.objectContaining({ code: 'barcode-invalid', variant: 'check-digit' }) },
        'containerId',
      ],
    ])
    for (const number of ['4711', '1'.repeat(30)])
      expect(codes(make({ containerId: number }))).toEqual(['barcode-invalid'])
  })

  test('is refused for a number that is taken, and at a place that is not there or on hold', () => {
    expect(whyNot(make({ location: 'RACK-9' }, undefined, aContainer()))).toEqual([
      ['already-exists/container', { containerId: 'CASE-1' }, 'containerId'],
      ['equipment-unknown/storage', { equipmentId: 'RACK-9' }, 'equipment:RACK-9'],
    ])
    expect(codes(make({ location: 'RACK-1' }, { ...rack, holds: ['H-1'] } as typeof rack))).toEqual([
      'equipment-on-hold',
    ])
  })
})

describe('moving a container', () => {
  const move = (
    from = aContainer({ location: 'RACK-2' }),
    around: Around = { ...nowhere, place: rack },
    more: object = {},
  ) => moveContainer(from, moveBody.parse({ to: 'RACK-1', ...more }), around)

  test('moves it, unless a hold is placed first', () => {
    const around = { ...nowhere, place: rack, lots: [pumps()] }
    expect(move(undefined, around, { reason: 'For the truck' })).toEqual({
      outcome: 'accepted',
      fact: {
        type: 'andon.container.moved.v1',
        data: { containerId: 'CASE-1', from: 'RACK-2', to: 'RACK-1', reason: 'For the truck' },
        about: { type: 'equipment', id: 'RACK-1' },
      },
      changes: [
        { change: 'save', kind: 'container', id: 'CASE-1', value: aContainer({ location: 'RACK-1' }) },
        { change: 'require-no-hold', lotId: 'PUMP-7' },
      ],
    })
    expect(accepted(move(aContainer())).fact.data).toEqual({ containerId: 'CASE-1', to: 'RACK-1' })
  })

  test('is refused for every reason at once', () => {
    const around = {
      place: rack,
      lots: [pumps({ holds: ['H-1'] })],
      sublots: [aUnit('S-1', { holds: ['H-2'] })],
      materials: [cold],
    }
    expect(whyNot(move(aContainer({ parentId: 'PALLET-1' }), around)).map(([key]) => key)).toEqual([
      'container-packed',
      'lot-on-hold',
      'sublot-on-hold',
      'storage-unfit',
    ])
    expect(whyNot(move(undefined, nowhere))).toEqual([
      ['equipment-unknown/storage', { equipmentId: 'RACK-1' }, 'equipment:RACK-1'],
    ])
  })
})
