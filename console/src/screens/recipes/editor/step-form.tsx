import { Trans, useLingui } from '@lingui/react/macro'
import { useEffect, useState } from 'react'
import { TextField } from '../../../look/field.tsx'
import { flows, policies, stepKinds } from '../recipe-words.ts'
import { type Draft, type DraftStep, renamed } from './draft.ts'
import { OwnFaults, useFault } from './faults.tsx'
import {
  List,
  NeededText,
  OneOf,
  Optional,
  Quantity,
  Ref,
  Some,
  Text,
  Tick,
  TimeSpan,
  Whole,
  Words,
} from './fields.tsx'
import { BalanceFields, YieldFields } from './header-form.tsx'
import { Calculations, Charges, Checks, Signatures, Timers, Values } from './judged-lists.tsx'
import { useKnown } from './known.ts'
import { Lines } from './line-form.tsx'
import { at, type Place } from './place.ts'

interface Props {
  readonly draft: Place<Draft>
  readonly step: Place<DraftStep>
  /** The step has another id now: it stays the one that is shown. */
  readonly onRenamed: (stepId: string) => void
}

/** All that a step says, as fields. */
export function StepForm({ draft, step, onRenamed }: Props) {
  const { t, i18n } = useLingui()
  const { kind = 'production', flow = 'batch', stepId } = step.value
  return (
    <div className="step-form">
      <OwnFaults of={step.path} />
      <div className="fields">
        <NeededText of={at(step, 'name')} label={t`Name`} />
        <StepId draft={draft} step={step} onRenamed={onRenamed} />
        <OneOf
          of={{ value: kind, path: `${step.path}/kind`, set: at(step, 'kind').set }}
          label={t`Kind`}
          words={{
            production: i18n._(stepKinds.production),
            'set-up': i18n._(stepKinds['set-up']),
            cleaning: i18n._(stepKinds.cleaning),
          }}
        />
        <OneOf
          of={{ value: flow, path: `${step.path}/flow`, set: at(step, 'flow').set }}
          label={t`Work goes on`}
          words={{ batch: i18n._(flows.batch), units: i18n._(flows.units) }}
        />
      </div>
      <Text of={at(step, 'instruction')} label={t`Instruction`} isLong />
      <Order draft={draft} step={step} />
      <Where step={step} />
      <Lines step={step} />
      <Charges of={at(step, 'charges')} steps={draft.value.steps.filter((it) => it.stepId !== stepId)} />
      <Values of={at(step, 'parameters')} />
      <Checks of={at(step, 'checks')} />
      <Calculations of={at(step, 'calculations')} />
      <Timers
        of={at(step, 'timers')}
        steps={draft.value.steps.filter((it) => it.stepId !== stepId)}
        values={(step.value.parameters ?? []).map((it) => ({ id: it.parameterId, word: it.name ?? it.parameterId }))}
      />
      <Signatures of={at(step, 'signatures')} />
      <Documents of={at(step, 'documents')} />
      <Rare step={step} />
    </div>
  )
}

/** The id is taken when its field is left, so that other steps follow it once and whole. */
function StepId({ draft, step, onRenamed }: Props) {
  const { t } = useLingui()
  const { stepId } = step.value
  const [text, setText] = useState(stepId)
  const fault = useFault(`${step.path}/stepId`)
  useEffect(() => setText(stepId), [stepId])
  const isTaken = text !== stepId && draft.value.steps.some((it) => it.stepId === text)
  const take = () => {
    if (text === stepId || isTaken || text === '') return setText(stepId)
    draft.set(renamed(draft.value, stepId, text))
    onRenamed(text)
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the frame hears when the focus leaves the field within it.
    <span onBlur={take}>
      <TextField
        label={t`Id`}
        value={text}
        onChange={setText}
        fault={isTaken ? t`Another step has this id.` : fault}
        hint={t`Other steps that name it follow.`}
      />
    </span>
  )
}

function Order({ draft, step }: Omit<Props, 'onRenamed'>) {
  const { t } = useLingui()
  const { steps, procedures = [] } = draft.value
  const parts = procedures.map(({ procedureId, name }) => ({ id: procedureId, word: name || procedureId }))
  const others = steps
    .filter(({ stepId }) => stepId !== step.value.stepId)
    .map(({ stepId, name }) => ({ id: stepId, word: name || stepId }))
  return (
    <div className="fields">
      <Some of={at(step, 'after')} label={t`Comes after`} options={[...others, ...parts]} />
      {parts.length > 0 && <Ref of={at(step, 'within')} label={t`Part of`} options={parts} />}
    </div>
  )
}

