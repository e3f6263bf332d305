import { connectAsync, type IClientOptions, type MqttClient } from 'mqtt'
import type { Meaning } from '../../events/signature.ts'
import { definePeople } from '../define-people.ts'
import { clientWith, messageOf, type Said, type Signed, type SiteClient, signIn, until } from './client.ts'
import type { SignIn } from './pool/sign-in.ts'
import { theRecall } from './recall.ts'
import { chapter, done, expect, read, refused, tell } from './telling.ts'

interface Cast {
  readonly run: string
  readonly orderId: string
  readonly product: string
  readonly mixer: string
  /** What the topics of the mixer begin with. */
  readonly topic: string
  readonly ada: SiteClient
  readonly ben: SiteClient
  readonly erik: SiteClient
  readonly olga: SiteClient
  readonly paula: SiteClient
  readonly quinn: SiteClient
  readonly quentin: SiteClient
  readonly sap: SiteClient
  /** A fresh sign-in of a person, valid for one signature. */
  readonly sign: (user: string, meaning: Meaning) => Promise<Signed>
}

export interface Staging {
  /** Every id contains the run, so that one plant can play the story several times. */
  readonly run: string
  readonly signIn: SignIn
  /** The certificate of the mixer and its key, where the broker asks for them. */
  readonly certificate: Pick<IClientOptions, 'cert' | 'key' | 'ca'>
  /** How commands are sent; at once by default. */
  readonly send: typeof fetch
}

const freshRun = () => Date.now().toString(36).toUpperCase()

/** From an ERP message to a signed batch release; by default at a local plant. */
export async function story(url: string, mqttUrl: string, staging: Partial<Staging> = {}): Promise<void> {
  const { run = freshRun(), signIn: enter = (user) => signIn(url, user), certificate = {}, send = fetch } = staging
  const cast = await assemble(url, run, enter, send)
  await definePeople(url, enter)
  const device = await connectAsync(mqttUrl, { ...certificate, clientId: cast.mixer, reconnectPeriod: 0 })
  try {
    await theErpSends(cast)
    await aRecipeIsApproved(cast)
    await theOrderIsReleased(cast)
    await theWeighing(cast)
    const commands = await theMixing(cast, device)
    await qualityDecides(cast, commands)
    await theOrderIsCompleted(cast, device)
    await theBatchIsReleased(cast)
    await theRecordHolds(cast)
    await theRecall(cast)
  } finally {
    await device.endAsync()
  }
}

async function assemble(url: string, run: string, enter: SignIn, send: typeof fetch): Promise<Cast> {
  const user = async (name: string) => clientWith(url, await enter(name), { fetch: send })
  const [ada, ben, erik, olga] = await Promise.all([user('ada'), user('ben'), user('erik'), user('olga')])
  const [paula, quinn, quentin, sap] = await Promise.all([user('paula'), user('quinn'), user('quentin'), user('sap')])
  const { site } = read(await ada.getHealth())
  const sign: Cast['sign'] = async (name, meaning) => ({ signature: { meaning, signer: await enter(name) } })
  return {
    run,
    orderId: `ORDER-${run}`,
    product: `SYRUP-${run}`,
    mixer: `MIXER-${run}`,
    topic: `andon/${site}/MIXER-${run}`,
    ada,
    ben,
    erik,
    olga,
    paula,
    quinn,
    quentin,
    sap,
    sign,
  }
}

/** The version of the person's definition, which the story replaces whole. */
async function asRead({ getPerson }: Cast['olga'], personId: string): Promise<{ ifMatch?: string }> {
  const etag = (await getPerson({ personId })).headers.get('etag')
  return etag === null ? {} : { ifMatch: etag }
}

