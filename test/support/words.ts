import type { ToldViolation, Violation } from '../../events/refusals.ts'
import { english, tongue } from '../../events/sentences/english.ts'
import { sayIn, sentenceIn } from '../../events/sentences/sentence.ts'
import { type Infeasible, infeasibleKey } from '../../shared/domain/schedule/infeasible.ts'
import { sayingIn, told } from '../../shared/usecases/telling.ts'

/** A violation in English. */
export const inWords = (violation: Violation): string => sentenceIn(english, violation)

/** Why an order is late or finds no end, in English. */
export const infeasibleInWords = (why: Infeasible): string => sayIn(english, infeasibleKey(why), why.params) ?? ''

/** What a decision or a reading found, with its violations in English beside what they are as data. */
export const spoken = <Found extends object>(found: Found): Found => ({
  ...found,
  ...('violations' in found && { violations: toldAmong(found.violations) }),
  ...('faults' in found && { faults: toldAmong(found.faults) }),
})

const toldAmong = (violations: unknown): readonly ToldViolation[] => told(violations as readonly Violation[], tongue)

/** Puts a rule in the words of the record, as an override does. */
export const say = sayingIn(tongue)
