import { useLingui } from '@lingui/react/macro'
import type { Told } from '../../api/client.ts'

type Row = Told<'listStock'>['items'][number]

/** What may be done with a part of the stock: how it is asked for, called, read and drawn. */
export interface Standing {
  readonly id: 'available' | 'reserved' | 'quarantine' | 'held' | 'rejected' | 'expired' | 'retest-due' | 'incomplete'
  readonly word: string
  readonly look: string
  readonly amountOf: (row: Row) => Row['quantity']
}

export function useStandings(): readonly Standing[] {
  const { t } = useLingui()
  return [
    { id: 'available', word: t`Free`, look: 'available', amountOf: ({ available }) => available },
    { id: 'reserved', word: t`Reserved`, look: 'reserved', amountOf: ({ reserved }) => reserved },
    { id: 'quarantine', word: t`Quarantine`, look: 'quarantine', amountOf: ({ quarantine }) => quarantine },
    { id: 'held', word: t`On hold`, look: 'held', amountOf: ({ held }) => held },
    { id: 'rejected', word: t`Rejected`, look: 'rejected', amountOf: ({ rejected }) => rejected },
    { id: 'expired', word: t`Expired`, look: 'expired', amountOf: ({ expired }) => expired },
    { id: 'retest-due', word: t`Retest due`, look: 'retest-due', amountOf: ({ retestDue }) => retestDue },
    { id: 'incomplete', word: t`Incomplete`, look: 'incomplete', amountOf: ({ incomplete }) => incomplete },
  ]
}
