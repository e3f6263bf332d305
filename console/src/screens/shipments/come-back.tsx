import { useLingui } from '@lingui/react/macro'
import { useAsk, useHere } from '../../api/plant.tsx'
import { useAct } from '../../look/acts.tsx'
import { type Answers, AskAct } from '../../look/ask-act.tsx'
import { amount, unitName } from '../../words/told.ts'
import type { Shipment } from './shipment.tsx'

/** Something of a shipment comes back: it is a new lot in quarantine, which quality decides about. */
export function ComeBack({ shipment: { shipmentId, to, lines, returned = {} } }: { readonly shipment: Shipment }) {
  const { t } = useLingui()
  const { site } = useHere()
  const places = useAsk(['equipment', 'list', 'stores'], (plant) => plant.listEquipment({ limit: '200' }))
  const stores = (places.data?.items ?? []).filter(({ level }) => level.startsWith('storage-'))
  const still = lines.filter(({ cameBackAs }) => cameBackAs === undefined)
  const isOf = ({ lotId, serial }: (typeof lines)[number], line: string) => line === (serial ?? lotId)
  const options = [...Map.groupBy(still, ({ serial, lotId }) => serial ?? lotId)].map(([id, [first]]) => ({
    id,
    word: first ? `${first.materialId}, ${amount(first.quantity)}` : id,
  }))
  const act = useAct(
    (plant, { line = '', value = '', lotId = '', location = '' }: Answers, key) => {
      const from = still.find((it) => isOf(it, line))
      const { materialId = '', quantity: { unit } = { unit: '' }, serial } = from ?? {}
      return plant.receiveLot(
        {
          lotId,
          materialId,
          quantity: { value: serial === undefined ? value : '1', unit },
          ...(serial !== undefined && { serials: [serial] }),
          ...(location !== '' && { location }),
          origin: { site, lotId: from?.lotId ?? '', shipmentId },
        },
        { key },
      )
    },
    { done: (_, { lotId = '' }) => ({ what: t`${lotId} is in quarantine` }) },
  )
  const isUnits = still.every(({ serial }) => serial !== undefined)
  const unit = still[0]?.quantity.unit ?? ''
  return (
    <AskAct
      word={t`Something came back`}
      operation="receiveLot"
      why={
        to.type !== 'customer'
          ? t`Only what went to a customer comes back here`
          : options.length === 0
            ? t`All of it is back`
            : undefined
      }
      questions={[
        {
          name: 'line',
          label: t`What came back`,
          options,
          ...(options.length === 1 && { start: options[0]?.id ?? '' }),
        },
        ...(isUnits ? [] : [{ name: 'value', label: t`Quantity`, keys: 'decimal', unit: unitName(unit) } as const]),
        {
          name: 'lotId',
          label: t`New lot`,
          start: `${shipmentId}-R${Object.keys(returned).length + 1}`,
          hint: t`It is a lot of its own, which waits for quality.`,
        },
        {
          name: 'location',
          label: t`Place`,
          isOptional: true,
          options: stores.map(({ equipmentId: id, name: word }) => ({ id, word })),
        },
      ]}
      act={act}
    />
  )
}
