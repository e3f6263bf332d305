import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { holdable } from '../../../events/quality.ts'
import { noAlerts } from '../../../shared/domain/quality/alerts.ts'
import * as holding from '../../../shared/domain/quality/holding.ts'
import * as given from '../../support/given.ts'
import { aDeviation, aHold, kinds, later, lot, noon, order, signed, sublot, told, whyNot } from '../../support/given.ts'

type Held = holding.Held
const at = given.by(given.quinn, later(60))
const { holdId, reason } = aHold()
const origin = told<NonNullable<ReturnType<typeof aHold>['origin']>>({ site: 'cork', lotId: 'C-1', holdId: 'H-9' })
const onLot: Held = { type: 'lot', value: lot() }
const bag = aHold().subject

/** A unit that is announced, or made where its stock is told. */
const unit = (serial: string, stock?: Parameters<typeof sublot>[0], holds?: readonly string[]): holding.UnitFound => ({
  unit: told<holding.UnitFound['unit']>({
    materialId: 'PUMP',
    serial,
    lotId: 'PUMP-1',
    sublotId: serial,
    ...(holds && { holds }),
  }),
  sublot: stock && sublot({ lotId: 'PUMP-1', sublotId: serial, ...stock }),
})
const place = (held: Held, more: Partial<Parameters<typeof holding.placeHold>[2]> = {}, alerts = noAlerts) =>
  holding.placeHold(held, undefined, { holdId, subject: bag, reason, ...more }, alerts, at)
const release = (
  hold = aHold(),
  held: Held = onLot,
  authority: Parameters<typeof holding.releaseHold>[3] = signed(),
  alerts = noAlerts,
) => holding.releaseHold(hold, held, 'The bag was empty', authority, alerts, at)

describe('the change of a hold on its subject', () => {
  const drum = sublot({ builtInto: 'PUMP@S-9' })
  const hold = (how: 'hold-lot' | 'unhold-lot', more: object = {}) => ({ change: how, holdId: 'H-1', ...more })
  const loose = unit('S-1')
  const made = unit('S-2', { lotId: 'PUMP-1' })
  const things: readonly [what: string, held: Held, held: unknown, free: unknown][] = [
    [
      'an order',
      { type: 'order', value: order({ holds: ['H-0'] }) },
      [{ kind: 'order', value: { holds: ['H-0', 'H-1'] } }],
      [{ kind: 'order', value: { holds: ['H-0'] } }],
    ],
    ['a lot', onLot, [hold('hold-lot', { lotId: 'SUC-1' })], [hold('unhold-lot', { lotId: 'SUC-1' })]],
    [
      'a sublot and what it is built into',
      { type: 'sublot', value: drum, around: [made] },
      [
        hold('hold-lot', { lotId: 'SUC-1', sublotId: 'A', builtInto: 'PUMP@S-9' }),
        hold('hold-lot', { lotId: 'PUMP-1', sublotId: 'S-2' }),
        { kind: 'serial', id: 'PUMP@S-2' },
      ],
      [
        hold('unhold-lot', { lotId: 'SUC-1', sublotId: 'A', builtInto: 'PUMP@S-9' }),
        hold('unhold-lot', { lotId: 'PUMP-1', sublotId: 'S-2' }),
        { kind: 'serial', id: 'PUMP@S-2' },
      ],
    ],
    [
      'a unit that is not made yet, itself, and the made one around it, by its stock',
      { type: 'unit', value: loose, around: [made] },
      [
        { kind: 'serial', value: { holds: ['H-1'] } },
        hold('hold-lot', { lotId: 'PUMP-1', sublotId: 'S-2' }),
        { kind: 'serial', id: 'PUMP@S-2' },
      ],
      [
        { kind: 'serial' },
        hold('unhold-lot', { lotId: 'PUMP-1', sublotId: 'S-2' }),
        { kind: 'serial', id: 'PUMP@S-2' },
      ],
    ],
    ['a material, whose lots the alerts hold', { type: 'material', value: given.material() }, [], []],
    [
      'an equipment',
      { type: 'equipment', value: given.machine({ holds: ['H-0'] }) },
      [{ kind: 'machine', id: 'MIXER-1', value: { holds: ['H-0', 'H-1'] } }],
      [{ kind: 'machine', id: 'MIXER-1', value: { holds: ['H-0'] } }],
    ],
    [
      'a recipe',
      { type: 'recipe', value: given.recipe({ holds: ['H-0'] }) },
      [{ kind: 'recipe', value: { holds: ['H-0', 'H-1'] } }],
      [{ kind: 'recipe', value: { holds: ['H-0'] } }],
    ],
    ['what is gone', { type: 'order', value: undefined }, [], []],
  ]

  test.each(things)('is %s', (_, held, added, removed) => {
    expect(holding.withHold(held, holdId, 'add')).toMatchObject(added as object[])
    expect(holding.withHold(held, holdId, 'remove')).toMatchObject(removed as object[])
  })

  test('is a list of holds that is gone with the last of them', () => {
    const [change] = holding.withHold(
      { type: 'unit', value: unit('S-1', undefined, ['H-1']), around: [] },
      holdId,
      'remove',
    )
    expect(change).toMatchObject({ kind: 'serial', value: { serial: 'S-1' } })
    expect(change).not.toHaveProperty('value.holds')
  })

  test('is undone by the release, whatever else rests on it', () => {
    const ids = fc.uniqueArray(fc.constantFrom('H-0', 'H-2', 'H-3'), { maxLength: 3 })
    fc.assert(
      fc.property(ids, (holds) => {
        const before = order({ holds })
        const after = given.saved(place({ type: 'order', value: before }), 'order')
        expect(after.holds).toEqual([...holds, 'H-1'])
        expect(given.saved(release(aHold(), { type: 'order', value: after }), 'order')).toEqual(before)
        const announced = unit('S-1', undefined, holds.length > 0 ? holds : undefined)
        const held = holding.onUnit(announced, holdId, 'add')
        if (held.change !== 'save' || held.kind !== 'serial') throw new Error('A unit that is not made is saved.')
        expect(holding.onUnit({ unit: held.value, sublot: undefined }, holdId, 'remove')).toMatchObject({
          value: announced.unit,
        })
      }),
    )
  })
})

