import { Trans, useLingui } from '@lingui/react/macro'
import { Link } from '@tanstack/react-router'
import type { Told } from '../../api/client.ts'
import { useAll } from '../../api/plant.tsx'
import { pageOf } from '../../app/pages.ts'
import { Asked } from '../../look/asked.tsx'
import { Filter, useView } from '../../look/filter.tsx'
import { Amount } from '../../look/marks.tsx'
import { type Column, Table } from '../../look/table.tsx'
import { unitName } from '../../words/told.ts'
import { types } from './words.ts'

type Listed = Told<'listMaterials'>['items'][number]
type InStock = Told<'listStock'>['items'][number]

interface Row {
  readonly material: Listed
  /** One for each place and unit. */
  readonly stock: readonly InStock[]
}

/** All materials of the plant, with what there is of each. */
export function Materials() {
  const { t, i18n } = useLingui()
  const { type } = useView()
  const materials = useAll(['material', 'list'], (plant, page) => plant.listMaterials(page))
  const stock = useAll(['stock', 'place'], (plant, page) => plant.listStock(page))
  const there = Map.groupBy(stock.data?.items ?? [], ({ materialId }) => materialId)
  const columns: readonly Column<Row>[] = [
    {
      id: 'material',
      head: t`Material`,
      value: ({ material: { name, materialId } }) => `${name} ${materialId}`,
      show: ({ material: { name, materialId } }) => (
        <>
          <Link to={pageOf({ type: 'material', id: materialId })}>{name}</Link>{' '}
          <span className="id label">{materialId}</span>
        </>
      ),
    },
    { id: 'type', head: t`Kind`, value: ({ material }) => i18n._(types[material.type]) },
    { id: 'unit', head: t`Unit`, value: ({ material: { unit } }) => unitName(unit), isMinor: true },
    {
      id: 'places',
      head: t`Places with stock`,
      value: ({ stock: rows }) => rows.length || undefined,
      isNumber: true,
      isMinor: true,
    },
    {
      id: 'stock',
      head: t`In stock`,
      value: ({ stock: [first] }) => first && Number(first.quantity.value),
      // Places are not summed here: two units of one material have no sum.
      show: ({ stock: rows }) =>
        rows.length === 1 ? (
          <Amount of={rows[0]?.quantity} />
        ) : (
          rows.map(({ location, quantity }, index) => (
            <span key={`${location} ${quantity.unit}`}>
              {index > 0 && ' + '}
              <Amount of={quantity} />
            </span>
          ))
        ),
      isNumber: true,
    },
  ]
  return (
    <>
      <h1>
        <Trans>Materials</Trans>
      </h1>
      <Asked
        of={materials}
        empty={{
          when: ({ items }) => items.length === 0,
          say: <Trans>No material yet. An engineer or the ERP defines it.</Trans>,
        }}
      >
        {({ items }) => (
          <Table
            label={t`Materials`}
            rows={items
              .filter((it) => type === undefined || it.type === type)
              .map((material) => ({ material, stock: there.get(material.materialId) ?? [] }))}
            columns={columns}
            keyOf={({ material }) => material.materialId}
            tools={
              <Filter
                name="type"
                label={t`Kind`}
                all={t`All`}
                options={Object.entries(types).map(([id, word]) => ({ id, word: i18n._(word) }))}
              />
            }
          />
        )}
      </Asked>
    </>
  )
}
