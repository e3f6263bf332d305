import { type ComponentProps, lazy, Suspense } from 'react'
import { wordsOf } from '../../words/language.ts'

/*
 * What other screens show of calls, with its words. It is loaded when it is needed.
 */

const shown = async () => (await Promise.all([import('./shown.ts'), wordsOf('calls')]))[0]
const List = lazy(async () => ({ default: (await shown()).CallList }))
const Cord = lazy(async () => ({ default: (await shown()).PullCord }))

/** Calls one below the other; nothing where there is none. */
export const CallList = (of: ComponentProps<typeof List>) =>
  of.calls.length > 0 ? (
    <Suspense>
      <List {...of} />
    </Suspense>
  ) : null

export const PullCord = (of: ComponentProps<typeof Cord>) => (
  <Suspense>
    <Cord {...of} />
  </Suspense>
)
