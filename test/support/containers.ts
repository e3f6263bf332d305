import type { Container } from '../../shared/domain/stock/container.ts'
import type { Surroundings } from '../../shared/domain/stock/container-place.ts'
import type { Lot, Sublot } from '../../shared/domain/stock/lot.ts'
import { lot, type Told, told } from './given.ts'

/** A released lot of fifty pumps, twenty of which are units. */
export const pumps = (more: Partial<Told<Lot>> = {}): Lot =>
  lot({
    lotId: 'PUMP-7',
    materialId: 'PUMP',
    unit: '{each}',
    quantity: '50',
    remaining: '50',
    inSublots: '20',
    ...more,
  })

export const aUnit = (serial = 'S-1', more: Partial<Told<Sublot>> = {}): Sublot =>
  told<Sublot>({
    lotId: 'PUMP-7',
    sublotId: serial,
    serial,
    unit: '{each}',
    quantity: '1',
    remaining: '1',
    ...more,
  })

/** A unit as a command names it, with the lot and sublot that were found. */
export const foundUnit = (sublot: Sublot | undefined = aUnit(), of: Lot | undefined = pumps(), serial = 'S-1') => ({
  lotId: pumps().lotId,
  sublotId: sublot?.sublotId ?? aUnit(serial).sublotId,
  lot: of,
  sublot,
})

export const aContainer = (more: Partial<Told<Container>> = {}): Container =>
  told<Container>({
    containerId: 'CASE-1',
    kind: 'case',
    status: 'open',
    units: [],
    containers: [],
    ...more,
  })

export const unitIn = (serial = 'S-1', lotId = 'PUMP-7'): Container['units'][number] =>
  told<Container['units'][number]>({ lotId, sublotId: serial, materialId: 'PUMP' })

export const nowhere: Surroundings = { place: undefined, lots: [], sublots: [], materials: [] }
