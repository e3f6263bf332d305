/** Decimals are counted in millionths, so that no border is missed by a float. */
const places = 6

function counted(decimal: string): bigint | undefined {
  const [, sign, whole, part = ''] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(decimal.trim()) ?? []
  if (whole === undefined) return undefined
  const value = BigInt(whole + part.slice(0, places).padEnd(places, '0'))
  return sign === '-' ? -value : value
}

function spelled(value: bigint): string {
  const digits = `${value < 0n ? -value : value}`.padStart(places + 1, '0')
  const part = digits.slice(-places).replace(/0+$/, '')
  return `${value < 0n ? '-' : ''}${digits.slice(0, -places)}${part === '' ? '' : `.${part}`}`
}

/** `one` less `other`; undefined if one of them is no number. */
export function less(one: string, other: string): string | undefined {
  const [from, taken] = [counted(one), counted(other)]
  return from === undefined || taken === undefined ? undefined : spelled(from - taken)
}

/** Negative, zero or positive, as `one` is less than, equal to or more than `other`; undefined if one of them is no number. */
export function compared(one: string, other: string): number | undefined {
  const [first, second] = [counted(one), counted(other)]
  if (first === undefined || second === undefined) return undefined
  return first < second ? -1 : first > second ? 1 : 0
}

/** Whether it is a number as the plant writes it. */
export const isNumber = (text: string): boolean => counted(text) !== undefined

/** Whether the value stands outside of its limits; for the eye only, because the plant judges. */
export const isOutside = (
  value: string,
  { low, high }: { readonly low?: string | undefined; readonly high?: string | undefined },
): boolean =>
  (low !== undefined && (compared(value, low) ?? 0) < 0) || (high !== undefined && (compared(value, high) ?? 0) > 0)

/** `of` × `part` / `whole`, to a millionth; undefined if one of them is no number or `whole` is zero. */
export function share(of: string, part: string, whole: string): string | undefined {
  const [value, up, down] = [counted(of), counted(part), counted(whole)]
  if (value === undefined || up === undefined || down === undefined || down === 0n) return undefined
  return spelled((value * up) / down)
}

/** The multiple of the increment that is nearest: as a scale shows it. */
export function inSteps(value: string, increment: string | undefined): string {
  const [exact, step] = [counted(value), counted(increment ?? '')]
  if (exact === undefined || step === undefined || step === 0n || exact < 0n) return value
  return spelled(((exact + step / 2n) / step) * step)
}
