import type { MachineState } from '../../../events/device.ts'

const states: Partial<Record<MachineState, string>> = { execute: 'Running' }

export const wordOfState = (state: MachineState): string =>
  states[state] ?? state.charAt(0).toUpperCase() + state.slice(1)

/** Units of UCUM that people write otherwise. */
const names: Readonly<Record<string, string>> = { Cel: '°C', '{each}': '', '[pH]': 'pH', 'N.m': 'N·m' }
export const unitName = (unit: string): string => names[unit] ?? unit

/** A decimal with thin spaces between thousands. */
export function quantity(value: string): string {
  const [whole = '', fraction] = value.split('.')
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, '\u2009')
  return fraction === undefined ? grouped : `${grouped}.${fraction}`
}

/** How long something is, in its two largest parts. */
export function ago(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000))
  if (seconds < 60) return `${seconds} s`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return `${minutes} min`
  const hours = Math.floor(minutes / 60)
  return hours < 24 ? `${hours} h ${minutes % 60}` : `${Math.floor(hours / 24)} d ${hours % 24} h`
}
