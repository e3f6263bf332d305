import { useLingui } from '@lingui/react/macro'
import { levels, purposes } from '../recipe-words.ts'
import { type Draft, nextId } from './draft.ts'
import {
  Decimal,
  EnforcedFields,
  List,
  NeededDecimal,
  NeededText,
  OneOf,
  Optional,
  Ref,
  Some,
  UnitText,
  Whole,
} from './fields.tsx'
import { useKnown } from './known.ts'
import { at, type Place } from './place.ts'

type Range = NonNullable<Draft['yield']>
type Balance = NonNullable<Draft['balance']>

/** What the recipe is for, how much one batch is, and what the whole order has to come to. */
export function HeaderForm({ of }: { readonly of: Place<Draft> }) {
  const { t, i18n } = useLingui()
  const known = useKnown()
  const { purpose = 'production', batchSize, signaturesNeeded = 1 } = of.value
  const product = at(of, 'product')
  const sizes = at(of, 'batchSize')
  /** A batch has one unit, whichever of its sizes. */
  const unit: Place<string> = {
    value: batchSize.nominal.unit,
    path: 'batchSize/nominal/unit',
    set: (next) =>
      sizes.set({
        min: { ...batchSize.min, unit: next },
        nominal: { ...batchSize.nominal, unit: next },
        max: { ...batchSize.max, unit: next },
      }),
  }
  return (
    <div className="fields">
      <Ref of={{ ...product, set: (next) => product.set(next ?? '') }} label={t`Makes`} options={known.materials} />
      <OneOf
        of={{ value: purpose, path: 'purpose', set: at(of, 'purpose').set }}
        label={t`For`}
        words={{ production: i18n._(purposes.production), rework: i18n._(purposes.rework) }}
      />
      <NeededDecimal of={at(at(sizes, 'nominal'), 'value')} label={t`Nominal batch`} />
      <UnitText of={unit} />
      <NeededDecimal of={at(at(sizes, 'min'), 'value')} label={t`Smallest batch`} />
      <NeededDecimal of={at(at(sizes, 'max'), 'value')} label={t`Largest batch`} />
      <Whole
        of={{ value: signaturesNeeded, path: 'signaturesNeeded', set: at(of, 'signaturesNeeded').set }}
        label={t`Signatures needed`}
      />
      <YieldFields of={at(of, 'yield')} label={t`The order has a yield`} />
      <BalanceFields of={at(of, 'balance')} label={t`The order is balanced`} />
      <Procedures of={of} />
    </div>
  )
}

export function YieldFields({ of, label }: { readonly of: Place<Range | undefined>; readonly label: string }) {
  const { t } = useLingui()
  return (
    <Optional of={of} label={label} fresh={() => ({ lowPercent: '', highPercent: '' })}>
      {(range) => (
        <>
          <NeededDecimal of={at(range, 'lowPercent')} label={t`At least, in percent`} />
          <NeededDecimal of={at(range, 'highPercent')} label={t`At most, in percent`} />
          <EnforcedFields of={range} />
        </>
      )}
    </Optional>
  )
}

export function BalanceFields({ of, label }: { readonly of: Place<Balance | undefined>; readonly label: string }) {
  const { t } = useLingui()
  return (
    <Optional of={of} label={label} fresh={() => ({ tolerancePercent: '' })}>
      {(rule) => (
        <>
          <Decimal
            of={{ ...at(rule, 'tolerancePercent'), set: (next) => at(rule, 'tolerancePercent').set(next ?? '') }}
            label={t`Tolerance, in percent`}
          />
          <EnforcedFields of={rule} />
        </>
      )}
    </Optional>
  )
}

/** Parts of the procedure above the steps (ISA-88): unit procedures and operations. */
function Procedures({ of }: { readonly of: Place<Draft> }) {
  const { t, i18n } = useLingui()
  const list = at(of, 'procedures')
  const all = (list.value ?? []).map(({ procedureId, name }) => ({ id: procedureId, word: name }))
  const parts = [...of.value.steps.map(({ stepId, name }) => ({ id: stepId, word: name })), ...all]
  return (
    <List
      title={t`Parts of the procedure`}
      of={list}
      word={t`Part`}
      nameOf={({ name, procedureId }) => name || procedureId}
      fresh={() => ({
        procedureId: nextId(
          all.map(({ id }) => id),
          'part',
        ),
        name: '',
        level: 'operation' as const,
      })}
    >
      {(part) => (
        <>
          <NeededText of={at(part, 'name')} label={t`Name`} />
          <NeededText of={at(part, 'procedureId')} label={t`Id`} />
          <OneOf
            of={at(part, 'level')}
            label={t`Level`}
            words={{ 'unit-procedure': i18n._(levels['unit-procedure']), operation: i18n._(levels.operation) }}
          />
          <Ref
            of={at(part, 'within')}
            label={t`Part of`}
            options={all.filter(({ id }) => id !== part.value.procedureId)}
          />
          <Some
            of={at(part, 'after')}
            label={t`Comes after`}
            options={parts.filter(({ id }) => id !== part.value.procedureId)}
          />
        </>
      )}
    </List>
  )
}
