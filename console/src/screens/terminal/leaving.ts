import { useEffect, useRef, useState } from 'react'
import { useHere } from '../../api/plant.tsx'
import { useConnection } from '../../live/facts.ts'
import { useKeptActs } from './kept-acts.ts'

/** Whoever has touched nothing for so long has gone: the next act would be done in their name. */
const idleMs = 10 * 60_000
const warnMs = 30_000

/**
 * A person leaves a terminal that is kept by itself. Without a connection, and while acts wait for it, the person stays: nobody could sign in again.
 * @returns the seconds until then, at the end
 */
export function useLeaving(): number | undefined {
  const { session } = useHere()
  const { state } = useConnection()
  const isWaiting = useKeptActs().some(({ personId, refusal }) => personId === session.personId && !refusal)
  const mayLeave = session.terminal?.isKept === true && state === 'live' && !isWaiting
  const touchedAt = useRef(performance.now())
  const [secondsLeft, setSecondsLeft] = useState<number>()
  useEffect(() => {
    const touch = () => {
      touchedAt.current = performance.now()
      setSecondsLeft(undefined)
    }
    addEventListener('pointerdown', touch, true)
    addEventListener('keydown', touch, true)
    return () => {
      removeEventListener('pointerdown', touch, true)
      removeEventListener('keydown', touch, true)
    }
  }, [])
  useEffect(() => {
    if (!mayLeave) return
    // A person who comes back with the connection is warned, too.
    touchedAt.current = Math.max(touchedAt.current, performance.now() - idleMs + warnMs)
    const look = setInterval(() => {
      const left = idleMs - (performance.now() - touchedAt.current)
      if (left < warnMs) setSecondsLeft(Math.max(0, Math.ceil(left / 1000)))
      if (left > 0) return
      clearInterval(look)
      void session.signOut()
    }, 1000)
    return () => {
      clearInterval(look)
      setSecondsLeft(undefined)
    }
  }, [mayLeave, session])
  return secondsLeft
}
