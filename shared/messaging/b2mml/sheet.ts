import { idInPath } from '../../../events/id-rule.ts'
import type { Violation } from '../../../events/refusals.ts'
import { violation } from '../../domain/refusal.ts'
import { type Element, pathOf, type Report, textOf } from './element.ts'
import type { B2mmlCancellation, B2mmlFault, B2mmlObject, Verb } from './message.ts'
import { isIdentifier, isLotId, lotIdIn, requiredIdentifier, requiredLotId } from './values.ts'

/** Further faults are only counted, so that the answer is never larger than a faulty message. */
const faultLimit = 200

type Kind = B2mmlCancellation['of']
type ReadObject = (report: Report) => B2mmlObject | undefined

/** Collects objects and faults; an object with a fault is dropped as a whole. */
export interface Sheet {
  readonly objects: B2mmlObject[]
  readonly messageReport: Report
  add(kind: Kind, element: Element, read: ReadObject, lotId?: string): void
  faults(): readonly B2mmlFault[]
}

export function newSheet(verb: Verb): Sheet {
  const objects: B2mmlObject[] = []
  const faults: B2mmlFault[] = []
  const seen = new Set<string>()
  let unwritten = 0
  const note = (at: Element, fault: Violation, object?: string): void => {
    if (faults.length < faultLimit)
      faults.push({ ...(object === undefined ? {} : { object }), ...fault, ref: pathOf(at) })
    else unwritten += 1
  }
  return {
    objects,
    messageReport: (fault, at) => note(at, fault),
    add(kind, element, read, lotId) {
      const id = textOf(element, 'ID')
      const name = (kind === 'lot' ? isLotId(id) : isIdentifier(id)) ? `${kind}:${idInPath(id)}` : undefined
      let sound = true
      const report: Report = (fault, at) => {
        sound = false
        note(at, fault, name)
      }
      const object = verb === 'cancel' ? cancellationOf(kind, element, lotId, report) : read(report)
      if (object === undefined || !sound) return
      const identity = 'lotId' in object ? `${name} of ${object.lotId}` : `${name}`
      if (seen.has(identity))
        return report(violation('invalid-request/b2mml-stated-twice', { object: name ?? kind }), element)
      seen.add(identity)
      objects.push(object)
    },
    faults: () =>
      unwritten === 0
        ? faults
        : [...faults, { ...violation('invalid-request/b2mml-more-faults', { count: unwritten }), ref: '/' }],
  }
}

function cancellationOf(
  of: Kind,
  element: Element,
  around: string | undefined,
  report: Report,
): B2mmlCancellation | undefined {
  const id = (of === 'lot' ? requiredLotId : requiredIdentifier)(element, 'ID', report)
  const lotId = of === 'sublot' ? (lotIdIn(element, 'MaterialLotID', report) ?? around) : undefined
  return id === undefined ? undefined : { kind: 'cancellation', of, id, ...(lotId === undefined ? {} : { lotId }) }
}