async function theErpSends({ sap, erik, olga, run, orderId, mixer }: Cast): Promise<void> {
  chapter('1. The plant is defined, and the ERP sends materials, lots and an order (B2MML V0401)')
  done(
    await erik.defineEquipment({ equipmentId: `WEIGH-${run}` }, { name: 'Weighing booth', level: 'work-center' }),
    'Erik defines the weighing booth.',
  )
  done(
    await erik.defineEquipment({ equipmentId: mixer }, { name: 'Mixer', level: 'work-unit', equipmentClass: 'mixer' }),
    'Erik defines the mixer.',
  )
  const qualified = {
    name: 'Ada Moreau',
    qualifications: ['weighing', 'mixing'].map((qualificationId) => ({
      qualificationId,
      validUntil: '2038-01-01T00:00:00Z',
    })),
  }
  done(
    await olga.definePerson({ personId: 'ada' }, qualified, await asRead(olga, 'ada')),
    'Olga records that Ada is qualified for weighing and mixing.',
  )
  const expired = {
    name: 'Ben Okafor',
    qualifications: [{ qualificationId: 'mixing', validUntil: '2024-01-01T00:00:00Z' }],
  }
  done(
    await olga.definePerson({ personId: 'ben' }, expired, await asRead(olga, 'ben')),
    'Ben has never learnt weighing, and his qualification for mixing has expired.',
  )
  for (const name of ['1-materials.xml', '2-lots.xml', '3-schedule.xml']) {
    const answer = done(await sap.receiveB2mml(messageOf(name, run)), `The ERP sends ${name}.`)
    expect(answer.refused.length === 0, `Every object of ${name} is accepted`, answer.refused)
    tell(`  accepted: ${answer.accepted.map((it) => it.object).join(', ')}`)
  }
  const order = read(await sap.getOrder({ orderId }))
  expect(order.status === 'created', 'The order waits for its release', order.status)
  const lines = (order.materials ?? []).map(({ lineId, materialId }) => `${lineId} ${materialId}`)
  expect(
    lines.join() === '0010 SUCROSE,0020 ACTIVE-7,0030 SUCROSE,0040 WATER',
    'The order has four lines; the two of one material stay two',
    lines,
  )
}

const recipeFor = (product: string): Said<'draftRecipe'> => ({
  product,
  batchSize: {
    min: { value: '50', unit: 'kg' },
    nominal: { value: '100', unit: 'kg' },
    max: { value: '150', unit: 'kg' },
  },
  steps: [
    {
      stepId: 'weigh',
      name: 'Weigh and dispense',
      qualifications: ['weighing'],
      materials: [
        {
          lineId: '0010',
          materialId: 'SUCROSE',
          quantity: { value: '25', unit: 'kg' },
          tolerance: { minusPercent: '1', plusPercent: '1' },
        },
        {
          lineId: '0020',
          materialId: 'ACTIVE-7',
          quantity: { value: '1.5', unit: 'kg' },
          tolerance: { minusPercent: '0.1', plusPercent: '0.1' },
        },
        {
          lineId: '0030',
          materialId: 'SUCROSE',
          quantity: { value: '15.5', unit: 'kg' },
          tolerance: { minusPercent: '1', plusPercent: '1' },
        },
        {
          lineId: '0040',
          materialId: 'WATER',
          quantity: { value: '58', unit: 'kg' },
          tolerance: { minusPercent: '2', plusPercent: '2' },
        },
      ],
      signatures: [{ meaning: 'verified', role: 'operator' }],
    },
    {
      stepId: 'mix',
      name: 'Dissolve and mix',
      after: ['weigh'],
      equipmentClass: 'mixer',
      qualifications: ['mixing'],
      parameters: [{ parameterId: 'temperature', unit: 'Cel', target: '40', low: '35', high: '45', source: 'device' }],
      checks: [{ checkId: 'clear', question: 'Is the solution clear?' }],
    },
  ],
})

