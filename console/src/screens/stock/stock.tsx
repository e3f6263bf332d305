import { Trans, useLingui } from '@lingui/react/macro'
import { Link } from '@tanstack/react-router'
import { Lock } from 'lucide-react'
import type { Told } from '../../api/client.ts'
import { usePlaces } from '../../api/places.ts'
import { useAll } from '../../api/plant.tsx'
import { Asked } from '../../look/asked.tsx'
import { Filter, useView } from '../../look/filter.tsx'
import { IdLink } from '../../look/id-link.tsx'
import { Amount, Id } from '../../look/marks.tsx'
import { type Column, Table } from '../../look/table.tsx'
import { PlaceName } from './links.tsx'
import './stock.css'
import { type Standing, useStandings } from './standings.ts'
import { StockHead } from './stock-head.tsx'

type Row = Told<'listStock'>['items'][number]
type Detail = 'place' | 'lot' | 'sublot'

const isDetail = (text: string | undefined): text is Detail => text === 'place' || text === 'lot' || text === 'sublot'

/** What the plant has, where it is, and what may be done with it. */
export function Stock() {
  const { t } = useLingui()
  const places = usePlaces()
  const standings = useStandings()
  const { status, place, material, by: asked } = useView()
  const by = isDetail(asked) ? asked : 'place'
  const wanted = standings.find(({ id }) => id === status)?.id
  const stock = useAll(['stock', by, wanted, place, material], (plant, page) =>
    plant.listStock({
      ...page,
      by,
      ...(wanted !== undefined && { status: wanted }),
      ...(place !== undefined && { location: place }),
      ...(material !== undefined && { materialId: material }),
    }),
  )
  const isThere = (it: Standing) =>
    it.id === wanted || (stock.data?.items ?? []).some((row) => isSome(it.amountOf(row)))
  const columns: readonly Column<Row>[] = [
    {
      id: 'material',
      head: t`Material`,
      value: ({ materialId, name }) => `${name} ${materialId}`,
      show: ({ materialId, name }) => (
        <>
          <Link to="/lots" search={{ material: materialId }} className="material">
            <b>{name}</b>
          </Link>{' '}
          <IdLink type="material" id={materialId} />
        </>
      ),
    },
    ...(by === 'place' ? [] : [lotColumn(t`Lot`)]),
    ...(by === 'sublot' ? [sublotColumn(t`Sublot`)] : []),
    {
      id: 'place',
      head: t`Place`,
      value: ({ location }) => location && places.nameOf(location),
      show: ({ location }) => (location === undefined ? <span className="label">—</span> : <PlaceName of={location} />),
    },
    {
      id: 'quantity',
      head: t`In stock`,
      value: ({ quantity }) => Number(quantity.value),
      show: ({ quantity }) => (
        <b>
          <Amount of={quantity} />
        </b>
      ),
      isNumber: true,
    },
    // A status that nothing has would be an empty column.
    ...standings.filter(isThere).map(standingColumn),
    ...(by === 'place'
      ? [{ id: 'lots', head: t`Lots`, value: ({ lots }: Row) => lots, isNumber: true, isMinor: true }]
      : []),
  ]
  return (
    <>
      <StockHead title={t`Stock`} />
      <Asked
        of={stock}
        empty={{
          when: ({ items }) =>
            items.length === 0 && wanted === undefined && place === undefined && material === undefined,
          say: <Trans>Nothing is in stock yet. Receive a lot, or let an order make one.</Trans>,
        }}
      >
        {({ items }) => (
          <Table
            label={t`Stock`}
            rows={items}
            columns={columns}
            keyOf={({ materialId, location = '', lotId = '', sublotId = '', quantity }) =>
              [materialId, location, lotId, sublotId, quantity.unit].join(' ')
            }
            markOf={({ held, rejected, expired }) => ([held, rejected, expired].some(isSome) ? 'bad' : undefined)}
            tools={
              <>
                <Filter name="place" label={t`Place`} all={t`All`} options={places.options} />
                <Filter name="status" label={t`Status`} all={t`All`} options={standings} />
                <Filter
                  name="by"
                  label={t`One row for each`}
                  options={[
                    { id: 'place', word: t`material and place` },
                    { id: 'lot', word: t`lot` },
                    { id: 'sublot', word: t`sublot` },
                  ]}
                />
              </>
            }
          />
        )}
      </Asked>
    </>
  )
}

const lotColumn = (head: string): Column<Row> => ({
  id: 'lot',
  head,
  value: ({ lotId }) => lotId,
  show: ({ lotId }) => lotId !== undefined && <IdLink type="lot" id={lotId} />,
})

const sublotColumn = (head: string): Column<Row> => ({
  id: 'sublot',
  head,
  value: ({ sublotId }) => sublotId,
  show: ({ sublotId, containerId }) => (
    <>
      {sublotId !== undefined && <Id of={sublotId} />}
      {containerId !== undefined && (
        <>
          {' · '}
          <IdLink type="container" id={containerId} />
        </>
      )}
    </>
  ),
})

const isSome = ({ value }: { readonly value: string }): boolean => Number(value) !== 0

/** A part of the quantity: nothing where it is zero, so that what is there stands out. */
const standingColumn = ({ word, amountOf, look }: Standing): Column<Row> => ({
  id: look,
  head: word,
  value: (row) => Number(amountOf(row).value) || undefined,
  show: (row) =>
    isSome(amountOf(row)) && (
      <span className={`standing ${look}`}>
        {look === 'held' && <Lock size={13} aria-hidden="true" />}
        <Amount of={amountOf(row)} />
      </span>
    ),
  isNumber: true,
  isMinor: look !== 'available' && look !== 'held',
})
