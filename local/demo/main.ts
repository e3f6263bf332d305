/** `npm run demo`: the whole story of one batch, as a client over HTTP and MQTT only. */
import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { startPlant } from '../plant.ts'
import { showProgress } from '../progress.ts'
import { keyring, signInAt } from './pool/sign-in.ts'
import { type Staging, story } from './story.ts'
import { expectationsMet, Unexpected } from './telling.ts'

const usage = `Plays one batch, from what an ERP orders to its release.

  npm run demo -- [options]

  --url URL          the API of a plant that runs (http://127.0.0.1:4000); without it, one of its own is started and stopped
  --mqtt URL         its broker (mqtt://127.0.0.1:1883)
  --run NAME         capitals and digits, part of every id; the mixer is the thing MIXER-NAME; default: from the clock

For a plant on AWS:
  --sign-in FILE     JSON: the user pool, its client, and the passwords of the people of the story
                     {"pool": "eu-west-3_Abc123", "client": "…", "people": {"ada": {"password": "…", "secondFactor": "BASE32"}, …},
                      "systems": {"sap": {"client": "…", "secret": "…", "tokenUrl": "https://…/oauth2/token", "scope": "…"}}}
  --certificate FILE --key FILE --ca FILE
                     of the thing MIXER-NAME and of the broker, as PEM
`

try {
  const { values } = parse()
  if (values.help) {
    console.log(usage)
    process.exit(0)
  }
  const plant = values.url === undefined ? await ownPlant() : undefined
  const [url, mqttUrl] = plant ? [plant.url, plant.mqttUrl] : [values.url ?? '', values.mqtt]
  console.log(plant ? `A plant of its own runs at ${url}.` : `Playing against ${url}.`)
  try {
    await story(url, mqttUrl, stagingOf(values))
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

function parse() {
  return parseArgs({
    options: {
      url: { type: 'string' },
      mqtt: { type: 'string', default: 'mqtt://127.0.0.1:1883' },
      run: { type: 'string' },
      'sign-in': { type: 'string' },
      certificate: { type: 'string' },
      key: { type: 'string' },
      ca: { type: 'string' },
      help: { type: 'boolean' },
    },
  })
}

function stagingOf(values: ReturnType<typeof parse>['values']): Partial<Staging> {
  const { run, certificate, key, ca, 'sign-in': file } = values
  if (run !== undefined && !/^[0-9A-Z]{1,16}$/.test(run)) throw new Error('--run takes 1 to 16 capitals and digits.')
  return {
    ...(run === undefined ? {} : { run }),
    ...(file === undefined ? {} : { signIn: signInAt(keyring.parse(JSON.parse(readFileSync(file, 'utf8')))) }),
    certificate: {
      ...(certificate === undefined ? {} : { cert: readFileSync(certificate) }),
      ...(key === undefined ? {} : { key: readFileSync(key) }),
      ...(ca === undefined ? {} : { ca: readFileSync(ca) }),
    },
  }
}

async function ownPlant() {
  const progress = showProgress()
  try {
    return await startPlant({ site: 'lyon', port: 0, mqttPort: 0, doing: progress.at })
  } finally {
    progress.end()
  }
}
