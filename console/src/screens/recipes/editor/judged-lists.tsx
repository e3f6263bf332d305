import { useLingui } from '@lingui/react/macro'
import { roles } from '../../../../../events/names.ts'
import type { Option } from '../../../look/pick.tsx'
import { meanings } from '../../../words/states.ts'
import { checkKinds, sources, timerRules } from '../recipe-words.ts'
import { type DraftStep, nextId } from './draft.ts'
import {
  Decimal,
  EnforcedFields,
  List,
  NeededText,
  OneOf,
  Optional,
  PolicyChoice,
  Ref,
  Some,
  Text,
  Tick,
  TimeSpan,
  UnitText,
  Whole,
} from './fields.tsx'
import { at, type Place } from './place.ts'

type ListOf<Name extends keyof DraftStep> = Place<DraftStep[Name]>
type Per = NonNullable<NonNullable<DraftStep['parameters']>[number]['per']>
type Others = readonly { readonly stepId: string; readonly name: string }[]

const optionsOf = (steps: Others): readonly Option[] =>
  steps.map(({ stepId, name }) => ({ id: stepId, word: name || stepId }))

/** Values with their limits. */
export function Values({ of }: { readonly of: ListOf<'parameters'> }) {
  const { t, i18n } = useLingui()
  const ids = (of.value ?? []).map(({ parameterId }) => parameterId)
  return (
    <List
      title={t`Values`}
      of={of}
      word={t`Value`}
      nameOf={({ name, parameterId }) => name ?? parameterId}
      fresh={() => ({ parameterId: nextId(ids, 'value'), unit: '', source: 'operator' as const })}
    >
      {(it) => (
        <>
          <Text of={at(it, 'name')} label={t`Name`} />
          <NeededText of={at(it, 'parameterId')} label={t`Id`} />
          <UnitText of={at(it, 'unit')} />
          <Decimal of={at(it, 'low')} label={t`Low limit`} />
          <Decimal of={at(it, 'target')} label={t`Target`} />
          <Decimal of={at(it, 'high')} label={t`High limit`} />
          <OneOf
            of={at(it, 'source')}
            label={t`Given by`}
            words={{ operator: i18n._(sources.operator), device: i18n._(sources.device) }}
          />
          {it.value.source === 'device' && (
            <PolicyChoice
              of={{
                value: it.value.manualEntry ?? 'warn',
                path: `${it.path}/manualEntry`,
                set: at(it, 'manualEntry').set,
              }}
              label={t`A person may type it`}
            />
          )}
          <PerFields of={at(it, 'per')} />
          <Tick of={at(it, 'scaled')} label={t`In proportion to the order`} />
          <EnforcedFields of={it} />
        </>
      )}
    </List>
  )
}

/** What a result is given for: as the step has it, once, for each unit, or for one in so many. */
function PerFields({ of }: { readonly of: Place<Per | undefined> }) {
  const { t } = useLingui()
  const { value, path, set } = of
  const chosen = value === undefined ? 'own' : typeof value === 'string' ? value : 'every'
  return (
    <>
      <OneOf
        of={{
          value: chosen,
          path,
          set: (next) => set(next === 'own' ? undefined : next === 'every' ? { every: 10 } : next),
        }}
        label={t`For`}
        words={{
          own: t`as the step goes on`,
          step: t`the whole step`,
          unit: t`each unit`,
          every: t`one unit in so many`,
        }}
      />
      {typeof value === 'object' && (
        <Whole
          of={{ value: value.every, path: `${path}/every`, set: (next) => set({ every: next ?? 2 }) }}
          label={t`One in`}
        />
      )}
    </>
  )
}

