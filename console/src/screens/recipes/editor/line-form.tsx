import { Trans, useLingui } from '@lingui/react/macro'
import type { ReactNode } from 'react'
import { uses } from '../recipe-words.ts'
import { type DraftLine, type DraftStep, nextId } from './draft.ts'
import { useFaultsWithin } from './faults.tsx'
import {
  Decimal,
  EnforcedFields,
  List,
  NeededDecimal,
  NeededText,
  OneOf,
  Optional,
  PolicyChoice,
  Quantity,
  Ref,
  Tick,
} from './fields.tsx'
import { useKnown } from './known.ts'
import { at, type Place } from './place.ts'

/** The materials of a step. */
export function Lines({ step }: { readonly step: Place<DraftStep> }) {
  const { t } = useLingui()
  const known = useKnown()
  const list = at(step, 'materials')
  const nameOf = (line: DraftLine) =>
    known.materials.find(({ id }) => id === line.materialId)?.word ?? `${line.lineId} ${line.materialId}`
  const ids = (list.value ?? []).map(({ lineId }) => lineId)
  return (
    <List
      title={t`Materials`}
      of={list}
      word={t`Material`}
      nameOf={nameOf}
      fresh={(): DraftLine => ({
        lineId: nextId(ids, ''),
        materialId: '',
        quantity: { value: '', unit: 'kg' },
        tolerance: { minusPercent: '0', plusPercent: '0' },
      })}
    >
      {(line) => <LineFields line={line} others={list.value ?? []} />}
    </List>
  )
}

function LineFields({ line, others }: { readonly line: Place<DraftLine>; readonly others: readonly DraftLine[] }) {
  const { t, i18n } = useLingui()
  const known = useKnown()
  const material = at(line, 'materialId')
  const { use = 'consumed' } = line.value
  return (
    <>
      <NeededText of={at(line, 'lineId')} label={t`Line`} />
      <Ref
        of={{ ...material, set: (next) => material.set(next ?? '') }}
        label={t`Material`}
        options={known.materials}
      />
      <Quantity of={at(line, 'quantity')} label={t`Nominal quantity`} />
      <Tick of={at(line, 'fixed')} label={t`The same for each batch, whatever its size`} />
      <Optional
        of={at(line, 'tolerance')}
        label={t`Has a tolerance`}
        fresh={() => ({ minusPercent: '0', plusPercent: '0' })}
      >
        {(it) => (
          <>
            <NeededDecimal of={at(it, 'minusPercent')} label={t`Less, in percent`} />
            <NeededDecimal of={at(it, 'plusPercent')} label={t`More, in percent`} />
          </>
        )}
      </Optional>
      <EnforcedFields of={line} />
      <More line={line}>
        <OneOf
          of={{ value: use, path: `${line.path}/use`, set: at(line, 'use').set }}
          label={t`Use`}
          words={{
            consumed: i18n._(uses.consumed),
            'by-product': i18n._(uses['by-product']),
            'co-product': i18n._(uses['co-product']),
          }}
        />
        <Ref
          of={{
            value: line.value.backflush,
            path: `${line.path}/backflush`,
            set: (next) => at(line, 'backflush').set(next === 'standard' || next === 'actual' ? next : undefined),
          }}
          label={t`Booked`}
          none={t`by hand`}
          options={[
            { id: 'standard', word: t`with the step, as planned` },
            { id: 'actual', word: t`with the step, as counted` },
          ]}
        />
        <Optional of={at(line, 'weighing')} label={t`Weighed into containers`} fresh={() => ({})}>
          {(it) => (
            <>
              <PolicyChoice
                of={{ value: it.value.verify ?? 'off', path: `${it.path}/verify`, set: at(it, 'verify').set }}
                label={t`A second person verifies`}
              />
              <PolicyChoice
                of={{
                  value: it.value.manualEntry ?? 'warn',
                  path: `${it.path}/manualEntry`,
                  set: at(it, 'manualEntry').set,
                }}
                label={t`A weight may be typed`}
              />
            </>
          )}
        </Optional>
        <Potency of={at(line, 'potency')} others={others.filter((it) => it !== line.value)} />
        <Optional
          of={at(line, 'perUnit')}
          label={t`Built into each unit`}
          fresh={() => ({ quantity: { value: '1', unit: line.value.quantity.unit } })}
        >
          {(it) => (
            <>
              <Quantity of={at(it, 'quantity')} label={t`Quantity for each unit`} />
              <EnforcedFields of={it} />
            </>
          )}
        </Optional>
        <PolicyChoice of={at(line, 'early')} label={t`Taken before the step`} none={t`as the plant has it: not`} />
        <PolicyChoice
          of={at(line, 'picking')}
          label={t`Another lot than the next one`}
          none={t`as the plant has it: any`}
        />
        <Alternates line={line} />
      </More>
    </>
  )
}

