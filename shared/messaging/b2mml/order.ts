import { violation } from '../../domain/refusal.ts'
import { asWritten, child, childrenNamed, type Element, type Report, shortened } from './element.ts'
import type { B2mmlOrder, B2mmlOrderState } from './message.ts'
import { linesOf, type Requirement } from './requirement.ts'
import { type Content, contentOf } from './segment.ts'
import { requestedState } from './states.ts'
import { endIn, identifierIn, instantIn, requiredIdentifier, textOrUndefined } from './values.ts'

/** The elements that are one order each: ProductionRequest (V0401), OperationsRequest and JobOrder (V0701). */
export function requestsIn(schedule: Element): readonly Element[] {
  return schedule.children.flatMap((each) => {
    if (['ProductionRequest', 'OperationsRequest', 'JobOrder'].includes(each.name)) return [each]
    return ['WorkRequest', 'WorkRequestChild', 'WorkScheduleChild'].includes(each.name) ? requestsIn(each) : []
  })
}

/** One order, with the material of all its segments at any depth. */
export function readOrder(request: Element, report: Report): B2mmlOrder | undefined {
  const orderId = requiredIdentifier(request, 'ID', report)
  refuseOtherWork(request, report)
  const found = contentOf(request, report)
  const product = productAmong(found, request, report)
  const materials = linesOf(
    found.requirements.filter((each) => each !== product),
    report,
  )
  const optional = {
    lotId: product?.lotId,
    recipe: recipeOf(request, report),
    state: stateOf(request, report),
    dueAt: endIn(request, 'EndTime', report) ?? found.latestEnd,
    startAt: instantIn(request, 'StartTime', report) ?? found.earliestStart,
    priority: priorityOf(request, report),
  }
  if (orderId === undefined || product === undefined) return undefined
  return {
    kind: 'order',
    orderId,
    product: product.materialId,
    quantity: product.quantity,
    ...stated(optional),
    materials,
    allocations: found.allocations,
    parameters: found.parameters,
  }
}

/**
 * The requirement that is the order's product: produced and not consumed again within the order, at the outermost segment that has such a
 * requirement. By-products and co-products never count.
 */
function productAmong({ requirements, dropped }: Content, request: Element, report: Report): Requirement | undefined {
  const produced = requirements.filter((each) => each.use === 'produced' && !each.beside)
  const usedUp = new Set(requirements.filter((each) => each.use === 'consumed').map((each) => each.materialId))
  const final = produced.filter((each) => !usedUp.has(each.materialId))
  const candidates = final.length > 0 ? final : produced
  const outermost = candidates.reduce((least, each) => Math.min(least, each.place.depth), Number.POSITIVE_INFINITY)
  const [product, second] = candidates.filter((each) => each.place.depth === outermost)
  if (product === undefined && !dropped)
    report(violation('invalid-request/b2mml-no-product', { element: request.name }), request)
  if (product !== undefined && second !== undefined) {
    report(
      violation('invalid-request/b2mml-two-products', {
        element: request.name,
        product: product.materialId,
        other: second.materialId,
      }),
      second.at,
    )
    return undefined
  }
  return product
}

function refuseOtherWork(request: Element, report: Report): void {
  const type = child(request, 'OperationsType', report) ?? child(request, 'WorkType', report)
  if (type !== undefined && !['Production', 'Mixed'].includes(type.text))
    report(violation('invalid-request/b2mml-other-work', asWritten(type)), type)
  const command = child(request, 'Command', report)
  if (command !== undefined) report(violation('invalid-request/b2mml-command', {}), command)
}

function recipeOf(request: Element, report: Report): B2mmlOrder['recipe'] {
  const recipeId =
    identifierIn(request, 'ProductProductionRuleID', report) ??
    identifierIn(request, 'OperationsDefinitionID', report) ??
    identifierIn(request, 'WorkMasterID', report)
  const version = textOrUndefined(request, 'WorkMasterVersion', report)
  return recipeId === undefined ? undefined : { recipeId, ...(version === undefined ? {} : { version }) }
}

const stateNames = ['RequestState', 'DispatchStatus', 'ScheduleState']

/** The order's own state or, without one, that of the request or schedule around it. A state of a segment can only be to make it. */
function stateOf(request: Element, report: Report): B2mmlOrderState | undefined {
  for (const segment of segmentsIn(request)) {
    const state = stateIn(segment, 'SegmentState', report)
    if (state !== undefined && state.asks !== 'make')
      report(violation('invalid-request/b2mml-segment-state', { value: state.written }), segment)
  }
  for (let at: Element | undefined = request; at !== undefined; at = at.parent)
    for (const name of stateNames) {
      const state = stateIn(at, name, report)
      if (state !== undefined) return state
    }
  return undefined
}

function segmentsIn(of: Element): readonly Element[] {
  return childrenNamed(of, 'SegmentRequirement', 'SegmentRequirementChild').flatMap((it) => [it, ...segmentsIn(it)])
}

/** V0401 has no state but Forecast and Released; it writes the others as the meaning of `Other`. */
function stateIn(of: Element, name: string, report: Report): B2mmlOrderState | undefined {
  const element = child(of, name, report)
  if (element === undefined) return undefined
  const other = element.text === 'Other' ? element.attributes.get('OtherValue') : undefined
  const written = shortened(other ?? element.text)
  const asks = requestedState(other ?? element.text)
  if (asks !== undefined) return { asks, written }
  report(violation('invalid-request/b2mml-order-state', { element: name, value: written }), element)
  return undefined
}

function priorityOf(request: Element, report: Report): number | undefined {
  const written = child(request, 'Priority', report)
  if (written === undefined) return undefined
  if (/^[1-9]\d{0,2}$/.test(written.text)) return Number(written.text)
  report(violation('invalid-request/b2mml-priority', { value: shortened(written.text) }), written)
  return undefined
}

type Stated<T> = { [Key in keyof T]?: Exclude<T[Key], undefined> }

function stated<T extends object>(values: T): Stated<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Stated<T>
}
