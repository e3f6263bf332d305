import { describe, expect, test } from 'vitest'
import {
  type ErpLotMessage,
  type SublotNews,
  synchronizeLot,
  synchronizeSublot,
} from '../../../shared/domain/stock/stock-news.ts'
import {
  accepted,
  codes,
  each,
  kg,
  later,
  litres,
  lot,
  material,
  noon,
  sublot,
  type Told,
  told,
  whyNot,
} from '../../support/given.ts'

const news = (more: Partial<Told<ErpLotMessage>> = {}): ErpLotMessage =>
  told<ErpLotMessage>({ lotId: 'SUC-1', materialId: 'SUCROSE', status: 'released', quantity: kg('5'), ...more })
const part = (more: Partial<Told<SublotNews>> = {}): SublotNews =>
  told<SublotNews>({ ...news(), sublotId: 'A', ...more })
const ofLot = (more: Partial<Told<ErpLotMessage>>, known = lot()) => synchronizeLot(known, material(), news(more), noon)
const ofSublot = (more: Partial<Told<SublotNews>>, known = sublot(), within = lot()) =>
  synchronizeSublot(within, known, part(more), noon)

const madeHere = ['lot-wrong-status/erp-made', { lotId: 'SUC-1', orderId: 'O-1' }, 'order:O-1']
const rejected = ['lot-wrong-status/erp-rejected', { lotId: 'SUC-1' }, 'lot:SUC-1']

describe('a new lot of the ERP', () => {
  const brought = (more: Partial<Told<ErpLotMessage>> = {}) => synchronizeLot(undefined, material(), news(more), noon)

  test('comes in as the ERP vouches for it', () => {
    expect(brought({ expiresAt: later(60) })).toEqual({
      outcome: 'accepted',
      fact: {
        type: 'andon.lot.received.v1',
        data: { lotId: 'SUC-1', materialId: 'SUCROSE', quantity: kg('5'), status: 'released', expiresAt: later(60) },
        about: { type: 'material', id: 'SUCROSE' },
      },
      changes: [
        {
          change: 'create-lot',
          lot: {
            lotId: 'SUC-1',
            materialId: 'SUCROSE',
            unit: 'kg',
            quantity: '5',
            remaining: '5',
            status: 'released',
            holds: [],
            receivedAt: noon,
            expiresAt: later(60),
          },
        },
      ],
    })
  })

  test('is in quarantine where the ERP names no status, and empty where it names no quantity', () => {
    expect(accepted(brought({ status: undefined, quantity: undefined })).changes).toMatchObject([
      { lot: { quantity: '0', remaining: '0', unit: 'kg', status: 'quarantine' } },
    ])
  })

  test('is kept in the unit that the ERP uses, of the dimension of its material', () => {
    expect(brought({ quantity: { value: '5000', unit: 'g' } })).toMatchObject({
      changes: [{ lot: { unit: 'g', quantity: '5000' } }],
    })
    expect(whyNot(brought({ quantity: litres('5') }))).toEqual([
      ['unit-mismatch/material-density', { materialId: 'SUCROSE', unit: 'kg', told: 'L' }, 'quantity/unit'],
    ])
    expect(whyNot(brought({ quantity: each('5') }))).toEqual([
      ['unit-mismatch/material', { materialId: 'SUCROSE', unit: 'kg', told: '{each}' }, 'quantity/unit'],
    ])
  })

  test('waits for its material', () => {
    expect(whyNot(synchronizeLot(undefined, undefined, news(), noon))).toEqual([
      ['not-found/material-to-send', { materialId: 'SUCROSE' }, 'material:SUCROSE'],
    ])
  })
})