/** What few lines need; open where the plant finds a fault in the line. */
function More({ line, children }: { readonly line: Place<DraftLine>; readonly children: ReactNode }) {
  const { weighing, potency, perUnit, backflush, alternates, use, early, picking } = line.value
  const hasFault = useFaultsWithin(line.path).length > 0
  const isUsed = [weighing, potency, perUnit, backflush, alternates, use, early, picking].some((it) => it !== undefined)
  return (
    <details className="rare" open={hasFault}>
      <summary>{isUsed ? <Trans>More about the line (in use)</Trans> : <Trans>More about the line</Trans>}</summary>
      <div className="fields">{children}</div>
    </details>
  )
}

type PotencyRole = DraftLine['potency']

function Potency({ of, others }: { readonly of: Place<PotencyRole>; readonly others: readonly DraftLine[] }) {
  const { t } = useLingui()
  const role = of.value?.role ?? 'none'
  const actives = others
    .filter(({ potency }) => potency?.role === 'active')
    .map(({ lineId, materialId }) => ({ id: lineId, word: materialId }))
  return (
    <>
      <OneOf
        of={{
          value: role,
          path: `${of.path}/role`,
          set: (next) =>
            of.set(
              next === 'none'
                ? undefined
                : next === 'active'
                  ? { role: 'active' }
                  : { role: 'compensator', of: actives[0]?.id ?? '' },
            ),
        }}
        label={t`Potency`}
        words={{ none: t`does not count`, active: t`active, counted by it`, compensator: t`makes up for an active` }}
      />
      {of.value?.role === 'active' && (
        <Decimal
          of={{
            value: of.value.basis,
            path: `${of.path}/basis`,
            set: (basis) => of.set({ role: 'active', ...(basis !== undefined && { basis }) }),
          }}
          label={t`Counted at, in percent`}
          hint={t`Empty: 100`}
        />
      )}
      {of.value?.role === 'compensator' && (
        <Ref
          of={{
            value: of.value.of,
            path: `${of.path}/of`,
            set: (next) => of.set({ role: 'compensator', of: next ?? '' }),
          }}
          label={t`Makes up for line`}
          options={actives}
        />
      )}
    </>
  )
}

function Alternates({ line }: { readonly line: Place<DraftLine> }) {
  const { t } = useLingui()
  const known = useKnown()
  return (
    <List
      title={t`Substitutes`}
      of={at(line, 'alternates')}
      word={t`Substitute`}
      isOptional
      nameOf={({ materialId }) => materialId}
      fresh={() => ({ materialId: '' })}
    >
      {(it) => (
        <>
          <Ref
            of={{ ...at(it, 'materialId'), set: (next) => at(it, 'materialId').set(next ?? '') }}
            label={t`Material`}
            options={known.materials}
          />
          <Decimal of={at(it, 'factor')} label={t`Quantity of it for one of the material`} hint={t`Empty: 1`} />
        </>
      )}
    </List>
  )
}
