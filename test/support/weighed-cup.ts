import type { Dispensed } from '../../shared/domain/weighing/dispensed.ts'
import { aLine, aStep, g, kg, lot, noon, order, running, snapshot, told } from './given.ts'

/** 250 g of sucrose, which Ada has weighed at noon for line 0010. */
export const cup = (more: object = {}) =>
  told<Dispensed>({
    containerId: 'C-1',
    equipmentId: 'BAL-1',
    method: 'net',
    source: 'typed',
    net: g('250'),
    orderId: 'O-1',
    stepId: 'weigh',
    lineId: '0010',
    materialId: 'SUCROSE',
    lotId: 'SUC-1',
    weighed: { id: 'ada', name: 'Ada Moreau', at: noon },
    ...more,
  })
const line = aLine({ weighing: { verify: 'block-unless-signed' } })
export const frozen = snapshot({ steps: [{ ...aStep('weigh'), materials: [line] }] })
export const weighing = (more: object = {}) =>
  running({ consumed: { '0010': '1' }, unverified: { 'C-1': '0010' }, ...more })
/** Where that container stands: its step runs, and it waits for a second person. */
export const floorWith = (more: object = {}) => ({
  order: order({ steps: { weigh: weighing() }, inputs: { 'SUC-1': { ...kg('1'), at: noon } } }),
  snapshot: frozen,
  container: cup(),
  lot: lot(),
  ...more,
})
