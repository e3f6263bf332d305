import { plural } from '@lingui/core/macro'
import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { createPortal } from 'react-dom'
import { asksFor, isCurable } from '../../look/curable.ts'
import { backflushOf, isInTheWay, isUsedSaid, lackingIn, useBench } from './bench.ts'
import { FloorButton, useFloorAct, type Why } from './floor-act.tsx'
import { Next } from './next.tsx'

/** The end of the step: the next thing to do when all is there, and greyed with what is lacking before. */
export function CompleteStep({ isNext }: { readonly isNext: boolean }) {
  const { t } = useLingui()
  const bench = useBench()
  const { orderId, step, foot } = bench
  const { stepId, name, canComplete, lacking = [], flow } = step
  const against = lackingIn(bench)
  const left = against.filter((it) => !isCurable(it))
  const complete = useFloorAct(
    'completeStep',
    ({ reason }: Why) => [
      { orderId, stepId },
      { ...backflushOf(bench), ...(reason !== undefined && { reason }) },
    ],
    { what: () => t`${name} is done` },
  )
  const count = left.length
  const isComplete = canComplete === true || (lacking.length > 0 && count === 0)
  const [first] = left
  const why = !isComplete
    ? left.some(isInTheWay)
      ? t`Not yet: see the reasons`
      : first && count === 1
        ? first.detail
        : t`${plural(count, { one: '# thing is missing', other: '# things are missing' })}`
    : isUsedSaid(bench)
      ? undefined
      : t`Say how much was used`
  if (flow === 'units') return null
  const button = (kind: 'primary' | 'plain') => (
    <FloorButton
      kind={kind}
      word={t`Complete ${name}`}
      operation="completeStep"
      why={why}
      asks={asksFor(against)}
      act={complete}
      said={{}}
    />
  )
  if (isNext) return <Next>{button('primary')}</Next>
  return foot?.parentElement ? <Beside>{button('plain')}</Beside> : null
}

/** Beside the other acts, as long as it is not what comes next. */
function Beside({ children }: { readonly children: React.ReactNode }) {
  const { foot } = useBench()
  const [place] = useState(() => foot?.parentElement?.querySelector('.beside'))
  return place ? createPortal(children, place) : null
}
