import { type Fraction, fraction, inverse, times } from './fraction.ts'
import { metricAtoms, plainAtoms, prefixes, scales } from './ucum-atoms.ts'

/** What a unit measures, and how much of it: a value in the unit is (value + zero) * factor in the base units of the dimension. */
export interface Measure {
  /** The base units with their powers, as UCUM writes them, such as `g.m-1.s-2`; `1` for a bare number. */
  readonly dimension: string
  readonly factor: Fraction
  /** Only of a temperature scale. */
  readonly zero?: Fraction
}

/** Why a text is no unit: an atom that is not known, a place that cannot be read, or a temperature scale within a product. */
export type UnitFault =
  | { readonly why: 'unknown'; readonly symbol: string }
  | { readonly why: 'unreadable'; readonly position: number }
  | { readonly why: 'alone'; readonly symbol: string }

export const longestUnit = 64
/** No unit of a plant has a higher power; a power of ten (`10*23`) may. */
const highestPower = 9
const highestPowerOfTen = 30

/** A factor and the powers of base units: the value of a part of an expression. */
interface Term {
  readonly factor: Fraction
  readonly powers: ReadonlyMap<string, number>
}
const bare = (factor: Fraction): Term => ({ factor, powers: new Map() })

const power = ({ factor, powers }: Term, exponent: number): Term => {
  const by = BigInt(Math.abs(exponent))
  const raised = { over: factor.over ** by, under: factor.under ** by }
  return {
    factor: exponent < 0 ? inverse(raised) : raised,
    powers: new Map([...powers].map(([base, of]) => [base, of * exponent])),
  }
}

const product = (one: Term, other: Term): Term => {
  const powers = new Map(one.powers)
  for (const [base, of] of other.powers) powers.set(base, (powers.get(base) ?? 0) + of)
  return { factor: times(one.factor, other.factor), powers }
}

class Unreadable extends Error {
  override readonly name = 'Unreadable'
  readonly fault: UnitFault
  constructor(fault: UnitFault) {
    super(fault.why)
    this.fault = fault
  }
}

const known = new Map<string, Measure | UnitFault>()
/** Units come from clients: what is remembered has a limit, so that no client fills the memory. */
const mostRemembered = 500

/** Reads a unit of UCUM in its case-sensitive notation. */
export function measureOf(unit: string): Measure | UnitFault {
  const remembered = known.get(unit)
  if (remembered) return remembered
  const read = reading(unit)
  if (known.size >= mostRemembered) known.clear()
  known.set(unit, read)
  return read
}

export const isMeasure = (read: Measure | UnitFault): read is Measure => 'dimension' in read

function reading(unit: string): Measure | UnitFault {
  if (unit.length > longestUnit) return { why: 'unreadable', position: longestUnit + 1 }
  const scale = own(scales, /^[^{}]*/.exec(unit)?.[0] ?? '')
  try {
    if (scale && /^[^{}]+(\{[!-z|~]*\})?$/.test(unit)) {
      const [over, under] = scale.zero
      return { ...measured(term(scale.step)), zero: fraction(over, under) }
    }
    return measured(term(unit))
  } catch (error) {
    if (error instanceof Unreadable) return error.fault
    throw error
  }
}

function measured({ factor, powers }: Term): Measure {
  const bases = [...powers].filter(([, of]) => of !== 0).sort()
  return { factor, dimension: bases.map(([base, of]) => (of === 1 ? base : `${base}${of}`)).join('.') || '1' }
}

/** The whole text as one term; the grammar is that of UCUM, section 2.3 and table 1. */
function term(text: string): Term {
  let position = 0
  const unreadable = () => new Unreadable({ why: 'unreadable', position: position + 1 })
  const next = (sticky: RegExp): string | undefined => {
    sticky.lastIndex = position
    const [part] = sticky.exec(text) ?? []
    position += part?.length ?? 0
    return part
  }
  const component = (): Term => {
    if (next(/\(/y) !== undefined) {
      const inside = expression()
      if (next(/\)/y) === undefined) throw unreadable()
      return inside
    }
    const symbol = next(/10[*^]|(?:\[[!-Z\\^-z|~]+\]|[A-Za-z%'_])+/y)
    if (symbol !== undefined) {
      const ofTen = symbol.startsWith('10')
      const exponent = Number(next(/[+-]?[1-9]\d*/y) ?? 1)
      if (Math.abs(exponent) > (ofTen ? highestPowerOfTen : highestPower)) throw unreadable()
      const raised = power(atom(symbol), exponent)
      next(/\{[!-z|~]*\}/y)
      return raised
    }
    const number = next(/[1-9]\d*/y)
    if (number !== undefined) return bare(fraction(BigInt(number)))
    if (next(/\{[!-z|~]*\}/y) !== undefined) return bare(fraction(1n))
    throw unreadable()
  }
  const expression = (): Term => {
    let all = next(/\//y) === undefined ? component() : power(component(), -1)
    for (let by = next(/[./]/y); by !== undefined; by = next(/[./]/y))
      all = product(all, by === '.' ? component() : power(component(), -1))
    return all
  }
  const whole = expression()
  if (position < text.length) throw unreadable()
  return whole
}

const own = <Of>(table: Readonly<Record<string, Of>>, name: string): Of | undefined =>
  Object.hasOwn(table, name) ? table[name] : undefined
const terms = new Map<string, Term>()

/** An atom, or a prefix with an atom that takes one. */
function atom(symbol: string): Term {
  const remembered = terms.get(symbol)
  if (remembered) return remembered
  const found = defined(symbol)
  if (found === undefined)
    throw new Unreadable({ why: Object.hasOwn(scales, scaleIn(symbol)) ? 'alone' : 'unknown', symbol })
  if (terms.size >= mostRemembered) terms.clear()
  terms.set(symbol, found)
  return found
}

const scaleIn = (symbol: string): string => Object.keys(scales).find((it) => symbol.endsWith(it)) ?? symbol

function defined(symbol: string): Term | undefined {
  const whole = own(metricAtoms, symbol) ?? own(plainAtoms, symbol)
  if (whole === symbol) return { factor: fraction(1n), powers: new Map([[symbol, 1]]) }
  if (whole !== undefined) return term(whole)
  for (const [prefix, exponent] of Object.entries(prefixes)) {
    const rest = symbol.startsWith(prefix) ? own(metricAtoms, symbol.slice(prefix.length)) : undefined
    if (rest !== undefined) return product(power(bare(fraction(10n)), exponent), atom(symbol.slice(prefix.length)))
  }
  return undefined
}
