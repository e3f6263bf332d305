import type { Decimal } from '../../../events/quantity.ts'
import { add, isMore, isWithin, subtract, zero } from '../quantity.ts'
import type { Point } from './curve.ts'

/** A range of values that time is counted in: the limits of a parameter, or those that a timer names. */
export interface Window {
  /** The id of the timer; {@link limits} for the limits of the parameter. */
  readonly id: string
  readonly low?: Decimal | undefined
  readonly high?: Decimal | undefined
  /** Two values further apart than this have a silence between them. */
  readonly silenceMs: number
  /** The longest piece of time that may pass outside. */
  readonly mostMs?: number | undefined
}

export const limits = ''

/** Neighbouring points without a silence between them, each of which is inside or outside of the same windows. */
export interface Span {
  readonly from: number
  readonly to: number
  readonly count: number
  readonly sum: Decimal
  readonly least: Decimal
  readonly most: Decimal
}

export const isInside = ({ low, high }: Window, { least, most }: Pick<Span, 'least' | 'most'>): boolean =>
  isWithin(least, low, high) && isWithin(most, low, high)

/** Time in one piece in which nothing proves that the value is inside; without an end, it lasts. */
export interface Piece {
  readonly from: number
  readonly to?: number
}

export interface Excursion extends Piece {
  /** The value furthest beyond the limits. */
  readonly peak: Decimal
}

/** Times in one window, in milliseconds. */
export interface InWindow {
  readonly isInside: boolean
  /** Between two values that are both inside and not too far apart. */
  readonly insideMs: number
  /** After a value outside, until the next value. */
  readonly outsideMs: number
  readonly silentMs: number
  /** The first value inside. */
  readonly reachedAt?: number
  readonly open?: Piece
  readonly longest?: Piece
  /** Pieces that are longer than allowed. */
  readonly tooLong?: readonly Piece[]
}

/** What points come to, in the order of their time. */
export interface Tally {
  readonly from: number
  readonly until: number
  readonly count: number
  readonly sum: Decimal
  readonly windows: Readonly<Record<string, InWindow>>
  /** The number of excursions, and the one that lasts. */
  readonly excursions: number
  readonly excursion?: Excursion
  readonly first?: Excursion
  readonly worst?: Excursion
}

export const endOf = ({ to }: Piece, until: number): number => to ?? until
export const lengthOf = (piece: Piece, until: number): number => endOf(piece, until) - piece.from

/** A piece is no longer than allowed as often as its last values say so; twenty that are longer tell enough. */
const mostTooLong = 20

/** The tally after a span that comes after all others. */
export function counted(tally: Tally | undefined, span: Span, windows: readonly Window[]): Tally {
  const kept: Tally = {
    ...tally,
    from: tally?.from ?? span.from,
    until: span.to,
    count: (tally?.count ?? 0) + span.count,
    sum: add(tally?.sum ?? zero, span.sum),
    windows: Object.fromEntries(
      windows.map((window) => [window.id, after(tally?.windows[window.id], tally?.until, span, window)]),
    ),
    excursions: tally?.excursions ?? 0,
  }
  const window = windows.find(({ id }) => id === limits)
  return window ? withExcursion(kept, span, window) : kept
}

