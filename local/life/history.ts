import { startPlant } from '../plant.ts'
import { beginLife, type Life, type Script } from './life.ts'
import { byLeaps, putAhead } from './pace.ts'

const dayInSeconds = 86_400

/** An order may be held while somebody reaches for it; what goes on being refused is a fault. */
const mostComplaints = 10

interface Options {
  /** How long ago it begins; as long as the script says. */
  readonly days?: number
  /** Gets the day that is lived through. */
  readonly doing?: (what: string) => void
}

/**
 * Fills an empty folder with some days of a plant's life that end now: its real functions run, by a clock that leaps from one act to the next.
 * @throws when people cannot do what they want to, again and again
 */
export async function liveThrough(
  script: Script,
  folder: string,
  { days = script.days, doing = () => undefined }: Options = {},
): Promise<void> {
  const plant = await startPlant({
    site: script.site,
    port: 0,
    mqttPort: 0,
    dataDir: folder,
    secondsAhead: -days * dayInSeconds,
    doing,
  })
  let complaints = 0
  const complain = (text: string) => {
    complaints += 1
    if (complaints > mostComplaints) throw new Error(`The history of ${script.site} does not go on: ${text}`)
  }
  let life: Life | undefined
  try {
    const end = new Date()
    let shown = ''
    const leaps = byLeaps(plant.url, plant.now)
    const pace = {
      ...leaps,
      async wait(until: Date) {
        const today = new Intl.DateTimeFormat('en-GB', { weekday: 'long' }).format(until)
        if (today !== shown) doing(`living through the last days of ${script.site}, on its ${today}`)
        shown = today
        await leaps.wait(until)
      },
    }
    life = await beginLife(script, { url: plant.url, mqttUrl: plant.mqttUrl, pace, complain }, { days, end })
    await life.work(end)
    // Meanwhile it has become a little later than at the beginning of the history.
    while (Date.now() - plant.now().getTime() > 1000) await life.work(new Date())
    await life.stop()
    life = undefined
    const left = Math.ceil((Date.now() - plant.now().getTime()) / 1000)
    if (left > 0) await putAhead(plant.url, { seconds: left })
  } finally {
    await life?.stop().catch(() => undefined)
    await plant.stop()
  }
}