describe('an ERP message about a known lot', () => {
  test('sets its status and expiry, and records the quantity without changing the balance', () => {
    expect(ofLot({ status: 'rejected', expiresAt: later(60), quantity: kg('1') })).toEqual({
      outcome: 'accepted',
      fact: {
        type: 'andon.lot.synchronized.v1',
        data: { lotId: 'SUC-1', status: 'rejected', expiresAt: later(60), quantity: kg('1') },
      },
      changes: [
        {
          change: 'set-lot',
          lotId: 'SUC-1',
          set: {
            status: 'rejected',
            expiresAt: later(60),
            decidedAt: noon,
            past: { former: [{ until: noon, value: { status: 'released' } }] },
          },
          unlessHeld: false,
        },
      ],
    })
  })

  test('keeps absent fields', () => {
    const silent = { status: undefined, quantity: undefined }
    expect(ofLot(silent, lot({ status: 'quarantine', holds: ['H-1'] }))).toMatchObject({
      fact: { data: { lotId: 'SUC-1' } },
      changes: [{ set: {}, unlessHeld: false }],
    })
    expect(accepted(ofLot({ status: undefined, expiresAt: noon })).changes).toMatchObject([
      { set: { expiresAt: noon } },
    ])
  })

  test('releases it only if no hold is placed first', () => {
    expect(accepted(ofLot({}, lot({ status: 'quarantine' }))).changes).toMatchObject([{ unlessHeld: true }])
    expect(whyNot(ofLot({}, lot({ status: 'quarantine', holds: ['H-1'] })))).toEqual([
      ['lot-on-hold', { lotId: 'SUC-1', holds: ['H-1'] }, 'lot:SUC-1'],
    ])
  })

  test('releases no output of an order and no rejected stock, with every reason', () => {
    const made = { orderId: 'O-1', holds: ['H-1'] } as const
    expect(whyNot(ofLot({}, lot({ ...made, status: 'rejected' })))).toEqual([
      ['lot-wrong-status/made-by-order', { lotId: 'SUC-1', orderId: 'O-1' }, 'order:O-1'],
      ['lot-wrong-status/rejected-by-quality', { lotId: 'SUC-1' }, 'lot:SUC-1'],
      ['lot-on-hold', { lotId: 'SUC-1', holds: ['H-1'] }, 'lot:SUC-1'],
    ])
    expect(whyNot(ofLot({ status: 'quarantine' }, lot({ ...made, status: 'rejected' })))).toEqual([rejected])
    expect(codes(ofLot({ status: 'quarantine' }, lot({ ...made, status: 'released' })))).toEqual([])
    expect(codes(ofLot({ status: 'rejected' }, lot({ ...made, status: 'rejected' })))).toEqual([])
  })

  test('sets no expiry of what the plant made or quality rejected, and may repeat the one that it has', () => {
    const expiry = { status: undefined, expiresAt: later(60) }
    expect(whyNot(ofLot(expiry, lot({ orderId: 'O-1' })))).toEqual([madeHere])
    expect(whyNot(ofLot(expiry, lot({ status: 'rejected' })))).toEqual([rejected])
    expect(codes(ofLot(expiry, lot({ orderId: 'O-1', expiresAt: later(60) })))).toEqual([])
  })

  test('adds no stock to such a lot, and releases no part of it', () => {
    const added = (within: ReturnType<typeof lot>) => synchronizeSublot(within, undefined, part(), noon)
    expect(whyNot(added(lot({ orderId: 'O-1' })))).toEqual([madeHere])
    expect(whyNot(added(lot({ status: 'rejected' })))).toEqual([rejected])
    expect(whyNot(ofSublot({}, sublot({ status: 'quarantine' }), lot({ orderId: 'O-1' })))).toEqual([madeHere])
    expect(whyNot(ofSublot({}, sublot({ status: 'quarantine' }), lot({ status: 'rejected' })))).toEqual([rejected])
    expect(whyNot(ofSublot({ status: 'quarantine' }, sublot({ status: 'rejected' })))).toEqual([rejected])
  })

  test('may repeat that it is released, even under a hold', () => {
    expect(accepted(ofLot({}, lot({ orderId: 'O-1', holds: ['H-1'] }))).changes).toMatchObject([{ unlessHeld: false }])
  })

  test('is refused for another material, and for an undefined one, with different reasons', () => {
    const found = synchronizeLot(lot(), undefined, news({ materialId: 'SALT' }), noon)
    expect(whyNot(found)).toEqual([
      ['not-found/material-to-send', { materialId: 'SALT' }, 'material:SALT'],
      ['lot-wrong-material/erp', { lotId: 'SUC-1', materialId: 'SUCROSE', told: 'SALT' }, 'lot:SUC-1'],
    ])
  })
})

