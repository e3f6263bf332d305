import { child, childrenNamed, type Element, type Parsed, pathOf, quoted, type Report } from './element.ts'
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
import type { B2mmlReading, Verb } from './message.ts'
import { readOrder, requestsIn } from './order.ts'
import { newSheet, type Sheet } from './sheet.ts'
import { checkedText, instantIn } from './values.ts'
import { parseXml } from './xml.ts'

/**
 * Reads a B2MML message of V0401 (XML), or of V6 and V7 (XML and JSON): Sync, Process, Change and Cancel of MaterialDefinition,
 * MaterialInformation, MaterialLot, MaterialSubLot, ProductionSchedule, OperationsSchedule, WorkSchedule and JobList. A Change
 * has to state its objects in full; of a Cancel only ids are read. Never throws, whatever the text.
 */
export function readB2mml(text: string, mediaType: 'xml' | 'json'): B2mmlReading {
  const document: Parsed = mediaType === 'xml' ? parseXml(text) : parseJson(text)
  return document.ok ? readDocument(document.root) : refused(document.detail, document.pointer)
}

function refused(detail: string, pointer: string): B2mmlReading {
  return { ok: false, faults: [{ detail, pointer }] }
}

function readDocument(root: Element): B2mmlReading {
  const [, verbWord, noun] = /^(Sync|Process|Change|Cancel)([A-Z]\w*)$/.exec(root.name) ?? []
  if (verbWord === undefined || noun === undefined)
    return refused(
      `The root is ${quoted(root.name)}; send Sync, Process, Change or Cancel and a noun, such as SyncProductionSchedule.`,
      pathOf(root),
    )
  const read = nouns.get(noun)
  if (read === undefined)
    return refused(
      `The noun ${quoted(noun)} is not taken here; send one of ${[...nouns.keys()].join(', ')}.`,
      pathOf(root),
    )
  const [area, second] = childrenNamed(root, 'DataArea')
  if (area === undefined || second !== undefined)
    return refused(
      `${root.name} has to have one DataArea; it has ${second === undefined ? 'none' : 'several'}.`,
      pathOf(root),
    )
  const bodies = childrenNamed(area, noun)
  if (bodies.length === 0) return refused(`DataArea has no ${noun}; add what the message is about.`, pathOf(area))
  const verb = verbOf(verbWord, area)
  if (typeof verb !== 'string') return refused(verb.detail, verb.pointer)

  const sheet = newSheet(verb)
  const application = childrenNamed(root, 'ApplicationArea')[0]
  const header = application === undefined ? {} : headerOf(application, sheet.messageReport)
  for (const body of bodies) read(body, sheet)
  return { ok: true, verb, noun, ...header, objects: sheet.objects, faults: sheet.faults() }
}

/**
 * ISA-95 Part 5 lets a Sync or Process carry an action code (TransActionCodeType): Delete makes it a cancellation, Change a
 * change. Different codes in one message would need its XPath expressions to be followed, so they are refused.
 */
function verbOf(word: string, area: Element): Verb | { readonly detail: string; readonly pointer: string } {
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
  const codes = [...stated].slice(0, 5).map(quoted).join(', ')
  return {
    detail: `The action codes ${codes} cannot be followed in a ${word}; send one message for each of Add, Change and Delete.`,
    pointer: pathOf(expressions[0] ?? area),
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
      sheet.messageReport(`${quoted(part.name)} is not taken here; send definitions, lots and sublots.`, part)
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
    sheet.messageReport(`${schedule.name} has no order in it; add one or do not send it.`, schedule)
  for (const request of requests) sheet.add('order', request, (report) => readOrder(request, report))
}
