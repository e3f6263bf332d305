export const zooms = ['shift', 'day', 'week'] as const
export type Zoom = (typeof zooms)[number]

const hour = 3_600_000
const week = 168 * hour

/** What is in sight: its length, what it has behind now, and how far its ticks are apart. */
const scales: Readonly<Record<Zoom, { readonly hours: number; readonly behind: number; readonly tick: number }>> = {
  shift: { hours: 10, behind: 2, tick: 1 },
  day: { hours: 30, behind: 6, tick: 3 },
  week: { hours: 8 * 24, behind: 24, tick: 24 },
}

/** A period in milliseconds since 1970. */
export interface Window {
  readonly from: number
  readonly to: number
}

export const isZoom = (text: string | undefined): text is Zoom => zooms.some((it) => it === text)

/** The period in sight around now, moved by so many milliseconds. */
export function windowAt(zoom: Zoom, now: number, moved: number): Window {
  const { hours, behind } = scales[zoom]
  const from = Math.floor((now - behind * hour) / hour) * hour + moved
  return { from, to: from + hours * hour }
}

/** Half of what is in sight, so that a person sees where the other half went. */
export const stepOf = (zoom: Zoom): number => (scales[zoom].hours / 2) * hour

/** Whole weeks around the window: what is asked of the plant, so that small moves ask nothing. */
export const askedFor = ({ from, to }: Window) => ({
  from: new Date(Math.floor(from / week) * week).toISOString(),
  to: new Date(Math.ceil(to / week) * week).toISOString(),
})

export interface Tick {
  readonly at: number
  readonly isMidnight: boolean
}

/** Full hours of the plant's clock; zones are whole half hours from UTC, or quarters. */
export function ticksOf({ from, to }: Window, zoom: Zoom, zone: string): readonly Tick[] {
  const clock = new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', minute: '2-digit' })
  const quarter = hour / 4
  const found: Tick[] = []
  for (let at = Math.ceil(from / quarter) * quarter; at < to; at += quarter) {
    const [hours = 0, minutes = 0] = clock.format(at).split(':').map(Number)
    if (minutes === 0 && hours % scales[zoom].tick === 0) found.push({ at, isMidnight: hours === 0 })
  }
  return found
}

/** Where an instant stands in the window, in percent; what is outside stands at its edge. */
export const placeIn = ({ from, to }: Window, at: number | string): number => {
  const instant = typeof at === 'string' ? Date.parse(at) : at
  return ((Math.min(Math.max(instant, from), to) - from) / (to - from)) * 100
}

export const isIn = ({ from, to }: Window, it: { readonly from: string; readonly to: string }): boolean =>
  Date.parse(it.to) >= from && Date.parse(it.from) < to
