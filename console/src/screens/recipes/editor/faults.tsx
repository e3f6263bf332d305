import { createContext, use } from 'react'
import type { ToldViolation } from '../../../../../events/refusals.ts'

/** A fault that the plant has found, and where in the draft it is. */
export interface Placed {
  readonly path: string
  readonly violation: ToldViolation
}

const FaultsContext = createContext<readonly Placed[]>([])
export const FaultsProvider = FaultsContext.Provider

/** The sentences about exactly this place; undefined if it is right. */
export function useFault(path: string): string | undefined {
  const own = use(FaultsContext).filter((it) => it.path === path)
  return own.length === 0 ? undefined : own.map(({ violation }) => violation.detail).join(' ')
}

export const isWithin = (path: string, whole: string): boolean => path === whole || path.startsWith(`${whole}/`)

/** The number of faults within a part. */
export const useFaultsWithin = (whole: string): readonly Placed[] =>
  use(FaultsContext).filter(({ path }) => isWithin(path, whole))

/** The faults of a part as a whole, which no field of it says. */
export function OwnFaults({ of }: { readonly of: string }) {
  const fault = useFault(of)
  return fault === undefined ? null : (
    <p className="own-fault" role="alert">
      {fault}
    </p>
  )
}
