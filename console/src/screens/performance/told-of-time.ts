import { decimal } from '../../words/told.ts'

/** A fraction of 1 as people read it, with one place. */
export const percent = (fraction: string): string => `${decimal((Number(fraction) * 100).toFixed(1))}\u00a0%`

/** How wide a bar of it is; more than all is all. */
export const widthOf = (fraction: string): string => `${Math.min(100, Math.max(0, Number(fraction) * 100))}%`

/** The path of a reason, from its group on. */
export const pathOf = (names: readonly string[]): string => names.join(' · ')
