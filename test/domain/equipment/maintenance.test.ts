import { expect, test } from 'vitest'
import { maintenanceAt } from '../../../shared/domain/equipment/maintenance.ts'
import { later } from '../../support/given.ts'

const window = (from: number, to: number, reason: string) => ({ from: later(from), to: later(to), reason })

test('an equipment is out of service from the very beginning of a maintenance to just before its end', () => {
  const maintenance = [window(0, 5, 'Service'), window(10, 20, 'Power cut')]
  const at = (seconds: number) => maintenanceAt({ maintenance }, later(seconds))?.reason
  expect([-0.001, 0, 4.999, 5, 10, 19.999, 20].map(at)).toEqual([
    undefined,
    'Service',
    'Service',
    undefined,
    'Power cut',
    'Power cut',
    undefined,
  ])
})

test('of two maintenances at once the one that is listed first is named', () => {
  const maintenance = [window(3, 9, 'Service'), window(0, 20, 'Power cut')]
  expect(maintenanceAt({ maintenance }, later(5))?.reason).toBe('Service')
  expect(maintenanceAt({ maintenance: [] }, later(5))).toBeUndefined()
})
