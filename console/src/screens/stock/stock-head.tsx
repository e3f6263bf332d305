import { Trans, useLingui } from '@lingui/react/macro'
import { Link } from '@tanstack/react-router'
import { useMay } from '../../api/plant.tsx'
import './stock-head.css'

/** The three lists of the stock, and receiving, which begins at a truck. */
export function StockHead({ title }: { readonly title: string }) {
  const { t } = useLingui()
  const mayReceive = useMay('receiveLot')
  return (
    <header className="stock-head">
      <h1>{title}</h1>
      <nav aria-label={t`Lists of the stock`}>
        <Link to="/stock" activeOptions={{ includeSearch: false }}>
          <Trans>By material</Trans>
        </Link>
        <Link to="/lots" activeOptions={{ exact: true, includeSearch: false }}>
          <Trans>Lots</Trans>
        </Link>
        <Link to="/containers" activeOptions={{ exact: true, includeSearch: false }}>
          <Trans>Containers</Trans>
        </Link>
      </nav>
      {mayReceive && (
        <Link to="/lots/receive" className="button primary">
          <Trans>Receive a lot</Trans>
        </Link>
      )}
    </header>
  )
}
