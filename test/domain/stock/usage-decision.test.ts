import { describe, expect, test } from 'vitest'
import { decideLot, objectionsToReversal, retestLot, statusAfter } from '../../../shared/domain/stock/usage-decision.ts'
import {
  accepted,
  codes,
  later,
  lot,
  noon,
  olga,
  quinn,
  signed,
  sublot,
  told,
  unsigned,
  whyNot,
} from '../../support/given.ts'

const decide = (of: ReturnType<typeof lot>, status: 'released' | 'rejected', more: object = {}, by = signed()) =>
  decideLot(of, { status, ...more }, by, noon)
const quarantined = (more: Parameters<typeof lot>[0] = {}) => lot({ status: 'quarantine', ...more })

/** What held until the decision, for acts that are booked late. */
const decidedBefore = (value: object) => ({ former: [{ until: noon, value }] })

describe('the usage decision on a lot', () => {
  test('is on the record with its reason, signed, and comes after any hold', () => {
    const by = signed(quinn)
    expect(decide(quarantined(), 'released', { reason: 'It is pure' }, by)).toEqual({
      outcome: 'accepted',
      fact: {
        type: 'andon.lot.status-changed.v1',
        data: { lotId: 'SUC-1', status: 'released', reason: 'It is pure' },
      },
      changes: [
        {
          change: 'set-lot',
          lotId: 'SUC-1',
          set: { status: 'released', decidedAt: noon, past: decidedBefore({ status: 'quarantine' }) },
          unlessHeld: true,
        },
      ],
      signatures: by.signatures,
      spent: ['token-1'],
    })
  })

  test('may reject what is on hold or past its dates, and remembers who did', () => {
    const bad = lot({ holds: ['H-1'], expiresAt: noon, retestAt: noon })
    expect(accepted(decide(bad, 'rejected')).changes).toEqual([
      {
        change: 'set-lot',
        lotId: 'SUC-1',
        set: {
          status: 'rejected',
          decidedAt: noon,
          rejectedBy: 'quinn',
          past: decidedBefore({ status: 'released', expiresAt: noon, retestAt: noon }),
        },
        unlessHeld: false,
      },
    ])
  })

  test('is refused where it changes nothing', () => {
    expect(whyNot(decide(lot(), 'released'))).toEqual([
      ['lot-wrong-status/already', { lotId: 'SUC-1', status: 'released' }, 'lotId'],
    ])
    expect(whyNot(decide(lot({ status: 'rejected' }), 'rejected'))).toEqual([
      ['lot-wrong-status/already', { lotId: 'SUC-1', status: 'rejected' }, 'lotId'],
    ])
  })

  test('is refused for a lot that has left the house', () => {
    expect(whyNot(decide(lot({ status: 'shipped' }), 'rejected'))).toEqual([
      ['lot-wrong-status/shipped', { lotId: 'SUC-1' }, 'lotId'],
    ])
  })

  test('releases nothing that is on hold, past a date, or unsigned, and says every reason', () => {
    const bad = quarantined({ holds: ['H-1'], expiresAt: noon, retestAt: later(-60) })
    expect(whyNot(decide(bad, 'released', {}, unsigned))).toEqual([
      ['lot-on-hold', { lotId: 'SUC-1', holds: ['H-1'] }, 'lot:SUC-1'],
      ['lot-expired', { lotId: 'SUC-1', on: noon }, 'lot:SUC-1'],
      ['lot-retest-due', { lotId: 'SUC-1', on: later(-60) }, 'lot:SUC-1'],
      ['signature-missing', expect.anything(), 'signature/signer'],
    ])
    expect(codes(decide(quarantined({ expiresAt: later(0.001), retestAt: later(0.001) }), 'released'))).toEqual([])
    expect(codes(decide(quarantined(), 'rejected', {}, unsigned))).toEqual(['signature-missing'])
  })

  test('releases what an order made with its batch only, then whatever its dates are, but no held lot', () => {
    const made = quarantined({ orderId: 'O-1', expiresAt: noon })
    expect(whyNot(decide(made, 'released'))).toEqual([
      ['lot-wrong-status/made-by-order', { lotId: 'SUC-1', orderId: 'O-1' }, 'order:O-1'],
      ['lot-expired', { lotId: 'SUC-1', on: noon }, 'lot:SUC-1'],
    ])
    expect(codes(decide(made, 'rejected'))).toEqual([])
    const withBatch = (of: typeof made) => codes(decideLot(of, { status: 'released' }, signed(), noon, 'batch'))
    expect([withBatch(made), withBatch({ ...made, holds: ['H-1'] })]).toEqual([[], ['lot-on-hold']])
  })
})

