import type * as z from 'zod'
import type { FactData, FactType } from '../../events/catalog.ts'
import type { Fact, FactOf } from '../../events/envelope.ts'
import type {
  CallId,
  ChangeId,
  DeviationId,
  EquipmentId,
  HoldId,
  Instant,
  LotId,
  MaterialId,
  OrderId,
  PersonId,
  RecipeId,
  ShipmentId,
  SublotId,
} from '../../events/identifiers.ts'
import { amount, type Decimal, reckoned } from '../../events/quantity.ts'
import { materialDefinition, recipeDraft, type Step, step } from '../../events/recipe.ts'
import type { Violation } from '../../events/refusals.ts'
import type { ParamsOf, SentenceKey } from '../../events/sentences/english.ts'
import type { Meaning } from '../../events/signature.ts'
import type { Caller, Circumstances } from '../../shared/domain/caller.ts'
import type { Documents } from '../../shared/domain/change.ts'
import type { Accepted, Decision } from '../../shared/domain/decision.ts'
import type { Effective } from '../../shared/domain/effective.ts'
import type { AnsweredCall, OpenCall } from '../../shared/domain/equipment/call-state.ts'
import { type Machine, unknownMachine } from '../../shared/domain/equipment/machine.ts'
import type { Equipment, Material, Person } from '../../shared/domain/master-data.ts'
import type { ChangeRequest } from '../../shared/domain/orders/change-request.ts'
import type { BoundOrder, CreatedOrder, RunningStep, Snapshot } from '../../shared/domain/orders/order.ts'
import type { Deviation, Hold } from '../../shared/domain/quality/deviation.ts'
import type { Line } from '../../shared/domain/recipes/line.ts'
import type { Recipe } from '../../shared/domain/recipes/recipe.ts'
import { violation } from '../../shared/domain/refusal.ts'
import type { Judged, PresentedSignature } from '../../shared/domain/signature.ts'
import type { Lot, Sublot } from '../../shared/domain/stock/lot.ts'
import type { Serial } from '../../shared/domain/stock/serial.ts'
import type { Shipment } from '../../shared/domain/stock/shipment.ts'

/** What a test states of an entity: plain text in place of branded ids and decimals. */
export type Told<T> = T extends string
  ? T extends z.core.$brand
    ? string
    : T
  : T extends readonly (infer Item)[]
    ? readonly Told<Item>[]
    : T extends object
      ? { readonly [K in keyof T]: Told<T[K]> }
      : T

/** An entity with default values except for what the test states. */
const filled = <T extends object>(usual: T, told: Partial<Told<T>>): T => ({ ...usual, ...told }) as T

/** The same thing with the ids and decimals that the house has. */
export const told = <T extends object>(plain: Told<T>): T => filled<T>({} as T, plain as Partial<Told<T>>)

export const noon = '2026-03-02T12:00:00.000Z'
export const later = (seconds: number, from: Instant = noon): Instant =>
  new Date(Date.parse(from) + seconds * 1000).toISOString()

export const caller = (id: string, name: string, ...roles: Caller['roles']): Caller => ({
  kind: 'person',
  id,
  name,
  roles,
  signIn: `session of ${id}`,
})
export const ada = caller('ada', 'Ada Moreau', 'operator')
export const olga = caller('olga', 'Olga Petrova', 'supervisor')
export const quinn = caller('quinn', 'Quinn Delaney', 'quality')
export const erik = caller('erik', 'Erik Lindqvist', 'engineer')
export const paula = caller('paula', 'Paula Conti', 'planner')
export const mixerSays: Caller = { kind: 'device', id: 'MIXER-1', name: 'MIXER-1', roles: [] }

/** The people whom the plants of these tests have defined. */
export const crew = [ada, olga, quinn, erik, paula, caller('ben', 'Ben Okafor', 'operator')]

export const by = (who: Caller, at: Instant = noon): Circumstances => ({
  at,
  caller: who,
  printedNames: new Map([...crew, who].map(({ id, name }) => [id, name])),
})

/** A fresh sign-in of this person, valid for one signature. */
export const signedBy = (
  who: Caller,
  meaning: Meaning,
  at: Instant = noon,
  signIn: string = crypto.randomUUID(),
): PresentedSignature => ({
  meaning,
  signer: { valid: true, personId: who.id, roles: who.roles, signedInAt: at, signIn },
})

