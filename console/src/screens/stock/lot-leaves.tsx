import { useLingui } from '@lingui/react/macro'
import { useHere } from '../../api/plant.tsx'
import { useAct } from '../../look/acts.tsx'
import { type Answers, AskAct, type Question, useReason } from '../../look/ask-act.tsx'
import { type Signed, SignedAct } from '../../look/signed-act.tsx'
import { amount, unitName } from '../../words/told.ts'
import type { Lot } from './lot.tsx'
import { useEmpty } from './lot-parts.tsx'
import { shipmentNow, wholeAnd } from './parts.ts'
import { useSublots } from './sublots.tsx'

interface Props {
  readonly lot: Lot
}

/** The questions how much, and of which part. */
function useHowMuch(lot: Lot, label: string, isOptional = false): readonly Question[] {
  const { t } = useLingui()
  const sublots = useSublots(lot.lotId, lot.inSublots !== undefined).data?.items ?? []
  return [
    ...wholeAnd(sublots, t`Only this part`),
    {
      name: 'value',
      label,
      keys: 'decimal',
      unit: unitName(lot.remaining.unit),
      isOptional,
      hint: isOptional
        ? t`Without a quantity all that is left: ${amount(lot.remaining)}.`
        : t`${amount(lot.remaining)} are left.`,
    },
  ]
}

/** A quantity and a part of a lot, as commands have them. */
const muchOf = (lot: Lot, { value = '', part = '' }: Answers) => ({
  ...(value !== '' && { quantity: { value, unit: lot.remaining.unit } }),
  ...(part !== '' && { sublotId: part }),
})

/** What was counted. A count of stock that is held is signed by quality. */
export function Count({ lot }: Props) {
  const { t } = useLingui()
  const askWhy = useReason()
  const { lotId, remaining, holds, inSublots, loose } = lot
  const sublots = useSublots(lotId, inSublots !== undefined).data?.items ?? []
  const counted = ({ value = '', part = '', reason = '' }: Answers) => ({
    counted: { value, unit: remaining.unit },
    ...(part !== '' ? { sublotId: part } : inSublots !== undefined && ({ loose: true } as const)),
    reason,
  })
  const done = (_: unknown, { value = '' }: Answers) => ({
    what: t`${amount({ value, unit: remaining.unit })} of ${lotId} were counted`,
  })
  const count = useAct((plant, said: Answers, key) => plant.adjustLot({ lotId }, counted(said), { key }), { done })
  const countSigned = useAct(
    (plant, { answers, signature }: Signed, key) =>
      plant.adjustLot({ lotId }, { ...counted(answers), signature: { ...signature, meaning: 'verified' } }, { key }),
    { done: (_, { answers }) => done(_, answers) },
  )
  const questions: readonly Question[] = [
    ...wholeAnd(sublots, t`The part that was counted; without one, what lies loose`),
    {
      name: 'value',
      label: t`Counted`,
      keys: 'decimal',
      unit: unitName(remaining.unit),
      hint: t`On record: ${amount(loose ?? remaining)}.`,
    },
    askWhy,
  ]
  const word = t`Count`
  return holds.length > 0 ? (
    <SignedAct
      word={word}
      operation="adjustLot"
      meaning="verified"
      what={t`A count of ${lotId}, which is on hold`}
      questions={questions}
      act={countSigned}
    />
  ) : (
    <AskAct word={word} operation="adjustLot" questions={questions} act={count} />
  )
}

export function Sample({ lot }: Props) {
  const { t } = useLingui()
  const { lotId } = lot
  const sample = useAct(
    (plant, { value = '', sampleId = '', part = '' }: Answers, key) =>
      plant.sampleLot(
        { lotId },
        {
          quantity: { value, unit: lot.remaining.unit },
          ...(part !== '' && { sublotId: part }),
          ...(sampleId !== '' && { sampleId }),
        },
        { key },
      ),
    { done: () => ({ what: t`A sample of ${lotId} was taken` }) },
  )
  return (
    <AskAct
      word={t`Take a sample`}
      operation="sampleLot"
      questions={[
        ...useHowMuch(lot, t`Quantity`),
        { name: 'sampleId', label: t`Number of the sample`, isOptional: true, hint: t`Scan its label.` },
      ]}
      why={useEmpty(lot)}
      act={sample}
    />
  )
}

export function Ship({ lot }: Props) {
  const { t } = useLingui()
  const { zone } = useHere()
  const { lotId } = lot
  const ship = useAct(
    (plant, { customer = '', shipmentId = '', ...much }: Answers, key) =>
      plant.shipLot({ lotId }, { shipmentId, to: { type: 'customer', id: customer }, ...muchOf(lot, much) }, { key }),
    { done: (_, { customer = '' }) => ({ what: t`${lotId} left for ${customer}` }) },
  )
  return (
    <AskAct
      word={t`Ship`}
      operation="shipLot"
      questions={[
        ...useHowMuch(lot, t`Quantity`, true),
        { name: 'customer', label: t`Customer` },
        { name: 'shipmentId', label: t`Shipment`, start: shipmentNow(zone), hint: t`The number on the delivery note.` },
      ]}
      why={useEmpty(lot)}
      act={ship}
    />
  )
}

export function ReturnLot({ lot }: Props) {
  const { t } = useLingui()
  const askWhy = useReason()
  const { zone } = useHere()
  const { lotId, supplierId, orderId } = lot
  const giveBack = useAct(
    (plant, { supplier = '', shipmentId = '', reason = '', ...much }: Answers, key) =>
      plant.returnLot({ lotId }, { shipmentId, supplierId: supplier, reason, ...muchOf(lot, much) }, { key }),
    { done: (_, { supplier = '' }) => ({ what: t`${lotId} goes back to ${supplier}` }) },
  )
  const questions: readonly Question[] = [
    ...useHowMuch(lot, t`Quantity`, true),
    { name: 'supplier', label: t`Supplier`, ...(supplierId !== undefined && { start: supplierId }) },
    { name: 'shipmentId', label: t`Shipment`, start: shipmentNow(zone), hint: t`The number on the delivery note.` },
    askWhy,
  ]
  const why = useEmpty(lot)
  if (orderId !== undefined) return null
  return (
    <AskAct word={t`Return to the supplier`} operation="returnLot" questions={questions} why={why} act={giveBack} />
  )
}

export function Scrap({ lot }: Props) {
  const { t } = useLingui()
  const askWhy = useReason()
  const { lotId } = lot
  const scrap = useAct(
    (plant, { reason = '', ...much }: Answers, key) =>
      plant.scrapLot({ lotId }, { reason, ...muchOf(lot, much) }, { key }),
    { done: () => ({ what: t`${lotId} was scrapped` }) },
  )
  return (
    <AskAct
      word={t`Scrap`}
      operation="scrapLot"
      kind="grave"
      questions={[...useHowMuch(lot, t`Quantity`, true), askWhy]}
      why={useEmpty(lot)}
      act={scrap}
    />
  )
}
