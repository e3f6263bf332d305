import { type Decimal, decimal, type Unit, unit } from '../../../events/quantity.ts'

/** A formula that was read. `at` is the position of each part in the text, from 1; docs/adr/0059-calculations.md. */
export type Expression =
  | { readonly kind: 'constant'; readonly value: Decimal; readonly unit: Unit; readonly at: number }
  /** A result of the step by its id, or of a step by `stepId.id`. */
  | { readonly kind: 'result'; readonly name: string; readonly at: number }
  /** What the step consumed of a line. */
  | { readonly kind: 'consumed'; readonly lineId: string; readonly at: number }
  /** What the step made of the product, and the quantity of the order. */
  | { readonly kind: 'produced' | 'quantity'; readonly at: number }
  | { readonly kind: 'negative'; readonly of: Expression; readonly at: number }
  | {
      readonly kind: 'operation'
      readonly by: '+' | '-' | '*' | '/'
      readonly left: Expression
      readonly right: Expression
      /** Of the operator. */
      readonly at: number
    }
  | { readonly kind: 'list'; readonly by: ListFunction; readonly of: readonly Expression[]; readonly at: number }

const listFunctions = ['mean', 'min', 'max'] as const
type ListFunction = (typeof listFunctions)[number]
const amounts = ['produced', 'quantity'] as const

/** Words of the language, which name no result unless its step is named as well. */
export const reservedWords: readonly string[] = [...listFunctions, ...amounts, 'consumed', 'result']

/** The place at which a text is no expression, and what stands there; nothing at its end. */
export interface Unreadable {
  readonly unreadableAt: number
  readonly found: string
}

export const isExpression = (read: Expression | Unreadable): read is Expression => 'kind' in read

class Stop extends Error {
  override readonly name = 'Stop'
  readonly position: number
  constructor(position: number) {
    super('unreadable')
    this.position = position
  }
}

const strength = { '+': 1, '-': 1, '*': 2, '/': 2 } as const
type Operator = keyof typeof strength
const isOperator = (sign: string | undefined): sign is Operator => sign !== undefined && Object.hasOwn(strength, sign)

const idOf = /[A-Za-z0-9][A-Za-z0-9._-]*/y
/** Ids contain hyphens and may begin with digits, so a number ends where no id goes on. */
const numberOf = /(?:0|[1-9]\d{0,14})(?:\.\d{1,12})?(?![A-Za-z0-9._-])/y

/**
 * Reads `filled * brix.brix / 66 '%'`: results by id, `consumed(line)`, `produced`, `quantity`, numbers with a unit of UCUM in single quotes, + - * /,
 * parentheses, `mean`, `min` and `max`. `result(id)` is a result whose id is a number or a word of the language.
 */
export function expressionOf(text: string): Expression | Unreadable {
  try {
    return read(text)
  } catch (error) {
    if (!(error instanceof Stop)) throw error
    const [found = ''] = /^[A-Za-z0-9._-]+|^\S/.exec(text.slice(error.position)) ?? []
    return { unreadableAt: error.position + 1, found }
  }
}

function read(text: string): Expression {
  let position = 0
  const skipSpace = () => {
    while (/\s/.test(text.charAt(position))) position++
  }
  const next = (sticky: RegExp): string | undefined => {
    skipSpace()
    sticky.lastIndex = position
    const [part] = sticky.exec(text) ?? []
    position += part?.length ?? 0
    return part
  }
  const needed = (sticky: RegExp): string => {
    const part = next(sticky)
    if (part === undefined) throw new Stop(position)
    return part
  }
  const begin = () => {
    skipSpace()
    return position + 1
  }

  const constant = (value: string, at: number): Expression => {
    const quoted = next(/'[^']*'/y)
    const measured = unit.safeParse(quoted === undefined ? '1' : quoted.slice(1, -1))
    if (!measured.success) throw new Stop(position - (quoted?.length ?? 0))
    return { kind: 'constant', value: decimal.parse(value), unit: measured.data, at }
  }
  const called = (name: string, at: number): Expression => {
    const list = listFunctions.find((it) => it === name)
    if (list) {
      const of = [sum(0)]
      while (next(/,/y) !== undefined) of.push(sum(0))
      needed(/\)/y)
      return { kind: 'list', by: list, of, at }
    }
    if (name !== 'consumed' && name !== 'result') throw new Stop(at - 1)
    const place = begin()
    const id = needed(idOf)
    needed(/\)/y)
    return name === 'consumed' ? { kind: 'consumed', lineId: id, at: place } : { kind: 'result', name: id, at: place }
  }
  const operand = (): Expression => {
    const at = begin()
    if (next(/-/y) !== undefined) return { kind: 'negative', of: operand(), at }
    if (next(/\(/y) !== undefined) {
      const inside = sum(0)
      needed(/\)/y)
      return inside
    }
    const number = next(numberOf)
    if (number !== undefined) return constant(number, at)
    const name = needed(idOf)
    if (next(/\(/y) !== undefined) return called(name, at)
    const kind = amounts.find((it) => it === name)
    return kind ? { kind, at } : { kind: 'result', name, at }
  }
  /** Operators that bind more strongly than `least` (V. Pratt, Top down operator precedence, 1973). */
  const sum = (least: number): Expression => {
    let left = operand()
    for (;;) {
      const at = begin()
      const by = text.charAt(position)
      if (!isOperator(by) || strength[by] <= least) return left
      position++
      left = { kind: 'operation', by, left, right: sum(strength[by]), at }
    }
  }

  const whole = sum(0)
  skipSpace()
  if (position < text.length) throw new Stop(position)
  return whole
}

/** All parts without parts of their own, in the order of the text. */
export function leavesOf(expression: Expression): Expression[] {
  switch (expression.kind) {
    case 'negative':
      return leavesOf(expression.of)
    case 'operation':
      return [...leavesOf(expression.left), ...leavesOf(expression.right)]
    case 'list':
      return expression.of.flatMap(leavesOf)
    default:
      return [expression]
  }
}

/** The text with other names of results. A text that cannot be read stays as it is. */
export function withNames(text: string, renamed: (name: string) => string): string {
  const read = expressionOf(text)
  if (!isExpression(read)) return text
  const named = leavesOf(read).flatMap((it) => (it.kind === 'result' ? it : []))
  return named.reduceRight((whole, { name, at }) => {
    const start = whole.indexOf(name, at - 1)
    return whole.slice(0, start) + renamed(name) + whole.slice(start + name.length)
  }, text)
}
