import { useSyncExternalStore } from 'react'

const narrow = matchMedia('(max-width: 640px)')

/** Whether the screen is as narrow as a phone, where a list takes the place of a picture. */
export const useIsNarrow = (): boolean =>
  useSyncExternalStore(
    (listener) => {
      narrow.addEventListener('change', listener)
      return () => narrow.removeEventListener('change', listener)
    },
    () => narrow.matches,
  )
