import { Trans, useLingui } from '@lingui/react/macro'
import { Amount } from '../../look/marks.tsx'
import { MaterialLink } from '../../look/named-link.tsx'
import { meanings } from '../../words/states.ts'
import { amount, decimal, unitName } from '../../words/told.ts'
import { backflushes, checkKinds, policies, sources, timerRules, uses } from './recipe-words.ts'
import { Limits, type Line, Otherwise, Rows } from './step-parts.tsx'
import type { Step } from './version.tsx'

/** The materials of a step: how much, how exactly, what may stand in, and how it is taken. */
export function Materials({ of }: { readonly of: readonly Line[] }) {
  const { t, i18n } = useLingui()
  return (
    <Rows
      title={t`Materials`}
      of={of}
      keyOf={({ lineId }) => lineId}
      columns={[
        [t`Line`, ({ lineId }) => <span className="id">{lineId}</span>],
        [t`Material`, ({ materialId }) => <MaterialLink id={materialId} />],
        [
          t`Quantity`,
          ({ quantity, fixed }) => (
            <>
              <Amount of={quantity} />{' '}
              <span className="label">{fixed ? t`for each batch` : t`for the nominal batch`}</span>
            </>
          ),
        ],
        [t`Tolerance`, ({ tolerance }) => <Tolerance of={tolerance} />],
        [t`Use`, ({ use }) => i18n._(uses[use]), ({ use }) => use !== 'consumed'],
        [t`How`, (line) => <How line={line} />, isMore],
        [t`If it is not met`, (line) => <Otherwise of={line} />],
      ]}
    />
  )
}

const Tolerance = ({ of }: { readonly of: Line['tolerance'] }) => {
  if (of === undefined) return <Trans>exact</Trans>
  const [less, more] = [decimal(of.minusPercent), decimal(of.plusPercent)]
  return less === more ? (
    <>± {less} %</>
  ) : (
    <>
      − {less} % + {more} %
    </>
  )
}

const isMore = ({ weighing, potency, backflush, perUnit, alternates = [], early, picking }: Line): boolean =>
  [weighing, potency, backflush, perUnit, early, picking].some((it) => it !== undefined) || alternates.length > 0

/** What else the line says, a line of text each. */
function How({ line }: { readonly line: Line }) {
  const { t, i18n } = useLingui()
  const { weighing, potency, backflush, perUnit, alternates = [], early, picking } = line
  const said = [
    weighing &&
      (weighing.verify === 'off'
        ? t`weighed into containers`
        : t`weighed into containers, each verified by a second person`),
    weighing && weighing.manualEntry !== 'off' && t`weight typed: ${i18n._(policies[weighing.manualEntry])}`,
    potency?.role === 'active' && t`active, counted at ${decimal(potency.basis ?? '100')} % potency`,
    potency?.role === 'compensator' && t`makes up for line ${potency.of}`,
    backflush && i18n._(backflushes[backflush]),
    perUnit && t`${amount(perUnit.quantity)} built into each unit`,
    early !== undefined && t`taken before the step: ${i18n._(policies[early])}`,
    picking !== undefined && t`another lot than the next one: ${i18n._(policies[picking])}`,
  ].filter((it) => typeof it === 'string')
  return (
    <ul className="said">
      {said.map((it) => (
        <li key={it}>{it}</li>
      ))}
      {alternates.map(({ materialId, factor }) => (
        <li key={materialId}>
          <Trans>
            or <MaterialLink id={materialId} />
          </Trans>
          {factor !== undefined && ` × ${decimal(factor)}`}
        </li>
      ))}
    </ul>
  )
}

type Parameter = Step['parameters'][number]

export function Values({ of }: { readonly of: readonly Parameter[] }) {
  const { t, i18n } = useLingui()
  return (
    <Rows
      title={t`Values`}
      of={of}
      keyOf={({ parameterId }) => parameterId}
      columns={[
        [t`Value`, ({ parameterId, name }) => <Named id={parameterId} name={name} />],
        [
          t`Limits`,
          (it) => (
            <>
              <Limits of={it} unit={it.unit} />
              {it.scaled && <span className="label"> {t`in proportion to the order`}</span>}
            </>
          ),
        ],
        [t`Given by`, ({ source }) => i18n._(sources[source])],
        [t`For`, ({ per }) => <PerText of={per} />, ({ per }) => per !== undefined],
        [t`If it is not met`, (it) => <Otherwise of={it} />],
      ]}
    />
  )
}

const Named = ({ id, name }: { readonly id: string; readonly name: string | undefined }) => (
  <>
    {name !== undefined && `${name} `}
    <span className={name === undefined ? 'id' : 'id label'}>{id}</span>
  </>
)

