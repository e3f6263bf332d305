import { mkdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import type { Emulator } from './aws.ts'
import type { Processes } from './processes.ts'

export interface RunningEmulator extends Emulator {
  /** Where machines connect with their certificate. */
  readonly mqttUrl: string
  /** For a command of AWS that shall reach the emulator and nothing else. */
  readonly env: NodeJS.ProcessEnv
  /** What MiniStack and the functions in it have printed. */
  readonly log: string
}

/** A key that is the number of an account has every right in that account of MiniStack. */
const account = '000000000000'
const secondsToStart = 60

/**
 * MiniStack on free ports, with the rights of IAM and of AWS IoT in force. All that it writes is in `folder`.
 * @throws when it does not answer in time.
 */
export async function startEmulator(
  processes: Processes,
  bin: string,
  folder: string,
  region: string,
): Promise<RunningEmulator> {
  const [port, mqttPort] = [await freePort(), await freePort()]
  const url = `http://127.0.0.1:${port}`
  const own = join(folder, 'ministack')
  mkdirSync(own)
  const env = awayFromAws(url, region)
  const log = join(folder, 'ministack.log')
  const child = processes.start({
    command: join(bin, 'ministack'),
    args: [],
    log,
    env: {
      ...env,
      TMPDIR: own,
      S3_DATA_DIR: own,
      STATE_DIR: own,
      BIND_HOST: '127.0.0.1',
      GATEWAY_PORT: String(port),
      IOT_MTLS_PORT: String(mqttPort),
      MINISTACK_REGION: region,
      MINISTACK_ACCOUNT_ID: account,
      // The functions run on this Node, as processes.
      LAMBDA_EXECUTOR: 'local',
      PATH: `${join(process.execPath, '..')}:${process.env.PATH}`,
      AUTH: 'true',
      // A sign-in fails with its trigger, as at Cognito.
      MINISTACK_COGNITO_PRETOKEN_STRICT: '1',
    },
  })
  let ended: string | undefined
  child.once('error', (error) => {
    ended = error.message
  })
  child.once('close', (code) => {
    ended ??= `It ended with ${code}.`
  })
  const deadline = Date.now() + secondsToStart * 1000
  while (!(await answers(url))) {
    if (ended !== undefined || Date.now() > deadline)
      throw new Error(`MiniStack does not answer. ${ended ?? ''}\n${readFileSync(log, 'utf8').slice(-2000)}`)
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
  return {
    url,
    region,
    accessKeyId: account,
    secretAccessKey: 'none',
    mqttUrl: `mqtts://127.0.0.1:${mqttPort}`,
    env,
    log,
  }
}

/** Without the credentials, profiles and addresses of whoever runs the check. */
function awayFromAws(url: string, region: string): NodeJS.ProcessEnv {
  const others = Object.entries(process.env).filter(([name]) => !name.startsWith('AWS_'))
  return {
    ...Object.fromEntries(others),
    AWS_ACCESS_KEY_ID: account,
    AWS_SECRET_ACCESS_KEY: 'none',
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_ENDPOINT_URL: url,
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    AWS_EC2_METADATA_DISABLED: 'true',
    CDK_DISABLE_VERSION_CHECK: '1',
    // Proxies would be asked for 127.0.0.1, too.
    NO_PROXY: '127.0.0.1,localhost',
  }
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/_ministack/health`, { signal: AbortSignal.timeout(2000) })).ok
  } catch {
    return false
  }
}

async function freePort(): Promise<number> {
  const probe = createServer()
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve))
  const address = probe.address()
  await new Promise((resolve) => probe.close(resolve))
  if (address === null || typeof address === 'string') throw new Error('No port is free on this machine.')
  return address.port
}
