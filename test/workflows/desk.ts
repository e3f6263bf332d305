import type { Receipt } from '../../events/envelope.ts'
import { type BodyOf, type Said, until } from '../../local/demo/client.ts'
import type { Execution } from '../../local/execution.ts'
import type { Plant } from '../../local/plant.ts'
import type { Answer } from '../../shared/client/client.ts'
import { accepted, type Crew, kg, read, runningOrder } from '../support/crew.ts'
import { dataOf } from '../support/facts.ts'

type Facts = readonly Receipt[]
type Disposition = Said<'dispositionDeviation'>['disposition']
type Holdable = Said<'openDeviation'>['subject']
/** Such as `lot:L-1`. */
type Subject = `${Holdable['type']}:${string}`

/** What a test does and sees of workflows and of those who answer them. */
export interface Desk {
  readonly crew: Crew
  /** Waits until the execution is in that state. */
  waitsIn(name: string, state: string): Promise<Execution>
  /** Waits until the execution is over. */
  ended(name: string): Promise<Execution>
  /** Waits until the history of the execution is so. */
  came(name: string, isSo: (execution: Execution) => boolean, what: string): Promise<Execution>
  report(deviationId: string, subject: Subject, more?: Partial<Said<'openDeviation'>>): Promise<void>
  classify(deviationId: string, severity?: Said<'classifyDeviation'>['severity']): Promise<void>
  decide(deviationId: string, disposition: Disposition, capaRequired?: boolean): Promise<void>
  review(orderId: string, exceptionId: string): Promise<void>
  sign(orderId: string, decision: 'released' | 'rejected'): Promise<Answer>
  /** Quality classifies and decides, each when the workflow waits for it, and the workflow comes to its end. */
  carriedThrough(deviationId: string, disposition: Disposition, capaRequired?: boolean): Promise<Execution>
  /** The statuses of the holds on a subject such as `lot:L-1`. */
  holdsOn(subject: string): Promise<readonly string[]>
  /** The facts of that type on the record of a subject such as `lot:L-1`. */
  factsOf(subject: string, type: string): Promise<Facts>
  order(orderId: string): Promise<BodyOf<'getOrder'>>
  lot(lotId: string): Promise<BodyOf<'getLot'>>
  deviation(deviationId: string): Promise<BodyOf<'getDeviation'>>
  /** Waits until each of these holds has come to the lot by its workflow. */
  inherits(lotId: string, holds: readonly string[]): Promise<Facts>
  /** Waits until the lot carries exactly these holds, which come to it by a workflow of their own. */
  carries(lotId: string, holds: readonly string[]): Promise<BodyOf<'getLot'>>
}

/** A busy machine is slow, and not wrong. */
const patienceSeconds = 60

