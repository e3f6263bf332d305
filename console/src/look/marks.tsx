import { useHere } from '../api/plant.tsx'
import { useClock } from '../live/clock.ts'
import { amount, dated, duration, firstDay, instant, lastDay, unitName } from '../words/told.ts'

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

/** The first day of something that begins with a day, and otherwise its instant. */
export function From({ at }: { readonly at: string }) {
  const { zone } = useHere()
  return (
    <time dateTime={at} title={at}>
      {useClock((now) => firstDay(at, zone) ?? instant(at, zone, now))}
    </time>
  )
}

/** An instant with its day, as a sentence needs it: "due on 3 Dec 18:46". */
function Dated({ at, isEnd }: { readonly at: string; readonly isEnd: boolean }) {
  const { zone } = useHere()
  return (
    <time dateTime={at} title={at}>
      {useClock((now) => (isEnd ? lastDay(at, zone) : undefined) ?? dated(at, zone, now))}
    </time>
  )
}

/** What stands before an instant with which something ends, in the sentences of the plant. */
const ends =
  /(?:until|ends on|expired? on|expires on|due(?: for its retest)?(?: on)?|jusqu’au|à faire le|au plus tard le|expir\S+ le|péremption le|échéance le)\s*$/

const instants = /(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z)/
/** A unit of UCUM behind its number, where people write another sign. */
const codes = /(?<=\d )(?:Cel|\[degF\]|\[pH\]|\[psi\]|N\.m|1\/min)(?![\w\]])/g

/** The space that French has before a sign of two parts: no line begins with the sign. */
const doubleSigns = / (?=[;:!?»])/g

/** A sentence of the plant, with its instants in the plant's zone and its units as people write them. */
export const Said = ({ of }: { readonly of: string }) =>
  of.split(instants).map((part, index, parts) => {
    if (!instants.test(part)) return written(part)
    const isEnd = ends.test(parts[index - 1] ?? '')
    // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a sentence keep their places.
    return <Dated key={index} at={part} isEnd={isEnd} />
  })

const written = (part: string): string => part.replace(codes, unitName).replace(doubleSigns, '\u00a0')

/** How long ago something was. */
export const Ago = ({ at }: { readonly at: string }) => (
  <time dateTime={at} title={at} className="label">
    {useClock((now) => duration(now - Date.parse(at)))}
  </time>
)
