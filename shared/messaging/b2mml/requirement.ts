import type { Quantity } from '../../../events/quantity.ts'
import { violation } from '../../domain/refusal.ts'
import { child, childrenNamed, type Element, type Report, shortened, textOf } from './element.ts'
import type { B2mmlAllocation, B2mmlLine, MaterialUse } from './message.ts'
import {
  checkedIdentifier,
  identifierIn,
  isIdentifier,
  lotIdIn,
  propertyValues,
  requiredIdentifier,
  requiredQuantity,
} from './values.ts'

/** One line of an order's bill of materials, before `linesOf` gives it an id. */
export interface Requirement {
  readonly at: Element
  readonly place: Place
  readonly explicitId: string | undefined
  readonly materialId: string
  readonly quantity: Quantity
  readonly use: MaterialUse
  /** A by-product or co-product: produced, but never the order's product. */
  readonly beside: boolean
  readonly equipmentId: string | undefined
  readonly lotId: string | undefined
}

export interface Place {
  readonly label: string
  readonly position: number
  readonly depth: number
  readonly equipmentId: string | undefined
  /** In a segment, or within one, that lists the containers already allocated. */
  readonly amongContainers: boolean
}

const lineProperties = [
  'MaterialRequirementProperty',
  'MaterialProducedRequirementProperty',
  'MaterialConsumedRequirementProperty',
  'ConsumableExpectedRequirementProperty',
]

// Names of the segment in which an ERP lists the containers that it has allocated, in the sender's spelling.
export const containerSegments = ['Contenair', 'Container', 'Containers']

/**
 * The content of a MaterialRequirement. With a lot and no use, or in a container segment, it allocates a container. With a lot and the use
 * "consumed", it is a line and allocates the lot. Any other is a line.
 */
export function requirementIn(
  at: Element,
  place: Place,
  report: Report,
): { readonly requirement?: Requirement; readonly allocation?: B2mmlAllocation } {
  const materialId = requiredIdentifier(at, 'MaterialDefinitionID', report)
  const quantity = requiredQuantity(at, report)
  const lotId = lotIdIn(at, 'MaterialLotID', report)
  const sublotId = identifierIn(at, 'MaterialSubLotID', report)
  const use = useOf(at, report)
  const container = place.amongContainers
  if (sublotId !== undefined && lotId === undefined)
    report(violation('invalid-request/b2mml-sublot-without-lot', { element: at.name }), at)
  if (container && lotId === undefined) report(violation('invalid-request/b2mml-container-without-lot', {}), at)
  if (use === undefined && lotId === undefined && !container)
    report(violation('invalid-request/b2mml-no-use', { element: at.name }), at)
  const explicitId = lineIdOf(at, report)
  const equipmentId = equipmentOf(at, report) ?? place.equipmentId
  if (materialId === undefined || quantity === undefined) return {}

  const allots = lotId !== undefined && (container || use?.use !== 'produced')
  const allocation =
    lotId === undefined ? undefined : { materialId, lotId, ...(sublotId === undefined ? {} : { sublotId }), quantity }
  const requirement =
    use === undefined || container
      ? undefined
      : {
          at,
          place,
          explicitId,
          materialId,
          quantity,
          ...use,
          equipmentId,
          lotId: use.use === 'produced' ? lotId : undefined,
        }
  return {
    ...(requirement === undefined ? {} : { requirement }),
    ...(allots && allocation !== undefined ? { allocation } : {}),
  }
}

/**
 * The lines with their ids: the sender's own, or the segment and the position in it. If the sender gave one id to several lines, the segment is
 * added, so that two lines of one material stay two.
 */
export function linesOf(requirements: readonly Requirement[], report: Report): readonly B2mmlLine[] {
  const shared = new Map<string, number>()
  for (const { explicitId } of requirements)
    if (explicitId !== undefined) shared.set(explicitId, (shared.get(explicitId) ?? 0) + 1)
  const taken = new Set<string>()
  return requirements.map(({ at, place, explicitId, materialId, quantity, equipmentId, use, lotId }) => {
    const unique = explicitId !== undefined && shared.get(explicitId) === 1
    const lineId = unique ? explicitId : `${place.label}-${explicitId ?? place.position}`
    if (taken.has(lineId)) report(violation('invalid-request/b2mml-two-lines', { lineId: shortened(lineId) }), at)
    if (!isIdentifier(lineId)) report(violation('invalid-request/b2mml-long-line', { lineId: shortened(lineId) }), at)
    taken.add(lineId)
    return {
      lineId,
      materialId,
      quantity,
      ...(equipmentId === undefined ? {} : { equipmentId }),
      use,
      ...(lotId === undefined ? {} : { lotId }),
    }
  })
}

interface Use {
  readonly use: MaterialUse
  readonly beside: boolean
}

// MaterialUseType of V0401 (the first three) and V0701; samples and inventory counts are not lines of an order.
const uses: ReadonlyMap<string, Use> = new Map([
  ['Consumed', { use: 'consumed', beside: false }],
  ['Produced', { use: 'produced', beside: false }],
  ['Consumable', { use: 'consumed', beside: false }],
  ['Material Consumed', { use: 'consumed', beside: false }],
  ['Material Produced', { use: 'produced', beside: false }],
  ['Yield Produced', { use: 'produced', beside: false }],
  ['By-product Produced', { use: 'produced', beside: true }],
  ['Co-product Produced', { use: 'produced', beside: true }],
])

function useOf(at: Element, report: Report): Use | undefined {
  if (at.name === 'MaterialProducedRequirement') return { use: 'produced', beside: false }
  if (at.name === 'MaterialConsumedRequirement' || at.name === 'ConsumableExpectedRequirement')
    return { use: 'consumed', beside: false }
  const written = child(at, 'MaterialUse', report)
  if (written === undefined) return undefined
  const use = uses.get(written.text)
  if (use === undefined) report(violation('invalid-request/b2mml-use', { value: shortened(written.text) }), written)
  return use
}

function lineIdOf(at: Element, report: Report): string | undefined {
  const [index, second] = propertyValues(at, lineProperties, ['Indice'])
  if (second !== undefined) report(violation('invalid-request/b2mml-two-indices', {}), second)
  if (index !== undefined) return checkedIdentifier(index.text, index, report)
  const id = textOf(at, 'ID')
  return isIdentifier(id) ? id : undefined
}

/** The equipment where the material is used: the innermost one in the requirement's own location. */
function equipmentOf(at: Element, report: Report): string | undefined {
  const location = innermost(child(at, 'Location', report), 'Location', report)
  const scope = innermost(child(at, 'HierarchyScope', report), 'HierarchyScopeChild', report)
  const storage = child(at, 'StorageLocation', report)
  if (location !== undefined) return identifierIn(location, 'EquipmentID', report)
  if (scope !== undefined) return identifierIn(scope, 'EquipmentID', report)
  if (storage !== undefined && textOf(storage, 'LocationType') === 'Equipment')
    return identifierIn(storage, 'Location', report)
  return undefined
}

function innermost(of: Element | undefined, name: string, report: Report): Element | undefined {
  let at = of
  while (at !== undefined && childrenNamed(at, name).length > 0) at = child(at, name, report) ?? undefined
  return at
}
