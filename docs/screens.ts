/**
 * Takes the pictures of the console that the README shows (docs/screens/), at a plant of its own that has some days behind it. `npm run screens` runs it;
 * with `-- --url URL --mqtt URL` it looks at a plant of `npm start` that runs already.
 */
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import type { Browser } from 'playwright-core'
import { bodyOf } from '../local/definitions/plant-state.ts'
import { clientAs, type SiteClient } from '../local/demo/client.ts'
import { scaleAt } from '../local/life/scales.ts'
import { npmStart, type Started } from '../test/bench/npm-start.ts'
import { hasBrowser, noBrowser, openBrowser, signIn, sizes } from '../test/support/chromium.ts'
import { smallPicture } from './small-picture.ts'

type Crew = Readonly<Record<'ada' | 'olga' | 'paula' | 'vera', SiteClient>> & { readonly mqttUrl: string }

interface Picture {
  readonly name: string
  /** Who looks: the screens show to each what they may do. */
  readonly user: string
  /** The address of what there is to see, in the plant as it is now. */
  readonly path: (crew: Crew) => Promise<string>
  /** What happens at the plant while somebody looks. */
  readonly arrange?: (crew: Crew) => Promise<void>
}

/** The order that the picture of the terminal needs; its number is none of those that the people of the plant work on. */
const orderId = 'SYR-VISIT'

const pictures: readonly Picture[] = [
  { name: 'terminal', user: 'ada', path: weighing, arrange: pour },
  {
    name: 'batch',
    user: 'quinn',
    async path({ vera }) {
      const { items } = bodyOf(await vera.listOrders({ status: 'completed', limit: '200' }), 'completed orders')
      const batches = await Promise.all(
        items.map(async ({ orderId }) => {
          const { items: exceptions } = bodyOf(await vera.listExceptions({ orderId }), 'exceptions')
          return { orderId, exceptions: exceptions.length }
        }),
      )
      const [most] = batches.sort((one, other) => other.exceptions - one.exceptions)
      return `/batches/${the(most?.orderId, 'batch that is complete')}`
    },
  },
  {
    name: 'genealogy',
    user: 'quinn',
    async path({ vera }) {
      const { items } = bodyOf(await vera.listLots({ limit: '200' }), 'lots')
      const bottles = items.filter(({ materialId, status }) => materialId === 'SYR-200' && status === 'released')
      return `/lots/${the(bottles.at(0)?.lotId, 'released lot of bottles')}/trace`
    },
  },
  { name: 'schedule', user: 'paula', path: async () => '/schedule' },
  { name: 'recipe', user: 'erik', path: async () => '/recipes/SYR/versions/1' },
  {
    name: 'deviation',
    user: 'quinn',
    async path({ vera }) {
      const { items } = bodyOf(await vera.listDeviations({}), 'deviations')
      return `/deviations/${the(items.at(0)?.deviationId, 'open deviation')}`
    },
  },
  // The last one: a plant that has just started has not yet heard what its machines do.
  { name: 'live-picture', user: 'olga', path: async () => '/' },
]

/** Ada begins to weigh for an order of her own. What is there already, from an earlier look at the same plant, is refused and stays. */
async function weighing({ ada, olga, paula }: Crew): Promise<string> {
  await paula.createOrder({ orderId, recipeId: 'SYR', product: 'SYR', quantity: { value: '1000', unit: 'L' } })
  await paula.releaseOrder({ orderId }, {})
  await olga.startOrder({ orderId }, {})
  await ada.startStep({ orderId, stepId: 'dispense' }, { equipmentId: 'SCALE-1' })
  return `/terminal/WEIGHING?order=${orderId}&step=dispense`
}

/** Some is on the scale, and some is still to come. */
async function pour({ mqttUrl }: Crew): Promise<void> {
  const scale = await scaleAt(mqttUrl, 'lyon', 'SCALE-1', () => new Date())
  await scale.weighs('14.20', 'kg')
  await scale.end()
}

function the<Thing>(thing: Thing | undefined, what: string): Thing {
  if (thing === undefined) throw new Error(`The plant has no ${what}.`)
  return thing
}

/** Values of machines come each second; then nothing of the page is still on its way. */
const settledMs = 2500

if (import.meta.main) process.exitCode = await run()

async function run(): Promise<number> {
  const { values } = parseArgs({
    options: { url: { type: 'string' }, mqtt: { type: 'string', default: 'mqtt://127.0.0.1:1883' } },
  })
  if (!hasBrowser) {
    console.error(`No pictures were taken. ${noBrowser}`)
    return 1
  }
  const root = fileURLToPath(new URL('..', import.meta.url))
  const plant =
    values.url === undefined
      ? await npmStart(root, 'life')
      : { url: values.url, mqttUrl: values.mqtt, stop: async () => undefined }
  try {
    await taken(plant)
  } finally {
    await plant.stop()
  }
  return 0
}

async function taken({ url, mqttUrl }: Pick<Started, 'url' | 'mqttUrl'>): Promise<void> {
  const browser = await openBrowser()
  try {
    const [ada, olga, paula, vera] = await Promise.all([
      clientAs(url, 'ada'),
      clientAs(url, 'olga'),
      clientAs(url, 'paula'),
      clientAs(url, 'vera'),
    ])
    const crew: Crew = { ada, olga, paula, vera, mqttUrl }
    for (const picture of pictures) {
      const bytes = smallPicture(await shot(browser, url, crew, picture))
      writeFileSync(new URL(`screens/${picture.name}.png`, import.meta.url), bytes)
      console.log(`docs/screens/${picture.name}.png (${Math.round(bytes.length / 1024)} KB)`)
    }
  } finally {
    await browser.close()
  }
}

async function shot(browser: Browser, url: string, crew: Crew, picture: Picture): Promise<Buffer> {
  const { user, path, arrange } = picture
  const context = await browser.newContext({
    viewport: sizes.desk,
    locale: 'en-GB',
    colorScheme: 'light',
    reducedMotion: 'reduce',
    timezoneId: 'Europe/Paris',
  })
  const page = await context.newPage()
  await page.goto(new URL(await path(crew), url).href)
  await signIn(page, user)
  await page.waitForLoadState('networkidle').catch(() => undefined)
  await arrange?.(crew)
  await page.waitForTimeout(settledMs)
  const bytes = await page.screenshot()
  await context.close()
  return bytes
}
