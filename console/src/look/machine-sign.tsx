import { useLingui } from '@lingui/react/macro'
import type { MachineState } from '../../../events/device.ts'
import { useClock } from '../live/clock.ts'
import { machineStates } from '../words/states.ts'
import { duration } from '../words/told.ts'
import { type Look, lookOf, StateSign } from './state.tsx'

interface Of {
  readonly state: MachineState
  readonly since?: string | undefined
  /** A hold is on it, or on the order that it works for. */
  readonly isHeld?: boolean
  /** A step uses it: equipment that reports nothing is at work by its step. */
  readonly isAtWork?: boolean
}

/** How a machine stands, as a sign and a word: a hold stands before whatever the machine says of itself. */
export function MachineSign(of: Of) {
  const word = useMachineWord()
  const { state, since } = of
  const isItsOwn = !of.isHeld && state !== 'unknown'
  const lasts = useClock((now) => (isItsOwn && since !== undefined ? duration(now - Date.parse(since)) : undefined))
  return <StateSign look={lookOfMachine(of)} word={word(of)} since={lasts} />
}

export function lookOfMachine({ state, isHeld, isAtWork }: Of): Look {
  if (isHeld) return 'stopped'
  return isAtWork && state === 'unknown' ? 'running' : lookOf(state)
}

export function useMachineWord(): (of: Of) => string {
  const { t, i18n } = useLingui()
  return ({ state, isHeld, isAtWork }) =>
    isHeld ? t`On hold` : isAtWork && state === 'unknown' ? t`At work` : i18n._(machineStates[state])
}
