import { describe, expect, test } from 'vitest'
import { announceUnits as announceBody } from '../../../events/unit.ts'
import { announceUnits } from '../../../shared/domain/production/unit-announcement.ts'
import type { Known } from '../../../shared/domain/stock/make-units.ts'
import {
  announced,
  because,
  codes,
  createdOrder,
  dec,
  each,
  lot,
  order,
  snapshot,
  sublot,
  whyNot,
} from '../../support/given.ts'

const pumps = snapshot({ product: 'PUMP', productUnit: '{each}' })
const ofPumps = (more: object = {}) => order({ product: 'PUMP', quantity: each('10'), ...more })
const announcing = (serials: readonly string[], known: Partial<Known> = {}, lotId = 'PUMP-7') =>
  announceUnits(
    ofPumps(),
    pumps,
    undefined,
    { serials: [], sublots: [], ...known },
    announceBody.parse({ lotId, serials }),
  )

describe('units that are announced', () => {
  test('have their numbers before they are made, and belong to the order', () => {
    expect(announcing(['S-1', 'S-2'])).toMatchObject({
      fact: {
        type: 'andon.unit.announced.v1',
        data: { orderId: 'O-1', materialId: 'PUMP', lotId: 'PUMP-7', serials: ['S-1', 'S-2'] },
        about: { type: 'lot', id: 'PUMP-7' },
      },
      changes: [
        { kind: 'order', value: { serialised: true } },
        { kind: 'serial', id: 'PUMP@S-1', value: { sublotId: 'S-1', orderId: 'O-1', status: 'announced' } },
        { kind: 'serial', id: 'PUMP@S-2', value: { sublotId: 'S-2', orderId: 'O-1', status: 'announced' } },
      ],
    })
  })

  test('can be announced again for another lot, with what is known of them', () => {
    const without = { '0010': dec('1') }
    const moved = announcing(['S-1'], { serials: [announced({ without })] }, 'PUMP-8')
    expect(moved).toMatchObject({
      changes: [{ kind: 'order' }, { value: { lotId: 'PUMP-8', status: 'announced', without } }],
    })
  })

  test('have a number that is given once', () => {
    const taken = { serial: 'S-1', materialId: 'PUMP', lotId: 'PUMP-7' }
    const before = { ...taken, where: { at: 'announced' as const, lotId: 'PUMP-7', orderId: 'O-1' } }
    expect(whyNot(announcing(['S-1'], { serials: [announced()] }))).toEqual([
      because('serial-duplicated/given', before, 'serials/0'),
    ])
    expect(whyNot(announcing(['S-1'], { serials: [announced({ status: undefined })] }, 'PUMP-8'))).toEqual([
      because('serial-duplicated/given', { ...taken, where: { at: 'stock', lotId: 'PUMP-7' } }, 'serials/0'),
    ])
    expect(whyNot(announcing(['S-1', 'S-1']))).toEqual([
      because('serial-duplicated/twice', { serial: 'S-1' }, 'serials/1'),
    ])
    expect(codes(announcing(['S-1'], { sublots: [sublot()] }))).toEqual(['already-exists'])
  })

  test('are for an order under way, for pieces and for its own lot', () => {
    const nothing = { serials: [], sublots: [] }
    const body = announceBody.parse({ lotId: 'PUMP-7', serials: ['S-1'] })
    const on = (from: Parameters<typeof announceUnits>[0], frozen = pumps, found = lot({ orderId: 'O-1' })) =>
      codes(announceUnits(from, frozen, { ...found, materialId: from.product }, nothing, body))
    expect(on(ofPumps())).toEqual([])
    expect(on(createdOrder({ product: 'PUMP' }))).toEqual(['order-wrong-status'])
    expect(on(ofPumps({ status: 'completed' }))).toEqual(['order-wrong-status'])
    expect(on(ofPumps({ holds: ['H-1'] }))).toEqual(['order-on-hold'])
    expect(on(ofPumps(), snapshot({ productUnit: 'kg' }))).toEqual(['unit-mismatch'])
    expect(on(ofPumps(), pumps, lot({ orderId: 'O-2' }))).toEqual(['lot-of-another-order'])
  })
})
