import { Trans, useLingui } from '@lingui/react/macro'
import { type ReactNode, useId, useState } from 'react'
import type { Policy } from '../../../../../events/policy.ts'
import { Button } from '../../../look/button.tsx'
import { Choice, TextField } from '../../../look/field.tsx'
import { numberOf, typedAs } from '../../../words/typed.ts'
import { policies } from '../recipe-words.ts'
import { OwnFaults, useFault } from './faults.tsx'
import { at, moved, type Place, without } from './place.ts'

interface Labelled<Value> {
  readonly of: Place<Value>
  readonly label: string
  readonly hint?: string
}

interface TextProps extends Labelled<string | undefined> {
  readonly isLong?: boolean
  readonly proposals?: readonly string[]
  readonly unit?: string
}

/** A text that may be absent: an empty one is left out. */
export function Text({ of: { value = '', path, set }, ...more }: TextProps) {
  const fault = useFault(path)
  return <TextField {...more} fault={fault} value={value} onChange={(text) => set(text === '' ? undefined : text)} />
}

/** A text that has to be there, so that an empty one is sent, and refused at its place. */
export function NeededText({ of, ...more }: Omit<TextProps, 'of'> & Labelled<string>) {
  const fault = useFault(of.path)
  return <TextField {...more} fault={fault} value={of.value} onChange={of.set} />
}

/** As the draft keeps what was typed. What can be read in two ways is kept with a mark, so that the plant does not read it as one of them. */
const drafted = (text: string): string =>
  text.trim() === '' ? '' : (numberOf(text) ?? (/^-?\d+\.\d+$/.test(text.trim()) ? `${text.trim()}?` : text))

interface NumberProps extends Omit<TextProps, 'of'> {
  readonly value: string
  readonly fault: string | undefined
  readonly onChange: (value: string) => void
}

/** What is typed stays as it was typed, for as long as the draft has that number. */
function NumberField({ value, onChange, ...more }: NumberProps) {
  const [typed, setTyped] = useState('')
  return (
    <TextField
      {...more}
      keys="decimal"
      value={drafted(typed) === value ? typed : typedAs(value)}
      onChange={(text) => {
        setTyped(text)
        onChange(drafted(text))
      }}
    />
  )
}

export function Decimal({ of: { value = '', path, set }, ...more }: TextProps) {
  const fault = useFault(path)
  return <NumberField {...more} fault={fault} value={value} onChange={(next) => set(next === '' ? undefined : next)} />
}

export function NeededDecimal({ of, ...more }: Omit<TextProps, 'of'> & Labelled<string>) {
  const fault = useFault(of.path)
  return <NumberField {...more} fault={fault} value={of.value} onChange={of.set} />
}

/** A whole number; what is none stays empty. */
export function Whole({ of: { value, path, set }, ...more }: Labelled<number | undefined>) {
  const fault = useFault(path)
  return (
    <TextField
      {...more}
      keys="numeric"
      fault={fault}
      value={value === undefined ? '' : String(value)}
      onChange={(text) => set(/^\d+$/.test(text.trim()) ? Number(text.trim()) : undefined)}
    />
  )
}

interface Amount {
  readonly value: string
  readonly unit: string
}

/** The units that the browser proposes; every other one of UCUM may be typed as well. */
const proposed = [
  'kg',
  'g',
  'mg',
  't',
  'L',
  'mL',
  '{each}',
  'm',
  'mm',
  'Cel',
  '%',
  'bar',
  'mbar',
  '[pH]',
  'N.m',
  'min',
  's',
]

export function Quantity({ of, label }: Labelled<Amount>) {
  const { t } = useLingui()
  return (
    <span className="pair">
      <NeededDecimal of={at(of, 'value')} label={label} />
      <NeededText of={at(of, 'unit')} label={t`Unit`} proposals={proposed} />
    </span>
  )
}

export const UnitText = ({ of }: { readonly of: Place<string> }) => {
  const { t } = useLingui()
  return <NeededText of={of} label={t`Unit`} proposals={proposed} />
}

type SpanUnit = 's' | 'min' | 'h' | 'd'
interface Span {
  readonly value: string
  readonly unit: SpanUnit
}

