import { lotId as anyLotId, identifier } from '../../../events/identifiers.ts'
import type { Violation } from '../../../events/refusals.ts'
import type { Scanned } from '../../domain/codes/barcode.ts'
import { type DeliveryLabel, readDelivery } from '../../domain/codes/delivery-label.ts'
import type { Element } from '../../domain/codes/identifiers.ts'
import type { Material } from '../../domain/master-data.ts'
import { definedName } from '../../domain/people/printed-name.ts'
import { isMade } from '../../domain/production/unit.ts'
import { type Alerts, underHolds } from '../../domain/quality/alerts.ts'
import { lotRef, reasons, violation } from '../../domain/refusal.ts'
import type { Container } from '../../domain/stock/container.ts'
import type { Lot, Sublot } from '../../domain/stock/lot.ts'
import type { Serial } from '../../domain/stock/serial.ts'
import type { Dispensed } from '../../domain/weighing/dispensed.ts'
import { ref, type Store, type Stored } from '../commit/store.ts'
import { alertsOf } from '../quality/holds-above.ts'
import { holdsAboveLot } from '../stock/basis.ts'

export type Match =
  | { readonly type: 'material'; readonly material: Material }
  | { readonly type: 'lot'; readonly lot: Lot }
  | { readonly type: 'sublot'; readonly lot: Lot; readonly sublot: Sublot }
  /** A unit with a number that is not made, or was scrapped before. */
  | { readonly type: 'unit'; readonly unit: Serial }
  | { readonly type: 'container'; readonly container: Container }
  | { readonly type: 'dispensed'; readonly dispensed: Dispensed }
  /** The badge of somebody whom the plant has defined. */
  | { readonly type: 'person'; readonly personId: string; readonly name: string }

export interface Matches {
  readonly matches: readonly Match[]
  readonly violations: readonly Violation[]
}

/**
 * The things that a code names, all of them. An id may be of a lot, of a container, of a person and of units of several materials, and its digits may be a symbol, which
 * names one thing, the smallest by its elements.
 * @param materials the ids of all materials: a serial number is unique within its material only, and a bare one names none
 */
export async function lookUp(
  store: Store,
  { id, sublotId, elements }: Scanned,
  materials: () => Promise<readonly string[]> = async () => [],
): Promise<Matches> {
  const [named, symbol, units] = await Promise.all([
    id === undefined ? nothing() : byId(store, id, sublotId),
    elements === undefined ? nothing() : byElements(store, elements),
    isId(id) && sublotId === undefined ? materials().then((ids) => unitsNumbered(store, id, ids)) : [],
  ])
  const matches = [...named.matches, ...symbol.matches, ...units]
  if (matches.length > 0) return { matches, violations: [] }
  return elements === undefined ? named : symbol
}

/**
 * What the label of a delivery names: the lot, if it is in stock already, or else its material. A lot number that the plant does not have is no reason
 * against it, because the delivery brings the lot.
 */
export async function lookUpDelivery(
  store: Store,
  scanned: Scanned,
): Promise<Matches & { readonly label: DeliveryLabel }> {
  const { id, elements } = scanned
  const gtin = elements?.find(({ ai }) => ai === '01')?.value ?? elements?.find(({ ai }) => ai === '02')?.value
  const [found, material] = await Promise.all([lookUp(store, scanned), materialOf(store, gtin)])
  const label = elements ? readDelivery(elements, material) : id === undefined ? {} : { lotId: id }
  if (found.matches.length > 0) return { ...found, label }
  if (material) return { matches: [{ type: 'material', material }], violations: [], label }
  const isUnknownItem = gtin !== undefined || label.lotId === undefined
  return { matches: [], violations: isUnknownItem ? found.violations : [], label }
}

/** The units that have a serial number, of whichever material, made or announced. */
async function unitsNumbered(store: Store, serial: string, materials: readonly string[]): Promise<Match[]> {
  const found = await store.load(Object.fromEntries(materials.map((it) => [it, ref.serial(it, serial)])))
  const matches = await Promise.all(
    Object.values(found).map(async (unit): Promise<Match | undefined> => {
      if (!unit) return undefined
      const { lotId, sublotId } = unit.value
      if (!isMade(unit.value)) return { type: 'unit', unit: unit.value }
      const [lot, { sublot }] = await Promise.all([
        lotOf(store, lotId),
        store.load({ sublot: ref.sublot(lotId, sublotId) }),
      ])
      return lot && sublot && { type: 'sublot', lot, sublot: sublot.value }
    }),
  )
  return matches.filter((it) => it !== undefined)
}

const nothing = (...violations: readonly Violation[]): Matches => ({ matches: [], violations })

async function byId(store: Store, id: string, sublotId: string | undefined): Promise<Matches> {
  const { lot, container, person, sublot, alerts } = await store.load({
    lot: ref.lot(id),
    person: sublotId === undefined ? ref.person(id) : undefined,
    container: ref.container(id),
    sublot: sublotId === undefined ? undefined : ref.sublot(id, sublotId),
    alerts: ref.alerts(),
  })
  const held = lot && (await heldAs(store, lot, alerts))
  if (sublotId !== undefined) {
    if (held && sublot) return { matches: [{ type: 'sublot', lot: held, sublot: sublot.value }], violations: [] }
    return nothing(violation('not-found/scanned-sublot', { lotId: id, sublotId }, `lot:${id}/${sublotId}`))
  }
  const name = definedName(person?.value)
  const matches: Match[] = [
    ...(held ? [{ type: 'lot', lot: held } as const] : []),
    ...(container ? [{ type: 'container', container: container.value } as const] : []),
    ...(name === undefined ? [] : [{ type: 'person', personId: id, name } as const]),
  ]
  return matches.length > 0
    ? { matches, violations: [] }
    : nothing(violation('not-found/scanned-id', { id }, lotRef(id)))
}