describe('a new sublot of the ERP', () => {
  const brought = (more: Partial<Told<SublotNews>> = {}, within = lot()) =>
    synchronizeSublot(within, undefined, part(more), noon)

  test('adds its content to the lot, in the unit of the lot', () => {
    expect(brought({ expiresAt: later(60) }, lot({ unit: 'g' }))).toEqual({
      outcome: 'accepted',
      fact: {
        type: 'andon.sublot.received.v1',
        data: {
          lotId: 'SUC-1',
          sublotId: 'A',
          materialId: 'SUCROSE',
          quantity: { value: '5000', unit: 'g' },
          status: 'released',
          expiresAt: later(60),
        },
      },
      changes: [
        {
          change: 'create-sublot',
          sublot: {
            lotId: 'SUC-1',
            sublotId: 'A',
            unit: 'g',
            quantity: '5000',
            remaining: '5000',
            status: 'released',
            expiresAt: later(60),
            past: { knownSince: noon },
          },
        },
        { change: 'add-stock', lotId: 'SUC-1', value: '5000', inSublots: true, isDated: true },
      ],
    })
  })

  test('is in quarantine and empty where the ERP says no more', () => {
    expect(brought({ status: undefined, quantity: undefined })).toMatchObject({
      changes: [{ sublot: { status: 'quarantine', quantity: '0' } }, { value: '0' }],
    })
  })

  test('comes after its lot', () => {
    expect(whyNot(synchronizeSublot(undefined, undefined, part({ quantity: litres('5') }), noon))).toEqual([
      ['lot-unknown/before-sublots', { lotId: 'SUC-1' }, 'lot:SUC-1'],
    ])
  })

  test('is of the material of the lot, in its dimension, and says so of both', () => {
    expect(whyNot(brought({ materialId: 'SALT', quantity: litres('5') }))).toEqual([
      ['lot-wrong-material/erp', { lotId: 'SUC-1', materialId: 'SUCROSE', told: 'SALT' }, 'lot:SUC-1'],
      ['unit-mismatch/material-density', { materialId: 'SUCROSE', unit: 'kg', told: 'L' }, 'quantity/unit'],
    ])
  })

  test.each([
    ['too small', { value: '0.0001', unit: 'ug' }],
    ['too large', { value: '999999999999999', unit: 't' }],
  ] as const)('is refused where its content is %s for the unit of the lot', (_what, quantity) => {
    expect(whyNot(brought({ quantity }))).toEqual([
      ['unit-mismatch/lot-exact', { lotId: 'SUC-1', unit: 'kg', quantity }, 'quantity'],
    ])
  })

  test('is refused where all that the lot has received would have too many digits', () => {
    expect(codes(brought({}, lot({ quantity: '999999999999994' })))).toEqual([])
    expect(whyNot(brought({}, lot({ quantity: '999999999999995' })))).toEqual([
      ['unit-mismatch/lot-total', { lotId: 'SUC-1', total: kg('1000000000000000') }, 'quantity'],
    ])
  })
})

