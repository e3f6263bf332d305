/** `npm run demo`: the whole story of one batch, or of the plant of a guide, as a client over HTTP and MQTT only. */
import { readdirSync, readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { startPlant } from '../plant.ts'
import { showProgress } from '../progress.ts'
import { paced, signIn } from './client.ts'
import { playGuide } from './guide-player.ts'
import { keyring, signInAt } from './pool/sign-in.ts'
import { type Staging, story } from './story.ts'
import { chapter, expectationsMet, tell, Unexpected } from './telling.ts'

const usage = `Plays one batch, from what an ERP orders to its release.

  npm run demo -- [options]

  --plant NAME       lyon, cork or nantes: the plant of plants/NAME instead, as its page in docs/guides tells it; once at a plant
  --url URL          the API of a plant that runs (http://127.0.0.1:4000); without it, one of its own is started and stopped
  --mqtt URL         its broker (mqtt://127.0.0.1:1883)
  --pace SECONDS     between two acts, so that the live picture can be watched meanwhile; default: none
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
  const guide = values.plant === undefined ? undefined : guideOf(values.plant)
  const plant = values.url === undefined ? await ownPlant(values.plant) : undefined
  const [url, mqttUrl] = plant ? [plant.url, plant.mqttUrl] : [values.url ?? '', values.mqtt]
  console.log(plant ? `A plant of its own runs at ${url}.` : `Playing against ${url}.`)
  try {
    if (guide === undefined) await story(url, mqttUrl, stagingOf(values))
    else
      await playGuide(guide, {
        url,
        mqttUrl,
        signIn: (user) => signIn(url, user),
        tell: { chapter, tell },
        send: sending(values.pace),
      })
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
      plant: { type: 'string' },
      url: { type: 'string' },
      mqtt: { type: 'string', default: 'mqtt://127.0.0.1:1883' },
      run: { type: 'string' },
      pace: { type: 'string' },
      'sign-in': { type: 'string' },
      certificate: { type: 'string' },
      key: { type: 'string' },
      ca: { type: 'string' },
      help: { type: 'boolean' },
    },
  })
}

function sending(pace: string | undefined): typeof fetch {
  if (pace === undefined) return fetch
  // The token of a signature is good for five minutes, and is got before the act that it signs.
  if (!/^\d{1,2}(\.\d+)?$/.test(pace) || Number(pace) > 60) throw new Error('--pace takes 0 to 60 seconds.')
  return paced(Number(pace))
}

function stagingOf(values: ReturnType<typeof parse>['values']): Partial<Staging> {
  const { run, certificate, key, ca, pace, 'sign-in': file } = values
  if (run !== undefined && !/^[0-9A-Z]{1,16}$/.test(run)) throw new Error('--run takes 1 to 16 capitals and digits.')
  return {
    send: sending(pace),
    ...(run === undefined ? {} : { run }),
    ...(file === undefined ? {} : { signIn: signInAt(keyring.parse(JSON.parse(readFileSync(file, 'utf8')))) }),
    certificate: {
      ...(certificate === undefined ? {} : { cert: readFileSync(certificate) }),
      ...(key === undefined ? {} : { key: readFileSync(key) }),
      ...(ca === undefined ? {} : { ca: readFileSync(ca) }),
    },
  }
}

/** The plants that the demo knows, each a folder of plants/, with their guides. */
function guideOf(plant: string): string {
  const guide = readdirSync(new URL('../../docs/guides/', import.meta.url)).find((it) => it.startsWith(`${plant}-`))
  if (guide === undefined) throw new Error(`There is no guide of a plant ${plant}; --plant takes lyon, cork or nantes.`)
  return guide.replace('.md', '')
}

async function ownPlant(site = 'lyon') {
  const progress = showProgress()
  try {
    return await startPlant({ site, port: 0, mqttPort: 0, doing: progress.at })
  } finally {
    progress.end()
  }
}
