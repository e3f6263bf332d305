import type { ToldViolation, Violation } from '../../events/refusals.ts'
import { english, tongue } from '../../events/sentences/english.ts'
import { sayIn, sentenceIn } from '../../events/sentences/sentence.ts'
import { type Infeasible, infeasibleKey } from '../../shared/domain/schedule/infeasible.ts'
import { sayingIn, told } from '../../shared/usecases/telling.ts'

/** A violation in English. */
export const inWords = (violation: Violation): string => sentenceIn(english, violation)

/** The English sentence of an order that is late or not planned. */
export const infeasibleInWords = (why: Infeasible): string => sayIn(english, infeasibleKey(why), why.params) ?? ''

/** A decision or a reading whose violations have their English sentences. */
export const spoken = <Found extends object>(found: Found): Found => ({
  ...found,
  ...('violations' in found && { violations: toldAmong(found.violations) }),
  ...('faults' in found && { faults: toldAmong(found.faults) }),
})

const toldAmong = (violations: unknown): readonly ToldViolation[] => told(violations as readonly Violation[], tongue)

/** Gives the English sentence of a violation to the domain. */
export const say = sayingIn(tongue)
