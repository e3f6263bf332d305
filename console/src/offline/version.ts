import { useSyncExternalStore } from 'react'

/** A browser looks for a new version when a page is opened; a terminal stays open for days. */
const lookAgainMs = 15 * 60_000

let isNew = false
const listeners = new Set<() => void>()

/**
 * Lets the browser keep the console for times without a connection (worker.ts). A page that was opened with an earlier version goes on with its own files,
 * and is told that there is another.
 */
export function keepForOffline(): void {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return
  const { serviceWorker } = navigator
  let isKept = serviceWorker.controller !== null
  serviceWorker.addEventListener('controllerchange', () => {
    if (isKept) {
      isNew = true
      for (const tell of listeners) tell()
    }
    isKept = true
  })
  // Afterwards, so that it takes no time from the first screen. Where a browser keeps nothing, the console works as it does without.
  const begin = () =>
    serviceWorker.register('/sw.js', { updateViaCache: 'none' }).then(
      (it) => void setInterval(() => it.update().catch(() => undefined), lookAgainMs),
      () => undefined,
    )
  if (document.readyState === 'complete') void begin()
  else addEventListener('load', () => void begin())
}

/** Whether the plant has another version of the console than this page. */
export const useNewVersion = (): boolean =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => isNew,
  )
