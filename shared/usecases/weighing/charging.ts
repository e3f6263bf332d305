import type { ChargeContainer, ReverseCharge } from '../../../events/dispensing.ts'
import * as charging from '../../domain/weighing/charging.ts'
import { type Command, type Outcome, run } from '../commit/command.ts'
import { ref, type Store } from '../commit/store.ts'
import { contextOf, contextRefs, holdsOverOrder, subject } from '../execution/steps.ts'
import type { ContainerPath, ReadCode } from './weighing.ts'

const refsOf = (command: Pick<Command, 'caller'>, { orderId, containerId }: ContainerPath) => ({
  ...contextRefs(command, orderId),
  container: ref.dispensed(orderId, containerId),
})

export const chargeContainer =
  (readCode: ReadCode) =>
  (store: Store, command: Command<ChargeContainer>, path: ContainerPath): Promise<Outcome> => {
    const code = readCode(command.body.scanned, command.clock())
    return run(store, command, {
      subject: subject(path.orderId),
      of: 'order',
      load: refsOf(command, path),
      find: ({ alerts }, _, _at, reading) => holdsOverOrder(reading, alerts, path.orderId),
      decide: ({ order, snapshot, person, container }, circumstances, _, above) =>
        order
          ? charging.chargeContainer(
              { ...contextOf(order, snapshot, person, above), container: container?.value },
              path.containerId,
              { ...command.body, ...code },
              command.signature,
              circumstances,
            )
          : 'unknown',
    })
  }

export const reverseCharge = (store: Store, command: Command<ReverseCharge>, path: ContainerPath): Promise<Outcome> =>
  run(store, command, {
    subject: subject(path.orderId),
    of: 'order',
    load: refsOf(command, path),
    find: ({ alerts }, _, _at, reading) => holdsOverOrder(reading, alerts, path.orderId),
    decide: ({ order, snapshot, person, container }, circumstances, _, above) =>
      order
        ? charging.reverseCharge(
            { ...contextOf(order, snapshot, person, above), container: container?.value },
            path.containerId,
            command.body,
            circumstances,
          )
        : 'unknown',
  })
