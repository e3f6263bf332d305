import { expect, test } from 'vitest'
import {
  saveAlerts,
  saveDeviation,
  saveDispensed,
  saveOrder,
  saveRecipe,
  saveSerial,
} from '../../shared/domain/change.ts'
import { noAlerts } from '../../shared/domain/quality/alerts.ts'
import type { Serial } from '../../shared/domain/stock/serial.ts'
import type { Dispensed } from '../../shared/domain/weighing/dispensed.ts'
import { aDeviation, noon, order, recipe, told } from '../support/given.ts'

test('a document is saved under the id by which it is loaded', () => {
  const pump = told<Serial>({ materialId: 'PUMP', serial: 'S-1', lotId: 'PUMP-1', sublotId: 'S-1' })
  expect(saveOrder(order())).toEqual({ change: 'save', kind: 'order', id: 'O-1', value: order() })
  expect(saveRecipe(recipe({ version: '3' }))).toMatchObject({ kind: 'recipe', id: 'SYRUP@3' })
  expect(saveDeviation(aDeviation())).toMatchObject({ kind: 'deviation', id: 'dev-1', value: aDeviation() })
  expect(saveAlerts(noAlerts)).toEqual({ change: 'save', kind: 'alerts', id: 'site', value: noAlerts })
  const cup = told<Dispensed>({
    ...{ orderId: 'O-1', stepId: 'weigh', lineId: '0010', containerId: 'C-1', equipmentId: 'BAL-1' },
    ...{ materialId: 'SUCROSE', lotId: 'SUC-1', method: 'net', source: 'typed', net: { value: '250', unit: 'g' } },
    weighed: { id: 'ada', name: 'Ada Moreau', at: noon },
  })
  expect(saveDispensed(cup)).toMatchObject({ kind: 'dispensed', id: 'O-1@C-1', value: cup })
  expect(saveSerial(pump)).toMatchObject({ kind: 'serial', id: 'PUMP@S-1', value: pump })
})
