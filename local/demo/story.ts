import { connectAsync, type MqttClient } from 'mqtt'
import { type Client, clientOf, messageOf, signIn, until } from './client.ts'
import { theRecall } from './recall.ts'
import { chapter, done, expect, refused, tell } from './telling.ts'

interface Cast {
  readonly url: string
  readonly run: string
  readonly orderId: string
  readonly product: string
  readonly mixer: string
  readonly ada: Client
  readonly ben: Client
  readonly erik: Client
  readonly olga: Client
  readonly paula: Client
  readonly quinn: Client
  readonly quentin: Client
  readonly sap: Client
  /** A fresh sign-in of a person, good for one signature. */
  readonly sign: (user: string, meaning: string) => Promise<{ signature: { meaning: string; signer: string } }>
}

/** From an ERP message to a signed batch release. Every id bears the run, so that the story can be told again to the same plant. */
export async function story(url: string, mqttUrl: string): Promise<void> {
  const cast = await assemble(url)
  const device = await connectAsync(mqttUrl, { clientId: cast.mixer, reconnectPeriod: 0 })
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

async function assemble(url: string): Promise<Cast> {
  const run = Date.now().toString(36).toUpperCase()
  const people = await Promise.all(
    ['ada', 'ben', 'erik', 'olga', 'paula', 'quinn', 'quentin', 'sap'].map((user) => clientOf(url, user)),
  )
  const [ada, ben, erik, olga, paula, quinn, quentin, sap] = people as [
    Client,
    Client,
    Client,
    Client,
    Client,
    Client,
    Client,
    Client,
  ]
  const sign: Cast['sign'] = async (user, meaning) => ({ signature: { meaning, signer: await signIn(url, user) } })
  return {
    url,
    run,
    orderId: `ORDER-${run}`,
    product: `SYRUP-${run}`,
    mixer: `MIXER-${run}`,
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

async function theErpSends({ sap, erik, olga, run, orderId, mixer }: Cast): Promise<void> {
  chapter('1. The plant is defined, and the ERP sends materials, lots and an order (B2MML V0401)')
  done(
    await erik.put(`/v1/equipment/WEIGH-${run}`, { name: 'Weighing booth', level: 'work-center' }),
    'Erik defines the weighing booth.',
  )
  done(
    await erik.put(`/v1/equipment/${mixer}`, { name: 'Mixer', level: 'work-unit', equipmentClass: 'mixer' }),
    'Erik defines the mixer.',
  )
  const qualified = {
    name: 'Ada Moreau',
    qualifications: ['weighing', 'mixing'].map((qualificationId) => ({
      qualificationId,
      validUntil: '2038-01-01T00:00:00Z',
    })),
  }
  done(await olga.put('/v1/persons/ada', qualified), 'Olga records that Ada is qualified for weighing and mixing.')
  const expired = {
    name: 'Ben Okafor',
    qualifications: [{ qualificationId: 'mixing', validUntil: '2024-01-01T00:00:00Z' }],
  }
  done(
    await olga.put('/v1/persons/ben', expired),
    'Ben has never learnt weighing, and his qualification for mixing has expired.',
  )
  for (const name of ['1-materials.xml', '2-lots.xml', '3-schedule.xml']) {
    const answer = done(await sap.sendXml('/v1/erp/b2mml', messageOf(name, run)), `The ERP sends ${name}.`)
    expect(answer.body.refused.length === 0, `Every object of ${name} is accepted`, answer.body.refused)
    tell(`  accepted: ${answer.body.accepted.map((it: { object: string }) => it.object).join(', ')}`)
  }
  const order = await sap.get(`/v1/orders/${orderId}`)
  const lines = order.body.materials.map(
    (line: { lineId: string; materialId: string }) => `${line.lineId} ${line.materialId}`,
  )
  expect(
    lines.join() === '0010 SUCROSE,0020 ACTIVE-7,0030 SUCROSE,0040 WATER',
    'The order has four lines; the two of one material stay two',
    lines,
  )
}

const recipeFor = (product: string) => ({
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
    await paula.post(`/v1/orders/${orderId}/release`),
    'Paula releases the order before there is an approved recipe.',
    'recipe-not-approved',
  )
  const version = `/v1/recipes/${product}/versions/1`
  done(await erik.put(version, recipeFor(product)), 'Erik drafts version 1.')
  done(await erik.post(`${version}/submit`), 'Erik submits it.')
  const own = await erik.post(`${version}/approve`, await sign('erik', 'approved'))
  expect(own.status === 403, 'An engineer may not approve', own.body)
  tell(`✗ Erik tries to approve it himself. ${own.body.detail}`)
  refused(
    await quinn.post(`${version}/approve`, { signature: { meaning: 'approved' } }),
    'Quinn approves without signing.',
    'signature-missing',
  )
  const signed = await sign('quinn', 'approved')
  const approval = done(
    await quinn.post(`${version}/approve`, signed),
    'Quinn, of quality, signs the approval with a fresh sign-in.',
  )
  const [signature] = approval.body.signatures
  expect(
    signature?.name === 'Quinn Delaney' && signature.meaning === 'approved',
    'The signature shows name and meaning',
    signature,
  )
}

async function theOrderIsReleased({ paula, ada, orderId }: Cast): Promise<void> {
  chapter('3. The order is released to the floor: the recipe is frozen for it')
  const key = `release-${orderId}`
  const first = done(await paula.post(`/v1/orders/${orderId}/release`, {}, key), 'Paula releases the order.')
  const again = await paula.post(`/v1/orders/${orderId}/release`, {}, key)
  expect(
    again.headers.get('idempotency-replayed') === 'true' && again.body.hash === first.body.hash,
    'A repetition answers the same',
  )
  tell('Her connection breaks and she sends it again: the same answer, and nothing happens twice.')
  done(await ada.post(`/v1/orders/${orderId}/start`), 'Ada starts the order.')
}

async function theWeighing({ ada, ben, quinn, orderId, run, mixer, url, sign }: Cast): Promise<void> {
  chapter('4. Weighing: what is not right does not happen')
  const steps = `/v1/orders/${orderId}/steps`
  const { body: outlook } = await ada.get(steps)
  const [weigh, mix] = outlook.items
  expect(weigh.canStart && !mix.canStart, 'Ada may weigh and may not mix yet', outlook)
  tell(`Ada asks what she may start: weigh. Why not mix? ${mix.violations[0].detail}`)
  refused(await ben.post(`${steps}/weigh/start`), 'Ben starts to weigh.', 'person-not-qualified')
  refused(
    await ben.post(`${steps}/mix/start`, { equipmentId: `WEIGH-${run}` }),
    'Ben starts to mix, in the weighing booth, before anything is weighed.',
    'qualification-expired',
    'predecessor-incomplete',
    'equipment-wrong',
  )
  refused(
    await ada.post(`${steps}/mix/start`, { equipmentId: mixer }),
    'Ada starts to mix before anything is weighed.',
    'predecessor-incomplete',
  )
  done(await ada.post(`${steps}/weigh/start`), 'Ada starts to weigh.')
  const work = { orderId, stepId: 'weigh', activity: 'production' }
  done(await ada.post('/v1/labour/clock-on', work), 'Ada clocks on for it.')

  const take = (lineId: string, lotId: string, value: string, more: object = {}) =>
    ada.post(`/v1/orders/${orderId}/consumptions`, {
      stepId: 'weigh',
      lineId,
      lotId,
      quantity: { value, unit: 'kg' },
      ...more,
    })
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
    await quinn.post('/v1/holds', { subject: { type: 'lot', id: `SUC-${run}` }, reason: 'A bag was found open' }),
    'Quinn puts the sucrose on hold.',
  )
  refused(await take('0010', `SUC-${run}`, '25'), 'Ada takes of the sucrose.', 'lot-on-hold')
  refused(
    await quinn.post(`/v1/holds/${hold.body.subject.id}/release`, {
      reason: 'The bag was empty',
      signature: { meaning: 'released' },
    }),
    'Quinn releases the hold without signing.',
    'signature-missing',
  )
  const signature = { meaning: 'released', signer: await signIn(url, 'quinn') }
  done(
    await quinn.post(`/v1/holds/${hold.body.subject.id}/release`, { reason: 'The bag was empty', signature }),
    'Quinn releases it, signed.',
  )
  const reused = await quinn.post(`/v1/lots/OLD-${run}/reject`, {
    reason: 'It is too old',
    signature: { ...signature, meaning: 'rejected' },
  })
  refused(reused, 'Quinn signs something else with the same sign-in.', 'signature-used')

  done(await take('0010', `SUC-${run}`, '25.010'), 'Ada weighs 25.010 kg of sucrose for line 0010.')
  refused(
    await ada.post(`${steps}/weigh/complete`),
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
    await ada.post(`${steps}/weigh/complete`),
    'Ada completes the step, which a second person has to verify.',
    'signature-missing',
  )
  refused(
    await ada.post(`${steps}/weigh/sign`, await sign('ada', 'verified')),
    'Ada verifies it herself.',
    'signature-same-person',
  )
  done(await ada.post(`${steps}/weigh/sign`, await sign('ben', 'verified')), 'Ben verifies it, signed.')
  done(await ada.post(`${steps}/weigh/complete`), 'Ada completes the weighing.')
  done(await ada.post('/v1/labour/clock-off', work), 'Ada clocks off.')
  const { body: hours } = await ada.get(`/v1/labour/hours?by=step&orderId=${orderId}`)
  expect(
    hours.items.length === 1 && hours.items[0].stepId === 'weigh' && !hours.items[0].open,
    'Her time is on the order, by step',
    hours,
  )
  tell(`The weighing took ${hours.items[0].seconds} s of labour.`)
  const { body: dispatch } = await ada.get(`/v1/dispatch?workCenter=${mixer}`)
  const next = dispatch.items.find((line: { orderId: string }) => line.orderId === orderId)
  expect(next?.stepId === 'mix' && next.canStart, 'The mixer has the order on its dispatch list', dispatch.items)
  tell(`The dispatch list of the mixer: step ${next.stepId} may start.`)
  const { body: lot } = await ada.get(`/v1/lots/SUC-${run}`)
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

async function theMixing({ ada, orderId, mixer }: Cast, device: MqttClient): Promise<DeviceCommand[]> {
  chapter('5. Mixing: the machine leaves its limits, and the plant stops the work by itself')
  const received: DeviceCommand[] = []
  device.on('message', (_topic, payload) => received.push(JSON.parse(payload.toString())))
  await device.subscribeAsync(`andon/lyon/${mixer}/command`, { qos: 1 })
  done(await ada.post(`/v1/orders/${orderId}/steps/mix/start`, { equipmentId: mixer }), 'Ada starts to mix.')
  await publish(device, mixer, 'state', { sequence: 1, occurredAt: now(), state: 'execute' })
  const { body: machine } = await until(
    () => ada.get(`/v1/equipment/${mixer}/state`),
    ({ body }) => body.state === 'execute',
    'The state of the mixer',
  )
  tell(`The mixer says that it runs; the plant shows ${machine.state}.`)
  await sample(device, mixer, 2, '40.2')
  tell('The mixer measures 40.2 °C: within 35 to 45.')
  await sample(device, mixer, 3, '61.5')
  tell('The mixer measures 61.5 °C.')
  await until(
    () => ada.get(`/v1/orders/${orderId}`),
    ({ body }) => body.status === 'held',
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
    await ada.post(`/v1/orders/${orderId}/results`, { stepId: 'mix', checkId: 'clear', value: 'pass' }),
    'Ada goes on working.',
    'order-on-hold',
  )
  return received
}

const now = (): string => new Date().toISOString()
const publish = (device: MqttClient, mixer: string, message: string, payload: object) =>
  device.publishAsync(`andon/lyon/${mixer}/${message}`, JSON.stringify(payload), { qos: 1 })
const sample = (device: MqttClient, mixer: string, sequence: number, value: string) =>
  publish(device, mixer, 'sample', {
    sequence,
    samples: [{ parameterId: 'temperature', value, unit: 'Cel', occurredAt: now() }],
  })

async function qualityDecides({ quinn, quentin, ada, orderId, sign }: Cast, commands: DeviceCommand[]): Promise<void> {
  chapter('6. Quality classifies the deviation and signs its disposition')
  const { body: order } = await quinn.get(`/v1/orders/${orderId}`)
  const [deviationId] = Object.keys(order.deviations)
  const deviation = `/v1/deviations/${deviationId}`
  refused(
    await quentin.post(`/v1/batches/${orderId}/release`, await sign('quentin', 'released')),
    'Quentin releases the batch now.',
    'order-wrong-status',
    'order-on-hold',
    'deviation-open',
    'exception-not-reviewed',
  )
  refused(
    await quinn.post(`/v1/holds/${order.holds[0]}/release`, {
      reason: 'Let us go on',
      ...(await sign('quinn', 'released')),
    }),
    'Quinn lifts the hold around the deviation.',
    'hold-of-deviation',
  )
  const decision = {
    disposition: 'use-as-is',
    reason: 'Short excursion, the active is stable to 70 °C',
    capaRequired: true,
  }
  refused(
    await quinn.post(`${deviation}/disposition`, { ...decision, ...(await sign('quinn', 'dispositioned')) }),
    'Quinn decides before it is classified.',
    'deviation-wrong-status',
  )
  done(
    await quinn.post(`${deviation}/classify`, { severity: 'major', reason: 'Above the limit, below what harms' }),
    'Quinn classifies it as major.',
  )
  done(
    await quinn.post(`${deviation}/investigate`, { rootCause: 'The jacket valve stuck open' }),
    'Quinn puts the root cause on record.',
  )
  done(
    await quinn.post(`${deviation}/disposition`, { ...decision, ...(await sign('quinn', 'dispositioned')) }),
    'Quinn signs the disposition: use as is.',
  )
  await until(
    () => quinn.get(deviation),
    ({ body }) => body.status === 'closed',
    'The end of the deviation',
  )
  const { body: after } = await ada.get(`/v1/orders/${orderId}`)
  expect(after.status === 'running' && after.holds.length === 0, 'The order runs again, without a hold', after.status)
  tell('The workflow released the hold and closed the deviation; the order runs again.')
  await until(
    async () => commands,
    (all) => all.some(({ command }) => command === 'release'),
    'The second command to the mixer',
  )
  tell('The mixer is told that the hold is over.')
}

async function theOrderIsCompleted({ ada, orderId, run, mixer }: Cast, device: MqttClient): Promise<void> {
  chapter('7. The order is completed')
  refused(
    await ada.post(`/v1/orders/${orderId}/complete`),
    'Ada completes the order too early.',
    'steps-incomplete',
    'nothing-produced',
  )
  refused(
    await ada.post(`/v1/orders/${orderId}/steps/mix/complete`),
    'Ada completes the mixing without the check.',
    'parameter-missing',
  )
  done(
    await ada.post(`/v1/orders/${orderId}/results`, { stepId: 'mix', checkId: 'clear', value: 'pass' }),
    'Ada records that the solution is clear.',
  )
  await sample(device, mixer, 4, '41.0')
  const produced = { stepId: 'mix', lotId: `BULK-${run}`, quantity: { value: '99.4', unit: 'kg' } }
  done(await ada.post(`/v1/orders/${orderId}/productions`, produced), `Ada produces lot BULK-${run}, 99.4 kg.`)
  done(await ada.post(`/v1/orders/${orderId}/steps/mix/complete`), 'Ada completes the mixing.')
  done(await ada.post(`/v1/orders/${orderId}/complete`), 'Ada completes the order.')
}

async function theBatchIsReleased({ quinn, quentin, ada, paula, orderId, run, sign }: Cast): Promise<void> {
  chapter('8. The batch is released, by exception')
  const { body: lot } = await ada.get(`/v1/lots/BULK-${run}`)
  expect(lot.status === 'quarantine', 'What was made waits in quarantine', lot.status)
  const release = `/v1/batches/${orderId}/release`
  refused(
    await quentin.post(release, await sign('quentin', 'released')),
    'Quentin releases the batch with an exception that nobody has reviewed.',
    'exception-not-reviewed',
  )
  const { body: exceptions } = await quinn.get(`/v1/batches/${orderId}/exceptions`)
  const open = exceptions.items.filter((it: { status: string }) => it.status === 'to-review')
  expect(open.length === 1, 'One exception waits for its review', exceptions.items)
  tell(
    `Of ${exceptions.items.length} exceptions, ${exceptions.items.length - open.length} are refused attempts, for information; one has to be reviewed: ${open[0].title}.`,
  )
  const review = { comment: 'Disposition and root cause are plausible', ...(await sign('quinn', 'reviewed')) }
  done(
    await quinn.post(`/v1/batches/${orderId}/exceptions/${open[0].exceptionId}/review`, review),
    'Quinn reviews it, signed.',
  )
  done(await quentin.post(release, await sign('quentin', 'released')), 'Quentin signs the release.')
  await until(
    () => ada.get(`/v1/lots/BULK-${run}`),
    ({ body }) => body.status === 'released',
    'The release of the lot',
  )
  tell(`Lot BULK-${run} is released.`)
  done(await paula.post(`/v1/orders/${orderId}/close`), 'Paula closes the order.')
}

async function theRecordHolds({ sap, quinn, ada, orderId, run }: Cast): Promise<void> {
  chapter('9. The record holds: trace, performance for the ERP, proof')
  const trace = async (lotId: string, direction: string) =>
    (await ada.get(`/v1/lots/${lotId}/trace?direction=${direction}`)).body
  const back = await until(
    () => trace(`BULK-${run}`, 'backward'),
    ({ nodes }) => nodes.length === 5,
    'The backward trace',
  )
  const used = back.nodes
    .filter((node: { type: string; id: string }) => node.type === 'lot' && node.id !== `BULK-${run}`)
    .map((node: { id: string }) => node.id)
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
    forward.nodes.some((node: { id: string }) => node.id === `BULK-${run}`),
    'Forward: what the sucrose became',
    forward.nodes,
  )
  tell(`SUC-${run} became BULK-${run}.`)
  const performance = await sap.get(`/v1/erp/performance/${orderId}`, 'application/xml')
  expect(
    performance.text.includes('<ProductionPerformance>') && performance.text.includes('25.010'),
    'The ERP gets its ProductionPerformance',
    performance.text.slice(0, 200),
  )
  tell(`The ERP fetches the ProductionPerformance of the order: ${performance.text.length} characters of B2MML.`)
  const { body: record } = await quinn.get(`/v1/batches/${orderId}/record`)
  expect(record.integrity.intact && record.decision === 'released', 'The record is intact', record.integrity)
  const refusals = record.facts.filter(
    (fact: { type: string }) => fact.type === 'andon.order.command-refused.v1',
  ).length
  tell(
    `The batch record has ${record.facts.length} facts, ${record.signatures.length} signatures and ${refusals} refused attempts; its chain is intact.`,
  )
}