export function Checks({ of }: { readonly of: ListOf<'checks'> }) {
  const { t, i18n } = useLingui()
  const ids = (of.value ?? []).map(({ checkId }) => checkId)
  return (
    <List
      title={t`Checks`}
      of={of}
      word={t`Check`}
      nameOf={({ question, checkId }) => question || checkId}
      fresh={() => ({ checkId: nextId(ids, 'check'), question: '' })}
    >
      {(it) => (
        <>
          <NeededText of={at(it, 'question')} label={t`Question`} />
          <NeededText of={at(it, 'checkId')} label={t`Id`} />
          <OneOf
            of={{ value: it.value.kind ?? 'pass-fail', path: `${it.path}/kind`, set: at(it, 'kind').set }}
            label={t`Answer`}
            words={{ 'pass-fail': i18n._(checkKinds['pass-fail']), 'read-confirm': i18n._(checkKinds['read-confirm']) }}
          />
          <PerFields of={at(it, 'per')} />
          <EnforcedFields of={it} />
        </>
      )}
    </List>
  )
}

export function Calculations({ of }: { readonly of: ListOf<'calculations'> }) {
  const { t } = useLingui()
  const ids = (of.value ?? []).map(({ calculationId }) => calculationId)
  return (
    <List
      title={t`Calculations`}
      of={of}
      word={t`Calculation`}
      isOptional
      nameOf={({ name, calculationId }) => name ?? calculationId}
      fresh={() => ({ calculationId: nextId(ids, 'calculated'), expression: '', unit: '' })}
    >
      {(it) => (
        <>
          <Text of={at(it, 'name')} label={t`Name`} />
          <NeededText of={at(it, 'calculationId')} label={t`Id`} />
          <NeededText
            of={at(it, 'expression')}
            label={t`Formula`}
            hint={t`Ids of values, of another step as step.value, consumed(line), produced, quantity, and + − * /.`}
          />
          <UnitText of={at(it, 'unit')} />
          <Whole of={at(it, 'decimals')} label={t`Decimals`} />
          <Decimal of={at(it, 'low')} label={t`Low limit`} />
          <Decimal of={at(it, 'high')} label={t`High limit`} />
          <Tick of={at(it, 'scaled')} label={t`In proportion to the order`} />
          <EnforcedFields of={it} />
        </>
      )}
    </List>
  )
}

interface TimersProps {
  readonly of: ListOf<'timers'>
  readonly steps: Others
  readonly values: readonly Option[]
}

export function Timers({ of, steps, values }: TimersProps) {
  const { t, i18n } = useLingui()
  const ids = (of.value ?? []).map(({ timerId }) => timerId)
  const first = values[0]?.id ?? ''
  return (
    <List
      title={t`Times`}
      of={of}
      word={t`Time`}
      nameOf={({ timerId }) => timerId}
      fresh={() => ({
        timerId: nextId(ids, 'time'),
        rule: 'at-most' as const,
        duration: { value: '', unit: 'min' as const },
      })}
    >
      {(it) => {
        const span = at(it, 'duration')
        return (
          <>
            <NeededText of={at(it, 'timerId')} label={t`Id`} />
            <OneOf
              of={at(it, 'rule')}
              label={t`Rule`}
              words={{ 'at-least': i18n._(timerRules['at-least']), 'at-most': i18n._(timerRules['at-most']) }}
            />
            <TimeSpan of={{ ...span, set: (next) => span.set(next ?? { ...span.value, value: '' }) }} label={t`Time`} />
            <Ref
              of={at(it, 'from')}
              label={t`From the end of`}
              none={t`the start of this step`}
              options={optionsOf(steps)}
            />
            {it.value.rule === 'at-least' && (
              <Optional
                of={at(it, 'while')}
                label={t`Counts only while a value is within limits`}
                fresh={() => ({ parameterId: first })}
              >
                {(within) => <Within of={within} values={values} />}
              </Optional>
            )}
            {it.value.rule === 'at-most' && (
              <>
                <Optional
                  of={at(it, 'outside')}
                  label={t`Counts in one piece while a value is outside its limits`}
                  fresh={() => ({ parameterId: first })}
                >
                  {(outside) => <ValueRef of={at(outside, 'parameterId')} values={values} />}
                </Optional>
                <Optional
                  of={at(it, 'until')}
                  label={t`Ends with the first value within limits`}
                  fresh={() => ({ parameterId: first })}
                >
                  {(within) => <Within of={within} values={values} />}
                </Optional>
              </>
            )}
            <TimeSpan of={at(it, 'silence')} label={t`Silence of a device`} />
            <Tick of={at(it, 'scaled')} label={t`In proportion to the order`} />
            <EnforcedFields of={it} />
          </>
        )
      }}
    </List>
  )
}

