import { useLingui } from '@lingui/react/macro'
import type { OrderStatus } from '../../../events/order.ts'
import { orderStates } from '../words/states.ts'
import { type Look, StateSign } from './state.tsx'

const looks: Readonly<Record<OrderStatus, Look>> = {
  created: 'rest',
  released: 'rest',
  running: 'running',
  held: 'stopped',
  completed: 'rest',
  closed: 'rest',
  aborted: 'stopped',
}

export function OrderSign({ status }: { readonly status: OrderStatus }) {
  const { i18n } = useLingui()
  return <StateSign look={looks[status]} word={i18n._(orderStates[status])} />
}
