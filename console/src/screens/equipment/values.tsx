import { Trans, useLingui } from '@lingui/react/macro'
import { When } from '../../look/marks.tsx'
import { Part } from '../../look/page.tsx'
import { Value } from '../../look/value.tsx'
import { decimal, unitName } from '../../words/told.ts'
import type { Machine, Unit } from './equipment-page.tsx'

/** What it measures now: the values of its step against their limits, and the newest of everything else. */
export function Values({ unit, machine }: { readonly unit: Unit | undefined; readonly machine: Machine }) {
  const { t } = useLingui()
  const judged = unit?.values ?? []
  const known = new Set<string>(judged.map(({ parameterId }) => parameterId))
  const others = Object.entries(machine.values).filter(([id]) => !known.has(id))
  const { counts } = machine
  if (judged.length + others.length === 0 && counts === undefined) return null
  return (
    <Part title={t`Values now`}>
      <div className="values">
        {judged.map((it) => (
          <Value key={it.parameterId} value={it} />
        ))}
        {others.map(([id, { value, unit: own, occurredAt }]) => (
          <p key={id} className="plain-value">
            <span className="num">
              {decimal(value)} <span className="unit">{own !== undefined && unitName(own)}</span>
            </span>
            <span className="label">
              {id} · <When at={occurredAt} />
            </span>
          </p>
        ))}
        {counts && (
          <p className="plain-value">
            <span className="num">
              <Trans>
                {decimal(counts.good)} good, {decimal(counts.reject)} rejected
              </Trans>
            </span>
            <span className="label">
              <Trans>
                counter of the machine · <When at={counts.occurredAt} />
              </Trans>
            </span>
          </p>
        )}
      </div>
    </Part>
  )
}