interface WithinLimits {
  readonly parameterId: string
  readonly low?: string | undefined
  readonly high?: string | undefined
}

function ValueRef({ of, values }: { readonly of: Place<string>; readonly values: readonly Option[] }) {
  const { t } = useLingui()
  return <Ref of={{ ...of, set: (next) => of.set(next ?? '') }} label={t`Value`} options={values} />
}

function Within({ of, values }: { readonly of: Place<WithinLimits>; readonly values: readonly Option[] }) {
  const { t } = useLingui()
  return (
    <>
      <ValueRef of={at(of, 'parameterId')} values={values} />
      <Decimal of={at(of, 'low')} label={t`Low limit`} hint={t`Empty: that of the value`} />
      <Decimal of={at(of, 'high')} label={t`High limit`} hint={t`Empty: that of the value`} />
    </>
  )
}

interface ChargesProps {
  readonly of: ListOf<'charges'>
  readonly steps: DraftSteps
}
type DraftSteps = readonly DraftStep[]

export function Charges({ of, steps }: ChargesProps) {
  const { t } = useLingui()
  return (
    <List
      title={t`Containers charged`}
      of={of}
      word={t`Charge`}
      isOptional
      nameOf={({ from }) => from}
      fresh={() => ({
        from: steps.find(({ materials = [] }) => materials.some(({ weighing }) => weighing))?.stepId ?? '',
      })}
    >
      {(it) => (
        <>
          <Ref
            of={{ ...at(it, 'from'), set: (next) => at(it, 'from').set(next ?? '') }}
            label={t`Dispensed in`}
            options={optionsOf(steps)}
          />
          <Some
            of={{
              ...at(it, 'lineIds'),
              set: (next) => at(it, 'lineIds').set(next === undefined || next.length === 0 ? undefined : [...next]),
            }}
            label={t`Lines; none means all`}
            options={(steps.find(({ stepId }) => stepId === it.value.from)?.materials ?? []).map(
              ({ lineId, materialId }) => ({ id: lineId, word: `${lineId} ${materialId}` }),
            )}
          />
          <Tick of={at(it, 'witness')} label={t`A second person signs each`} />
          <EnforcedFields of={it} />
        </>
      )}
    </List>
  )
}

type Signature = NonNullable<DraftStep['signatures']>[number]

export function Signatures({ of }: { readonly of: ListOf<'signatures'> }) {
  const { t, i18n } = useLingui()
  const words = (it: Signature['meaning']) => i18n._(meanings[it])
  return (
    <List
      title={t`Signatures at the end of the step`}
      of={of}
      word={t`Signature`}
      nameOf={({ meaning }) => words(meaning)}
      fresh={(): Signature => ({ meaning: 'performed', role: 'operator' })}
    >
      {(it) => (
        <>
          <OneOf
            of={at(it, 'meaning')}
            label={t`Meaning`}
            words={{
              performed: words('performed'),
              verified: words('verified'),
              reviewed: words('reviewed'),
              approved: words('approved'),
              authored: words('authored'),
              released: words('released'),
              rejected: words('rejected'),
              dispositioned: words('dispositioned'),
            }}
          />
          <OneOf of={at(it, 'role')} label={t`By`} words={roleWords} />
          <EnforcedFields of={it} />
        </>
      )}
    </List>
  )
}

/** Roles are named in the plant's own words everywhere. */
const roleWords = Object.fromEntries(roles.map((it) => [it, it])) as Readonly<Record<(typeof roles)[number], string>>
