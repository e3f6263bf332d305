import { violation } from '../../domain/refusal.ts'
import { child, childrenNamed, type Element, type Report, shortened, textOf } from './element.ts'
import type { B2mmlAllocation, B2mmlParameter } from './message.ts'
import { containerSegments, type Place, type Requirement, requirementIn } from './requirement.ts'
import { checkedIdentifier, checkedText, endIn, instantIn, knownUnit, laterEnd, requiredIdentifier } from './values.ts'

/** Lines, allocations and parameters of an order's segments, at any depth. */
export interface Content {
  readonly requirements: Requirement[]
  readonly allocations: B2mmlAllocation[]
  readonly parameters: B2mmlParameter[]
  /** A requirement had a fault, so what the order makes may be missing for that reason alone. */
  dropped?: true
  earliestStart?: string
  latestEnd?: string
}

export function contentOf(request: Element, report: Report): Content {
  const content: Content = { requirements: [], allocations: [], parameters: [] }
  const labels = new Map<string, number>()
  const segments = request.name === 'JobOrder' ? [request] : childrenNamed(request, 'SegmentRequirement')
  if (segments.length === 0) report(violation('invalid-request/b2mml-no-segment', { element: request.name }), request)
  for (const segment of segments) readSegment(segment, { depth: 0, amongContainers: false }, content, labels, report)
  return content
}

function readSegment(
  segment: Element,
  around: Pick<Place, 'depth' | 'amongContainers'>,
  content: Content,
  labels: Map<string, number>,
  report: Report,
): void {
  const label = labelOf(segment, labels)
  const equipmentId = equipmentOf(segment, report)
  const amongContainers = around.amongContainers || containerSegments.includes(textOf(segment, 'ProcessSegmentID'))
  if (segment.name !== 'JobOrder') widenTimes(segment, content, report)
  for (const parameter of parametersOf(segment)) readParameter(parameter, label, content.parameters, report)
  let position = 0
  const readMaterial = (element: Element, level: number): void => {
    position += 1
    const read = requirementIn(element, { label, position, depth: level, equipmentId, amongContainers }, report)
    if (read.requirement !== undefined) content.requirements.push(read.requirement)
    if (read.allocation !== undefined) content.allocations.push(read.allocation)
    if (read.requirement === undefined && read.allocation === undefined) content.dropped = true
    for (const part of childrenNamed(element, 'AssemblyRequirement')) readMaterial(part, level + 1)
  }
  const materials = childrenNamed(
    segment,
    'MaterialRequirement',
    'MaterialProducedRequirement',
    'MaterialConsumedRequirement',
    'ConsumableExpectedRequirement',
  )
  for (const element of materials) readMaterial(element, around.depth)
  for (const inner of childrenNamed(segment, 'SegmentRequirement', 'SegmentRequirementChild'))
    readSegment(inner, { depth: around.depth + 1, amongContainers }, content, labels, report)
}

/** The segment's own name. A second segment of the same name gets a number, so that the ids of its lines stay unique. */
function labelOf(segment: Element, labels: Map<string, number>): string {
  const name = ['ID', 'ProcessSegmentID', 'ProductSegmentID', 'OperationsSegmentID']
    .map((each) => textOf(segment, each))
    .find((text) => text !== '')
  const plain =
    (name ?? 'segment')
      .replaceAll(/[^A-Za-z0-9._-]+/g, '-')
      .replace(/^[._-]+/, '')
      .slice(0, 32) || 'segment'
  const count = (labels.get(plain) ?? 0) + 1
  labels.set(plain, count)
  return count === 1 ? plain : `${plain}.${count}`
}

function equipmentOf(segment: Element, report: Report): string | undefined {
  const stated = childrenNamed(segment, 'EquipmentRequirement').flatMap((each) => childrenNamed(each, 'EquipmentID'))
  const [only] = stated
  return only === undefined || stated.length > 1 || only.text === ''
    ? undefined
    : checkedIdentifier(only.text, only, report)
}

function widenTimes(segment: Element, content: Content, report: Report): void {
  const start = instantIn(segment, 'EarliestStartTime', report)
  const end = endIn(segment, 'LatestEndTime', report)
  if (start !== undefined && start < (content.earliestStart ?? '~')) content.earliestStart = start
  if (end !== undefined) content.latestEnd = laterEnd(end, content.latestEnd ?? end)
}

function parametersOf(segment: Element): readonly Element[] {
  return segment.children.flatMap((each) => {
    if (each.name === 'ProductionParameter') return childrenNamed(each, 'Parameter')
    return ['SegmentParameter', 'JobOrderParameter'].includes(each.name) ? [each] : []
  })
}

function readParameter(parameter: Element, segment: string, into: B2mmlParameter[], report: Report): void {
  const inner = childrenNamed(parameter, 'Parameter', 'ParameterChild')
  const [value, second] = childrenNamed(parameter, 'Value').filter((each) => textOf(each, 'ValueString') !== '')
  const parameterId = requiredIdentifier(parameter, 'ID', report)
  if (second !== undefined)
    report(violation('invalid-request/b2mml-two-values', { parameterId: shortened(textOf(parameter, 'ID')) }), second)
  if (value !== undefined) {
    const valueString = child(value, 'ValueString', report)
    const text = valueString === undefined ? undefined : checkedText(valueString, report)
    const written = textOf(value, 'UnitOfMeasure')
    const unit = written === '' ? undefined : knownUnit(written, value, report)
    if (parameterId !== undefined && text !== undefined)
      into.push({ parameterId, segment, value: text, ...(unit === undefined ? {} : { unit }) })
  } else if (inner.length === 0)
    report(violation('invalid-request/b2mml-no-value', { parameterId: shortened(textOf(parameter, 'ID')) }), parameter)
  for (const each of inner) readParameter(each, segment, into, report)
}