async function aRecipeIsApproved({ paula, erik, quinn, orderId, product, sign }: Cast): Promise<void> {
  chapter('2. A recipe version is drafted, submitted and approved by a second person')
  refused(
    await paula.releaseOrder({ orderId }),
    'Paula releases the order before there is an approved recipe.',
    'recipe-not-approved',
  )
  const version = { recipeId: product, version: '1' }
  done(await erik.draftRecipe(version, recipeFor(product)), 'Erik drafts version 1.')
  done(await erik.submitRecipe(version), 'Erik submits it.')
  const own = await erik.approveRecipe(version, await sign('erik', 'approved'))
  expect(own.status === 403, 'An engineer may not approve', own.text)
  tell(`✗ Erik tries to approve it himself. ${own.problem?.detail}`)
  refused(
    await quinn.approveRecipe(version, { signature: { meaning: 'approved' } }),
    'Quinn approves without signing.',
    'signature-missing',
  )
  const signed = await sign('quinn', 'approved')
  const approval = done(
    await quinn.approveRecipe(version, signed),
    'Quinn, of quality, signs the approval with a fresh sign-in.',
  )
  const [signature] = approval.signatures ?? []
  expect(
    signature?.name === 'Quinn Delaney' && signature.meaning === 'approved',
    'The signature shows name and meaning',
    signature,
  )
}

async function theOrderIsReleased({ paula, ada, orderId }: Cast): Promise<void> {
  chapter('3. The order is released to the floor: the recipe is frozen for it')
  const key = `release-${orderId}`
  const first = done(await paula.releaseOrder({ orderId }, {}, { key }), 'Paula releases the order.')
  const again = await paula.releaseOrder({ orderId }, {}, { key })
  expect(
    again.headers.get('idempotency-replayed') === 'true' && read(again).hash === first.hash,
    'A repetition answers the same',
  )
  tell('Her connection breaks and she sends it again: the same answer, and nothing happens twice.')
  done(await ada.startOrder({ orderId }), 'Ada starts the order.')
}