/** A signature that was checked and accepted. */
export const signed = (who: Caller = quinn, meaning: Meaning = 'approved'): Judged => {
  const signature = { personId: who.id, name: who.name, meaning, signedAt: noon }
  return { violations: [], signature, signatures: [signature], spent: ['token-1'] }
}
export const unsigned: Judged = {
  violations: [violation('signature-missing', { roles: ['quality'], meanings: ['approved'] }, 'signature/signer')],
  signatures: [],
  spent: [],
}

/** A decimal as a test writes it. @throws where the text is no number. */
export const dec = (text: string): Decimal => reckoned.parse(text)
export const kg = (value: string) => ({ value: dec(value), unit: 'kg' }) as const
export const g = (value: string) => ({ value: dec(value), unit: 'g' }) as const
export const litres = (value: string) => ({ value: dec(value), unit: 'L' }) as const
export const each = (value: string) => ({ value: dec(value), unit: '{each}' }) as const

/** A call for maintenance at the mixer that nobody has answered yet. */
export const aCall = (more: Partial<Told<OpenCall>> = {}): OpenCall =>
  filled<OpenCall>(
    {
      equipmentId: 'MIXER-1' as EquipmentId,
      callId: 'call.1' as CallId,
      kind: 'maintenance',
      status: 'open',
      calledAt: noon,
      calledBy: { kind: 'person', id: ada.id, name: ada.name },
    },
    more,
  )

/** The same call, a minute later: the supervisor comes. */
export const anAnsweredCall = (): AnsweredCall => ({
  ...aCall(),
  status: 'answered',
  answeredAt: later(60),
  answeredBy: { kind: 'person', id: olga.id, name: olga.name },
  secondsToAnswer: 60,
})

/** A step of a recipe with default values. */
export const aStep = (stepId: string, more: Partial<z.input<typeof step>> = {}): Step =>
  step.parse({ stepId, name: stepId, ...more })

type LineTold = NonNullable<z.input<typeof step>['materials']>[number]

/** A line of a step as a recipe writes it: exactly 25 kg of sucrose. */
export function aLine(more: Partial<LineTold> = {}): Line {
  const [line] = aStep('weigh', {
    materials: [{ lineId: '0010', materialId: 'SUCROSE', quantity: kg('25'), ...more }],
  }).materials
  if (!line) throw new Error('A step of one line has a line.')
  return line
}

/** Two steps: weighing takes two materials; mixing runs on a mixer with a monitored temperature, a warned pH and a check. */
export const syrup = {
  product: 'SYRUP',
  batchSize: { min: kg('50'), nominal: kg('100'), max: kg('150') },
  steps: [
    {
      stepId: 'weigh',
      name: 'Weigh',
      qualifications: ['weighing'],
      materials: [
        {
          lineId: '0010',
          materialId: 'SUCROSE',
          quantity: kg('25'),
          tolerance: { minusPercent: '1', plusPercent: '2' },
        },
        {
          lineId: '0020',
          materialId: 'ACTIVE',
          quantity: { value: '1500', unit: 'g' },
          tolerance: { minusPercent: '0', plusPercent: '0' },
        },
      ],
    },
    {
      stepId: 'mix',
      name: 'Mix',
      after: ['weigh'],
      equipmentClass: 'mixer',
      parameters: [
        { parameterId: 'temperature', unit: 'Cel', low: '35', high: '45', source: 'device' },
        { parameterId: 'acidity', unit: '[pH]', low: '4', high: '5', source: 'operator', policy: 'warn' },
        { parameterId: 'colour', unit: '1', high: '3', source: 'operator', policy: 'off' },
        { parameterId: 'density', unit: 'kg/L', low: '1.2', source: 'operator' },
      ],
      checks: [{ checkId: 'clear', question: 'Is it clear?' }],
    },
  ],
} satisfies z.input<typeof recipeDraft>

export const draftOf = (draft: z.input<typeof recipeDraft> = syrup) => recipeDraft.parse(draft)

export const recipe = (more: Partial<Told<Recipe>> = {}): Recipe =>
  filled<Recipe>(
    {
      ...draftOf(),
      recipeId: 'SYRUP' as RecipeId,
      version: '1',
      status: 'approved',
      authorId: 'erik',
      authors: ['erik'],
      signatures: [],
      effectiveFrom: noon,
      holds: [],
    },
    more,
  )

/** The effective versions of a recipe with this version in force. */
export const inForce = (version: string, more: Partial<Told<Effective>> = {}): Effective =>
  filled<Effective>(
    {
      recipeId: 'SYRUP' as RecipeId,
      schedule: [{ version, from: noon }],
      latest: version,
      signaturesNeeded: 1,
      purpose: 'production',
    },
    more,
  )