export function deskOf(plant: Plant, crew: Crew): Desk {
  const executionOf = (name: string) => plant.executions().find((execution) => execution.name === name)
  const came: Desk['came'] = async (name, isSo, what) => {
    const found = await until(
      async () => executionOf(name),
      (execution) => execution !== undefined && isSo(execution),
      `${what} (workflow ${name})`,
      patienceSeconds,
    )
    if (found === undefined) throw new Error(`There is no workflow ${name}.`)
    return found
  }
  const desk: Desk = {
    crew,
    came,
    waitsIn: (name, state) => came(name, (execution) => execution.state === state, `The state "${state}"`),
    ended: (name) => came(name, ({ status }) => status !== 'RUNNING', 'The end'),
    async report(deviationId, subject, more = {}) {
      // The type of the subject says what stands before the colon.
      const [type, id = ''] = subject.split(':') as [Holdable['type'], string]
      const said = { title: `Something about ${subject}`, description: 'Seen on the round.', ...more }
      accepted(await crew.ada.openDeviation({ deviationId, subject: { type, id }, ...said }))
    },
    async classify(deviationId, severity = 'minor') {
      accepted(await crew.quinn.classifyDeviation({ deviationId }, { severity, reason: 'As judged' }))
    },
    async decide(deviationId, disposition, capaRequired = false) {
      const decision = {
        disposition,
        reason: 'As judged',
        capaRequired,
        ...(await crew.sign('quinn', 'dispositioned')),
      }
      accepted(await crew.quinn.dispositionDeviation({ deviationId }, decision))
    },
    async review(orderId, exceptionId) {
      accepted(
        await crew.quinn.reviewException(
          { orderId, exceptionId },
          { comment: 'Plausible', ...(await crew.sign('quinn', 'reviewed')) },
        ),
      )
    },
    async sign(orderId, decision) {
      const { signature } = await crew.sign('quentin', decision)
      return decision === 'released'
        ? crew.quentin.releaseBatch({ orderId }, { signature })
        : crew.quentin.rejectBatch({ orderId }, { reason: 'As judged', signature })
    },
    async carriedThrough(deviationId, disposition, capaRequired) {
      await desk.waitsIn(deviationId, 'Wait for the classification')
      await desk.classify(deviationId)
      await desk.waitsIn(deviationId, 'Wait for the signed disposition')
      await desk.decide(deviationId, disposition, capaRequired)
      return desk.ended(deviationId)
    },
    holdsOn: async (subject) => (await read(crew.vera.listHolds({ subject }))).items.map((hold) => hold.status),
    factsOf: async (subject, type) =>
      (await read(crew.vera.getAudit({ subject }))).items.filter((fact: Receipt) => fact.type === type),
    order: (orderId) => read(crew.vera.getOrder({ orderId })),
    lot: (lotId) => read(crew.vera.getLot({ lotId })),
    deviation: (deviationId) => read(crew.vera.getDeviation({ deviationId })),
    inherits: (lotId, holds) =>
      until(
        () => desk.factsOf(`lot:${lotId}`, 'andon.lot.hold-inherited.v1'),
        (facts) => holds.every((holdId) => facts.some((fact) => dataOf(fact).holdId === holdId)),
        `The holds ${holds.join(', ')} of ${lotId}`,
      ),
    carries: (lotId, holds) =>
      until(
        () => desk.lot(lotId),
        (lot) => JSON.stringify(lot.holds) === JSON.stringify(holds),
        `The holds ${holds.join(', ')} on ${lotId}`,
      ),
  }
  return desk
}

/** The states that an execution has been in, in order; a task that was tried again counts once. */
export const statesOf = ({ history }: Execution): string[] =>
  history.flatMap(({ type, state }) => (type === 'StateEntered' && state !== undefined ? [state] : []))

/** The states of a DeviationHold that ends well. */
export const straight = [
  'Tell the floor to stop',
  'Wait for the classification',
  'Wait for the signed disposition',
  'Apply the signed disposition',
  'Is a corrective action due?',
  'Tell the floor that the hold is over',
  'Close the deviation',
]
export const withCapa = straight.toSpliced(5, 0, 'Record that a corrective action is due')

/** The states in which every BatchRelease ends. */
export const toSignature = [
  'Is the record complete?',
  'What does the batch wait for?',
  'Wait for the quality signature',
  'Apply the decision to the lots',
  'Tell the ERP',
]

/** How often an execution has been in that state. */
export const visits = (execution: Execution, state: string): number =>
  statesOf(execution).filter((it) => it === state).length

/** An order with its lot made, in its only step `make`, which is still running. */
export async function making({ crew }: Desk, orderId: string, recipeId: string, from?: string): Promise<string> {
  const lotId = `LOT-${orderId}`
  await runningOrder(crew, orderId, recipeId, [{ stepId: 'make' }])
  if (from !== undefined) {
    const used = { stepId: 'make', lineId: '0010', lotId: from, quantity: kg('10') }
    accepted(await crew.ada.consume({ orderId }, used))
  }
  const made = { stepId: 'make', lotId, quantity: kg('100') }
  accepted(await crew.ada.produce({ orderId }, made))
  return lotId
}

/** An order that is completed, with the id of the lot that it made. */
export async function completed(desk: Desk, orderId: string, recipeId: string, from?: string): Promise<string> {
  const lotId = await making(desk, orderId, recipeId, from)
  await complete(desk, orderId)
  return lotId
}

export async function complete({ crew }: Desk, orderId: string): Promise<void> {
  accepted(await crew.ada.completeStep({ orderId, stepId: 'make' }))
  accepted(await crew.ada.completeOrder({ orderId }))
}

/** Ends the thread of a function whenever it has one, until it is enough: each of its invocations dies in the middle. */
export async function killing(plant: Plant, name: string, enough: () => boolean): Promise<void> {
  for (const end = Date.now() + 15_000; !enough(); await new Promise((resolve) => setTimeout(resolve, 5))) {
    if (Date.now() > end) throw new Error(`${name} was killed for 15 s, which has not led to what the test waits for.`)
    await plant.killFunction(name)
  }
}

export const retries = ({ history }: Execution): number => history.filter(({ type }) => type === 'StateRetried').length
