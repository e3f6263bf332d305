import type { Violation } from '../../../events/refusals.ts'
import { violation } from '../../domain/refusal.ts'
import { child, childrenNamed, type Element, type Parsed, pathOf, type Report, shortened } from './element.ts'
import { parseJson } from './json.ts'
import {
  type Enclosing,
  enclosingInformation,
  enclosingLot,
  readLot,
  readMaterial,
  readSublot,
  speaksForItself,
} from './material.ts'
import type { B2mmlFault, B2mmlReading, Verb } from './message.ts'
import { readOrder, requestsIn } from './order.ts'
import { newSheet, type Sheet } from './sheet.ts'
import { checkedText, instantIn } from './values.ts'
import { parseXml } from './xml.ts'

/**
 * Reads a B2MML message of V0401 (XML), or of V6 and V7 (XML and JSON): Sync, Process, Change and Cancel of MaterialDefinition, MaterialInformation,
 * MaterialLot, MaterialSubLot, ProductionSchedule, OperationsSchedule, WorkSchedule and JobList. A Change has to state its objects in full; of a
 * Cancel only ids are read. Never throws, for any text.
 */
export function readB2mml(text: string, mediaType: 'xml' | 'json'): B2mmlReading {
  const document: Parsed = mediaType === 'xml' ? parseXml(text) : parseJson(text)
  return document.ok ? readDocument(document.root) : refused(document.fault, document.fault.ref)
}

function refused(fault: Violation, ref: string): B2mmlReading {
  return { ok: false, faults: [{ ...fault, ref }] }
}

function readDocument(root: Element): B2mmlReading {
  const [, verbWord, noun] = /^(Sync|Process|Change|Cancel)([A-Z]\w*)$/.exec(root.name) ?? []
  if (verbWord === undefined || noun === undefined)
    return refused(violation('invalid-request/b2mml-root', { root: shortened(root.name) }), pathOf(root))
  const read = nouns.get(noun)
  if (read === undefined)
    return refused(
      violation('invalid-request/b2mml-noun', { noun: shortened(noun), nouns: [...nouns.keys()] }),
      pathOf(root),
    )
  const [area, second] = childrenNamed(root, 'DataArea')
  if (area === undefined || second !== undefined)
    return refused(
      violation(
        second === undefined ? 'invalid-request/b2mml-no-data-area' : 'invalid-request/b2mml-several-data-areas',
        { root: root.name },
      ),
      pathOf(root),
    )
  const bodies = childrenNamed(area, noun)
  if (bodies.length === 0) return refused(violation('invalid-request/b2mml-no-body', { noun }), pathOf(area))
  const verb = verbOf(verbWord, area)
  if (typeof verb !== 'string') return refused(verb, verb.ref)

  const sheet = newSheet(verb)
  const application = childrenNamed(root, 'ApplicationArea')[0]
  const header = application === undefined ? {} : headerOf(application, sheet.messageReport)
  for (const body of bodies) read(body, sheet)
  return { ok: true, verb, noun, ...header, objects: sheet.objects, faults: sheet.faults() }
}

/**
 * ISA-95 Part 5 lets a Sync or Process carry an action code (TransActionCodeType): Delete makes it a cancellation, Change a change. Different codes
 * in one message are refused, because Andon does not evaluate their XPath expressions.
 */
function verbOf(word: string, area: Element): Verb | B2mmlFault {
  const expressions = childrenNamed(area, word)
    .flatMap((verb) => childrenNamed(verb, 'ActionCriteria'))
    .flatMap((criteria) => childrenNamed(criteria, 'ActionExpression'))
  const stated = new Set(expressions.map((expression) => expression.attributes.get('actionCode') ?? ''))
  const [code = ''] = stated
  const own = word.toLowerCase() as Verb
  const meant = new Map<string, Verb>([
    ['', own],
    ['Add', own],
    ['Replaced', own],
    ['Change', own === 'cancel' ? own : 'change'],
    ['Delete', 'cancel'],
  ]).get(code)
  if (stated.size < 2 && meant !== undefined && (own !== 'cancel' || code === '' || code === 'Delete')) return meant
  const codes = [...stated].slice(0, 5).map(shortened)
  return {
    ...violation('invalid-request/b2mml-action-codes', { codes, verb: word }),
    ref: pathOf(expressions[0] ?? area),
  }
}

function headerOf(application: Element, report: Report): { messageId?: string; sender?: string; createdAt?: string } {
  const sender = childrenNamed(application, 'Sender')[0]
  const from = sender === undefined ? undefined : child(sender, 'LogicalID', report)
  const message = child(application, 'BODID', report)
  const createdAt = instantIn(application, 'CreationDateTime', report)
  const messageId = message === undefined ? undefined : checkedText(message, report)
  const senderId = from === undefined ? undefined : checkedText(from, report)
  return {
    ...(messageId === undefined ? {} : { messageId }),
    ...(senderId === undefined ? {} : { sender: senderId }),
    ...(createdAt === undefined ? {} : { createdAt }),
  }
}

type ReadNoun = (body: Element, sheet: Sheet) => void

const nouns: ReadonlyMap<string, ReadNoun> = new Map([
  ['MaterialDefinition', addMaterial],
  ['MaterialInformation', addMaterialInformation],
  ['MaterialLot', (body: Element, sheet: Sheet) => addLot(body, {}, sheet)],
  ['MaterialSubLot', (body: Element, sheet: Sheet) => addSublot(body, undefined, sheet)],
  ['ProductionSchedule', addOrders],
  ['OperationsSchedule', addOrders],
  ['WorkSchedule', addOrders],
  ['JobList', addOrders],
])

function addMaterial(definition: Element, sheet: Sheet): void {
  sheet.add('material', definition, (report) => readMaterial(definition, report))
}

function addMaterialInformation(body: Element, sheet: Sheet): void {
  const around = enclosingInformation(body)
  for (const part of body.children) {
    if (part.name === 'MaterialDefinition') addMaterial(part, sheet)
    else if (part.name === 'MaterialLot') addLot(part, around, sheet)
    else if (part.name === 'MaterialSubLot') addSublot(part, undefined, sheet)
    else if (!['ID', 'Description', 'Location', 'HierarchyScope', 'PublishedDate'].includes(part.name))
      sheet.messageReport(violation('invalid-request/b2mml-part', { element: part.name }), part)
  }
}

function addLot(lot: Element, around: Enclosing, sheet: Sheet): void {
  if (speaksForItself(lot)) sheet.add('lot', lot, (report) => readLot(lot, around, report))
  const own = enclosingLot(lot, around)
  for (const sublot of childrenNamed(lot, 'MaterialSubLot')) addSublot(sublot, own, sheet)
}

function addSublot(sublot: Element, lot: Enclosing | undefined, sheet: Sheet): void {
  sheet.add('sublot', sublot, (report) => readSublot(sublot, lot, report), lot?.lotId)
  for (const inner of childrenNamed(sublot, 'MaterialSubLot', 'MaterialSubLotChild')) addSublot(inner, lot, sheet)
}

function addOrders(schedule: Element, sheet: Sheet): void {
  const requests = requestsIn(schedule)
  if (requests.length === 0)
    sheet.messageReport(violation('invalid-request/b2mml-no-order', { element: schedule.name }), schedule)
  for (const request of requests) sheet.add('order', request, (report) => readOrder(request, report))
}