describe('an ERP message about a known sublot', () => {
  test('sets its status and expiry, and no balance', () => {
    expect(ofSublot({ status: 'rejected', expiresAt: noon })).toEqual({
      outcome: 'accepted',
      fact: {
        type: 'andon.lot.synchronized.v1',
        data: { lotId: 'SUC-1', sublotId: 'A', status: 'rejected', expiresAt: noon, quantity: kg('5') },
      },
      changes: [
        {
          change: 'set-sublot',
          lotId: 'SUC-1',
          sublotId: 'A',
          set: {
            status: 'rejected',
            expiresAt: noon,
            decidedAt: noon,
            past: { former: [{ until: noon, value: {} }] },
          },
          was: { isEmpty: false, isHeld: false },
          unlessHeld: false,
        },
      ],
    })
  })

  test('changes nothing without fields', () => {
    expect(ofSublot({ status: undefined })).toMatchObject({ outcome: 'accepted', changes: [] })
  })

  test('may name an amount that its lot cannot keep, because no balance follows from it', () => {
    expect(codes(ofSublot({ quantity: { value: '0.0001', unit: 'ug' } }))).toEqual([])
    expect(codes(ofSublot({ quantity: each('1') }))).toEqual(['unit-mismatch'])
  })

  test('releases it only without a hold on it or its lot', () => {
    const quarantined = sublot({ status: 'quarantine', holds: ['H-2'] })
    expect(whyNot(ofSublot({}, quarantined, lot({ holds: ['H-1'] })))).toEqual([
      ['lot-on-hold', { lotId: 'SUC-1', holds: ['H-1'] }, 'lot:SUC-1'],
      ['sublot-on-hold', { lotId: 'SUC-1', sublotId: 'A', holds: ['H-2'] }, 'lot:SUC-1/A'],
    ])
    expect(codes(ofSublot({ status: 'quarantine' }, quarantined, lot({ holds: ['H-1'] })))).toEqual([])
    expect(accepted(ofSublot({}, sublot({ status: 'quarantine' }))).changes).toMatchObject([{ unlessHeld: true }])
  })

  test('releases no rejected sublot, nor takes it out of its rejection, and may repeat it', () => {
    const rejected = sublot({ status: 'rejected', rejectedBy: 'quinn', holds: ['H-2'] })
    expect(whyNot(ofSublot({}, rejected))).toEqual([
      ['lot-wrong-status/sublot-rejected-by-quality', { lotId: 'SUC-1', sublotId: 'A' }, 'lot:SUC-1/A'],
      ['sublot-on-hold', { lotId: 'SUC-1', sublotId: 'A', holds: ['H-2'] }, 'lot:SUC-1/A'],
    ])
    expect(codes(ofSublot({ status: 'quarantine' }, rejected))).toEqual(['lot-wrong-status'])
    expect(codes(ofSublot({ status: 'rejected' }, rejected))).toEqual([])
  })

  test('rejects nothing that is built into a unit, unless it is held there, and may repeat it', () => {
    const builtIn = (more: Parameters<typeof sublot>[0] = {}) =>
      sublot({ builtInto: 'SKID@K-1', remaining: '0', ...more })
    expect(whyNot(ofSublot({ status: 'rejected' }, builtIn()))).toEqual([
      ['sublot-built-in/reject', { lotId: 'SUC-1', sublotId: 'A', materialId: 'SKID', serial: 'K-1' }, 'lot:SUC-1/A'],
    ])
    expect(codes(ofSublot({ status: 'rejected' }, builtIn({ holds: ['H-1'] })))).toEqual([])
    expect(codes(ofSublot({ status: 'rejected' }, builtIn({ status: 'rejected' })))).toEqual([])
  })

  test('may repeat that it is released, as its lot is where it says nothing itself', () => {
    const held = lot({ holds: ['H-1'] })
    expect(accepted(ofSublot({}, sublot(), held)).changes).toMatchObject([{ unlessHeld: false }])
    expect(
      accepted(ofSublot({}, sublot({ status: 'released' }), lot({ ...held, status: 'quarantine' }))).changes,
    ).toMatchObject([{ unlessHeld: false }])
    expect(codes(ofSublot({}, sublot(), lot({ ...held, status: 'quarantine' })))).toEqual(['lot-on-hold'])
  })
})