/** A time span that may be absent: one without a number is left out. */
export function TimeSpan({ of: { value, path, set }, label }: Labelled<Span | undefined>) {
  const { t } = useLingui()
  const words: Readonly<Record<SpanUnit, string>> = { s: t`seconds`, min: t`minutes`, h: t`hours`, d: t`days` }
  const [own, fault] = [useFault(path), useFault(`${path}/value`)]
  const unit = value?.unit ?? 'min'
  return (
    <span className="pair">
      <NumberField
        label={label}
        fault={fault ?? own}
        value={value?.value ?? ''}
        onChange={(next) => set(next === '' ? undefined : { value: next, unit })}
      />
      <OneOf
        of={{ value: unit, path: `${path}/unit`, set: (next) => value && set({ ...value, unit: next }) }}
        label={t`Unit`}
        words={words}
      />
    </span>
  )
}

interface OneOfProps<Value extends string> extends Labelled<Value> {
  readonly words: Readonly<Record<Value, string>>
}

/** One of a few that the plant knows. */
export function OneOf<Value extends string>({ of: { value, path, set }, label, words, hint }: OneOfProps<Value>) {
  const fault = useFault(path)
  const isKnown = (id: string): id is Value => Object.hasOwn(words, id)
  const options = Object.keys(words).filter(isKnown)
  return (
    <Choice
      label={label}
      value={value}
      fault={fault}
      {...(hint !== undefined && { hint })}
      onChange={(next) => isKnown(next) && set(next)}
      options={options.map((id) => ({ id, word: words[id] }))}
    />
  )
}

interface RefProps extends Labelled<string | undefined> {
  readonly options: readonly { readonly id: string; readonly word: string }[]
  /** What no choice means. */
  readonly none?: string
}

/** One of what the plant or the recipe has, by its name; one that is not there any more is kept, and marked by the plant. */
export function Ref({ of: { value = '', path, set }, label, options, none, hint }: RefProps) {
  const fault = useFault(path)
  const isThere = value === '' || options.some(({ id }) => id === value)
  return (
    <Choice
      label={label}
      value={value}
      fault={fault}
      {...(hint !== undefined && { hint })}
      onChange={(next) => set(next === '' ? undefined : next)}
      options={[
        { id: '', word: none ?? '–' },
        ...(isThere ? [] : [{ id: value, word: value }]),
        ...options.map(({ id, word }) => ({ id, word: word === id ? id : `${word} · ${id}` })),
      ]}
    />
  )
}

export function Tick({ of: { value, path, set }, label }: Labelled<boolean | undefined>) {
  const id = useId()
  const fault = useFault(path)
  return (
    <div className={fault === undefined ? 'ticked' : 'ticked field wrong'}>
      <input
        id={id}
        type="checkbox"
        checked={value ?? false}
        onChange={({ target }) => set(target.checked ? true : undefined)}
      />
      <label htmlFor={id}>{label}</label>
      {fault !== undefined && <span className="said">{fault}</span>}
    </div>
  )
}

/** Some of those that there are: each is ticked. */
export function Some({
  of: { value = [], path, set },
  label,
  options,
}: Labelled<readonly string[] | undefined> & RefOptions) {
  const strays = value.filter((id) => !options.some((it) => it.id === id))
  return (
    <fieldset className="some">
      <legend>{label}</legend>
      <OwnFaults of={path} />
      {[...options, ...strays.map((id) => ({ id, word: id }))].map(({ id, word }) => (
        <Tick
          key={id}
          of={{
            value: value.includes(id),
            path: `${path}/${id}`,
            set: (next) => set(next ? [...value, id] : value.filter((it) => it !== id)),
          }}
          label={word}
        />
      ))}
      {options.length === 0 && strays.length === 0 && (
        <span className="label">
          <Trans>none to choose from</Trans>
        </span>
      )}
    </fieldset>
  )
}

interface RefOptions {
  readonly options: RefProps['options']
}

/** Ids that are the plant's own words, such as scrap codes, parted by commas. */
export function Words({ of: { value = [], path, set }, ...more }: Labelled<readonly string[] | undefined>) {
  const faults = [useFault(path), useFault(`${path}/0`), useFault(`${path}/1`), useFault(`${path}/2`)]
  return (
    <TextField
      {...more}
      fault={faults.find((it) => it !== undefined)}
      value={value.join(', ')}
      onChange={(text) => {
        const words = text.split(/,\s*/)
        set(text.trim() === '' ? undefined : words)
      }}
    />
  )
}