describe('placing a hold', () => {
  test('stores it, records it and starts its inheritance', () => {
    expect(place(onLot)).toEqual({
      outcome: 'accepted',
      fact: { type: 'andon.hold.placed.v1', data: { holdId, subject: bag, reason }, about: bag },
      changes: [
        { change: 'save', kind: 'hold', id: 'H-1', value: aHold({ placedAt: later(60) }) },
        { change: 'hold-lot', lotId: 'SUC-1', holdId: 'H-1' },
        {
          change: 'save',
          kind: 'alerts',
          id: 'site',
          value: { materials: {}, spreading: { 'H-1': bag } },
        },
      ],
    })
  })

  test('is not inherited from things without descendants', () => {
    const subject = { type: 'equipment', id: 'MIXER-1' } as const
    expect(kinds(place({ type: 'equipment', value: given.machine() }, { subject }))).toEqual(['hold', 'machine'])
  })

  test('on a material is in the alerts, where it applies to every lot', () => {
    const subject = { type: 'material', id: 'SUCROSE' } as const
    const alerts = { materials: { SUCROSE: ['H-0'] }, spreading: {} }
    expect(place({ type: 'material', value: given.material() }, { subject }, alerts)).toMatchObject({
      changes: [{ kind: 'hold' }, { kind: 'alerts', value: { materials: { SUCROSE: ['H-0', 'H-1'] } } }],
    })
  })

  test('of a deviation is known to it, and says so', () => {
    const deviation = aDeviation({ holds: ['H-0'] })
    expect(place(onLot, { deviation })).toMatchObject({
      fact: { data: { deviationId: 'dev-1' } },
      changes: [
        { kind: 'hold', value: { deviationId: 'dev-1' } },
        { change: 'hold-lot' },
        { kind: 'alerts' },
        { kind: 'deviation', value: { holds: ['H-0', 'H-1'] } },
      ],
    })
  })

  test('of a recall, and one that came from another site, keeps that', () => {
    expect(place(onLot, { purpose: 'recall', origin })).toMatchObject({
      fact: { data: { purpose: 'recall', origin } },
      changes: [{ kind: 'hold', value: { purpose: 'recall', origin } }, {}, {}],
    })
  })

  test('is refused with an existing id, and on an unknown thing', () => {
    const again = holding.placeHold(onLot, aHold(), { holdId, subject: bag, reason }, noAlerts, at)
    expect(whyNot(again)).toEqual([['already-exists/hold', { holdId: 'H-1' }, 'hold:H-1']])
    expect(whyNot(place({ type: 'lot', value: undefined }))).toEqual([
      ['not-found', { type: 'lot', id: 'SUC-1' }, 'lot:SUC-1'],
    ])
  })

  test('may name a version of a recipe, and no person', () => {
    expect(holdable.safeParse({ type: 'recipe', id: 'SYRUP@1' }).success).toBe(true)
    expect(holdable.safeParse({ type: 'person', id: 'ada' }).success).toBe(false)
  })
})

