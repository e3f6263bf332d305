import { Trans, useLingui } from '@lingui/react/macro'
import { FileText, Image } from 'lucide-react'
import { Amount, Id } from '../../look/marks.tsx'
import { EquipmentLink } from '../../look/named-link.tsx'
import { Known } from '../../look/page.tsx'
import { amount, decimal } from '../../words/told.ts'
import { DurationText } from './duration-text.tsx'
import { stepKinds } from './recipe-words.ts'
import { Calculations, Charges, Checks, Materials, PercentRange, Signatures, Timers, Values } from './step-lines.tsx'
import './step.css'
import { isOwn } from '../../look/own.ts'
import { Otherwise } from './step-parts.tsx'
import type { Recipe, Step } from './version.tsx'

interface Props {
  readonly recipe: Pick<Recipe, 'steps' | 'procedures'>
  readonly step: Step
}

/** All that a step says: what is done, where and by whom, with what, and how it is judged. */
export function StepShown({ recipe, step }: Props) {
  const { t, i18n } = useLingui()
  const { name, stepId, kind, instruction, documents } = step
  const place = recipe.steps.findIndex((it) => it.stepId === stepId) + 1
  return (
    <section className="recipe-step" aria-label={name} id={`step-${stepId}`}>
      <h3>
        {place}. {name} <Id of={stepId} />
        {kind !== 'production' && <span className="label"> {i18n._(stepKinds[kind])}</span>}
      </h3>
      {instruction !== undefined && <p className="instruction-text">{instruction}</p>}
      {documents.length > 0 && (
        <ul className="documents">
          {documents.map(({ title, kind: form, href }) => (
            <li key={href}>
              <a href={href} target="_blank" rel="noreferrer">
                {form === 'picture' && isOwn(href) ? (
                  <img src={href} alt={title} />
                ) : form === 'picture' ? (
                  <>
                    <Image size={20} aria-hidden="true" /> {t`Open the picture: ${title}`}
                  </>
                ) : (
                  <>
                    <FileText size={20} aria-hidden="true" /> {title}
                  </>
                )}
              </a>
            </li>
          ))}
        </ul>
      )}
      <Around recipe={recipe} step={step} />
      <Materials of={step.materials} />
      <Charges of={step.charges} />
      <Values of={step.parameters} />
      <Checks of={step.checks} />
      <Calculations of={step.calculations} />
      <Timers of={step.timers} />
      <Signatures of={step.signatures} />
    </section>
  )
}

/** Where, when and by whom the step is done, and what it leaves. */
function Around({ recipe, step }: Props) {
  const { t } = useLingui()
  const { workCenter, equipmentClass, capabilities, qualifications, notBySamePersonAs, after, within, duration } = step
  const names = new Map<string, string>([
    ...recipe.steps.map((it) => [it.stepId, it.name] as const),
    ...recipe.procedures.map((it) => [it.procedureId, it.name] as const),
  ])
  const named = (ids: readonly string[]) => ids.map((id) => names.get(id) ?? id).join(', ')
  const { yield: made, balance, skip, repeat, scrapCodes = [], cleanFor, transferBatch } = step
  return (
    <Known
      of={[
        [t`Work center`, workCenter !== undefined && <EquipmentLink id={workCenter} />],
        [t`Class of equipment`, equipmentClass !== undefined && <Id of={equipmentClass} />],
        [t`Which can`, capabilities.join(', ')],
        [t`Planned time`, duration && <DurationText of={duration} />],
        [t`Comes after`, named(after)],
        [t`Part of`, within !== undefined && named([within])],
        [
          t`Qualifications`,
          qualifications
            .map((it) => (typeof it === 'string' ? it : t`${it.qualificationId} from level ${it.level}`))
            .join(', '),
        ],
        [t`Not by who did`, named(notBySamePersonAs)],
        [t`Units`, step.flow === 'units' && t`go on one by one`],
        [t`Transfer batch`, transferBatch && <Amount of={transferBatch} />],
        [t`Equipment`, step.needsSetUp && t`set up for the product`],
        [t`Clean for`, cleanFor && amount(cleanFor)],
        [t`Afterwards`, step.leavesDirty && t`the equipment is to be cleaned`],
        [
          t`Yield of the step`,
          made && (
            <>
              <PercentRange low={made.lowPercent} high={made.highPercent} /> <Otherwise of={made} />
            </>
          ),
        ],
        [
          t`Balance of the step`,
          balance && (
            <>
              ± {decimal(balance.tolerancePercent)} % <Otherwise of={balance} />
            </>
          ),
        ],
        [t`May be left out`, skip && <Skipped of={skip.policy} />],
        [t`Repeated`, repeat && t`until ${repeat.until} is right, ${repeat.atMost} times at most`],
        [t`Scrap codes`, scrapCodes.join(', ')],
      ]}
    />
  )
}

const Skipped = ({ of }: { readonly of: NonNullable<Step['skip']>['policy'] }) =>
  of === 'off' ? (
    <Trans>at will</Trans>
  ) : of === 'warn' ? (
    <Trans>with a reason</Trans>
  ) : of === 'block-unless-signed' ? (
    <Trans>with a signature</Trans>
  ) : (
    <Trans>no</Trans>
  )