describe('releasing rejected stock', () => {
  const rejected = lot({ status: 'rejected', rejectedBy: 'quinn' })

  test('needs a reason, and a person other than the one who rejected it', () => {
    expect(whyNot(decide(rejected, 'released', {}, signed(quinn)))).toEqual([
      ['reason-missing/rejected-lot', { lotId: 'SUC-1' }, 'reason'],
      ['signature-same-person/rejected-lot', { lotId: 'SUC-1', person: 'Quinn Delaney' }, 'signature/signer'],
    ])
    expect(codes(decide(rejected, 'released', { reason: 'Another sample' }, signed(quinn)))).toEqual([
      'signature-same-person',
    ])
    expect(codes(decide(rejected, 'released', {}, signed(olga)))).toEqual(['reason-missing'])
    expect(codes(decide(rejected, 'released', { reason: 'Another sample' }, signed(olga)))).toEqual([])
  })

  test('may be signed by any person if the record does not say who rejected it', () => {
    expect(codes(decide(lot({ status: 'rejected' }), 'released', { reason: 'Another sample' }, signed(quinn)))).toEqual(
      [],
    )
  })

  test('is asked of a sublot in the same way, by its own name', () => {
    const drum = sublot({ status: 'rejected', rejectedBy: 'quinn' })
    const own = { lotId: 'SUC-1', sublotId: 'A' }
    expect(whyNot(objectionsToReversal(drum, { status: 'released' }, signed(quinn)))).toEqual([
      ['reason-missing/rejected-sublot', own, 'reason'],
      ['signature-same-person/rejected-sublot', { ...own, person: 'Quinn Delaney' }, 'signature/signer'],
    ])
    expect(objectionsToReversal(sublot({ rejectedBy: 'quinn' }), { status: 'released' }, signed(quinn))).toEqual([])
  })

  test('is judged by who rejected it, wherever that was signed', () => {
    const { signature: _none, ...elsewhere } = signed()
    expect(statusAfter({ status: 'rejected', rejectedBy: 'olga' }, signed(quinn))).toMatchObject({
      rejectedBy: 'olga',
    })
    expect(statusAfter({ status: 'rejected' }, signed(quinn))).toEqual({
      status: 'rejected',
      rejectedBy: 'quinn',
    })
    expect(statusAfter({ status: 'rejected' }, elsewhere)).toEqual({ status: 'rejected' })
    expect(statusAfter({ status: 'released', rejectedBy: 'olga' }, signed(quinn))).toEqual({ status: 'released' })
  })
})

describe('a retest', () => {
  const retest = (more: Parameters<typeof told<Parameters<typeof retestLot>[1]>>[0], by = signed()) =>
    retestLot(lot({ retestAt: noon }), told<Parameters<typeof retestLot>[1]>(more), by, noon)

  test('sets the new dates and the potency that was found, and leaves the rest', () => {
    const found = { expiresAt: later(90), retestAt: later(60), potency: '99.1' }
    expect(retest(found)).toMatchObject({
      fact: { type: 'andon.lot.retested.v1', data: { lotId: 'SUC-1', ...found } },
      changes: [{ change: 'set-lot', lotId: 'SUC-1', set: found }],
      spent: ['token-1'],
    })
    expect(accepted(retest({ retestAt: later(60) })).changes).toEqual([
      {
        change: 'set-lot',
        lotId: 'SUC-1',
        set: { retestAt: later(60), decidedAt: noon, past: decidedBefore({ status: 'released', retestAt: noon }) },
      },
    ])
  })

  test('names dates that are still to come, and is signed', () => {
    const past = [['interval-invalid/retest', { lotId: 'SUC-1' }, 'retestAt']]
    expect(whyNot(retest({ retestAt: noon }))).toEqual(past)
    expect(whyNot(retest({ retestAt: later(60), expiresAt: noon }))).toEqual(past)
    expect(codes(retest({ retestAt: later(0.001), expiresAt: later(0.001) }))).toEqual([])
    expect(codes(retest({ retestAt: noon }, unsigned))).toEqual(['interval-invalid', 'signature-missing'])
  })
})