describe('releasing a hold', () => {
  test('is signed by quality, recorded, and keeps other holds', () => {
    expect(release(aHold(), { type: 'order', value: order({ holds: ['H-0', 'H-1'] }) })).toMatchObject({
      fact: { type: 'andon.hold.released.v1', data: { holdId, subject: bag, reason: 'The bag was empty' }, about: bag },
      changes: [
        { kind: 'hold', value: { status: 'released', releasedAt: later(60), placedAt: noon } },
        { kind: 'order', value: { holds: ['H-0'] } },
      ],
      signatures: [{ personId: 'quinn' }],
      spent: ['token-1'],
    })
  })

  test('removes it from the alerts', () => {
    const alerts = { materials: { SUCROSE: ['H-0', 'H-1'] }, spreading: { 'H-2': bag } }
    expect(release(aHold(), onLot, signed(), alerts)).toMatchObject({
      changes: [
        { kind: 'hold' },
        { change: 'unhold-lot' },
        { kind: 'alerts', value: { materials: { SUCROSE: ['H-0'] }, spreading: { 'H-2': bag } } },
      ],
    })
    expect(kinds(release())).toEqual(['hold', 'unhold-lot'])
  })

  test('is possible even if its subject is gone', () => {
    expect(kinds(release(aHold(), { type: 'lot', value: undefined }))).toEqual(['hold'])
  })

  test('of a deviation needs its disposition', () => {
    const hold = aHold({ deviationId: 'dev-1' })
    expect(whyNot(release(hold))).toEqual([
      ['hold-of-deviation', { holdId: 'H-1', deviationId: 'dev-1' }, 'deviation:dev-1'],
    ])
    const applied = release(hold, onLot, 'disposition')
    expect(applied).toMatchObject({ fact: { data: { deviationId: 'dev-1' } } })
    expect(applied).not.toHaveProperty('signatures')
    expect(kinds(applied)).toEqual(['hold', 'unhold-lot'])
  })

  test('of one that came from another site waits for the release there', () => {
    expect(whyNot(release(aHold({ origin }), onLot, 'disposition'))).toEqual([
      ['hold-active-at-origin', { holdId: 'H-1', site: 'cork', lotId: 'C-1', originHoldId: 'H-9' }, 'hold:H-1'],
    ])
    expect(whyNot(release(aHold({ origin, originReleasedAt: noon })))).toEqual([])
  })

  test('is refused with everything that is wrong', () => {
    const hold = aHold({ status: 'released', releasedAt: noon, deviationId: 'dev-1', origin })
    expect(whyNot(release(hold, onLot, given.unsigned))).toEqual([
      ['hold-already-released', { holdId: 'H-1', on: noon }, 'hold:H-1'],
      ['hold-of-deviation', { holdId: 'H-1', deviationId: 'dev-1' }, 'deviation:dev-1'],
      ['hold-active-at-origin', { holdId: 'H-1', site: 'cork', lotId: 'C-1', originHoldId: 'H-9' }, 'hold:H-1'],
      ['signature-missing', { roles: ['quality'], meanings: ['approved'] }, 'signature/signer'],
    ])
  })
})

describe('recording that the original hold was released at its site', () => {
  test('releases nothing, and keeps the time of that site', () => {
    expect(holding.noteOriginReleased(aHold({ origin }), origin, later(-9))).toEqual({
      outcome: 'accepted',
      fact: {
        type: 'andon.hold.origin-released.v1',
        data: { holdId, subject: bag, origin, releasedAt: later(-9) },
        about: bag,
      },
      changes: [{ change: 'save', kind: 'hold', id: 'H-1', value: aHold({ origin, originReleasedAt: later(-9) }) }],
    })
  })

  test('is nothing the second time, and nothing of another hold, lot or site', () => {
    const noted = aHold({ origin, originReleasedAt: noon })
    expect(holding.noteOriginReleased(noted, origin, later(1))).toBe('nothing')
    expect(holding.noteOriginReleased(aHold(), origin, noon)).toBe('nothing')
    for (const other of [{ site: 'turin' }, { lotId: 'C-2' }, { holdId: 'H-8' }]) {
      const released = { ...origin, ...other } as typeof origin
      expect(holding.noteOriginReleased(aHold({ origin }), released, noon)).toBe('nothing')
    }
  })
})
