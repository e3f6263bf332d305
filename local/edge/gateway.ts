import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { topics } from '../../shared/messaging/topics.ts'
import { CannotStart } from '../cannot-start.ts'
import { takeFolder } from '../folder-lock.ts'
import { openIntake } from './broker.ts'
import { type Arrived, openBuffer } from './buffer.ts'
import type { EdgeConfig } from './config.ts'
import { groupedOnDisk } from './grouped.ts'
import { healthOf } from './health.ts'
import type { Following, OpcuaParts } from './opcua/client.ts'
import { startUplink, type Uplink } from './uplink.ts'

export interface Gateway {
  /** The port of the broker for the machines, if there is one. */
  readonly port?: number
  stop(): Promise<void>
}

/** Milliseconds between two messages of the gateway about itself. */
const tellsEvery = 10_000

/**
 * A store-and-forward gateway: what machines say is on disk before they are told so, and stays there until the cloud has acknowledged it.
 * @throws CannotStart with a sentence for people when it cannot
 */
export async function startGateway(config: EdgeConfig, log: (line: string) => void): Promise<Gateway> {
  const now = Date.now
  const startedAt = now()
  mkdirSync(config.folder, { recursive: true })
  const leave = takeFolder(config.folder, { name: 'gateway', cure: 'give this one a folder of its own' })
  const buffer = openBuffer(bufferOf(config), config.buffer.mostBytes)
  const troubles = new Map<string, string>()
  const trouble = (name: string, sentence: string | undefined) => {
    if (sentence === undefined) return void troubles.delete(name)
    if (troubles.get(name) !== sentence) log(sentence)
    troubles.set(name, sentence)
  }
  let uplink: Uplink | undefined
  const keep = groupedOnDisk((arrived: readonly Arrived[]) => {
    buffer.add(arrived)
    uplink?.wake()
  }, log)
  const intake = await openIntake(config, { keep, now, trouble })
  const opcua = await startOpcua(config, { keep, now, trouble })
  const sender = startUplink(config, buffer, {
    now,
    log,
    onCommand(equipmentId, payload) {
      if (!intake?.command(equipmentId, payload))
        trouble(
          equipmentId,
          `A command for ${equipmentId} went nowhere: it does not come by the broker of this gateway.`,
        )
    },
  })
  uplink = sender
  const telling = setInterval(() => {
    const connectedSince = sender.connectedSince()
    if (connectedSince === undefined) return
    const health = healthOf(config, buffer.status(), troubles, { now: now(), startedAt, connectedSince, version })
    sender.tell(topics.health(config.site, config.gateway), JSON.stringify(health))
  }, tellsEvery)

  return {
    ...(intake && { port: intake.port }),
    async stop() {
      clearInterval(telling)
      await Promise.all([intake?.stop(), opcua?.stop()])
      await sender.stop()
      buffer.close()
      leave()
    },
  }
}

/** OPC UA is an optional part of the installation: 33 MB, of which a gateway for MQTT needs nothing. */
async function startOpcua(
  { opcua, site, folder }: EdgeConfig,
  parts: Omit<OpcuaParts, 'site' | 'folder'>,
): Promise<Following | undefined> {
  if (opcua.length === 0) return undefined
  const { followMachines } = await import('./opcua/client.ts').catch((error: unknown) => {
    throw new CannotStart(
      `OPC UA needs the package node-opcua-client, which cannot be loaded (${String(error)}). Install it: npm install --include=optional.`,
    )
  })
  return followMachines(opcua, { site, folder, ...parts })
}

const version: string = (
  JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8')) as { version: string }
).version

export const bufferOf = ({ folder }: EdgeConfig): string => join(folder, 'messages.sqlite')
