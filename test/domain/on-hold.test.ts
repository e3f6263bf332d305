import { describe, expect, test } from 'vitest'
import * as onHold from '../../shared/domain/on-hold.ts'
import { reasons } from '../../shared/domain/refusal.ts'
import { announced, because, lot, machine, order, recipe, sublot, whyNot } from '../support/given.ts'

const holds = ['H-1', 'H-2']

describe('a held thing', () => {
  test.each([
    [
      'an order',
      onHold.orderOnHold(order({ holds })),
      because('order-on-hold', { orderId: 'O-1', holds }, 'order:O-1'),
    ],
    ['a lot', onHold.lotOnHold(lot({ holds })), because('lot-on-hold', { lotId: 'SUC-1', holds }, 'lot:SUC-1')],
    [
      'a sublot',
      onHold.sublotOnHold(sublot({ holds })),
      because('sublot-on-hold', { lotId: 'SUC-1', sublotId: 'A', holds }, 'lot:SUC-1/A'),
    ],
    [
      'a unit that is not made',
      onHold.unitOnHold(announced({ holds })),
      because('sublot-on-hold/unit', { serial: 'S-1', materialId: 'PUMP', holds }, 'unit:PUMP/S-1'),
    ],
    [
      'equipment',
      onHold.equipmentOnHold('MIXER-1', machine({ holds })),
      because('equipment-on-hold', { equipmentId: 'MIXER-1', holds }, 'equipment:MIXER-1'),
    ],
    [
      'a recipe version',
      onHold.recipeOnHold(recipe({ holds })),
      because('recipe-on-hold', { recipeId: 'SYRUP', version: '1', holds }, 'version'),
    ],
  ] as const)('such as %s, is stopped by a reason that names every hold', (_, found, expected) => {
    expect(whyNot(reasons(found))).toEqual([expected])
  })

  test('is one as long as a hold is on it, and no longer', () => {
    const free = [
      onHold.orderOnHold(order()),
      onHold.lotOnHold(lot()),
      onHold.sublotOnHold(sublot()),
      onHold.sublotOnHold(sublot({ holds: [] })),
      onHold.unitOnHold(announced()),
      onHold.unitOnHold(announced({ holds: [] })),
      onHold.equipmentOnHold('MIXER-1', machine()),
      onHold.equipmentOnHold('MIXER-1', undefined),
      onHold.recipeOnHold(recipe()),
    ]
    expect(free.every((it) => it === undefined)).toBe(true)
  })
})
