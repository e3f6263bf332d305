import { Trans, useLingui } from '@lingui/react/macro'
import type { Told } from '../../api/client.ts'
import { useMaterials } from '../../api/named.ts'
import { usePlaces } from '../../api/places.ts'
import { useAll } from '../../api/plant.tsx'
import { Asked } from '../../look/asked.tsx'
import { Filter, useView } from '../../look/filter.tsx'
import { IdLink } from '../../look/id-link.tsx'
import { Amount, Until, When } from '../../look/marks.tsx'
import { type Column, Table } from '../../look/table.tsx'
import { PlaceName } from './links.tsx'
import { StockHead } from './stock-head.tsx'
import { StockSign, stockStates } from './stock-sign.tsx'

type Lot = Told<'listLots'>['items'][number]

const filtered = ['quarantine', 'released', 'rejected', 'expired', 'consumed', 'shipped', 'depleted'] as const

/** All lots, what is in the house and what was. */
export function Lots() {
  const { t, i18n } = useLingui()
  const places = usePlaces()
  const materials = useMaterials()
  const { status, place, material } = useView()
  const wanted = filtered.find((it) => it === status)
  const lots = useAll(['lot', 'list', wanted, place, material], (plant, page) =>
    plant.listLots({
      ...page,
      ...(wanted !== undefined && { status: wanted }),
      ...(place !== undefined && { location: place }),
      ...(material !== undefined && { materialId: material }),
    }),
  )
  const nameOf = (materialId: string) => materials.of(materialId)?.name ?? materialId
  const columns: readonly Column<Lot>[] = [
    {
      id: 'lot',
      head: t`Lot`,
      value: ({ lotId }) => lotId,
      show: ({ lotId }) => <IdLink type="lot" id={lotId} />,
    },
    { id: 'material', head: t`Material`, value: ({ materialId }) => nameOf(materialId) },
    {
      id: 'status',
      head: t`Status`,
      value: ({ status, holds }) => `${holds.length > 0 ? `${t`On hold`} ` : ''}${i18n._(stockStates[status])}`,
      show: ({ status, holds, undecided }) => (
        <StockSign status={status} isHeld={holds.length > 0} isUndecided={undecided === true} />
      ),
    },
    {
      id: 'remaining',
      head: t`Left`,
      value: ({ remaining }) => Number(remaining.value),
      show: ({ remaining }) => <Amount of={remaining} />,
      isNumber: true,
    },
    {
      id: 'place',
      head: t`Place`,
      value: ({ location }) => location && places.nameOf(location),
      show: ({ location }) => <PlaceName of={location} />,
      isMinor: true,
    },
    {
      id: 'expires',
      head: t`Expires`,
      value: ({ expiresAt }) => expiresAt,
      show: ({ expiresAt }) => expiresAt && <Until at={expiresAt} />,
      isMinor: true,
    },
    {
      id: 'supplier',
      head: t`Supplier or order`,
      value: ({ supplierId, supplierLot, orderId }) => orderId ?? [supplierId, supplierLot].filter(Boolean).join(' '),
      show: ({ supplierId, supplierLot, orderId }) =>
        orderId === undefined ? (
          [supplierId, supplierLot].filter(Boolean).join(' · ')
        ) : (
          <IdLink type="order" id={orderId} />
        ),
      isMinor: true,
    },
    {
      id: 'received',
      head: t`In stock since`,
      value: ({ receivedAt }) => receivedAt,
      show: ({ receivedAt }) => <When at={receivedAt} />,
      isMinor: true,
    },
  ]
  return (
    <>
      <StockHead title={t`Lots`} />
      <Asked
        of={lots}
        empty={{
          when: ({ items }) =>
            items.length === 0 && wanted === undefined && place === undefined && material === undefined,
          say: <Trans>No lot yet. Receive one, or let an order make one.</Trans>,
        }}
      >
        {({ items }) => (
          <Table
            label={t`Lots`}
            rows={items}
            columns={columns}
            keyOf={({ lotId }) => lotId}
            markOf={({ holds, status }) =>
              holds.length > 0 || status === 'rejected' || status === 'expired'
                ? 'bad'
                : status === 'quarantine'
                  ? 'warn'
                  : undefined
            }
            tools={
              <>
                <Filter name="material" label={t`Material`} all={t`All`} options={materials.options} />
                <Filter name="place" label={t`Place`} all={t`All`} options={places.options} />
                <Filter
                  name="status"
                  label={t`Status`}
                  all={t`All`}
                  options={filtered.map((id) => ({ id, word: i18n._(stockStates[id]) }))}
                />
              </>
            }
          />
        )}
      </Asked>
    </>
  )
}
