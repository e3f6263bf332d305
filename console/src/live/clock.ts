import { useEffect, useSyncExternalStore } from 'react'
import { read } from '../api/client.ts'
import { useHere } from '../api/plant.tsx'

/** How far the plant's clock is from the browser's: a local plant can be put ahead, and browsers' clocks are wrong. */
let aheadMs = 0

/** The plant has just said what time it is. */
export function hearTime(at: string): void {
  aheadMs = Date.parse(at) - Date.now()
}

/** The present instant by the plant's clock, in milliseconds. */
export const plantNow = (): number => Date.now() + aheadMs

const tickMs = 1000
const watchers = new Set<() => void>()
let timer: ReturnType<typeof setInterval> | undefined
/** What the clock on the screen shows; undefined while nobody looks at it. */
let shown: number | undefined

function tick(): void {
  shown = plantNow()
  for (const tell of watchers) tell()
}

function watch(tell: () => void): () => void {
  watchers.add(tell)
  timer ??= setInterval(tick, tickMs)
  return () => {
    watchers.delete(tell)
    if (watchers.size > 0) return
    clearInterval(timer)
    timer = undefined
    shown = undefined
  }
}

function lookedAt(): number {
  shown ??= plantNow()
  return shown
}

/**
 * What the clock of the plant says, in words or as a number: a part of the screen is drawn anew when that changes, not each second. All parts look at one
 * clock, so that they change together.
 */
export const useClock = <Said extends string | number | boolean | undefined>(read: (now: number) => Said): Said =>
  useSyncExternalStore(watch, () => read(lookedAt()))

/** The plant's present instant, anew each second. */
export const useNow = (): number => useClock((now) => now)

const minute = 60_000

/** The beginning of the plant's present minute: for a whole list, whose words are of minutes and days. */
export const useMinute = (): number => useClock((now) => now - (now % minute))

/** The clock of the plant is looked at this often. */
const everyMs = 30_000

/** Keeps the clock right for as long as the page is open. */
export function useClockOfPlant(): void {
  const { plant } = useHere()
  useEffect(() => {
    const look = () =>
      read(plant.getHealth()).then(
        ({ at }) => hearTime(at),
        () => undefined,
      )
    const timer = setInterval(look, everyMs)
    return () => clearInterval(timer)
  }, [plant])
}
