import { Trans, useLingui } from '@lingui/react/macro'
import { Link } from '@tanstack/react-router'
import type { Told } from '../../api/client.ts'
import { useMaterials } from '../../api/named.ts'
import { useAll } from '../../api/plant.tsx'
import { pageOf } from '../../app/pages.ts'
import { Asked } from '../../look/asked.tsx'
import { Amount, When } from '../../look/marks.tsx'
import { type Look, StateSign } from '../../look/state.tsx'
import { type Column, Table } from '../../look/table.tsx'
import { batchStates } from '../../words/states.ts'

type Batch = Told<'listBatches'>['items'][number]

export const batchLooks: Readonly<Record<NonNullable<Batch['batchStatus']>, Look>> = {
  'awaiting-review': 'waiting',
  'awaiting-release': 'waiting',
  released: 'rest',
  rejected: 'stopped',
}

/** The batches that wait for quality, and those that were decided. */
export function Batches() {
  const { t, i18n } = useLingui()
  const materials = useMaterials()
  const batches = useAll(['batch', 'list'], (plant, page) => plant.listBatches(page))
  const columns: readonly Column<Batch>[] = [
    {
      id: 'batch',
      head: t`Batch`,
      value: ({ orderId }) => orderId,
      show: ({ orderId }) => (
        <Link to={pageOf({ type: 'batch', id: orderId })} className="id">
          {orderId}
        </Link>
      ),
    },
    {
      id: 'status',
      head: t`Status`,
      value: ({ batchStatus }) => batchStatus && i18n._(batchStates[batchStatus]),
      show: ({ batchStatus }) =>
        batchStatus && <StateSign look={batchLooks[batchStatus]} word={i18n._(batchStates[batchStatus])} />,
    },
    { id: 'product', head: t`Product`, value: ({ product }) => materials.of(product)?.name ?? product },
    {
      id: 'quantity',
      head: t`Quantity`,
      value: ({ quantity }) => Number(quantity.value),
      show: ({ quantity }) => <Amount of={quantity} />,
      isNumber: true,
    },
    {
      id: 'ended',
      head: t`Ended`,
      value: ({ endedAt }) => endedAt,
      show: ({ endedAt }) => endedAt && <When at={endedAt} />,
      isMinor: true,
    },
  ]
  return (
    <>
      <h1>
        <Trans>Batches</Trans>
      </h1>
      <Asked
        of={batches}
        empty={{
          when: ({ items }) => items.length === 0,
          say: <Trans>No batch waits: none has been completed yet.</Trans>,
        }}
      >
        {({ items }) => <Table label={t`Batches`} rows={items} columns={columns} keyOf={({ orderId }) => orderId} />}
      </Asked>
    </>
  )
}