function PerText({ of }: { readonly of: Parameter['per'] }) {
  const { t } = useLingui()
  if (of === undefined) return null
  if (of === 'step') return t`the whole step`
  if (of === 'unit') return t`each unit`
  return t`the first unit, then one in ${of.every}`
}

export function Checks({ of }: { readonly of: Step['checks'] }) {
  const { t, i18n } = useLingui()
  return (
    <Rows
      title={t`Checks`}
      of={of}
      keyOf={({ checkId }) => checkId}
      columns={[
        [t`Check`, ({ checkId, question }) => <Named id={checkId} name={question} />],
        [t`Answer`, ({ kind }) => i18n._(checkKinds[kind])],
        [t`For`, ({ per }) => <PerText of={per} />, ({ per }) => per !== undefined],
        [t`If it is not met`, (it) => <Otherwise of={it} />],
      ]}
    />
  )
}

export function Calculations({ of = [] }: { readonly of: Step['calculations'] }) {
  const { t } = useLingui()
  return (
    <Rows
      title={t`Calculations`}
      of={of}
      keyOf={({ calculationId }) => calculationId}
      columns={[
        [t`Value`, ({ calculationId, name }) => <Named id={calculationId} name={name} />],
        [t`Formula`, ({ expression }) => <code>{expression}</code>],
        [t`Limits`, (it) => <Limits of={it} unit={it.unit} />],
        [t`Decimals`, ({ decimals }) => decimals, ({ decimals }) => decimals !== undefined],
        [t`If it is not met`, (it) => <Otherwise of={it} />],
      ]}
    />
  )
}

type Timer = Step['timers'][number]

export function Timers({ of }: { readonly of: readonly Timer[] }) {
  const { t } = useLingui()
  return (
    <Rows
      title={t`Times`}
      of={of}
      keyOf={({ timerId }) => timerId}
      columns={[
        [t`Time`, ({ timerId }) => <span className="id">{timerId}</span>],
        [t`Rule`, (it) => <TimerText of={it} />],
        [t`If it is not met`, (it) => <Otherwise of={it} />],
      ]}
    />
  )
}

function TimerText({ of }: { readonly of: Timer }) {
  const { t, i18n } = useLingui()
  const { rule, duration, from, silence, scaled } = of
  const limits = (it: { readonly low?: string | undefined; readonly high?: string | undefined }) =>
    it.low !== undefined && it.high !== undefined
      ? t`between ${decimal(it.low)} and ${decimal(it.high)}`
      : it.low !== undefined
        ? t`at least ${decimal(it.low)}`
        : it.high !== undefined
          ? t`at most ${decimal(it.high)}`
          : t`within its limits`
  const said = [
    `${i18n._(timerRules[rule])} ${amount(duration)}`,
    of.while && t`while ${of.while.parameterId} is ${limits(of.while)}`,
    of.outside && t`in one piece with ${of.outside.parameterId} outside its limits`,
    of.until && t`until ${of.until.parameterId} is ${limits(of.until)}`,
    from === undefined ? t`from the start of the step` : t`from the end of ${from}`,
    scaled && t`in proportion to the order`,
    silence && t`no value for ${amount(silence)} counts as outside`,
  ].filter((it) => typeof it === 'string')
  return said.join(', ')
}

export function Charges({ of = [] }: { readonly of: Step['charges'] }) {
  const { t } = useLingui()
  return (
    <Rows
      title={t`Containers charged`}
      of={of}
      keyOf={({ from }) => from}
      columns={[
        [t`Dispensed in`, ({ from }) => <span className="id">{from}</span>],
        [t`Lines`, ({ lineIds }) => lineIds?.join(', ') ?? t`all`],
        [t`Second person`, ({ witness }) => (witness ? t`signs each` : ''), ({ witness }) => witness === true],
        [t`If it is not met`, (it) => <Otherwise of={it} />],
      ]}
    />
  )
}

export function Signatures({ of }: { readonly of: Step['signatures'] }) {
  const { t, i18n } = useLingui()
  return (
    <Rows
      title={t`Signatures at the end of the step`}
      of={of}
      keyOf={({ meaning }) => meaning}
      columns={[
        [t`Meaning`, ({ meaning }) => i18n._(meanings[meaning])],
        [t`By`, ({ role }) => role],
        [t`If it is not met`, (it) => <Otherwise of={it} />],
      ]}
    />
  )
}

/** A range in percent, as yields have it. */
export const PercentRange = ({ low, high }: { readonly low: string; readonly high: string }) => (
  <>
    {decimal(low)} – {decimal(high)} {unitName('%')}
  </>
)
