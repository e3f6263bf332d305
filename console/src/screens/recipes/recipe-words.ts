import type { MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'
import type { Policy } from '../../../../events/policy.ts'
import type { RecipeDraft, RecipeStatus, Step } from '../../../../events/recipe.ts'

type Words<Key extends string> = Readonly<Record<Key, MessageDescriptor>>
type Line = Step['materials'][number]

export const versionStates: Words<RecipeStatus> = {
  draft: msg`Draft`,
  'in-review': msg`In review`,
  approved: msg`Approved, not yet in effect`,
  effective: msg`In effect`,
  superseded: msg`Superseded`,
  retired: msg`Retired`,
}

export const purposes: Words<RecipeDraft['purpose']> = {
  production: msg`Production`,
  rework: msg`Rework`,
}

export const stepKinds: Words<Step['kind']> = {
  production: msg`Production`,
  'set-up': msg`Set-up`,
  cleaning: msg`Cleaning`,
}

/** What happens where a rule is not met. */
export const policies: Words<Policy> = {
  block: msg`Stops the work`,
  'block-unless-signed': msg`Stops the work, unless signed for`,
  warn: msg`Asks for a reason`,
  off: msg`Not enforced`,
}

export const uses: Words<Line['use']> = {
  consumed: msg`Goes in`,
  'by-product': msg`By-product`,
  'co-product': msg`Co-product`,
}

export const sources: Words<Step['parameters'][number]['source']> = {
  operator: msg`A person`,
  device: msg`A device`,
}

export const checkKinds: Words<Step['checks'][number]['kind']> = {
  'pass-fail': msg`Pass or fail`,
  'read-confirm': msg`Read and confirmed`,
}

export const flows: Words<Step['flow']> = {
  batch: msg`As one batch`,
  units: msg`Unit by unit`,
}

export const backflushes: Words<NonNullable<Line['backflush']>> = {
  standard: msg`booked with the step, as planned`,
  actual: msg`booked with the step, as counted`,
}

export const timerRules: Words<Step['timers'][number]['rule']> = {
  'at-least': msg`At least`,
  'at-most': msg`At most`,
}

export const levels: Words<RecipeDraft['procedures'][number]['level']> = {
  'unit-procedure': msg`Unit procedure`,
  operation: msg`Operation`,
}