export const createdOrder = (more: Partial<Told<CreatedOrder>> = {}): CreatedOrder =>
  filled<CreatedOrder>(
    {
      orderId: 'O-1' as OrderId,
      recipeId: 'SYRUP' as RecipeId,
      product: draftOf().product,
      quantity: kg('100'),
      createdAt: noon,
      holds: [],
      status: 'created',
    },
    more,
  )

type OrderTold = Partial<Told<Omit<BoundOrder, 'status'>>> & {
  readonly status?: BoundOrder['status']
  readonly startedAt?: Instant
  readonly endedAt?: Instant
}

/** A running order, or one in another status. */
export const order = (more: OrderTold = {}): BoundOrder => {
  const { status = 'running', ...others } = more
  const bound = filled(boundOrder(), others)
  if (status === 'released') return { ...bound, status }
  if (status === 'running' || status === 'paused') return { startedAt: noon, ...bound, status }
  return { startedAt: noon, endedAt: noon, ...bound, status }
}

const boundOrder = (): Omit<BoundOrder, 'status' | 'startedAt' | 'endedAt'> => ({
  ...createdOrder(),
  version: '1',
  steps: {},
  produced: {},
  deviations: {},
  breaches: {},
  reviewed: [],
})

export const snapshot = (more: Partial<Told<Snapshot>> = {}): Snapshot =>
  filled<Snapshot>(
    {
      orderId: 'O-1' as OrderId,
      recipeId: 'SYRUP' as RecipeId,
      version: '1',
      product: draftOf().product,
      productUnit: 'kg',
      procedures: [],
      steps: draftOf().steps,
    },
    more,
  )

/** A site of a company with two sites. */
export const house = { site: 'lyon', otherSites: ['cork'] }

export const lot = (more: Partial<Told<Lot>> = {}): Lot =>
  filled<Lot>(
    {
      lotId: 'SUC-1' as LotId,
      materialId: draftOf().steps[0]?.materials[0]?.materialId as Lot['materialId'],
      unit: 'kg',
      quantity: dec('100'),
      remaining: dec('100'),
      status: 'released',
      holds: [],
      receivedAt: noon,
    },
    more,
  )

/** A drum of that lot, with a quarter of it. */
export const sublot = (more: Partial<Told<Sublot>> = {}): Sublot =>
  filled<Sublot>(
    { lotId: lot().lotId, sublotId: 'A' as SublotId, unit: 'kg', quantity: dec('25'), remaining: dec('25') },
    more,
  )

/** What that lot consists of. */
export const material = (more: Partial<Told<Material>> = {}): Material =>
  filled<Material>(
    { ...materialDefinition.parse({ name: 'Sucrose', unit: 'kg' }), materialId: 'SUCROSE' as MaterialId },
    more,
  )

/** What has left for a customer: ten kilograms of that lot. */
export const shipment = (more: Partial<Told<Shipment>> = {}): Shipment =>
  filled<Shipment>(
    {
      shipmentId: 'SH-1' as ShipmentId,
      to: { type: 'customer', id: 'ACME' },
      lines: [{ lotId: lot().lotId, materialId: 'SUCROSE', quantity: amount.parse(kg('10')), at: noon }],
    },
    more,
  )

/** A pump that an order has given its number and not made yet. */
export const announced = (more: Partial<Told<Serial>> = {}): Serial =>
  filled<Serial>(
    {
      materialId: 'PUMP' as MaterialId,
      serial: 'S-1',
      lotId: 'PUMP-7' as LotId,
      sublotId: 'S-1' as SublotId,
      orderId: 'O-1' as OrderId,
      status: 'announced',
    },
    more,
  )

/** A fact of an order, as it was written at noon. */
export const fact = <Type extends FactType>(
  type: Type,
  data: Told<FactData<Type>>,
  more: Partial<Told<Omit<Fact, 'type' | 'data'>>> = {},
): Fact =>
  ({
    factId: 'F-1',
    site: 'lyon',
    subject: { type: 'order', id: 'O-1' },
    sequence: 1,
    occurredAt: noon,
    recordedAt: noon,
    actor: { kind: 'person', id: 'ada', name: 'Ada Moreau' },
    requestHash: '',
    previousHash: '',
    hash: '',
    type,
    data,
    ...more,
  }) as FactOf<Type> as Fact

export const person = (more: Partial<Told<Person>> = {}): Person =>
  filled<Person>(
    {
      personId: 'ada' as PersonId,
      name: 'Ada Moreau',
      qualifications: [{ qualificationId: 'weighing', validUntil: later(86_400) }],
    },
    more,
  )

