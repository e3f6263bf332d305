import { Trans, useLingui } from '@lingui/react/macro'
import { useAsk } from '../../api/plant.tsx'
import { Amount } from '../../look/marks.tsx'
import './balance.css'
import type { Lot } from './lot.tsx'

type Account = keyof Lot['left']

/** What the lot was, and where it went: a bar of its parts with their numbers, and whether the facts say the same. */
export function Balance({ lot }: { readonly lot: Lot }) {
  const { t } = useLingui()
  const { lotId, quantity, remaining, left } = lot
  const audit = useAsk(['lot', lotId, 'balance'], (plant) => plant.getLotBalance({ lotId }))
  const words: Readonly<Record<Account, string>> = {
    consumed: t`used`,
    shipped: t`shipped`,
    scrapped: t`scrapped`,
    sampled: t`sampled`,
    parted: t`split off or merged`,
    adjusted: t`counted as missing`,
  }
  const accounts = Object.entries(words)
    .map(([account, word]) => ({ account, word, amount: left[account as Account] }))
    .filter(({ amount }) => Number(amount.value) !== 0)
  const parts = [{ account: 'remaining', word: t`left`, amount: remaining }, ...accounts]
  const whole = parts.reduce((sum, { amount }) => sum + Math.max(0, Number(amount.value)), 0) || 1
  return (
    <div className="lot-balance">
      <div className="shares" aria-hidden="true">
        {parts.map(({ account, amount }) => (
          <i key={account} className={account} style={{ flexGrow: Math.max(0, Number(amount.value)) / whole }} />
        ))}
      </div>
      <ul>
        <li>
          <b>
            <Amount of={quantity} />
          </b>{' '}
          <Trans>received or made</Trans>
        </li>
        {parts.map(({ account, word, amount }) => (
          <li key={account}>
            <i className={account} aria-hidden="true" />
            <b>
              <Amount of={amount} />
            </b>{' '}
            {word}
          </li>
        ))}
      </ul>
      {audit.data && (
        <p className={audit.data.balanced ? 'label' : 'label wrong'}>
          {audit.data.balanced ? (
            <Trans>The facts of the record add up to this.</Trans>
          ) : (
            <Trans>The facts of the record do not add up to this: tell quality.</Trans>
          )}
        </p>
      )}
    </div>
  )
}
