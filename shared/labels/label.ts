import type { Instant, LotId, MaterialId, OrderId, SublotId } from '../../events/identifiers.ts'
import type { Amount } from '../../events/quantity.ts'
import { dateElement, elementString, measureElement, readableElements } from '../domain/codes/element-string.ts'
import type { Gs1Reading, Gtin, Sscc } from '../domain/codes/gs1.ts'
import type { Element } from '../domain/codes/identifiers.ts'
import { format } from '../domain/quantity.ts'
import { type Box, blockIn, rowsIn, type Text } from './layout.ts'

/** Texts and symbols of a label with their positions: millimetres from the upper left corner. The same for ZPL printers and PDF. */
export interface Label {
  readonly title: string
  /** When the data of the label was true; also the creation time of the document, so that the same label is the same bytes. */
  readonly at: Instant
  readonly width: number
  readonly height: number
  readonly texts: readonly Text[]
  readonly symbols: readonly LabelSymbol[]
}

/** A GS1 symbol by its upper left corner and the width of its narrowest element; `content` is an element string. */
export type LabelSymbol =
  | {
      readonly kind: 'gs1-datamatrix'
      readonly x: number
      readonly y: number
      readonly module: number
      readonly content: string
    }
  | {
      readonly kind: 'gs1-128'
      readonly x: number
      readonly y: number
      readonly module: number
      readonly height: number
      /** Digits in pairs, which is enough for an SSCC. */
      readonly content: string
    }

/** A dispensed container of an order. Dates are the site's calendar days, `2026-11-22`. */
export interface DispensingData {
  readonly at: Instant
  /** 1 for the first print. A later number marks a reprint, so that two labels are never taken for two containers. */
  readonly print: number
  readonly containerId: SublotId
  /** The number of this container, and of all containers of the line. */
  readonly position?: { readonly number: number; readonly of: number }
  readonly sscc?: Sscc
  readonly lotId: LotId
  readonly material: { readonly materialId: MaterialId; readonly name: string; readonly hazards?: readonly string[] }
  readonly order: { readonly orderId: OrderId; readonly product: string; readonly step?: string }
  readonly net: Amount
  readonly tare?: Amount
  readonly gross?: Amount
  readonly potency?: Amount
  readonly expires?: string
  readonly dispensedBy: string
  readonly verifiedBy?: string
}

/**
 * A logistic unit, such as a pallet or a box, by its SSCC. The label of one lot names the lot and its material; the label of several says that the
 * unit is mixed. Dates are the site's calendar days.
 */
export interface LogisticData {
  readonly at: Instant
  readonly print: number
  readonly sscc: Sscc
  readonly from?: string
  readonly to?: string
  readonly title: string
  readonly lotId?: LotId
  readonly materialId?: MaterialId
  readonly hazards?: readonly string[]
  readonly net?: Amount
  readonly gross?: Amount
  readonly producedOn?: string
  readonly expires?: string
  /** The trade items inside, for partners who know them by GTIN; `count` is 99,999,999 at most. */
  readonly contents?: { readonly gtin: Gtin; readonly count: number }
}

type Row = readonly [name: string, value: string | undefined]

/**
 * The label of a dispensed container, 100 x 60 mm, as 21 CFR 211.101(b) requires it, with a symbol of the lot, the container and the order, which
 * have identifiers for company internal information (AI 91 to 93), because a weighed portion is no trade item; an SSCC comes before them. Without
 * the order, a container of the same id in another order could not be told from this one.
 */
export function dispensingLabel(data: DispensingData): Label {
  const { material, order, position } = data
  const title = material.name
  const elements: Element[] = [
    ...(data.sscc ? [{ ai: '00', value: data.sscc }] : []),
    { ai: '91', value: data.lotId },
    { ai: '92', value: data.containerId },
    { ai: '93', value: order.orderId },
  ]
  const rows: Row[] = [
    ['Material', material.materialId],
    ['Lot', data.lotId],
    ['Container', position ? `${data.containerId} (${position.number} of ${position.of})` : data.containerId],
    ['Net', format(data.net)],
    ['Tare, gross', [data.tare, data.gross].flatMap((it) => (it ? [format(it)] : [])).join(', ')],
    ['Potency', data.potency && format(data.potency)],
    ['Expires', data.expires],
    ['Order', order.step ? `${order.orderId}, ${order.step}` : order.orderId],
    ['Product', order.product],
    ['Hazards', listed(material.hazards)],
    ['Dispensed', `${minute(data.at)} by ${data.dispensedBy}`],
    ['Verified', data.verifiedBy],
    ['Print', reprint(data.print)],
  ]
  return {
    title,
    at: data.at,
    width: 100,
    height: 60,
    texts: [
      ...blockIn({ x: 3, y: 3, width: 94, height: 9 }, title, [5, 4, 3.4, 3]),
      ...rowsIn({ x: 3, y: 13, width: 66, height: 40 }, stated(rows)),
      ...blockIn({ x: 3, y: 54, width: 94, height: 4.5 }, beneath(elements), [2.2, 1.8, 1.5]),
    ],
    symbols: [{ kind: 'gs1-datamatrix', x: 71, y: 13, module: 0.5, content: content(elements, data.at) }],
  }
}

