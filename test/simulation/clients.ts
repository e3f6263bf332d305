import type { DeviationId, EquipmentId, HoldId, LotId, MaintenanceId } from '../../events/identifiers.ts'
import { dispositions, type Holdable, severities } from '../../events/quality.ts'
import { canonical } from '../../shared/domain/canonical.ts'
import type { WorkOrder } from '../../shared/domain/maintenance/work-order.ts'
import type { Order } from '../../shared/domain/orders/order.ts'
import { digest } from '../../shared/usecases/commit/chain.ts'
import type { Clock, Command, Outcome } from '../../shared/usecases/commit/command.ts'
import type { Store } from '../../shared/usecases/commit/store.ts'
import * as care from '../../shared/usecases/equipment/maintenance.ts'
import * as results from '../../shared/usecases/execution/results.ts'
import * as execution from '../../shared/usecases/execution/steps.ts'
import type { Genealogy } from '../../shared/usecases/genealogy/destinations.ts'
import * as orders from '../../shared/usecases/orders/orders.ts'
import * as consumptionCases from '../../shared/usecases/production/consumption.ts'
import * as output from '../../shared/usecases/production/output.ts'
import * as workflow from '../../shared/usecases/quality/deviation-hold.ts'
import * as deviations from '../../shared/usecases/quality/deviations.ts'
import * as holding from '../../shared/usecases/quality/holding.ts'
import * as receiving from '../../shared/usecases/stock/receiving.ts'
import * as usageDecision from '../../shared/usecases/stock/usage-decision.ts'
import { command, consumption, kg, measured, orderBody, production } from '../support/commands.ts'
import { ada, erik, olga, paula, quinn, signedBy } from '../support/given.ts'
import type { Chance } from './chance.ts'

/** One thing that a client does: the same command however often it is sent, by the clock of the worker that takes it. */
export interface Act {
  readonly name: string
  readonly id: string
  send(store: Store, clock: Clock): Promise<Outcome>
}

const orderIds = ['O-1', 'O-2', 'O-3']
const lotIds = ['SUC-1', 'ACT-1', 'SUC-2', 'SUC-3', 'MADE-1', 'MADE-2']
const mixers = ['MIXER-1', 'MIXER-2'] as EquipmentId[]
const holdIds = ['H-1', 'H-2', 'H-3', 'H-4'] as HoldId[]

/** What a client may think of next, in the proportion in which a busy plant would. */
const repertoire = [
  'create',
  'release',
  'start',
  'weigh',
  'consume',
  'consume',
  'end-weigh',
  'mix',
  'measure',
  'produce',
  'end-mix',
  'complete',
  'pause',
  'resume',
  'abort',
  'comment',
  'hold',
  'unhold',
  'unhold',
  'unhold',
  'receive',
  'release-lot',
  'release-lot',
  'reject-lot',
  'report',
  'classify',
  'classify',
  'decide',
  'decide',
  'decide',
  'open-care',
  'open-care',
  'start-care',
  'start-care',
  'start-care',
  'start-care',
  'use-part',
  'use-part',
  'use-part',
  'end-care',
  'end-care',
  'end-care',
  'cancel-care',
] as const

type Deed = (typeof repertoire)[number]

/** What an order that is in this state is waiting for. */
function nextFor(order: Order | undefined): readonly Deed[] {
  if (!order) return ['create']
  const { weigh, mix } = order.status === 'created' ? {} : order.steps
  switch (order.status) {
    case 'created':
      return ['release']
    case 'released':
      return ['start']
    case 'paused':
      return ['resume']
    case 'running':
      if (!weigh) return ['weigh']
      if (weigh.status === 'running') return ['consume', 'consume', 'consume', 'end-weigh']
      if (!mix) return ['mix']
      return mix.status === 'running' ? ['measure', 'measure', 'measure', 'produce', 'end-mix'] : ['complete']
    default:
      return ['comment']
  }
}

/**
 * What a client does next: mostly what the order that it works on is waiting for, and now and then anything at all.
 * @param state the plant as the client sees it on its screen, which may be old news when its command arrives.
 */
