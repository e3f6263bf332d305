import { hasBrowser, noBrowser, openBrowser } from '../support/chromium.ts'
import type { Floor } from './floor.ts'
import { told } from './progress.ts'
import type { Findings } from './report.ts'
import { measureFirstScreen } from './screens/first-screen.ts'
import { measureGenealogyScreen } from './screens/genealogy.ts'
import { measureLivePicture } from './screens/live-picture.ts'
import { measureSizes } from './screens/sizes.ts'
import { measureTable } from './screens/table.ts'
import { measureTerminal } from './screens/terminal.ts'

const method = `Sizes are those of the built scripts as gzip sends them: all that a browser needs before the live picture, in French, and what each other screen adds.
The rest is the built console of a local plant in Debian's Chromium without a window and without a graphics card, whose drawing shares the processors with the plant. Times are taken in the page: a wait ends when
the answer is painted, the first screen when its units are painted and the page has nothing more to do at once. A frame is a call of \`requestAnimationFrame\`, at most 60 in a
second; the thread of the page is seen by the trace of the browser: what it is busy with is what the console itself costs, and a task that is longer than 16 ms costs a frame on any machine.
Where a row says so, the bench answers a question of the page in place of the plant, because the screen is measured; all else is answered by the plant.`

/** What a person loads, and how the screens keep up with people and with the plant. */
export async function measureConsole(floor: () => Promise<Floor>): Promise<Findings> {
  const sizes = await told('building the console', measureSizes)
  if (!hasBrowser) return { method, figures: sizes, faults: [noBrowser] }
  const plant = await floor()
  const { url } = plant.plant
  const browser = await openBrowser()
  try {
    const terminal = await measureTerminal(browser, plant)
    const first = await measureFirstScreen(browser, url)
    const motion = [
      ...(await measureLivePicture(browser, plant)),
      ...(await measureTable(browser, url)),
      ...(await measureGenealogyScreen(browser, url)),
    ]
    return { method, figures: [...sizes, ...first, ...terminal, ...motion], faults: [] }
  } finally {
    await browser.close()
  }
}
