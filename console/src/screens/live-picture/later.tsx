import { type ComponentProps, lazy, Suspense } from 'react'
import { wordsOf } from '../../words/language.ts'

/*
 * The floor is drawn before what is listed and done beside it is loaded.
 */

const beside = async () => (await Promise.all([import('./beside.ts'), wordsOf('calls')]))[0]
const List = lazy(async () => ({ default: (await beside()).Needs }))
const Signs = lazy(async () => ({ default: (await beside()).CallSigns }))

export const Needs = (of: ComponentProps<typeof List>) => (
  <Suspense>
    <List {...of} />
  </Suspense>
)

/** The calls at one place; nothing where there is none. */
export const CallSigns = (of: ComponentProps<typeof Signs>) =>
  of.calls?.length ? (
    <Suspense>
      <Signs {...of} />
    </Suspense>
  ) : null