/** What happens where the rule is not met; an absent policy is the strictest. */
export function PolicyChoice({ of, label, none }: Labelled<Policy | undefined> & { readonly none?: string }) {
  const { t, i18n } = useLingui()
  const fault = useFault(of.path)
  const isPolicy = (id: string): id is Policy => Object.hasOwn(policies, id)
  return (
    <Choice
      label={label}
      fault={fault}
      value={of.value ?? (none === undefined ? 'block' : '')}
      onChange={(next) => of.set(isPolicy(next) ? next : undefined)}
      options={[
        ...(none === undefined ? [] : [{ id: '', word: none }]),
        ...Object.entries(policies).map(([id, word]) => ({ id, word: id === '' ? t`none` : i18n._(word) })),
      ]}
    />
  )
}

interface Enforced {
  readonly policy?: Policy | undefined
  readonly deviationOnOverride?: boolean | undefined
  readonly review?: boolean | undefined
}

/** How a rule is enforced. What follows from it is asked only where it can follow. */
export function EnforcedFields<Of extends Enforced>({ of }: { readonly of: Place<Of> }) {
  const { t } = useLingui()
  const part: Place<Enforced> = { ...of, set: (next) => of.set({ ...of.value, ...next }) }
  const { policy = 'block', deviationOnOverride = true, review = true } = of.value
  const flag = (name: 'deviationOnOverride' | 'review', value: boolean): Place<boolean | undefined> => ({
    value,
    path: `${of.path}/${name}`,
    set: (next) => of.set({ ...of.value, [name]: next ?? false }),
  })
  return (
    <>
      <PolicyChoice
        of={{ value: policy, path: `${of.path}/policy`, set: (next) => part.set({ policy: next }) }}
        label={t`If it is not met`}
      />
      {policy === 'block-unless-signed' && (
        <Tick of={flag('deviationOnOverride', deviationOnOverride)} label={t`Open a deviation`} />
      )}
      {policy === 'warn' && <Tick of={flag('review', review)} label={t`Quality reviews it with the batch`} />}
    </>
  )
}

interface ListProps<Item> {
  readonly title: string
  readonly of: Place<readonly Item[] | undefined>
  readonly word: string
  /** What a new one begins with. */
  readonly fresh: () => NoInfer<Item>
  readonly nameOf: (item: Item) => string
  /** A list that the plant does not take empty is left out then. */
  readonly isOptional?: boolean
  readonly children: (item: Place<Item>) => ReactNode
}

/** A list of the step: each has its fields, can be moved and taken out; a new one comes last. */
export function List<Item>({ title, of, word, fresh, nameOf, isOptional = false, children }: ListProps<Item>) {
  const { t } = useLingui()
  const items = of.value ?? []
  const put = (next: readonly Item[]) => of.set(isOptional && next.length === 0 ? undefined : next)
  return (
    <section className="list-of-step">
      <h3>{title}</h3>
      {items.map((value, index) => {
        const item: Place<Item> = {
          value,
          path: `${of.path}/${index}`,
          set: (next) => put(items.with(index, next)),
        }
        const name = nameOf(value)
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: ids are typed, and two may be the same for a moment.
          <fieldset key={index} className="item">
            <legend className="unseen">{`${title} ${name}`}</legend>
            <OwnFaults of={item.path} />
            <div className="fields">{children(item)}</div>
            <div className="item-acts">
              {index > 0 && (
                <Button kind="quiet" label={t`Move up: ${name}`} onPress={() => put(moved(items, index, -1))}>
                  ↑
                </Button>
              )}
              <Button kind="quiet" label={t`Take out: ${name}`} onPress={() => put(without(items, index))}>
                <Trans>Take out</Trans>
              </Button>
            </div>
          </fieldset>
        )
      })}
      <div>
        <Button onPress={() => put([...items, fresh()])}>{`+ ${word}`}</Button>
      </div>
    </section>
  )
}

/** A part that may be absent, with a tick that brings it in. */
export function Optional<Part>({
  of,
  label,
  fresh,
  children,
}: {
  readonly of: Place<Part | undefined>
  readonly label: string
  readonly fresh: () => NoInfer<Part>
  readonly children: (part: Place<Part>) => ReactNode
}) {
  const { value, path, set } = of
  return (
    <div className="optional">
      <Tick
        of={{ value: value !== undefined, path: `${path} `, set: (next) => set(next ? fresh() : undefined) }}
        label={label}
      />
      {value !== undefined && (
        <>
          <OwnFaults of={path} />
          <div className="fields">{children({ value, path, set })}</div>
        </>
      )}
    </div>
  )
}
