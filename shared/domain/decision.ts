import type { FactData, FactType } from '../../events/catalog.ts'
import type { ToldViolation, Violation } from '../../events/refusals.ts'
import type { Signature } from '../../events/signature.ts'
import type { FactSubject } from '../../events/subject.ts'
import type { Change } from './change.ts'
import type { Refused } from './refusal.ts'

/** The type and data of a fact as the domain decides them: its violations have no sentences yet. */
export type FactPayload = {
  [Type in FactType]: { readonly type: Type; readonly data: Untold<FactData<Type>>; readonly about?: FactSubject }
}[FactType]

/** The data of a fact, its violations without their sentences. */
export type Untold<Data> = {
  [Name in keyof Data]: Data[Name] extends readonly ToldViolation[] | undefined
    ? readonly Violation[] | Extract<Data[Name], undefined>
    : 'warnings' extends keyof Data[Name]
      ? Untold<Data[Name]>
      : Data[Name]
}

/** A further thing that a fact is about. A trace also follows the material from this thing. */
export interface Pointer {
  readonly about: FactSubject
  /** The summary of the fact for this thing, in place of the one for its subject. */
  readonly card: Readonly<Record<string, unknown>>
}

/** An id that may be used only once, for some ids with a purpose. */
export type Spent = string | UsedUp
export interface UsedUp {
  readonly id: string
  /** It may be used once more, for this purpose. */
  readonly leftFor?: string
  /** It may have been used before, if that use left it for this purpose. */
  readonly takenFor?: string
}

export interface Accepted {
  readonly outcome: 'accepted'
  readonly fact: FactPayload
  readonly changes: readonly Change[]
  readonly pointers?: readonly Pointer[]
  readonly signatures?: readonly Signature[]
  /** Sign-ins that this acceptance uses, and other ids that may be used only once. */
  readonly spent?: readonly Spent[]
  /** The violation if an id was used before. For a sign-in, a general one is known. */
  readonly spentBefore?: Violation
  /** It was booked late, and its time decides about it or about a later act. */
  readonly timeDecides?: true
}

export type Decision = Accepted | Refused