async function theWeighing({ ada, ben, quinn, orderId, run, mixer, sign }: Cast): Promise<void> {
  chapter('4. Weighing: what is not right does not happen')
  const weighing = { orderId, stepId: 'weigh' }
  const mixing = { orderId, stepId: 'mix' }
  const outlook = read(await ada.listSteps({ orderId }))
  const [weigh, mix] = outlook.items
  expect(weigh?.canStart === true && mix?.canStart === false, 'Ada may weigh and may not mix yet', outlook)
  tell(`Ada asks what she may start: weigh. Why not mix? ${mix.violations[0]?.detail}`)
  refused(await ben.startStep(weighing), 'Ben starts to weigh.', 'person-not-qualified')
  refused(
    await ben.startStep(mixing, { equipmentId: `WEIGH-${run}` }),
    'Ben starts to mix, in the weighing booth, before anything is weighed.',
    'qualification-expired',
    'predecessor-incomplete',
    'equipment-wrong',
  )
  refused(
    await ada.startStep(mixing, { equipmentId: mixer }),
    'Ada starts to mix before anything is weighed.',
    'predecessor-incomplete',
  )
  done(await ada.startStep(weighing, { equipmentId: `WEIGH-${run}` }), 'Ada starts to weigh.')
  const work = { ...weighing, activity: 'production' } as const
  done(await ada.clockOn(work), 'Ada clocks on for it.')

  const take = (lineId: string, lotId: string, value: string, more: Partial<Said<'consume'>> = {}) =>
    ada.consume(
      { orderId },
      {
        stepId: 'weigh',
        lineId,
        lotId,
        quantity: { value, unit: 'kg' },
        ...more,
      },
    )
  refused(await take('0010', `WAT-${run}`, '25'), 'Ada takes water for sucrose.', 'lot-wrong-material')
  refused(
    await take('0010', `OLD-${run}`, '41'),
    'Ada takes 41 kg of the lot that has expired.',
    'lot-expired',
    'lot-insufficient',
    'line-over-tolerance',
  )
  refused(
    await take('0020', `ACT-${run}`, '1.5', { sublotId: `ACT-${run}-B` }),
    'Ada takes the sublot that the ERP says is not valid.',
    'sublot-not-released',
    'lot-insufficient',
  )
  const hold = done(
    await quinn.placeHold({ subject: { type: 'lot', id: `SUC-${run}` }, reason: 'A bag was found open' }),
    'Quinn puts the sucrose on hold.',
  )
  refused(await take('0010', `SUC-${run}`, '25'), 'Ada takes of the sucrose.', 'lot-on-hold')
  refused(
    await quinn.releaseHold(
      { holdId: hold.subject.id },
      {
        reason: 'The bag was empty',
        signature: { meaning: 'released' },
      },
    ),
    'Quinn releases the hold without signing.',
    'signature-missing',
  )
  const { signature } = await sign('quinn', 'released')
  done(
    await quinn.releaseHold({ holdId: hold.subject.id }, { reason: 'The bag was empty', signature }),
    'Quinn releases it, signed.',
  )
  const reused = await quinn.rejectLot(
    { lotId: `OLD-${run}` },
    {
      reason: 'It is too old',
      signature: { ...signature, meaning: 'rejected' },
    },
  )
  refused(reused, 'Quinn signs something else with the same sign-in.', 'signature-used')

  done(await take('0010', `SUC-${run}`, '25.010'), 'Ada weighs 25.010 kg of sucrose for line 0010.')
  refused(
    await ada.completeStep(weighing),
    'Ada completes the step with three lines open.',
    'line-incomplete',
    'signature-missing',
  )
  done(
    await take('0020', `ACT-${run}`, '1500', { sublotId: `ACT-${run}-A`, quantity: { value: '1500', unit: 'g' } }),
    'Ada weighs 1500 g of the active for line 0020.',
  )
  done(await take('0030', `SUC-${run}`, '15.480'), 'Ada weighs 15.480 kg of sucrose for line 0030.')
  done(await take('0040', `WAT-${run}`, '58'), 'Ada weighs 58 kg of water for line 0040.')
  refused(
    await ada.completeStep(weighing),
    'Ada completes the step, which a second person has to verify.',
    'signature-missing',
  )
  refused(
    await ada.signStep(weighing, await sign('ada', 'verified')),
    'Ada verifies it herself.',
    'signature-same-person',
  )
  done(await ada.signStep(weighing, await sign('ben', 'verified')), 'Ben verifies it, signed.')
  done(await ada.completeStep(weighing), 'Ada completes the weighing.')
  done(await ada.clockOff(work), 'Ada clocks off.')
  const hours = read(await ada.listHours({ by: 'step', orderId })).items
  const [spent] = hours
  expect(hours.length === 1 && spent?.stepId === 'weigh' && !spent.open, 'Her time is on the order, by step', hours)
  tell(`The weighing took ${spent.seconds} s of labour.`)
  const dispatch = read(await ada.getDispatch({ workCenter: mixer }))
  const next = dispatch.items.find((line) => line.orderId === orderId)
  expect(next?.stepId === 'mix' && next.canStart, 'The mixer has the order on its dispatch list', dispatch.items)
  tell(`The dispatch list of the mixer: step ${next.stepId} may start.`)
  const lot = read(await ada.getLot({ lotId: `SUC-${run}` }))
  expect(
    lot.remaining.value === '79.51',
    'The sucrose lot has 120 - 25.010 - 15.480 kg left, to the gram',
    lot.remaining,
  )
  tell(`The sucrose lot has ${lot.remaining.value} kg left.`)
}

interface DeviceCommand {
  readonly command: 'hold' | 'release'
  readonly reason: string
}

async function theMixing({ ada, orderId, mixer, topic }: Cast, device: MqttClient): Promise<DeviceCommand[]> {
  chapter('5. Mixing: the machine leaves its limits, and the plant stops the work by itself')
  const received: DeviceCommand[] = []
  device.on('message', (_topic, payload) => received.push(JSON.parse(payload.toString())))
  await device.subscribeAsync(`${topic}/command`, { qos: 1 })
  done(await ada.startStep({ orderId, stepId: 'mix' }, { equipmentId: mixer }), 'Ada starts to mix.')
  await publish(device, topic, 'state', { sequence: 1, occurredAt: now(), state: 'execute' })
  const machine = await until(
    async () => read(await ada.getMachine({ equipmentId: mixer })),
    (it) => it.state === 'execute',
    'The state of the mixer',
  )
  tell(`The mixer says that it runs; the plant shows ${machine.state}.`)
  await sample(device, topic, 2, '40.2')
  tell('The mixer measures 40.2 °C: within 35 to 45.')
  await sample(device, topic, 3, '61.5')
  tell('The mixer measures 61.5 °C.')
  await until(
    async () => read(await ada.getOrder({ orderId })),
    (it) => it.status === 'held',
    'The hold on the order',
  )
  tell('The order is on hold, and a deviation is open. Nobody had to do anything.')
  await until(
    async () => received,
    (commands) => commands.some(({ command }) => command === 'hold'),
    'The command to the mixer',
  )
  tell(`The mixer is told to hold: ${received[0]?.reason}.`)
  refused(
    await ada.recordResult({ orderId }, { stepId: 'mix', checkId: 'clear', value: 'pass' }),
    'Ada goes on working.',
    'order-on-hold',
  )
  return received
}

