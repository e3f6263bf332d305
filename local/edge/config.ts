import { existsSync, readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import * as z from 'zod'
import { mostMachinesOfGateway } from '../../events/gateway.ts'
import { CannotStart } from '../cannot-start.ts'
import { opcuaMachine } from './opcua/config.ts'
import { has, id } from './rules.ts'

const port = z.int(has('has to be a port, from 0 to 65535')).min(0).max(65_535)
const file = z.string(has('has to be the path of a file')).min(1)

/** AWS IoT Core takes 100 publishes and 512 KiB a second from one connection (docs.aws.amazon.com/general/latest/gr/iot-core.html). */
const mostOfConnection = 100

const cloud = z.strictObject({
  url: z
    .string(has('has to be the address of the broker'))
    .regex(
      /^(mqtts|mqtt):\/\/[^/\s]+$/,
      has('has to be an address such as mqtts://NAME-ats.iot.REGION.amazonaws.com:8883'),
    ),
  certificate: file.optional(),
  key: file.optional(),
  authority: file.optional(),
  /** Publishes to `$aws/rules/<rule>/…`, which spares the fee of the broker. */
  basicIngestRule: z
    .string()
    .regex(/^\w{1,128}$/, has('has to be the name of a topic rule'))
    .optional(),
  mostPerSecond: z
    .int()
    .min(1)
    .max(mostOfConnection, has(`may be ${mostOfConnection} at most: AWS takes no more from one connection`))
    .default(80),
  catchUpPerSecond: z.int().min(1).max(mostOfConnection).default(60),
  mostBytesPerSecond: z.int().min(1000).default(400_000),
})

const broker = z.strictObject({
  host: z.string().default('0.0.0.0'),
  port: port.default(1883),
  machines: z
    .array(
      z.strictObject({
        equipmentId: id,
        password: z.string().min(8, has('needs eight characters at least')).optional(),
      }),
    )
    .default([]),
  edgeNodes: z
    .array(
      z.strictObject({
        groupId: sparkplugName(),
        edgeNodeId: sparkplugName(),
        clientId: z.string().min(1).optional(),
        password: z.string().min(8, has('needs eight characters at least')).optional(),
      }),
    )
    .default([]),
})

/** A part of a Sparkplug topic (Sparkplug B 3.0, 4.1). */
function sparkplugName() {
  return z.string(has('has to be a name')).regex(/^[^/+#]{1,64}$/, has('has to be a name without /, + and #'))
}

const leastBytes = 1_000_000

const schema = z.strictObject({
  site: z
    .string()
    .regex(/^[a-z][a-z0-9-]{1,31}$/, has('has to be the short name of the site, in lower case, such as nantes')),
  gateway: id,
  folder: file,
  buffer: z
    .strictObject({
      mostBytes: z
        .int()
        .min(leastBytes, has(`has to be ${leastBytes} at least`))
        .default(1_000_000_000),
    })
    .default({ mostBytes: 1_000_000_000 }),
  cloud,
  broker: broker.optional(),
  opcua: z.array(opcuaMachine).default([]),
})
export type EdgeConfig = z.infer<typeof schema>

/**
 * Reads the configuration of a gateway. Paths in it are relative to its file.
 * @throws CannotStart with a sentence for each fault
 */
export function readConfig(path: string): EdgeConfig {
  const read = schema.safeParse(jsonOf(path), { reportInput: true })
  if (!read.success) throw faulty(path, read.error.issues.map(sentenceOf))
  const from = (name: string) => resolve(dirname(path), name)
  const config = {
    ...read.data,
    folder: from(read.data.folder),
    cloud: {
      ...read.data.cloud,
      ...Object.fromEntries(
        certificateFiles.flatMap((it) => (read.data.cloud[it] ? [[it, from(read.data.cloud[it])]] : [])),
      ),
    },
  }
  const faults = faultsOf(config)
  if (faults.length > 0) throw faulty(path, faults)
  return config
}

const certificateFiles = ['certificate', 'key', 'authority'] as const

function jsonOf(path: string): unknown {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    throw new CannotStart(
      `${path} cannot be read (${code}). Name the configuration with --config; docs/edge.md has one.`,
    )
  }
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new CannotStart(
      `${path} is no JSON: ${(error as Error).message}. Look for a comma or a quote that is missing there.`,
    )
  }
}

function faulty(path: string, faults: readonly string[]): CannotStart {
  return new CannotStart([`${path} cannot be used:`, ...faults.map((fault) => `- ${fault}`)].join('\n'))
}

type Issue = z.core.$ZodIssue

function sentenceOf(issue: Issue): string {
  const place = placeOf(issue.path)
  if (issue.code === 'unrecognized_keys')
    return `${place === '' ? '' : `${place}: `}${issue.keys.join(', ')} is no setting; look at its spelling in docs/edge.md.`
  if (issue.input === undefined) return `${place} is missing; docs/edge.md says what it is.`
  return /^(has|may|needs)/.test(issue.message) ? `${place} ${issue.message}.` : `${place}: ${issue.message}.`
}

const placeOf = (path: readonly PropertyKey[]): string =>
  path
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`))
    .join('')
    .replace(/^\./, '')

function faultsOf({ gateway, cloud, broker, opcua }: EdgeConfig): string[] {
  const missing = certificateFiles.flatMap((name) => {
    const path = cloud[name]
    return path === undefined || existsSync(path)
      ? []
      : [`cloud.${name} names ${path}, which is not there; copy it to this place.`]
  })
  const isSecure = cloud.url.startsWith('mqtts:')
  const unsigned =
    isSecure && (cloud.certificate === undefined || cloud.key === undefined)
      ? [
          'cloud.certificate and cloud.key are missing: AWS IoT Core takes a gateway by its certificate; the files come from `aws iot create-keys-and-certificate`.',
        ]
      : []
  const fast =
    cloud.catchUpPerSecond > cloud.mostPerSecond
      ? ['cloud.catchUpPerSecond may not be more than cloud.mostPerSecond, because live values need the rest.']
      : []
  const names = [...(broker?.machines ?? []), ...opcua].map((it): string => it.equipmentId)
  const twice = [...new Set(names.filter((name, index) => names.indexOf(name) !== index))]
  const several = twice.map((name) => `${name} is named twice; a machine comes by MQTT or by OPC UA, and once.`)
  const own = names.includes(gateway)
    ? [`${gateway} is the gateway and a machine; give the gateway a name of its own.`]
    : []
  const nobody =
    names.length + (broker?.edgeNodes.length ?? 0) === 0
      ? ['There is no machine in it; name them in broker.machines, broker.edgeNodes or opcua.']
      : []
  const many =
    names.length > mostMachinesOfGateway
      ? [`It has ${names.length} machines, and a gateway takes ${mostMachinesOfGateway}; install a second one.`]
      : []
  return [...missing, ...unsigned, ...fast, ...several, ...own, ...nobody, ...many]
}
