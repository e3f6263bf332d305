import type { Meaning } from '../../events/signature.ts'
import { type Signed, type SiteClient, until } from './client.ts'
import { chapter, done, expect, read, refused, tell } from './telling.ts'

interface Cast {
  readonly run: string
  readonly ada: SiteClient
  readonly olga: SiteClient
  readonly quinn: SiteClient
  readonly sign: (user: string, meaning: Meaning) => Promise<Signed>
}

const kg = (value: string) => ({ value, unit: 'kg' }) as const

/** A recall: part of the product is shipped when the supplier of a raw material sends a warning. */
export async function theRecall({ run, ada, olga, quinn, sign }: Cast): Promise<void> {
  chapter('10. The product leaves the house, and its raw material is recalled')
  const [bulk, part, raw] = [`BULK-${run}`, `PART-${run}`, `SUC-${run}`]
  const off = { parts: [{ lotId: part, quantity: kg('40') }] }
  done(await ada.splitLot({ lotId: bulk }, off), `Ada splits 40 kg of ${bulk} off as ${part}.`)
  const customer = { type: 'customer', id: `ACME-${run}`, name: 'Acme Beverages' } as const
  const ship = (value: string) =>
    ada.shipLot({ lotId: part }, { shipmentId: `SHIP-${run}`, to: customer, quantity: kg(value) })
  done(await ship('15'), `15 kg of ${part} go to ${customer.name}.`)

  const report = async () => read(await quinn.mockRecall({ lotId: raw }))
  const before = await until(report, ({ complete, counts }) => complete && counts.shipments === 1, 'The mock recall')
  const [got] = before.consignees
  expect(got?.id === customer.id && got.deliveries[0]?.quantity.value === '15', 'Who has got what of it', before)
  expect(before.balance.isBalanced && before.counts.held === 0, 'A rehearsal holds nothing', before)
  tell(
    `Quinn rehearses a recall of ${raw}: ${before.counts.lots} lots, ${before.counts.orders} order, and 15 kg at ${customer.name}. Nothing is held.`,
  )

  const recall = { holdId: `RECALL-${run}`, reason: 'The supplier found glass in a bag' }
  done(await olga.recallLot({ lotId: raw }, recall), 'Olga recalls it, with one command.')
  const late = await ship('1')
  refused(late, `Ada ships another kilogram of ${part}.`, 'lot-on-hold')
  const held = await until(report, ({ counts }) => counts.held === counts.lots, 'The hold on all that was made of it')
  tell(`Within moments all ${held.counts.held} lots carry the hold ${recall.holdId}.`)
  const over = { reason: 'The bag was of another lot', ...(await sign('quinn', 'released')) }
  done(await quinn.releaseHold({ holdId: recall.holdId }, over), 'It was another lot: Quinn releases the hold, signed.')
  await until(report, ({ counts }) => counts.held === 0, 'The end of the hold everywhere')
  done(await ship('1'), `${part} can leave again.`)
}
