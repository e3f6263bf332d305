import type { MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'
import { Trans, useLingui } from '@lingui/react/macro'
import { Lock } from 'lucide-react'
import type { Told } from '../../api/client.ts'
import './stock-sign.css'

export type StockStatus = Told<'getLot'>['status'] | Told<'getUnit'>['status']

/** States of lots, sublots and units in the words of a warehouse. */
export const stockStates: Readonly<Record<StockStatus, MessageDescriptor>> = {
  quarantine: msg`Quarantine`,
  released: msg`Released`,
  rejected: msg`Rejected`,
  consumed: msg`Used up`,
  expired: msg`Expired`,
  shipped: msg`Shipped`,
  depleted: msg`Empty`,
  announced: msg`Announced`,
  'in-repair': msg`In repair`,
  scrapped: msg`Scrapped`,
}

interface SignProps {
  readonly status: StockStatus
  readonly isHeld?: boolean
  /** Quality has not decided, whatever the date says. */
  readonly isUndecided?: boolean
}

/** Whether stock may be used, as a sign and a word; a hold stands before whatever else it is, and quarantine before what has come of it there. */
export function StockSign({ status, isHeld = false, isUndecided = false }: SignProps) {
  const { i18n } = useLingui()
  return (
    <span className="stock-signs">
      {isHeld && (
        <span className="stock-sign held">
          <Lock size={14} aria-hidden="true" /> <Trans>On hold</Trans>
        </span>
      )}
      {isUndecided && status === 'expired' && (
        <span className="stock-sign quarantine">{i18n._(stockStates.quarantine)}</span>
      )}
      <span className={`stock-sign ${status}`}>{i18n._(stockStates[status])}</span>
    </span>
  )
}
