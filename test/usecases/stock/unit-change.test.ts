import { beforeEach, describe, expect, test } from 'vitest'
import type { MaterialId } from '../../../events/identifiers.ts'
import { receiveLot, scrapLot } from '../../../events/material.ts'
import { materialDefinition } from '../../../events/recipe.ts'
import * as definitions from '../../../shared/usecases/equipment/definitions.ts'
import { synchronizeMaterial } from '../../../shared/usecases/orders/erp-orders.ts'
import * as lots from '../../../shared/usecases/stock/lots.ts'
import * as receiving from '../../../shared/usecases/stock/receiving.ts'
import { command, taken } from '../../support/commands.ts'
import { ada, because, erik, kg, litres, olga, whyNot } from '../../support/given.ts'
import { type MemoryStore, memoryStore } from '../../support/memory-store.ts'

const materialId = 'CREAM' as MaterialId
const density = { value: '1.21', unit: 'kg/L' }
let store: MemoryStore

/** Definitions here replace what they drop, as with an If-Match. */
const define = (unit: string, more: object = {}) =>
  definitions.defineMaterial(
    store,
    { ...command(erik, materialDefinition.parse({ name: 'Cream', unit, ...more })), replacesAny: true },
    { materialId },
  )
const fromErp = (unit: 'kg' | 'L') => synchronizeMaterial(store, command(erik, { unit }), { materialId })
const receive = (lotId: string, quantity: object) =>
  receiving.receiveLot(store, command(ada, receiveLot.parse({ lotId, materialId, quantity })))
const why = (outcome: Awaited<ReturnType<typeof define>>) =>
  outcome.outcome === 'refused' ? whyNot(outcome.violations) : outcome.outcome

const stranded = (lotId: string, unit: 'kg' | 'L') => {
  const remaining = unit === 'L' ? kg('20') : litres('20')
  return [because('unit-mismatch/stock-density', { materialId, lotId, unit, remaining }, 'density')]
}

beforeEach(async () => {
  store = memoryStore()
  taken(await define('kg'))
  taken(await receive('C-1', kg('20')))
})

describe('the unit of a material with stock', () => {
  test('does not change to one in which its stock has no value, whoever says so', async () => {
    expect(why(await define('L'))).toEqual(stranded('C-1', 'L'))
    expect(why(await fromErp('L'))).toEqual(stranded('C-1', 'L'))
    const about = { materialId, lotId: 'C-1', unit: '{each}', remaining: kg('20') }
    expect(why(await define('{each}', { density }))).toEqual([because('unit-mismatch/stock', about, 'unit')])
  })

  test('changes within its dimension, or with a density', async () => {
    taken(await define('g'))
    taken(await define('L', { density }))
    taken(await receive('C-2', kg('24.2')))
    taken(await fromErp('kg'))
    taken(await fromErp('L'))
  })

  test('changes when nothing is left in stock', async () => {
    taken(await lots.scrapLot(store, command(olga, scrapLot.parse({ reason: 'Sour' })), { lotId: 'C-1' }))
    taken(await define('L'))
    taken(await define('{each}'))
  })
})

describe('the density of a material', () => {
  test('stays while stock needs it', async () => {
    taken(await define('L', { density }))
    taken(await receive('C-2', litres('20')))
    expect(why(await define('L'))).toEqual(stranded('C-1', 'L'))
    expect(why(await define('kg'))).toEqual(stranded('C-2', 'kg'))
    taken(await lots.scrapLot(store, command(olga, scrapLot.parse({ reason: 'Sour' })), { lotId: 'C-1' }))
    taken(await define('L'))
  })
})
