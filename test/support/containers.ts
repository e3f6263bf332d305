import type { ContainerId, LotId, MaterialId, SublotId } from '../../events/identifiers.ts'
import type { Container } from '../../shared/domain/stock/container.ts'
import type { Lot, Sublot } from '../../shared/domain/stock/lot.ts'
import type { Surroundings } from '../../shared/domain/stock/packing.ts'
import { dec, lot } from './given.ts'

/** A released lot of fifty pumps, twenty of which are units. */
export const pumps = (more: Partial<Lot> = {}): Lot =>
  lot({
    lotId: 'PUMP-7' as LotId,
    materialId: 'PUMP' as MaterialId,
    unit: '{each}',
    quantity: '50',
    remaining: '50',
    inSublots: '20',
    ...more,
  })

export const aUnit = (serial = 'S-1', more: Partial<Sublot> = {}): Sublot => ({
  lotId: 'PUMP-7' as LotId,
  sublotId: serial as SublotId,
  serial,
  unit: '{each}',
  quantity: dec('1'),
  remaining: dec('1'),
  ...more,
})

/** A unit as a command names it, with the lot and sublot that were found. */
export const foundUnit = (sublot: Sublot | undefined = aUnit(), of: Lot | undefined = pumps(), serial = 'S-1') => ({
  lotId: 'PUMP-7' as LotId,
  sublotId: (sublot?.sublotId ?? serial) as SublotId,
  lot: of,
  sublot,
})

export const aContainer = (more: Partial<Container> = {}): Container => ({
  containerId: 'CASE-1' as ContainerId,
  kind: 'case',
  status: 'open',
  units: [],
  containers: [],
  ...more,
})

export const unitIn = (serial = 'S-1'): Container['units'][number] => ({
  lotId: 'PUMP-7' as LotId,
  sublotId: serial as SublotId,
  materialId: 'PUMP' as MaterialId,
})

export const nowhere: Surroundings = { place: undefined, lots: [], sublots: [], materials: [] }
