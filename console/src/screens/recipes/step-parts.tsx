import { Trans, useLingui } from '@lingui/react/macro'
import type { ReactNode } from 'react'
import { decimal, unitName } from '../../words/told.ts'
import { policies } from './recipe-words.ts'
import type { Step } from './version.tsx'

export type Line = Step['materials'][number]

interface Within {
  readonly low?: string | undefined
  readonly target?: string | undefined
  readonly high?: string | undefined
}

/** The limits of a value with its unit, as few words as tell them. */
export function Limits({ of: { low, target, high }, unit }: { readonly of: Within; readonly unit: string }) {
  const name = unitName(unit)
  const [least, most, goal] = [low, high, target].map((it) => (it === undefined ? undefined : decimal(it)))
  return (
    <>
      {least !== undefined && most !== undefined ? (
        <Trans>
          {least} to {most} {name}
        </Trans>
      ) : least !== undefined ? (
        <Trans>
          at least {least} {name}
        </Trans>
      ) : most !== undefined ? (
        <Trans>
          at most {most} {name}
        </Trans>
      ) : goal === undefined ? (
        <Trans>in {name}, without limits</Trans>
      ) : null}
      {goal !== undefined && (
        <span className="label">
          {' '}
          <Trans>
            target {goal} {name}
          </Trans>
        </span>
      )}
    </>
  )
}

interface Enforced {
  readonly policy: keyof typeof policies
  readonly deviationOnOverride?: boolean | undefined
  readonly review?: boolean | undefined
}

/** What happens where the rule is not met; said aloud where it is not the strictest. */
export function Otherwise({ of: { policy, deviationOnOverride, review } }: { readonly of: Enforced }) {
  const { t, i18n } = useLingui()
  const more = [
    policy === 'block-unless-signed' && deviationOnOverride === false && t`without a deviation`,
    policy === 'block-unless-signed' && deviationOnOverride !== false && t`with a deviation`,
    policy === 'warn' && (review === false ? t`not reviewed` : t`reviewed with the batch`),
  ].filter((it) => typeof it === 'string')
  return (
    <span className={policy === 'block' ? '' : 'lenient'}>
      {i18n._(policies[policy])}
      {more.length > 0 && <span className="label"> {more.join(', ')}</span>}
    </span>
  )
}

interface RowsProps<Row> {
  readonly title: string
  readonly of: readonly Row[]
  readonly keyOf: (row: Row) => string
  /** A column that only some rows need says which. */
  readonly columns: readonly (readonly [head: string, show: (row: Row) => ReactNode, isUsed?: (row: Row) => boolean])[]
}

/** A list of a step with its heads; nothing where the step has none. */
export function Rows<Row>({ title, of, keyOf, columns: known }: RowsProps<Row>) {
  if (of.length === 0) return null
  const columns = known.filter(([, , isUsed]) => isUsed === undefined || of.some(isUsed))
  return (
    <div className="rows-of-step">
      <h4>{title}</h4>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by the keyboard. */}
      <div tabIndex={0}>
        <table aria-label={title}>
          <thead>
            <tr>
              {columns.map(([head]) => (
                <th key={head}>{head}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {of.map((row) => (
              <tr key={keyOf(row)}>
                {columns.map(([head, show]) => (
                  <td key={head} data-head={head}>
                    {show(row)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  )
}
