import { i18n } from '@lingui/core'
import { t } from '@lingui/core/macro'

/** Units of UCUM that people write otherwise. */
const names: Readonly<Record<string, string>> = {
  Cel: '°C',
  '{each}': '',
  '[pH]': 'pH',
  'N.m': 'N·m',
  '1/min': 'min⁻¹',
  '[degF]': '°F',
  '[psi]': 'psi',
}
export const unitName = (unit: string): string => names[unit] ?? unit

const comma: Readonly<Record<string, string>> = { fr: ',' }

/** An exact decimal as people of this language read it, with thin spaces between thousands. */
export function decimal(value: string): string {
  const [whole = '', fraction] = value.split('.')
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, '\u202f')
  return fraction === undefined ? grouped : `${grouped}${comma[i18n.locale] ?? '.'}${fraction}`
}

export const amount = ({ value, unit }: { readonly value: string; readonly unit: string }): string =>
  [decimal(value), unitName(unit)].filter((part) => part !== '').join('\u00a0')

const day = 86_400_000

/** How long something is, in its two largest parts. */
export function duration(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000))
  if (seconds < 60) return `${seconds}\u00a0s`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return `${minutes}\u00a0min`
  const hours = Math.floor(minutes / 60)
  if (hours < 24) return `${hours}\u00a0h\u00a0${String(minutes % 60).padStart(2, '0')}`
  const days = t`${Math.floor(ms / day)} d`
  return `${days}\u00a0${hours % 24}\u00a0h`
}

/** Times of the plant, in its zone: of the day, with the date when it is another day than `now`. */
export function instant(at: string, zone: string, now: number, withSeconds = false): string {
  const format = inZone(zone)
  const date = new Date(at)
  const dayOf = format({ dateStyle: 'short' })
  const time = format({ hour: '2-digit', minute: '2-digit', ...(withSeconds && { second: '2-digit' }) }).format(date)
  return dayOf.format(date) === dayOf.format(now) ? time : `${dayNear(date, zone, now)} ${time}`
}

/** An instant with its day, also when that is today. */
export const dated = (at: string, zone: string, now: number): string =>
  `${dayNear(new Date(at), zone, now)} ${inZone(zone)({ hour: '2-digit', minute: '2-digit' }).format(new Date(at))}`

const formats = new Map<string, Intl.DateTimeFormat>()

/** Making a format takes far longer than using it, and a list uses the same few in each of its rows. */
/** The shift that runs, by its own name; one that ends before it begins runs over midnight. */
export function shiftNow(
  shifts: readonly { readonly shiftId: string; readonly from: string; readonly to: string }[],
  zone: string,
  now: number,
): string | undefined {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  })
  const at = format.format(now)
  return shifts.find(({ from, to }) => (from < to ? from <= at && at < to : at >= from || at < to))?.shiftId
}

const inZone = (zone: string) => (options: Intl.DateTimeFormatOptions) => {
  const key = JSON.stringify([i18n.locale, zone, options])
  const format =
    formats.get(key) ??
    new Intl.DateTimeFormat(i18n.locale === 'en' ? 'en-GB' : i18n.locale, { timeZone: zone, ...options })
  formats.set(key, format)
  return format
}

/** A day with its year where that is not plain. */
function dayNear(date: Date, zone: string, now: number): string {
  const isNear = Math.abs(date.getTime() - now) < 180 * day
  return inZone(zone)({ day: 'numeric', month: 'short', ...(!isNear && { year: 'numeric' }) }).format(date)
}

const wholeDay = { day: 'numeric', month: 'short', year: 'numeric' } as const

/** The day that ends at this instant, which is a midnight of the plant; undefined if it is not one. */
export const lastDay = (at: string, zone: string): string | undefined =>
  isMidnight(at, zone) ? inZone(zone)(wholeDay).format(Date.parse(at) - 1) : undefined

/** The day that begins at this instant, which is a midnight of the plant; undefined if it is not one. */
export const firstDay = (at: string, zone: string): string | undefined =>
  isMidnight(at, zone) ? inZone(zone)(wholeDay).format(Date.parse(at)) : undefined

function isMidnight(at: string, zone: string): boolean {
  const clock = inZone(zone)({ hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' })
  return clock.format(new Date(at)) === '00:00:00'
}

/** A date of the calendar, such as `2027-01-01`. */
export const dateIn = (date: string): string => inZone('UTC')(wholeDay).format(Date.parse(date))