function after(before: InWindow | undefined, until: number | undefined, span: Span, window: Window): InWindow {
  const inside = isInside(window, span)
  const gap = until === undefined ? 0 : span.from - until
  const isSilent = gap > window.silenceMs
  const within = span.to - span.from
  const reachedAt = before?.reachedAt ?? (inside ? span.from : undefined)
  const goesOn = before?.isInside && inside && !isSilent
  const isOutside = before !== undefined && !before.isInside && !isSilent
  // An excursion leaves the window, so there is none before the first value inside.
  const begun = openedBy(before, until, isSilent)
  const closed = inside && begun ? { from: begun.from, to: span.from } : undefined
  const open = inside ? undefined : (begun ?? (reachedAt === undefined ? undefined : { from: span.from }))
  const { open: _over, ...rest } = before ?? {}
  const next: InWindow = {
    ...rest,
    isInside: inside,
    insideMs: (before?.insideMs ?? 0) + (goesOn ? gap : 0) + (inside ? within : 0),
    outsideMs: (before?.outsideMs ?? 0) + (isOutside ? gap : 0) + (inside ? 0 : within),
    silentMs: (before?.silentMs ?? 0) + (isSilent ? gap : 0),
    ...(reachedAt !== undefined && { reachedAt }),
    ...(open && { open }),
  }
  return closed ? withPiece(next, closed, window) : next
}

/** A silence begins a piece, at the last value before it. */
const openedBy = (before: InWindow | undefined, until: number | undefined, isSilent: boolean): Piece | undefined =>
  before?.open ?? (before?.isInside && isSilent && until !== undefined ? { from: until } : undefined)

function withPiece(inWindow: InWindow, piece: Piece, { mostMs }: Window): InWindow {
  const { longest, tooLong = [] } = inWindow
  const length = lengthOf(piece, piece.from)
  const isLongest = !longest || length > lengthOf(longest, longest.from)
  const isTooLong = mostMs !== undefined && length > mostMs && tooLong.length < mostTooLong
  return { ...inWindow, ...(isLongest && { longest: piece }), ...(isTooLong && { tooLong: [...tooLong, piece] }) }
}

/**
 * The pieces at an instant, the one that lasts included: a silence after the last value is not inside.
 * @returns the longest, and those longer than allowed
 */
export function piecesAt(
  inWindow: InWindow,
  until: number,
  window: Window,
  at: number,
): Pick<InWindow, 'longest' | 'tooLong'> {
  const open = openedBy(inWindow, until, at - until > window.silenceMs)
  if (!open) return inWindow
  const now = Math.max(until, at)
  const { longest, tooLong = [] } = withPiece(inWindow, { ...open, to: now }, window)
  return {
    ...(longest && { longest: longest.from === open.from ? open : longest }),
    tooLong: tooLong.map((it) => (it.from === open.from ? open : it)),
  }
}

/** How far a value lies beyond the limits. */
export const beyond = ({ low, high }: Window, value: Decimal): Decimal =>
  low !== undefined && isMore(low, value)
    ? subtract(low, value)
    : high !== undefined && isMore(value, high)
      ? subtract(value, high)
      : zero

/** Excursions are told of the values alone: from the first one outside the limits to the next one within. */
function withExcursion(tally: Tally, span: Span, window: Window): Tally {
  const { excursion, ...rest } = tally
  if (isInside(window, span)) return excursion ? withEnded(rest, { ...excursion, to: span.from }, window) : tally
  const furthest = isMore(beyond(window, span.most), beyond(window, span.least)) ? span.most : span.least
  const isWorse = excursion && isMore(beyond(window, furthest), beyond(window, excursion.peak))
  if (!excursion) return { ...rest, excursions: tally.excursions + 1, excursion: { from: span.from, peak: furthest } }
  return isWorse ? { ...rest, excursion: { ...excursion, peak: furthest } } : tally
}

const withEnded = (tally: Tally, ended: Excursion, window: Window): Tally => ({
  ...tally,
  first: tally.first ?? ended,
  worst: tally.worst && !isMore(beyond(window, ended.peak), beyond(window, tally.worst.peak)) ? tally.worst : ended,
})

/** The first and the worst excursion, the one that lasts included. */
export const excursionsOf = (tally: Tally, window: Window): Pick<Tally, 'first' | 'worst'> =>
  tally.excursion ? withEnded(tally, tally.excursion, window) : tally

export const spanOf = ({ at, value }: Point): Span => ({
  from: at,
  to: at,
  count: 1,
  sum: value,
  least: value,
  most: value,
})
