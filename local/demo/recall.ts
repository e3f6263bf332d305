import { type Answer, type Client, until } from './client.ts'
import { chapter, done, expect, refused, tell } from './telling.ts'

interface Cast {
  readonly run: string
  readonly ada: Client
  readonly olga: Client
  readonly quinn: Client
  readonly sign: (user: string, meaning: string) => Promise<{ signature: { meaning: string; signer: string } }>
}

const kg = (value: string) => ({ value, unit: 'kg' })

/** The day that an MES is bought for: part of the product has left the house when the supplier of a raw material warns. */
export async function theRecall({ run, ada, olga, quinn, sign }: Cast): Promise<void> {
  chapter('10. The product leaves the house, and its raw material is recalled')
  const [bulk, part, raw] = [`BULK-${run}`, `PART-${run}`, `SUC-${run}`]
  const off = { parts: [{ lotId: part, quantity: kg('40') }] }
  done(await ada.post(`/v1/lots/${bulk}/split`, off), `Ada splits 40 kg of ${bulk} off as ${part}.`)
  const customer = { type: 'customer', id: `ACME-${run}`, name: 'Acme Beverages' }
  const ship = (value: string) =>
    ada.post(`/v1/lots/${part}/ship`, { shipmentId: `SHIP-${run}`, to: customer, quantity: kg(value) })
  done(await ship('15'), `15 kg of ${part} go to ${customer.name}.`)

  const report = async (): Promise<Answer['body']> => (await quinn.get(`/v1/lots/${raw}/recall`)).body
  const before = await until(report, ({ complete, counts }) => complete && counts.shipments === 1, 'The mock recall')
  const [got] = before.consignees
  expect(got?.id === customer.id && got.deliveries[0].quantity.value === '15', 'Who has got what of it', before)
  expect(before.balance.isBalanced && before.counts.held === 0, 'A rehearsal holds nothing', before)
  tell(
    `Quinn rehearses a recall of ${raw}: ${before.counts.lots} lots, ${before.counts.orders} order, and 15 kg at ${customer.name}. Nothing is held.`,
  )

  const recall = { holdId: `RECALL-${run}`, reason: 'The supplier found glass in a bag' }
  done(await olga.post(`/v1/lots/${raw}/recall`, recall), 'Olga recalls it, with one command.')
  const late = await ship('1')
  refused(late, `Ada ships another kilogram of ${part}.`, 'lot-on-hold')
  const held = await until(report, ({ counts }) => counts.held === counts.lots, 'The hold on all that was made of it')
  tell(`Within moments all ${held.counts.held} lots carry the hold ${recall.holdId}.`)
  const over = { reason: 'The bag was of another lot', ...(await sign('quinn', 'released')) }
  done(
    await quinn.post(`/v1/holds/${recall.holdId}/release`, over),
    'It was another lot: Quinn releases the hold, signed.',
  )
  await until(report, ({ counts }) => counts.held === 0, 'The end of the hold everywhere')
  done(await ship('1'), `${part} can leave again.`)
}