/**
 * The label of a logistic unit, A6: the SSCC as GS1-128 at the bottom (0.5 mm narrow bar, 32 mm high), and a GS1 DataMatrix with the SSCC and the
 * contents (GS1 Logistic Label Guideline). A batch number (AI 10) needs a GTIN beside it and has at most twenty characters; any other lot number has
 * an identifier for company internal information. A gross weight that does not fit six digits is in the text only.
 */
export function logisticLabel(data: LogisticData): Label {
  const { title, contents } = data
  const unit: Element[] = [{ ai: '00', value: data.sscc }]
  const elements = [...unit, ...contentElements(data)]
  const rows: Row[] = [
    ['From', data.from],
    ['To', data.to],
    ['Material', data.materialId],
    ['Lot', data.lotId],
    ['GTIN', contents?.gtin],
    ['Count', contents && String(contents.count)],
    ['Net', data.net && format(data.net)],
    ['Gross', data.gross && format(data.gross)],
    ['Produced', data.producedOn],
    ['Expires', data.expires],
    ['Hazards', listed(data.hazards)],
    ['Labelled', minute(data.at)],
    ['Print', reprint(data.print)],
  ]
  const beside: Box = { x: 65, y: 53, width: 36, height: 39 }
  return {
    title,
    at: data.at,
    width: 105,
    height: 148,
    texts: [
      ...blockIn({ x: 4, y: 4, width: 97, height: 11 }, title, [6, 5, 4, 3.4]),
      ...rowsIn({ x: 4, y: 16, width: 58, height: 76 }, stated(rows)),
      ...blockIn(beside, beneath(elements), [2.6, 2.2, 1.8]),
      ...blockIn({ x: 13.5, y: 132, width: 87, height: 7 }, beneath(unit), [4.5]),
    ],
    symbols: [
      { kind: 'gs1-datamatrix', x: 65, y: 16, module: 0.75, content: content(elements, data.at) },
      { kind: 'gs1-128', x: 13.5, y: 98, module: 0.5, height: 32, content: content(unit, data.at) },
    ],
  }
}

/** Identifiers of fixed length come first, which saves separators. */
function contentElements({ at, contents, lotId, producedOn, expires, gross }: LogisticData): Element[] {
  const weight = gross && measureElement('330', gross)
  const weighed = weight?.outcome === 'sound' ? [weight.value] : []
  const own = lotId === undefined ? [] : [{ ai: '91', value: lotId }]
  if (contents === undefined) return [...weighed, ...own]
  return [
    { ai: '02', value: contents.gtin },
    ...(producedOn ? [whole(dateElement('11', producedOn, yearOf(at)))] : []),
    ...(expires ? [whole(dateElement('17', expires, yearOf(at)))] : []),
    ...weighed,
    { ai: '37', value: String(contents.count) },
    ...(lotId !== undefined && lotId.length <= 20 ? [{ ai: '10', value: lotId }] : own),
  ]
}

/** The symbol's content as text; a line may end between two elements. */
const beneath = (elements: readonly Element[]): string => elements.map((it) => readableElements([it])).join(' ')

const yearOf = (at: Instant): number => Number(at.slice(0, 4))
const content = (elements: readonly Element[], at: Instant): string => whole(elementString(elements, yearOf(at)))

/** The data was checked when it was defined, received or weighed, so a fault here is a fault of the program. */
function whole<Value>(reading: Gs1Reading<Value>): Value {
  if (reading.outcome === 'sound') return reading.value
  throw new RangeError(`A label cannot be made: ${JSON.stringify(reading.faults)}`)
}

const stated = (rows: readonly Row[]): [string, string][] =>
  rows.flatMap(([name, value]) => (value === undefined || value === '' ? [] : [[name, value]]))
const listed = (hazards: readonly string[] | undefined): string | undefined => hazards?.join(', ')
const minute = (at: Instant): string => `${at.slice(0, 10)} ${at.slice(11, 16)} UTC`
const reprint = (print: number): string | undefined => (print > 1 ? `${print} (REPRINT)` : undefined)
