import { describe, expect, test } from 'vitest'
import { moveLot } from '../../../shared/domain/stock/moving.ts'
import { aUnit, pumps } from '../../support/containers.ts'
import { codes, lot, material, sublot, told } from '../../support/given.ts'

const { sublotId } = sublot()

describe('a move', () => {
  const bay = { equipmentId: 'BAY-1', capabilities: ['dry', 'cold'] }
  const to = told<Parameters<typeof moveLot>[1]>({ to: 'BAY-1' }).to

  test('puts a lot where its material may be stored', () => {
    const cold = material({ storage: ['cold'] })
    expect(moveLot({ lot: lot({ location: 'DOCK' }) }, { to }, bay, cold)).toMatchObject({
      fact: { type: 'andon.lot.moved.v1', data: { from: 'DOCK', to }, about: { type: 'equipment', id: to } },
      changes: [{ change: 'set-lot', set: { location: to }, unlessHeld: true }],
    })
    const part = { to, sublotId }
    expect(moveLot({ lot: lot(), sublot: sublot() }, part, bay, cold)).toMatchObject({
      changes: [{ change: 'set-sublot', sublotId: 'A', set: { location: to } }],
    })
  })

  test('is refused to its present place, to a place too warm, to an unknown place, and on hold', () => {
    const warm = { ...bay, capabilities: [], holds: ['H-2'] }
    const frozen = material({ storage: ['frozen'] })
    expect(codes(moveLot({ lot: lot({ location: to, holds: ['H-1'] }) }, { to }, warm, frozen))).toEqual([
      'lot-on-hold',
      'lot-wrong-status',
      'storage-unfit',
      'equipment-on-hold',
    ])
    expect(codes(moveLot({ lot: lot() }, { to }, undefined, material()))).toEqual(['equipment-unknown'])
    expect(
      codes(moveLot({ lot: lot() }, { to, sublotId: sublot({ sublotId: 'B' }).sublotId }, bay, material())),
    ).toEqual(['sublot-unknown'])
  })

  test('is not of a packed sublot by itself', () => {
    const stock = { lot: pumps(), sublot: aUnit('S-1', { containerId: 'CASE-1' }) }
    expect(codes(moveLot(stock, { to, sublotId: aUnit().sublotId }, bay, undefined))).toEqual(['sublot-packed'])
  })
})
