import { useParams } from '@tanstack/react-router'
import { useAsk } from '../../api/plant.tsx'
import { Asked } from '../../look/asked.tsx'

export function OrderPage() {
  const { orderId } = useParams({ from: '/orders/$orderId' })
  const order = useAsk(['order', orderId], (plant) => plant.getOrder({ orderId }))
  return <Asked of={order}>{({ status }) => <h1>{`${orderId} ${status}`}</h1>}</Asked>
}
