/** `npm run demo`: the whole story of one batch, as a client over HTTP and MQTT only. */
import { parseArgs } from 'node:util'
import { startPlant } from '../plant.ts'
import { showProgress } from '../progress.ts'
import { story } from './story.ts'
import { expectationsMet, Unexpected } from './telling.ts'

const { values } = parseArgs({
  options: {
    url: { type: 'string' },
    mqtt: { type: 'string', default: 'mqtt://127.0.0.1:1883' },
    help: { type: 'boolean' },
  },
})

if (values.help) {
  console.log(
    'npm run demo -- [--url http://127.0.0.1:4000] [--mqtt mqtt://127.0.0.1:1883]\nWithout --url it starts a plant of its own and stops it at the end.',
  )
  process.exit(0)
}

try {
  const plant = values.url === undefined ? await ownPlant() : undefined
  const [url, mqttUrl] = plant ? [plant.url, plant.mqttUrl] : [values.url ?? '', values.mqtt]
  console.log(plant ? `A plant of its own runs at ${url}.` : `Playing against ${url}.`)
  try {
    await story(url, mqttUrl)
    console.log(`\nEverything went as it should: ${expectationsMet()} expectations met.`)
  } finally {
    await plant?.stop()
  }
  process.exit(0)
} catch (error) {
  console.error(
    `\nThe story broke off after ${expectationsMet()} expectations.\n${error instanceof Unexpected || error instanceof Error ? error.message : String(error)}`,
  )
  process.exit(1)
}

async function ownPlant() {
  const progress = showProgress()
  try {
    return await startPlant({ site: 'lyon', port: 0, mqttPort: 0, doing: progress.at })
  } finally {
    progress.end()
  }
}