const now = (): string => new Date().toISOString()
const publish = (device: MqttClient, topic: string, message: string, payload: object) =>
  device.publishAsync(`${topic}/${message}`, JSON.stringify(payload), { qos: 1 })
const sample = (device: MqttClient, topic: string, sequence: number, value: string) =>
  publish(device, topic, 'sample', {
    sequence,
    samples: [{ parameterId: 'temperature', value, unit: 'Cel', occurredAt: now() }],
  })

async function qualityDecides({ quinn, quentin, ada, orderId, sign }: Cast, commands: DeviceCommand[]): Promise<void> {
  chapter('6. Quality classifies the deviation and signs its disposition')
  const order = read(await quinn.getOrder({ orderId }))
  expect(order.status === 'held', 'The order is on hold', order.status)
  const [deviationId = ''] = Object.keys(order.deviations)
  const [holdId = ''] = order.holds
  refused(
    await quentin.releaseBatch({ orderId }, await sign('quentin', 'released')),
    'Quentin releases the batch now.',
    'order-wrong-status',
    'order-on-hold',
    'deviation-open',
    'exception-not-reviewed',
  )
  refused(
    await quinn.releaseHold(
      { holdId },
      {
        reason: 'Let us go on',
        ...(await sign('quinn', 'released')),
      },
    ),
    'Quinn lifts the hold around the deviation.',
    'hold-of-deviation',
  )
  const decision = {
    disposition: 'use-as-is' as const,
    reason: 'Short excursion, the active is stable to 70 °C',
    capaRequired: true,
  }
  refused(
    await quinn.dispositionDeviation({ deviationId }, { ...decision, ...(await sign('quinn', 'dispositioned')) }),
    'Quinn decides before it is classified.',
    'deviation-wrong-status',
  )
  done(
    await quinn.classifyDeviation({ deviationId }, { severity: 'major', reason: 'Above the limit, below what harms' }),
    'Quinn classifies it as major.',
  )
  done(
    await quinn.investigateDeviation({ deviationId }, { rootCause: 'The jacket valve stuck open' }),
    'Quinn puts the root cause on record.',
  )
  done(
    await quinn.dispositionDeviation({ deviationId }, { ...decision, ...(await sign('quinn', 'dispositioned')) }),
    'Quinn signs the disposition: use as is.',
  )
  await until(
    async () => read(await quinn.getDeviation({ deviationId })),
    (it) => it.status === 'closed',
    'The end of the deviation',
  )
  const after = read(await ada.getOrder({ orderId }))
  expect(after.status === 'running' && after.holds.length === 0, 'The order runs again, without a hold', after.status)
  tell('The workflow released the hold and closed the deviation; the order runs again.')
  await until(
    async () => commands,
    (all) => all.some(({ command }) => command === 'release'),
    'The second command to the mixer',
  )
  tell('The mixer is told that the hold is over.')
}

async function theOrderIsCompleted({ ada, orderId, run, topic }: Cast, device: MqttClient): Promise<void> {
  chapter('7. The order is completed')
  refused(
    await ada.completeOrder({ orderId }),
    'Ada completes the order too early.',
    'steps-incomplete',
    'nothing-produced',
  )
  refused(
    await ada.completeStep({ orderId, stepId: 'mix' }),
    'Ada completes the mixing without the check.',
    'parameter-missing',
  )
  done(
    await ada.recordResult({ orderId }, { stepId: 'mix', checkId: 'clear', value: 'pass' }),
    'Ada records that the solution is clear.',
  )
  await sample(device, topic, 4, '41.0')
  const produced = { stepId: 'mix', lotId: `BULK-${run}`, quantity: { value: '99.4', unit: 'kg' } } as const
  done(await ada.produce({ orderId }, produced), `Ada produces lot BULK-${run}, 99.4 kg.`)
  done(await ada.completeStep({ orderId, stepId: 'mix' }), 'Ada completes the mixing.')
  done(await ada.completeOrder({ orderId }), 'Ada completes the order.')
}

