import { identifier, lotId } from '../../../events/identifiers.ts'
import { type Decimal, decimal, type Quantity, type Unit } from '../../../events/quantity.ts'
import { violation } from '../../domain/refusal.ts'
import { isDate } from '../../domain/wall-clock.ts'
import { asWritten, child, childrenNamed, type Element, type Report, shortened, textOf } from './element.ts'
import { unitOfCode } from './units.ts'

const textLimit = 1_000

/** An id, if the element is there. Reports one that is not an id of Andon. */
export function identifierIn(of: Element, name: string, report: Report): string | undefined {
  const element = child(of, name, report)
  return element === undefined ? undefined : checkedIdentifier(element.text, element, report)
}

/** An id. Reports a missing one and one that is not an id of Andon. */
export const requiredIdentifier = (of: Element, name: string, report: Report): string | undefined =>
  isMissing(of, name, report) ? undefined : identifierIn(of, name, report)

function isMissing(of: Element, name: string, report: Report): boolean {
  const missing = childrenNamed(of, name).every((each) => each.text === '')
  if (missing) report(violation('invalid-request/b2mml-missing', { element: of.name, child: name }), of)
  return missing
}

export function checkedIdentifier(text: string, at: Element, report: Report): string | undefined {
  if (identifier.safeParse(text).success) return text
  report(violation('invalid-request/b2mml-identifier', { element: at.name, value: shortened(text) }), at)
  return undefined
}

/** The id of a lot, if the element is there. */
export function lotIdIn(of: Element, name: string, report: Report): string | undefined {
  const element = child(of, name, report)
  if (element === undefined || lotId.safeParse(element.text).success) return element?.text
  report(violation('invalid-request/b2mml-lot-id', { element: element.name, value: shortened(element.text) }), element)
  return undefined
}

/** The id of a lot. Reports a missing one. */
export const requiredLotId = (of: Element, name: string, report: Report): string | undefined =>
  isMissing(of, name, report) ? undefined : lotIdIn(of, name, report)

export const isLotId = (text: string): boolean => lotId.safeParse(text).success

export function isIdentifier(text: string): boolean {
  return identifier.safeParse(text).success
}

/** A quantity, if the element states one: a positive decimal, with the digits as written, in a known unit. Reports any other. */
export function quantityIn(of: Element, report: Report): Quantity | undefined {
  const element = soleQuantity(of) ?? child(of, 'Quantity', report)
  if (element === undefined) return undefined
  const value = decimalIn(element, report)
  const written = textOf(element, 'UnitOfMeasure')
  if (written === '') report(violation('invalid-request/b2mml-no-unit', {}), element)
  const unit = written === '' ? undefined : knownUnit(written, element, report)
  return value === undefined || unit === undefined ? undefined : { value, unit }
}

/** Of several quantities, the only one that is not zero: an ERP writes a zero for an amount that it does not plan, such as scrap. */
function soleQuantity(of: Element): Element | undefined {
  const [only, ...others] = childrenNamed(of, 'Quantity').filter((each) => /[^0.]/.test(textOf(each, 'QuantityString')))
  return others.length === 0 ? only : undefined
}

/** A quantity, as `quantityIn` reads it. Reports a missing one. */
export function requiredQuantity(of: Element, report: Report): Quantity | undefined {
  if (child(of, 'Quantity', () => {}) === undefined) {
    report(violation('invalid-request/b2mml-no-quantity', { element: of.name }), of)
    return undefined
  }
  return quantityIn(of, report)
}

function decimalIn(quantity: Element, report: Report): Decimal | undefined {
  const written = child(quantity, 'QuantityString', report)
  const text = written?.text ?? ''
  const at = written ?? quantity
  const { data: value } = decimal.safeParse(text)
  if (value === undefined) {
    report(violation('invalid-request/b2mml-decimal', { value: shortened(text) }), at)
    return undefined
  }
  if (!/[1-9]/.test(text)) {
    report(violation('invalid-request/b2mml-zero', { value: text }), at)
    return undefined
  }
  return value
}

export function knownUnit(written: string, at: Element, report: Report): Unit | undefined {
  const unit = unitOfCode(written)
  if (unit === undefined) report(violation('invalid-request/b2mml-unit', { unit: shortened(written) }), at)
  return unit
}

/** Free text for people, if there is any; of several (one for each language), the first. */
export function freeTextIn(of: Element, name: string, report: Report): string | undefined {
  const element = of.children.find((each) => each.name === name && each.text !== '')
  return element === undefined ? undefined : checkedText(element, report)
}

export function textOrUndefined(of: Element, name: string, report: Report): string | undefined {
  const element = child(of, name, report)
  return element === undefined ? undefined : checkedText(element, report)
}

export function checkedText(element: Element, report: Report): string | undefined {
  if (element.text.length <= textLimit) return element.text
  report(
    violation('invalid-request/b2mml-long-text', {
      element: element.name,
      characters: element.text.length,
      most: textLimit,
    }),
    element,
  )
  return undefined
}

/** The values of the property with one of these ids. `names` are the element names, which B2MML takes from the owner of the property. */
export function propertyValues(of: Element, names: readonly string[], ids: readonly string[]): readonly Element[] {
  return properties(of, names, ids)
    .flatMap((property) => childrenNamed(property, 'Value'))
    .flatMap((value) => childrenNamed(value, 'ValueString'))
    .filter((value) => value.text !== '')
}

export const hasProperty = (of: Element, names: readonly string[], ids: readonly string[]): boolean =>
  properties(of, names, ids).length > 0

const properties = (of: Element, names: readonly string[], ids: readonly string[]): readonly Element[] =>
  childrenNamed(of, ...names).filter((property) => ids.includes(textOf(property, 'ID')))

/** A point in time, if the element states one, in UTC to the millisecond. Without an offset it stays without `Z`; the site gives it its zone. */
export function instantIn(of: Element, name: string, report: Report): string | undefined {
  const element = child(of, name, report)
  return element === undefined ? undefined : checkedInstant(element, report)
}

const pattern =
  /^(\d{4}-\d{2}-\d{2})T([01]\d|2[0-3]):([0-5]\d):([0-5]\d)(?:\.(\d{1,9}))?(Z|[+-](?:0\d|1[0-4]):[0-5]\d)?$/

export function checkedInstant(element: Element, report: Report): string | undefined {
  const parts = pattern.exec(element.text)
  const [, day = '', hour, minute, second, fraction = '', zone] = parts ?? []
  const milliseconds = fraction.slice(0, 3).padEnd(3, '0')
  const instant = new Date(`${day}T${hour}:${minute}:${second}.${milliseconds}${zone ?? 'Z'}`)
  if (parts === null || !isDate(day) || Number.isNaN(instant.getTime()) || instant.toISOString().length !== 24) {
    report(violation('invalid-request/b2mml-time', asWritten(element)), element)
    return undefined
  }
  return zone === undefined ? instant.toISOString().replace('Z', '') : instant.toISOString()
}

/** The end of something, such as an expiry or a due date: a time, or a date alone, which the site ends with its day. */
export function checkedEnd(element: Element, report: Report): string | undefined {
  return isDate(element.text) ? element.text : checkedInstant(element, report)
}

export function endIn(of: Element, name: string, report: Report): string | undefined {
  const element = child(of, name, report)
  return element === undefined ? undefined : checkedEnd(element, report)
}

/** The later of two ends. A date alone is later than any time of that day. */
export const laterEnd = (one: string, other: string): string => {
  const sortable = (end: string) => (isDate(end) ? `${end}T24` : end)
  return sortable(one) > sortable(other) ? one : other
}
