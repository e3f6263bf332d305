import type { LotId } from '../../../events/identifiers.ts'
import type { AdjustLot, MergeLots, MoveLot, SampleLot, ScrapLot, SplitLot } from '../../../events/material.ts'
import type { Quantity } from '../../../events/quantity.ts'
import type { Circumstances } from '../../domain/caller.ts'
import type { Decision } from '../../domain/decision.ts'
import type { Snapshot } from '../../domain/orders/order.ts'
import { unitLines } from '../../domain/production/unit.ts'
import { underHolds } from '../../domain/quality/alerts.ts'
import { judgeSignature, type PresentedSignature } from '../../domain/signature.ts'
import { adjustLot as adjust } from '../../domain/stock/counting.ts'
import { lotNamed } from '../../domain/stock/destination.ts'
import type * as domain from '../../domain/stock/lot.ts'
import { mergeLots as merge } from '../../domain/stock/merging.ts'
import { moveLot as move } from '../../domain/stock/moving.ts'
import { sampleLot as sample, scrapLot as scrap } from '../../domain/stock/scrap-and-samples.ts'
import { whereaboutsOf } from '../../domain/stock/serial.ts'
import { splitLot as split } from '../../domain/stock/splitting.ts'
import { isHeld, type Stock } from '../../domain/stock/stock.ts'
import { type Command, type Outcome, run } from '../commit/command.ts'
import { ref, type Store } from '../commit/store.ts'
import { alertsOf, holdsAbove } from '../quality/holds-above.ts'
import {
  densityRefs,
  holdsOnTheirWay,
  lotRefs,
  lotsIn,
  type Path,
  quality,
  stockIn,
  stockRefs,
  subject,
} from './basis.ts'
import { placeOf, placeRefs } from './places.ts'

export const splitLot = (store: Store, command: Command<SplitLot>, { lotId }: Path): Promise<Outcome> => {
  const { parts: told, keeps } = command.body
  const parts = told.map((part) => part.lotId)
  return run(store, command, {
    subject: subject(lotId),
    of: 'lot',
    load: { ...lotRefs(parts), ...stockRefs(lotId) },
    loadMore: ({ lot }) => densityRefs(lot, keeps, ...told.map(({ quantity }) => quantity)),
    find: holdsOnTheirWay,
    decide: ({ lot, ...others }, circumstances, { material }, above) => {
      if (!lot) return 'unknown'
      const { density } = material?.value ?? {}
      return split(stockIn(lot, others, above).lot, lotsIn(others, parts), command.body, circumstances, density)
    },
  })
}

/** A third round trip, because only the lots name the material, which must allow merges. */
export const mergeLots = (store: Store, command: Command<MergeLots>, { lotId }: { lotId: LotId }): Promise<Outcome> => {
  const ids = command.body.from.map((it) => it.lotId)
  return run(store, command, {
    subject: subject(lotId),
    of: 'lot',
    load: { ...lotRefs(ids), lot: ref.lot(lotId), alerts: ref.alerts() },
    loadMore: (basis) => {
      const [first] = lotsIn(basis, ids)
      return first && { material: ref.material(first.materialId) }
    },
    find: ({ alerts }, _, _at, reading) =>
      Promise.all(ids.map((id) => holdsAbove(reading, alertsOf(alerts), [lotNamed(id)]))),
    decide: ({ lot, alerts, ...others }, circumstances, { material }, above = []) => {
      const known = lotsIn(others, ids).map((it, index) => it && underHolds(it, alertsOf(alerts), above[index]))
      return merge({ lotId, existing: lot?.value }, known, material?.value, command.body, circumstances)
    },
  })
}

/** A third round trip, because only the lot names its material. */
export const moveLot = (store: Store, command: Command<MoveLot>, { lotId }: Path): Promise<Outcome> => {
  const { to, sublotId } = command.body
  return run(store, command, {
    subject: subject(lotId),
    of: 'lot',
    load: { ...stockRefs(lotId, sublotId), ...placeRefs(to) },
    loadMore: ({ lot }) => ({ material: lot && ref.material(lot.value.materialId) }),
    find: holdsOnTheirWay,
    decide: ({ lot, place, machine, ...others }, _, { material }, above) =>
      lot ? move(stockIn(lot, others, above), command.body, placeOf(place, machine), material?.value) : 'unknown',
  })
}

/** A command on the stock of one lot, or of one of its sublots. */
const onStock =
  <Body extends { readonly sublotId?: string | undefined; readonly quantity?: Quantity | undefined }>(
    decide: (
      stock: Stock,
      body: Body,
      circumstances: Circumstances,
      signature: PresentedSignature | undefined,
    ) => Decision,
  ) =>
  (store: Store, command: Command<Body>, { lotId }: Path): Promise<Outcome> =>
    run(store, command, {
      subject: subject(lotId),
      of: 'lot',
      load: stockRefs(lotId, command.body.sublotId),
      loadMore: ({ lot }) => densityRefs(lot, command.body.quantity),
      find: holdsOnTheirWay,
      decide: ({ lot, ...others }, circumstances, { material }, above) => {
        if (!lot) return 'unknown'
        const stock = { ...stockIn(lot, others, above), density: material?.value.density }
        return decide(stock, command.body, circumstances, command.signature)
      },
    })

/** A third round trip for loose stock that an order made, because its recipe says whether units have components. */
export const adjustLot = (store: Store, command: Command<AdjustLot>, { lotId }: Path): Promise<Outcome> =>
  run(store, command, {
    subject: subject(lotId),
    of: 'lot',
    load: stockRefs(lotId, command.body.sublotId),
    loadMore: ({ lot, sublot }) => {
      const { orderId, materialId } = lot?.value ?? {}
      const isLoose = command.body.sublotId === undefined
      const serial = sublot?.value.serial
      return {
        ...densityRefs(lot, command.body.counted),
        snapshot: isLoose && orderId !== undefined ? ref.snapshot(orderId) : undefined,
        unit: materialId !== undefined && serial !== undefined ? ref.serial(materialId, serial) : undefined,
      }
    },
    find: holdsOnTheirWay,
    decide: ({ lot, ...others }, circumstances, { snapshot, unit, material }, above) => {
      if (!lot) return 'unknown'
      const found = {
        ...stockIn(lot, others, above),
        density: material?.value.density,
        ofUnits: snapshot && isBuiltOfParts(snapshot.value, lot.value),
        where: unit && whereaboutsOf(unit.value, others.sublot?.value),
      }
      const { signature } = command
      // A signature is required for held stock; a signature that is given is always checked.
      const isAsked = signature !== undefined || isHeld(found)
      const signed = isAsked
        ? judgeSignature(signature, { meanings: ['approved', 'verified'], ...quality }, circumstances)
        : undefined
      return adjust(found, command.body, signed)
    },
  })

const isBuiltOfParts = (snapshot: Snapshot, { materialId }: domain.Lot): boolean =>
  materialId === snapshot.product && unitLines(snapshot).length > 0

export const scrapLot = onStock<ScrapLot>(scrap)

export const sampleLot = onStock<SampleLot>(sample)
