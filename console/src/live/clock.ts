import { useEffect, useState } from 'react'
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

/** The plant's present instant, anew each second. */
export function useNow(): number {
  const [now, setNow] = useState(plantNow)
  useEffect(() => {
    const timer = setInterval(() => setNow(plantNow()), 1000)
    return () => clearInterval(timer)
  }, [])
  return now
}

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