/** The lot with all its holds, own and inherited, as an issue sees it. */
async function heldAs(store: Store, lot: Stored<Lot>, alerts: Stored<Alerts> | undefined): Promise<Lot> {
  const above = await holdsAboveLot(store, lot, alerts)
  return underHolds(lot.value, alertsOf(alerts), above)
}

async function byElements(store: Store, elements: readonly Element[]): Promise<Matches> {
  const told = (ai: string) => elements.find((it) => it.ai === ai)?.value
  const [sscc, gtin, lotId, serial] = [told('00'), told('01'), told('10'), told('21')]
  if (sscc !== undefined) {
    const { container } = await store.load({ container: ref.container(sscc) })
    return container
      ? { matches: [{ type: 'container', container: container.value }], violations: [] }
      : nothing(violation('not-found/scanned-sscc', { sscc }, `container:${sscc}`))
  }
  const [containerId, orderId] = [told('92'), told('93')]
  if (isId(containerId) && isId(orderId)) return byLabel(store, orderId, containerId)
  if (gtin === undefined && lotId === undefined)
    return nothing(violation('not-found/scanned-nothing', {}, 'query#/code'))
  const [material, given] = await Promise.all([
    materialOf(store, gtin),
    isLotId(lotId) ? lotOf(store, lotId) : undefined,
  ])
  const { sublot: unit, announced } = await unitOf(store, serial, material, given)
  const lot = given ?? (unit && (await lotOf(store, unit.lotId)))
  const violations = reasons(
    gtin !== undefined && !material && violation('not-found/scanned-gtin', { gtin }, `gtin:${gtin}`),
    lotId !== undefined && !given && violation('not-found/scanned-lot', { lotId }, `lot:${lotId}`),
    material &&
      lot &&
      lot.materialId !== material.materialId &&
      violation(
        'not-found/scanned-material',
        { lotId: lot.lotId, materialId: lot.materialId, ofGtin: material.materialId },
        `lot:${lot.lotId}`,
      ),
    serial !== undefined && !unit && !announced && noUnit(serial, given, material),
  )
  if (violations.length > 0) return nothing(...violations)
  if (announced) return { matches: [{ type: 'unit', unit: announced }], violations }
  if (lot && unit) return { matches: [{ type: 'sublot', lot, sublot: unit }], violations }
  if (lot) return { matches: [{ type: 'lot', lot }], violations }
  return { matches: material ? [{ type: 'material', material }] : [], violations }
}

/** The label of a dispensed container, which is known in its order. */
async function byLabel(store: Store, orderId: string, containerId: string): Promise<Matches> {
  const { dispensed } = await store.load({ dispensed: ref.dispensed(orderId, containerId) })
  return dispensed
    ? { matches: [{ type: 'dispensed', dispensed: dispensed.value }], violations: [] }
    : nothing(violation('not-found/scanned-dispensed', { containerId, orderId }, `dispensed:${containerId}`))
}

function noUnit(serial: string, lot: Lot | undefined, material: Material | undefined): Violation | undefined {
  if (lot) return violation('not-found/scanned-unit-of-lot', { serial, lotId: lot.lotId }, 'query#/code')
  return (
    material &&
    violation('not-found/scanned-unit-of-material', { serial, materialId: material.materialId }, 'query#/code')
  )
}

const isLotId = (text: string | undefined): text is string => anyLotId.safeParse(text).success
/** Data of a symbol may be longer than an id, or have other characters. */
const isId = (text: string | undefined): text is string => identifier.safeParse(text).success

/** The material that has the number now, not one that had it before. */
async function materialOf(store: Store, gtin: string | undefined): Promise<Material | undefined> {
  if (gtin === undefined) return undefined
  const { item } = await store.load({ item: ref.gtin(gtin) })
  if (!item) return undefined
  const { material } = await store.load({ material: ref.material(item.value.materialId) })
  return material?.value.gtin === gtin ? material.value : undefined
}

async function lotOf(store: Store, lotId: string): Promise<Lot | undefined> {
  const { lot, alerts } = await store.load({ lot: ref.lot(lotId), alerts: ref.alerts() })
  return lot && heldAs(store, lot, alerts)
}

/** A serial number is unique within its material, even before its unit is stock, and is the id of a sublot of its lot. */
async function unitOf(
  store: Store,
  serial: string | undefined,
  material: Material | undefined,
  lot: Lot | undefined,
): Promise<{ readonly sublot?: Sublot | undefined; readonly announced?: Serial }> {
  if (!isId(serial)) return {}
  const materialId = material?.materialId ?? lot?.materialId
  const sublotOf = async (lotId: string) => (await store.load({ unit: ref.sublot(lotId, serial) })).unit?.value
  if (lot) return { sublot: await sublotOf(lot.lotId) }
  if (materialId === undefined) return {}
  const { known } = await store.load({ known: ref.serial(materialId, serial) })
  if (!known) return {}
  return isMade(known.value) ? { sublot: await sublotOf(known.value.lotId) } : { announced: known.value }
}
