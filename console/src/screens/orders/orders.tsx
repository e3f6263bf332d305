import { Trans, useLingui } from '@lingui/react/macro'
import { Link } from '@tanstack/react-router'
import type { Told } from '../../api/client.ts'
import { useMaterials } from '../../api/named.ts'
import { useAll, useMay } from '../../api/plant.tsx'
import { pageOf } from '../../app/pages.ts'
import { Asked } from '../../look/asked.tsx'
import { Amount, Until } from '../../look/marks.tsx'
import { type Column, Table } from '../../look/table.tsx'
import { orderStates } from '../../words/states.ts'
import './orders.css'

type Order = Told<'listOrders'>['items'][number]

export function Orders() {
  const { t, i18n } = useLingui()
  const materials = useMaterials()
  const mayCreate = useMay('createOrder')
  const orders = useAll(['order', 'list'], (plant, page) => plant.listOrders(page))
  const columns: readonly Column<Order>[] = [
    {
      id: 'order',
      head: t`Order`,
      value: ({ orderId }) => orderId,
      show: ({ orderId }) => (
        <Link to={pageOf({ type: 'order', id: orderId })} className="id">
          {orderId}
        </Link>
      ),
    },
    { id: 'status', head: t`Status`, value: ({ status }) => i18n._(orderStates[status]) },
    { id: 'product', head: t`Product`, value: ({ product }) => materials.of(product)?.name ?? product },
    {
      id: 'quantity',
      head: t`Quantity`,
      value: ({ quantity }) => Number(quantity.value),
      show: ({ quantity }) => <Amount of={quantity} />,
      isNumber: true,
    },
    {
      id: 'due',
      head: t`Due`,
      value: ({ dueAt }) => dueAt,
      show: ({ dueAt }) => dueAt && <Until at={dueAt} />,
      isMinor: true,
    },
  ]
  return (
    <>
      <header className="orders-head">
        <h1>
          <Trans>Orders</Trans>
        </h1>
        {mayCreate && (
          <Link to="/orders/new" className="button primary">
            <Trans>New order</Trans>
          </Link>
        )}
      </header>
      <Asked
        of={orders}
        empty={{
          when: ({ items }) => items.length === 0,
          say: <Trans>No order yet. The ERP sends orders, or a planner creates one.</Trans>,
        }}
      >
        {({ items }) => <Table label={t`Orders`} rows={items} columns={columns} keyOf={({ orderId }) => orderId} />}
      </Asked>
    </>
  )
}