export function thinkOf(chance: Chance, id: string, at: string, state: Readonly<Record<string, unknown>>): Act {
  const idsOf = (kind: string) =>
    Object.keys(state).flatMap((key) => (key.startsWith(`${kind} `) ? [key.slice(kind.length + 1)] : []))
  const orderId = chance.pick(orderIds)
  const lotId = chance.pick(lotIds)
  const path = { orderId }
  const order = state[`order ${orderId}`] as Order | undefined
  const name = chance.happens(0.6) ? chance.pick(nextFor(order)) : chance.pick(repertoire)
  const deviationId = chance.pick([...idsOf('deviation'), 'dev-0'])
  const holdId = chance.pick([...idsOf('hold'), ...holdIds]) as HoldId
  const act = <Body>(
    who: typeof ada,
    body: Body,
    useCase: (store: Store, command: Command<Body>) => Promise<Outcome>,
    signature?: Command['signature'],
  ): Act => ({
    name,
    id,
    send: (store, clock) =>
      useCase(store, {
        ...command(who, body, {
          id,
          clock,
          operation: name,
          requestHash: digest(canonical({ name, body, path })),
        }),
        signature,
      }),
  })
  const signed = (meaning: 'released' | 'rejected' | 'dispositioned') => signedBy(quinn, meaning, at, `token of ${id}`)
  const workIn = (status: WorkOrder['status']) => {
    const found = idsOf('maintenance').filter((it) => (state[`maintenance ${it}`] as WorkOrder).status === status)
    return { maintenanceId: chance.pick([...found, ...found, ...found, 'M-0']) }
  }
  switch (name) {
    case 'create':
      return act(paula, orderBody(orderId), orders.createOrder)
    case 'release':
      return act(paula, {}, (store, it) => orders.releaseOrder(store, it, path))
    case 'start':
      return act(ada, {}, (store, it) => orders.startOrder(store, it, path))
    case 'pause':
      return act(ada, {}, (store, it) => orders.pauseOrder(store, it, path))
    case 'resume':
      return act(ada, {}, (store, it) => orders.resumeOrder(store, it, path))
    case 'complete':
      return act(ada, {}, (store, it) => orders.completeOrder(store, it, path))
    case 'abort':
      // Once in a while only: an aborted order has nothing more to tell.
      return chance.happens(0.2)
        ? act(ada, { reason: 'It is of no use' }, (store, it) => orders.abortOrder(store, it, path))
        : act(ada, { text: 'Not yet' }, (store, it) => orders.commentOrder(store, it, path))
    case 'comment':
      return act(ada, { text: `Comment ${id}` }, (store, it) => orders.commentOrder(store, it, path))
    case 'weigh':
      return act(ada, {}, (store, it) => execution.startStep(store, it, { ...path, stepId: 'weigh' }))
    case 'mix':
      return act(ada, { equipmentId: chance.pick(mixers) }, (store, it) =>
        execution.startStep(store, it, { ...path, stepId: 'mix' }),
      )
    case 'end-weigh':
      return act(ada, {}, (store, it) => execution.completeStep(store, it, { ...path, stepId: 'weigh' }))
    case 'end-mix':
      return act(ada, {}, (store, it) => execution.completeStep(store, it, { ...path, stepId: 'mix' }))
    case 'consume': {
      const sucrose = chance.happens(0.6)
      const from = sucrose ? chance.pick(['SUC-1', 'SUC-2', 'SUC-3', 'MADE-1']) : 'ACT-1'
      const [value, unit] = sucrose
        ? chance.pick([
            ['25', 'kg'],
            ['12.505', 'kg'],
            ['0.1', 'kg'],
            ['0.2', 'kg'],
            ['12500', 'g'],
            ['30', 'kg'],
          ] as const)
        : chance.pick([
            ['1500', 'g'],
            ['1.5', 'kg'],
            ['0.75', 'kg'],
            ['250', 'g'],
          ] as const)
      const body = consumption(sucrose ? '0010' : '0020', from, value, unit)
      return act(ada, body, (store, it) => consumptionCases.consume(store, it, path))
    }
    case 'measure': {
      const value = chance.happens(0.1) ? '61.5' : '40'
      const body = measured(
        chance.pick([
          { parameterId: 'temperature', value, reason: 'The probe is being replaced' },
          { parameterId: 'density', value: '1.3' },
          { checkId: 'clear', value: 'pass' },
        ]),
      )
      return act(ada, body, (store, it) => results.recordResult(store, it, path))
    }
    case 'produce':
      return act(
        ada,
        production(chance.pick(['MADE-1', 'MADE-2']), chance.pick(['33.3', '0.1', '66.7'])),
        (store, it) => output.produce(store, it, path),
      )
    case 'receive': {
      const expiresAt = new Date(Date.parse(at) + chance.below(3000) * 1000).toISOString()
      const body = { lotId, materialId: 'SUCROSE', quantity: kg('50'), ...(chance.happens(0.5) && { expiresAt }) }
      return act(ada, body as never, receiving.receiveLot)
    }
    case 'release-lot':
      return act(quinn, {}, (store, it) => usageDecision.releaseLot(store, it, { lotId }), signed('released'))
    case 'reject-lot':
      return act(
        quinn,
        { reason: 'It is caked' },
        (store, it) => usageDecision.rejectLot(store, it, { lotId: 'SUC-3' }),
        signed('rejected'),
      )
    case 'hold': {
      const subject = chance.pick<Holdable>([
        { type: 'lot', id: lotId },
        { type: 'order', id: orderId },
        { type: 'equipment', id: chance.pick(mixers) },
      ])
      return act(quinn, { holdId: chance.pick(holdIds), subject, reason: 'Something is odd' }, holding.placeHold)
    }
    case 'unhold':
      return act(
        quinn,
        { reason: 'All is well' },
        (store, it) => holding.releaseHold(store, it, { holdId }),
        signed('released'),
      )
    case 'report': {
      const subject = chance.pick<Holdable>([
        { type: 'lot', id: lotId },
        { type: 'order', id: orderId },
      ])
      const body = {
        deviationId: `dev-${chance.below(3)}` as DeviationId,
        subject,
        title: 'A smell',
        description: 'Of almonds.',
      }
      return act(ada, body, deviations.openDeviation)
    }
    case 'classify':
      return act(quinn, { severity: chance.pick(severities), reason: 'As judged' }, (store, it) =>
        deviations.classifyDeviation(store, it, { deviationId }),
      )
    case 'open-care': {
      const body = { maintenanceId: `M-${id}`.slice(0, 60) as MaintenanceId, equipmentId: chance.pick(mixers) }
      return act(ada, body, care.openMaintenance)
    }
    case 'start-care': {
      const path = workIn('open')
      return act(erik, {}, (store, it) => care.startMaintenance(store, it, path))
    }
    case 'use-part': {
      const path = workIn('running')
      const part = { lotId: chance.pick(['SUC-1', 'SUC-2']) as LotId, quantity: kg('0.05'), reason: 'It lies nearest' }
      return act(erik, part, (store, it) => care.usePart(store, it, path))
    }
    case 'end-care': {
      const path = workIn('running')
      const signature = signedBy(erik, 'performed', at, `token of ${id}`)
      return act(erik, { comment: 'Done' }, (store, it) => care.completeMaintenance(store, it, path), signature)
    }
    case 'cancel-care': {
      const path = workIn(chance.pick(['open', 'running']))
      return act(olga, { reason: 'Not now' }, (store, it) => care.cancelMaintenance(store, it, path))
    }
    case 'decide': {
      const body = { disposition: chance.pick(dispositions), reason: 'As judged', capaRequired: false }
      return act(
        quinn,
        body,
        (store, it) => deviations.dispositionDeviation(store, it, { deviationId }),
        signed('dispositioned'),
      )
    }
  }
}

/** What the workflow of a deviation does sooner or later, in any order that it must be safe in, and more than once. */
export async function carryOn(
  chance: Chance,
  deps: { store: Store; genealogy: Genealogy; now: Clock },
  deviationId: string,
): Promise<void> {
  const task = chance.pick([workflow.applyDisposition, workflow.close])
  await task({ ...deps, site: 'lyon' }, deviationId)
}