function Where({ step }: { readonly step: Place<DraftStep> }) {
  const { t } = useLingui()
  const known = useKnown()
  const duration = at(step, 'duration')
  const { fixed, perQuantity } = duration.value ?? {}
  const timed = (next: NonNullable<DraftStep['duration']>) =>
    duration.set(next.fixed === undefined && next.perQuantity === undefined ? undefined : next)
  return (
    <div className="fields">
      <Ref of={at(step, 'workCenter')} label={t`Work center`} options={known.workCenters} none={t`any`} />
      <Ref of={at(step, 'equipmentClass')} label={t`Class of equipment`} options={known.classes} none={t`any`} />
      <Qualifications of={at(step, 'qualifications')} />
      <TimeSpan
        of={{
          value: fixed,
          path: `${duration.path}/fixed`,
          set: (next) => timed({ ...duration.value, fixed: next }),
        }}
        label={t`Fixed time`}
      />
      <TimeSpan
        of={{
          value: perQuantity?.time,
          path: `${duration.path}/perQuantity/time`,
          set: (time) =>
            timed({
              ...duration.value,
              perQuantity: time && { time, per: perQuantity?.per ?? { value: '1', unit: '{each}' } },
            }),
        }}
        label={t`Time that grows`}
      />
      {perQuantity && (
        <Quantity
          of={{
            value: perQuantity.per,
            path: `${duration.path}/perQuantity/per`,
            set: (per) => timed({ ...duration.value, perQuantity: { ...perQuantity, per } }),
          }}
          label={t`for each`}
        />
      )}
    </div>
  )
}

type Needed = NonNullable<DraftStep['qualifications']>[number]

/** Written `weighing, mixing 2`: the number is the least level. */
function Qualifications({ of }: { readonly of: Place<readonly Needed[] | undefined> }) {
  const { t } = useLingui()
  const texts = (of.value ?? []).map((it) => (typeof it === 'string' ? it : `${it.qualificationId} ${it.level}`))
  return (
    <Words
      of={{
        value: texts,
        path: of.path,
        set: (next) =>
          of.set(
            next?.map((text) => {
              const [, qualificationId = '', level = ''] = /^(\S+) +(\d+)$/.exec(text) ?? []
              return qualificationId === '' ? text : { qualificationId, level: Number(level) }
            }),
          ),
      }}
      label={t`Qualifications`}
      hint={t`Parted by commas; a number behind one is its least level.`}
    />
  )
}

function Documents({ of }: { readonly of: Place<DraftStep['documents']> }) {
  const { t } = useLingui()
  return (
    <List
      title={t`Pictures and documents`}
      of={of}
      word={t`Document`}
      nameOf={({ title }) => title}
      fresh={() => ({ title: '', kind: 'picture' as const, href: '' })}
    >
      {(it) => (
        <>
          <NeededText of={at(it, 'title')} label={t`Title`} />
          <OneOf of={at(it, 'kind')} label={t`Kind`} words={{ picture: t`Picture`, document: t`Document` }} />
          <NeededText of={at(it, 'href')} label={t`Address (https)`} />
        </>
      )}
    </List>
  )
}

/** What few steps need. */
function Rare({ step }: { readonly step: Place<DraftStep> }) {
  const { t, i18n } = useLingui()
  const results = [
    ...(step.value.parameters ?? []).map((it) => ({ id: it.parameterId, word: it.name ?? it.parameterId })),
    ...(step.value.checks ?? []).map((it) => ({ id: it.checkId, word: it.question })),
  ]
  return (
    <details className="rare">
      <summary>
        <Trans>More about the step</Trans>
      </summary>
      <div className="fields">
        <Words of={at(step, 'capabilities')} label={t`The equipment can`} hint={t`Parted by commas.`} />
        <Tick of={at(step, 'needsSetUp')} label={t`The equipment is set up for the product`} />
        <Tick of={at(step, 'leavesDirty')} label={t`The equipment is to be cleaned afterwards`} />
        {step.value.kind === 'cleaning' && <TimeSpan of={at(step, 'cleanFor')} label={t`Clean for`} />}
        {step.value.flow === 'units' && (
          <Optional
            of={at(step, 'transferBatch')}
            label={t`Units move on together`}
            fresh={() => ({ value: '1', unit: '{each}' })}
          >
            {(it) => <Quantity of={it} label={t`Transfer batch`} />}
          </Optional>
        )}
        <Words of={at(step, 'scrapCodes')} label={t`Scrap codes`} hint={t`Parted by commas.`} />
        <Words of={at(step, 'notBySamePersonAs')} label={t`Not by who did`} hint={t`Ids of steps, parted by commas.`} />
        <Optional of={at(step, 'skip')} label={t`The step may be left out`} fresh={() => ({ policy: 'warn' as const })}>
          {(it) => (
            <OneOf
              of={{ value: it.value.policy ?? 'block', path: `${it.path}/policy`, set: at(it, 'policy').set }}
              label={t`How`}
              words={{
                block: i18n._(policies.block),
                'block-unless-signed': t`with a signature`,
                warn: t`with a reason`,
                off: t`at will`,
              }}
            />
          )}
        </Optional>
        <Optional
          of={at(step, 'repeat')}
          label={t`The step is repeated until a result is right`}
          fresh={() => ({ until: results[0]?.id ?? '', atMost: 2 })}
        >
          {(it) => (
            <>
              <Ref
                of={{ ...at(it, 'until'), set: (next) => at(it, 'until').set(next ?? '') }}
                label={t`Result`}
                options={results}
              />
              <Whole
                of={{ ...at(it, 'atMost'), set: (next) => at(it, 'atMost').set(next ?? 2) }}
                label={t`Rounds at most`}
              />
            </>
          )}
        </Optional>
        <YieldFields of={at(step, 'yield')} label={t`The step has a yield`} />
        <BalanceFields of={at(step, 'balance')} label={t`The step is balanced`} />
      </div>
    </details>
  )
}
