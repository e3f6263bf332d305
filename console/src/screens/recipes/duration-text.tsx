import { useLingui } from '@lingui/react/macro'
import { amount } from '../../words/told.ts'
import type { Step } from './version.tsx'

/** How long a step is planned to take. */
export function DurationText({ of }: { readonly of: Step['duration'] }) {
  const { t } = useLingui()
  if (of === undefined) return null
  const { fixed, perQuantity } = of
  const each = perQuantity && t`${amount(perQuantity.time)} for each ${amount(perQuantity.per)}`
  return [fixed && amount(fixed), each].filter((it) => it !== undefined).join(' + ')
}
