import { useLingui } from '@lingui/react/macro'
import { useAsk } from '../../api/plant.tsx'
import { plantNow } from '../../live/clock.ts'
import { duration } from '../../words/told.ts'

const day = 86_400_000
/** They change a few times an hour. */
const askAgainMs = 60_000

/** How soon somebody came to the calls of the last 24 hours that have ended; nothing where nobody had to come. */
export function AnswerTimes() {
  const { t } = useLingui()
  const { data } = useAsk(
    ['answer-times'],
    (plant) => plant.listCalls({ status: 'ended', from: new Date(plantNow() - day).toISOString(), limit: '200' }),
    { every: askAgainMs },
  )
  const seconds = (data?.items ?? [])
    .flatMap(({ secondsToAnswer }) => secondsToAnswer ?? [])
    .sort((one, two) => one - two)
  const [median, longest] = [medianOf(seconds), seconds.at(-1)]
  if (median === undefined || longest === undefined) return null
  const count = data?.nextCursor === undefined ? String(seconds.length) : `${seconds.length}+`
  const [half, most] = [duration(median * 1000), duration(longest * 1000)]
  return (
    <p className="answer-times label">{t`Calls answered in 24 h: ${count}, half of them within ${half}, the longest after ${most}`}</p>
  )
}

/** Half of the values are at most this one. */
const medianOf = (sorted: readonly number[]): number | undefined => sorted[Math.ceil(sorted.length / 2) - 1]
