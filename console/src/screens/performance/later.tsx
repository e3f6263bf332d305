import { type ComponentProps, lazy, Suspense } from 'react'
import { wordsOf } from '../../words/language.ts'

/*
 * What other screens show of the use of time, with its words. It is loaded when it is needed.
 */

const Time = lazy(async () => {
  const [{ UnitTime }] = await Promise.all([import('./unit-time.tsx'), wordsOf('performance')])
  return { default: UnitTime }
})
const Why = lazy(async () => {
  const [{ WhyItStood }] = await Promise.all([import('./why-it-stood.tsx'), wordsOf('performance')])
  return { default: WhyItStood }
})

export const UnitTime = (of: ComponentProps<typeof Time>) => (
  <Suspense>
    <Time {...of} />
  </Suspense>
)

export const WhyItStood = (of: ComponentProps<typeof Why>) => (
  <Suspense>
    <Why {...of} />
  </Suspense>
)
