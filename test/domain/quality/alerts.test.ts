import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Holdable } from '../../../events/quality.ts'
import * as alerts from '../../../shared/domain/quality/alerts.ts'
import { lot } from '../../support/given.ts'

const { alerted, isAlerted, noAlerts, withoutAlert } = alerts
const sucrose: Holdable = { type: 'material', id: 'SUCROSE' }
const bag: Holdable = { type: 'lot', id: 'SUC-1' }
const batch: Holdable = { type: 'order', id: 'O-1' }

describe('a lot', () => {
  const held = { materials: { SUCROSE: ['H-0', 'H-1'], SALT: ['H-8'] }, spreading: { 'H-9': bag } }

  test('is under its own holds, those on its material and those on their way to it, each once', () => {
    expect(alerts.underHolds(lot({ holds: ['H-7', 'H-1'] }), held, ['H-5', 'H-7']).holds).toEqual([
      'H-7',
      'H-1',
      'H-0',
      'H-5',
    ])
  })

  test('is itself where nothing more rests on it', () => {
    const own = lot({ holds: ['H-0'] })
    expect(alerts.underHolds(own, { ...held, materials: { SUCROSE: ['H-0'] } }, ['H-0'])).toBe(own)
    expect(alerts.underHolds(own, noAlerts)).toBe(own)
  })
})

test('descendants of a lot or order are held with it, and the lots of a material; other holds do not reach further', () => {
  const types = ['order', 'lot', 'sublot', 'unit', 'material', 'equipment', 'recipe'] as const
  const of = (ask: (it: Holdable) => boolean) => types.filter((type) => ask({ type, id: 'X' }))
  expect(of(alerts.spreads)).toEqual(['order', 'lot'])
  expect(of(alerts.reachesFurther)).toEqual(['order', 'lot', 'material'])
})

describe('the alerts of a site', () => {
  test('list a hold on a material by material, and a spreading hold by itself', () => {
    const first = alerted(alerted(noAlerts, 'H-1', sucrose), 'H-2', bag)
    expect(first).toEqual({ materials: { SUCROSE: ['H-1'] }, spreading: { 'H-2': bag } })
    expect(alerted(first, 'H-3', sucrose)).toEqual({
      materials: { SUCROSE: ['H-1', 'H-3'] },
      spreading: { 'H-2': bag },
    })
  })

  test('lose a hold and keep the others', () => {
    const found = { materials: { SUCROSE: ['H-1', 'H-2'], SALT: ['H-3'] }, spreading: { 'H-4': bag } }
    expect(withoutAlert(found, 'H-1')).toEqual({ ...found, materials: { SUCROSE: ['H-2'], SALT: ['H-3'] } })
    expect(withoutAlert(found, 'H-3')).toEqual({ ...found, materials: { SUCROSE: ['H-1', 'H-2'] } })
    expect(withoutAlert(found, 'H-4')).toEqual({ ...found, spreading: {} })
    expect(withoutAlert(found, 'H-9')).toEqual(found)
  })

  test('show whether they contain a hold', () => {
    const found = { materials: { SUCROSE: ['H-1'] }, spreading: { 'H-4': bag } }
    expect(['H-1', 'H-4', 'H-2'].map((it) => isAlerted(found, it))).toEqual([true, true, false])
  })

  test('are unchanged after all holds placed since are released, in any order', () => {
    const subject = fc.constantFrom<Holdable>(sucrose, { type: 'material', id: 'SALT' }, bag, batch)
    const placed = fc.uniqueArray(fc.record({ holdId: fc.constantFrom('a', 'b', 'c', 'd', 'e'), subject }), {
      selector: ({ holdId }) => holdId,
      minLength: 1,
    })
    const before: alerts.Alerts = { materials: { SUCROSE: ['H-0'] }, spreading: { 'H-1': batch } }
    fc.assert(
      fc.property(
        placed.chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }))),
        ([all, ended]) => {
          const full = all.reduce<alerts.Alerts>((now, it) => alerted(now, it.holdId, it.subject), before)
          for (const { holdId } of all) expect(isAlerted(full, holdId)).toBe(true)
          expect(ended.reduce<alerts.Alerts>((now, { holdId }) => withoutAlert(now, holdId), full)).toEqual(before)
        },
      ),
    )
  })
})