async function theBatchIsReleased({ quinn, quentin, ada, paula, orderId, run, sign }: Cast): Promise<void> {
  chapter('8. The batch is released, by exception')
  const lot = read(await ada.getLot({ lotId: `BULK-${run}` }))
  expect(lot.status === 'quarantine', 'What was made waits in quarantine', lot.status)
  refused(
    await quentin.releaseBatch({ orderId }, await sign('quentin', 'released')),
    'Quentin releases the batch with an exception that nobody has reviewed.',
    'exception-not-reviewed',
  )
  const exceptions = read(await quinn.listExceptions({ orderId }))
  const open = exceptions.items.filter((it) => it.status === 'to-review')
  const [toReview] = open
  expect(open.length === 1 && toReview !== undefined, 'One exception waits for its review', exceptions.items)
  tell(
    `Of ${exceptions.items.length} exceptions, ${exceptions.items.length - open.length} are refused attempts, for information; one has to be reviewed: ${toReview.title}.`,
  )
  const review = { comment: 'Disposition and root cause are plausible', ...(await sign('quinn', 'reviewed')) }
  done(await quinn.reviewException({ orderId, exceptionId: toReview.exceptionId }, review), 'Quinn reviews it, signed.')
  done(await quentin.releaseBatch({ orderId }, await sign('quentin', 'released')), 'Quentin signs the release.')
  await until(
    async () => read(await ada.getLot({ lotId: `BULK-${run}` })),
    (it) => it.status === 'released',
    'The release of the lot',
  )
  tell(`Lot BULK-${run} is released.`)
  done(await paula.closeOrder({ orderId }), 'Paula closes the order.')
}

async function theRecordHolds({ sap, quinn, ada, orderId, run }: Cast): Promise<void> {
  chapter('9. The record holds: trace, performance for the ERP, proof')
  const trace = async (lotId: string, direction: 'forward' | 'backward') =>
    read(await ada.traceLot({ lotId }, { direction }))
  const back = await until(
    () => trace(`BULK-${run}`, 'backward'),
    ({ nodes }) => nodes.length === 5,
    'The backward trace',
  )
  const used = back.nodes.filter((node) => node.type === 'lot' && node.id !== `BULK-${run}`).map((node) => node.id)
  expect(
    used.sort().join() === [`ACT-${run}`, `SUC-${run}`, `WAT-${run}`].join(),
    'Backward: everything that went in',
    used,
  )
  tell(`BULK-${run} was made of ${used.join(', ')}.`)
  const forward = await until(
    () => trace(`SUC-${run}`, 'forward'),
    ({ nodes }) => nodes.length === 3,
    'The forward trace',
  )
  expect(
    forward.nodes.some((node) => node.id === `BULK-${run}`),
    'Forward: what the sucrose became',
    forward.nodes,
  )
  tell(`SUC-${run} became BULK-${run}.`)
  const performance = await sap.getPerformance({ orderId }, { accept: 'application/xml' })
  expect(
    performance.text.includes('<ProductionPerformance>') && performance.text.includes('25.010'),
    'The ERP gets its ProductionPerformance',
    performance.text.slice(0, 200),
  )
  tell(`The ERP fetches the ProductionPerformance of the order: ${performance.text.length} characters of B2MML.`)
  const record = read(await quinn.getBatchRecord({ orderId }))
  expect(record.integrity.intact && record.decision === 'released', 'The record is intact', record.integrity)
  const refusals = record.facts.filter(
    (fact: { type: string }) => fact.type === 'andon.order.command-refused.v1',
  ).length
  tell(
    `The batch record has ${record.facts.length} facts, ${record.signatures.length} signatures and ${refusals} refused attempts; its chain is intact.`,
  )
}