export const mixer = (more: Partial<Told<Equipment>> = {}): Equipment =>
  filled<Equipment>(
    {
      equipmentId: 'MIXER-1' as EquipmentId,
      name: 'Mixer',
      level: 'work-unit',
      equipmentClass: 'mixer',
      capabilities: [],
    },
    more,
  )

export const machine = (more: Partial<Machine> = {}): Machine => ({
  ...unknownMachine('MIXER-1' as EquipmentId),
  ...more,
})

export const running = (more: object = {}): RunningStep => ({
  status: 'running',
  startedAt: noon,
  consumed: {},
  results: {},
  workers: [],
  ...more,
})

/** An active hold on a lot. */
export const aHold = (more: Partial<Told<Hold>> = {}): Hold =>
  filled<Hold>(
    {
      holdId: 'H-1' as HoldId,
      subject: { type: 'lot', id: 'SUC-1' },
      reason: 'A bag was found open',
      status: 'active',
      placedAt: noon,
      placedBy: 'quinn',
    },
    more,
  )

/** A deviation that was just reported on a lot. */
export const aDeviation = (more: Partial<Told<Deviation>> = {}): Deviation =>
  filled<Deviation>(
    {
      deviationId: 'dev-1' as DeviationId,
      subject: { type: 'lot', id: 'SUC-1' },
      title: 'A bag was found open',
      description: 'Seen at the goods-in, about a hand wide.',
      status: 'open',
      openedAt: noon,
      holds: [],
    },
    more,
  )

/** A change of an order to version 2 that is reviewed and waits for its approval. */
export const aChange = (more: Partial<Told<ChangeRequest>> = {}): ChangeRequest =>
  filled<ChangeRequest>(
    {
      changeId: 'CH-1' as ChangeId,
      orderId: 'O-1' as OrderId,
      recipeId: 'SYRUP' as RecipeId,
      from: '1',
      version: '2',
      effect: 'immediately',
      reason: 'The new filter needs a rinse',
      status: 'reviewed',
      revision: 0,
      proposedBy: 'erik',
      proposedAt: noon,
      review: { personId: 'olga', name: 'Olga Petrova', meaning: 'reviewed', signedAt: noon },
    },
    more,
  )

/** The codes of a decision's violations, in their order. */
export const codes = (decision: { outcome: string; violations?: readonly { code: string }[] }): string[] =>
  decision.violations?.map(({ code }) => code) ?? []

/** A reason as {@link whyNot} tells it; what it names is checked against its sentence. */
export const because = <Key extends SentenceKey>(key: Key, params: ParamsOf<Key>, ref?: string) =>
  [key, params, ref] as const

/** Every reason as its key, what its sentence names and what it points at: of a decision, of a check, or as they are. */
export const whyNot = (
  of: readonly Violation[] | Decision | { readonly against: readonly Violation[] },
): (readonly [key: string, params: unknown, ref: string | undefined])[] => {
  const reasons = 'against' in of ? of.against : 'outcome' in of ? (of.outcome === 'refused' ? of.violations : []) : of
  return reasons.map(({ code, variant, params, ref }) => [
    variant === undefined ? code : `${code}/${variant}`,
    params,
    ref,
  ])
}

/** A decision that accepts. @throws when it refuses. */
export function accepted(decision: Decision): Accepted {
  if (decision.outcome === 'accepted') return decision
  throw new Error(`It is refused: ${JSON.stringify(whyNot(decision))}.`)
}

export const allSaved = <Kind extends keyof Documents>(decision: Decision, kind: Kind): Documents[Kind][] =>
  (decision.outcome === 'accepted' ? decision.changes : []).flatMap((it) =>
    it.change === 'save' && it.kind === kind ? [it.value as Documents[Kind]] : [],
  )

/** The first document of a kind that a decision saves. @throws when it saves none. */
export function saved<Kind extends keyof Documents>(decision: Decision, kind: Kind): Documents[Kind] {
  const [found] = allSaved(decision, kind)
  if (found === undefined) throw new Error(`No ${kind} is saved by ${JSON.stringify(decision)}.`)
  return found
}

/** The lots that a decision creates. */
export const createdLots = (decision: Decision): Lot[] =>
  decision.outcome === 'accepted' ? decision.changes.flatMap((it) => (it.change === 'create-lot' ? [it.lot] : [])) : []

/** What a decision changes, in order: the kind of a document that is saved, or what is done to stock. */
export const kinds = (decision: Decision): string[] =>
  decision.outcome === 'accepted' ? decision.changes.map((it) => (it.change === 'save' ? it.kind : it.change)) : []
