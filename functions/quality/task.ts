import { IoTDataPlaneClient, PublishCommand } from '@aws-sdk/client-iot-data-plane'
import type { DeviceCommand } from '../../events/device.ts'
import { patienceFor } from '../../shared/domain/quality/deviation.ts'
import { topics } from '../../shared/messaging/topics.ts'
import { now } from '../../shared/runtime/clock.ts'
import { site, store, table } from '../../shared/runtime/plant.ts'
import { genealogyStore } from '../../shared/storage/genealogy-store.ts'
import { heirStore } from '../../shared/storage/heir-store.ts'
import { trimmed } from '../../shared/storage/trimmed.ts'
import { storeWait } from '../../shared/storage/wait-store.ts'
import { gatewaysOf } from '../../shared/usecases/equipment/gateways.ts'
import * as workflow from '../../shared/usecases/quality/deviation-hold.ts'
import * as spread from '../../shared/usecases/quality/hold-spread.ts'

type Task =
  | DeviationTask
  | { readonly task: 'spread-hold'; readonly holdId: string; readonly progress: spread.Progress }
type DeviationTask = { readonly deviationId: string } & (
  | { readonly task: 'apply-disposition' | 'require-capa' | 'close' }
  | { readonly task: 'tell-the-floor'; readonly command: DeviceCommand['command'] }
  | { readonly task: 'await'; readonly waitingFor: string; readonly token: string }
  | { readonly task: 'escalate'; readonly waitingFor: string }
)

const iot = trimmed(new IoTDataPlaneClient({ cacheMiddleware: true }))
const genealogy = genealogyStore(table)
const heirs = heirStore(table)

/** The tasks of the DeviationHold and HoldSpread workflows. A task that fails throws, so that the workflow tries it again. */
export const handler = async (event: Task): Promise<object> => {
  const deps = { store, genealogy, heirs, site, now }
  return event.task === 'spread-hold' ? spread.carryOn(deps, event.holdId, event.progress) : onDeviation(deps, event)
}

async function onDeviation(deps: workflow.Deps, event: DeviationTask): Promise<object> {
  const { deviationId } = event
  switch (event.task) {
    case 'tell-the-floor':
      return tellTheFloor(deps, deviationId, event.command)
    case 'await':
      await storeWait(table, {
        subject: { type: 'deviation', id: deviationId },
        waitingFor: event.waitingFor,
        token: event.token,
        since: deps.now(),
      })
      return {}
    case 'escalate':
      return workflow.escalate(deps, deviationId, event.waitingFor)
    case 'apply-disposition':
      await workflow.applyDisposition(deps, deviationId)
      return {}
    case 'require-capa':
      await workflow.requireCapa(deps, deviationId)
      return {}
    case 'close':
      await workflow.close(deps, deviationId)
      return {}
  }
}

/**
 * A device may get a command several times; the id shows that it is the same command. The answer says how long the workflow waits for quality before it
 * escalates.
 */
async function tellTheFloor(
  deps: workflow.Deps,
  deviationId: string,
  command: DeviceCommand['command'],
): Promise<object> {
  const deviation = await workflow.readDeviation(deps, deviationId)
  const told = await workflow.equipmentConcerned(deps, deviation)
  const message: DeviceCommand = {
    commandId: `${deviationId}.${command}`,
    issuedAt: deps.now(),
    command,
    reason: deviation.title,
    deviationId,
    ...(deviation.orderId && { orderId: deviation.orderId }),
  }
  const payload = Buffer.from(JSON.stringify(message))
  const gateways = await gatewaysOf(deps.store, told)
  await Promise.all(
    told.map((id) => iot.send(new PublishCommand({ topic: topics.toDevice(site, id, gateways[id]), qos: 1, payload }))),
  )
  return { told, patienceSeconds: patienceFor(deviation, deps.now()) }
}
