import { useHere } from '../api/plant.tsx'
import { useClock } from '../live/clock.ts'
import { amount, dated, duration, instant, lastDay, unitName } from '../words/told.ts'

/** An id of the plant, as it is printed. */
export const Id = ({ of }: { readonly of: string }) => <span className="id">{of}</span>

export const Amount = ({ of }: { readonly of: { readonly value: string; readonly unit: string } | undefined }) =>
  of ? <span className="amount">{amount(of)}</span> : null

/** A time in the plant's zone; the whole instant is its title. */
export function When({ at, withSeconds = false }: { readonly at: string; readonly withSeconds?: boolean }) {
  const { zone } = useHere()
  return (
    <time dateTime={at} title={at}>
      {useClock((now) => instant(at, zone, now, withSeconds))}
    </time>
  )
}

/** The last day of something that ends with a day, and otherwise its instant. */
export function Until({ at }: { readonly at: string }) {
  const { zone } = useHere()
  return (
    <time dateTime={at} title={at}>
      {useClock((now) => lastDay(at, zone) ?? instant(at, zone, now))}
    </time>
  )
}

/** An instant with its day, as a sentence needs it: "due on 3 Dec 18:46". */
function Dated({ at }: { readonly at: string }) {
  const { zone } = useHere()
  return (
    <time dateTime={at} title={at}>
      {useClock((now) => dated(at, zone, now))}
    </time>
  )
}

const instants = /(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z)/
/** A unit of UCUM behind its number, where people write another sign. */
const codes = /(?<=\d )(?:Cel|\[degF\]|\[pH\]|\[psi\]|N\.m|1\/min)(?![\w\]])/g

/** The space that French has before a sign of two parts: no line begins with the sign. */
const doubleSigns = / (?=[;:!?»])/g

/** A sentence of the plant, with its instants in the plant's zone and its units as people write them. */
export const Said = ({ of }: { readonly of: string }) =>
  of.split(instants).map((part, index) =>
    // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a sentence keep their places.
    instants.test(part) ? <Dated key={index} at={part} /> : written(part),
  )

const written = (part: string): string => part.replace(codes, unitName).replace(doubleSigns, '\u00a0')

/** How long ago something was. */
export const Ago = ({ at }: { readonly at: string }) => (
  <time dateTime={at} title={at} className="label">
    {useClock((now) => duration(now - Date.parse(at)))}
  </time>
)
