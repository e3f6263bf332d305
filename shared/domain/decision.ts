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

/** A further thing that a fact is about: from it, too, material is followed to where it went or came from. */
export interface Pointer {
  readonly about: FactSubject
  /** What is told there instead of what the fact says of its subject. */
  readonly card: Readonly<Record<string, unknown>>
}

/** What counts once, by its id; of some it matters what for. */
export type Spent = string | UsedUp
export interface UsedUp {
  readonly id: string
  /** It may be used up once more, for this. */
  readonly leftFor?: string
  /** It may have been used up before, if it was left for this. */
  readonly takenFor?: string
}

export interface Accepted {
  readonly outcome: 'accepted'
  readonly fact: FactPayload
  readonly changes: readonly Change[]
  readonly pointers?: readonly Pointer[]
  readonly signatures?: readonly Signature[]
  /** Sign-ins that the acceptance uses up, and whatever else counts once. */
  readonly spent?: readonly Spent[]
  /** What is said where that was used up before; of a sign-in the plant knows itself. */
  readonly spentBefore?: Violation
}

export type Decision = Accepted | Refused
