import { violation } from '../../domain/refusal.ts'
import { asWritten, child, childrenNamed, type Element, type Report, textOf } from './element.ts'
import type { B2mmlLot, B2mmlMaterial, B2mmlSublot } from './message.ts'
import { type LotStatus, lotStatus } from './states.ts'
import {
  checkedEnd,
  checkedText,
  freeTextIn,
  hasProperty,
  identifierIn,
  knownUnit,
  propertyValues,
  quantityIn,
  requiredIdentifier,
  requiredLotId,
} from './values.ts'

const materialProperty = ['MaterialDefinitionProperty']
// V0401 writes the property of a sublot with a small l; V0701 uses the property of a lot for it.
const lotProperty = ['MaterialLotProperty', 'MaterialSublotProperty', 'MaterialSubLotProperty']
const expiryProperties = ['ExpiryDate', 'ExpirationDate', 'ExpiryTime', 'ExpirationTime']

/** What the message does not carry is absent: the plant keeps it. A property without a value says that there is none. */
export function readMaterial(definition: Element, report: Report): B2mmlMaterial | undefined {
  const materialId = requiredIdentifier(definition, 'ID', report)
  const name = freeTextIn(definition, 'Description', report)
  const [stated, second] = propertyValues(definition, materialProperty, ['BaseUnitOfMeasure'])
  if (second !== undefined) report(violation('invalid-request/b2mml-two-base-units', {}), second)
  const unit = stated === undefined ? undefined : knownUnit(stated.text, stated, report)
  const hazards = propertyValues(definition, materialProperty, ['HazardousMaterialWarning']).map((each) =>
    checkedText(each, report),
  )
  if (materialId === undefined || (stated !== undefined && unit === undefined)) return undefined
  return {
    kind: 'material',
    materialId,
    ...(name === undefined ? {} : { name }),
    ...(unit === undefined ? {} : { unit }),
    ...(hasProperty(definition, materialProperty, ['HazardousMaterialWarning'])
      ? { hazards: hazards.filter((hazard) => hazard !== undefined) }
      : {}),
  }
}

/** Lot and material that the elements around a lot or sublot state; read once for all lots in them. */
export interface Enclosing {
  readonly lotId?: string | undefined
  readonly materialId?: string | undefined
}

/** V0401 senders give the material as the ID of the MaterialInformation around its lots. */
export function enclosingInformation(information: Element): Enclosing {
  return { materialId: identifierIn(information, 'ID', unheard) }
}

/** Lot and material for the sublots of a lot. Faults of the lot itself are reported when the lot is read. */
export function enclosingLot(lot: Element, around: Enclosing): Enclosing {
  const stated = textOf(lot, 'MaterialDefinitionID') !== ''
  return {
    lotId: requiredLotId(lot, 'ID', unheard),
    materialId: stated ? identifierIn(lot, 'MaterialDefinitionID', unheard) : around.materialId,
  }
}

const unheard: Report = () => {}

export function readLot(lot: Element, around: Enclosing, report: Report): B2mmlLot | undefined {
  const lotId = requiredLotId(lot, 'ID', report)
  const stated = textOf(lot, 'MaterialDefinitionID') !== ''
  const materialId = stated ? identifierIn(lot, 'MaterialDefinitionID', report) : around.materialId
  if (!stated && materialId === undefined) report(violation('invalid-request/b2mml-lot-without-material', {}), lot)
  const rest = state(lot, report)
  if (lotId === undefined || materialId === undefined) return undefined
  return { kind: 'lot', lotId, materialId, ...rest }
}

/** Whether a lot states any data of its own; otherwise it only contains sublots. */
export function speaksForItself(lot: Element): boolean {
  return (
    childrenNamed(lot, 'MaterialSubLot').length === 0 ||
    childrenNamed(lot, 'Status', 'Disposition', 'Quantity', ...lotProperty).length > 0
  )
}

/** A sublot; `lot` has the data of the lot around it, if there is one. */
export function readSublot(sublot: Element, lot: Enclosing | undefined, report: Report): B2mmlSublot | undefined {
  const sublotId = requiredIdentifier(sublot, 'ID', report)
  const own = textOf(sublot, 'MaterialLotID') !== '' || lot === undefined
  const lotId = own ? requiredLotId(sublot, 'MaterialLotID', report) : lot.lotId
  const materialId = lot?.materialId
  if (!own && lotId === undefined) report(violation('invalid-request/b2mml-sublot-of-bad-lot', {}), sublot)
  if (lot !== undefined && materialId === undefined)
    report(violation('invalid-request/b2mml-sublot-without-material', {}), sublot)
  const rest = state(sublot, report)
  if (sublotId === undefined || lotId === undefined) return undefined
  return { kind: 'sublot', sublotId, lotId, ...(materialId === undefined ? {} : { materialId }), ...rest }
}

function state(of: Element, report: Report): Pick<B2mmlLot, 'status' | 'expiresAt' | 'quantity'> {
  const status = statusOf(of, report)
  const [expiry, second] = propertyValues(of, lotProperty, expiryProperties)
  if (second !== undefined) report(violation('invalid-request/b2mml-two-expiries', { element: of.name }), second)
  const expiresAt = expiry === undefined ? undefined : checkedEnd(expiry, report)
  const quantity = quantityIn(of, report)
  return {
    ...(status === undefined ? {} : { status }),
    ...(expiresAt === undefined ? {} : { expiresAt }),
    ...(quantity === undefined ? {} : { quantity }),
  }
}

function statusOf(of: Element, report: Report): LotStatus | undefined {
  const written = child(of, 'Status', report) ?? child(of, 'Disposition', report)
  if (written === undefined) return undefined
  const status = lotStatus(written.text)
  if (status === undefined) report(violation('invalid-request/b2mml-lot-status', asWritten(written)), written)
  return status
}
