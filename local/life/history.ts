import { startPlant } from '../plant.ts'
import { beginLife, type Script } from './life.ts'
import { byLeaps, putAhead } from './pace.ts'

const week = 7 * 86_400

/**
 * Fills an empty folder with a week of a plant's life that ends now: its real functions run, by a clock that leaps from one act to the next.
 * @param doing gets the day that is lived through
 * @throws when somebody cannot do what they want to
 */
export async function liveThrough(
  script: Script,
  folder: string,
  doing: (what: string) => void = () => undefined,
): Promise<void> {
  const plant = await startPlant({
    site: script.site,
    port: 0,
    mqttPort: 0,
    dataDir: folder,
    secondsAhead: -week,
    doing,
  })
  const complain = (text: string) => {
    throw new Error(`The week of ${script.site} does not go on: ${text}`)
  }
  try {
    const end = new Date()
    let shown = ''
    const leaps = byLeaps(plant.url, plant.now)
    const pace = {
      ...leaps,
      async wait(until: Date) {
        const day = new Intl.DateTimeFormat('en-GB', { weekday: 'long' }).format(until)
        if (day !== shown) doing(`living through a week of the plant, on its ${day}`)
        shown = day
        await leaps.wait(until)
      },
    }
    const life = await beginLife(script, { url: plant.url, mqttUrl: plant.mqttUrl, pace, complain }, end)
    await life.work(end)
    // Meanwhile it has become a little later than at the beginning of the history.
    while (Date.now() - plant.now().getTime() > 1000) await life.work(new Date())
    await life.stop()
    const left = Math.ceil((Date.now() - plant.now().getTime()) / 1000)
    if (left > 0) await putAhead(plant.url, { seconds: left })
  } finally {
    await plant.stop()
  }
}
