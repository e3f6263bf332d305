import { Trans, useLingui } from '@lingui/react/macro'
import { useRef, useState } from 'react'
import { Button } from '../../../look/button.tsx'
import { Said } from '../../../look/marks.tsx'
import { type Draft, emptyStep, nextId, withoutStep } from './draft.ts'
import { isWithin, type Placed } from './faults.tsx'
import { HeaderForm } from './header-form.tsx'
import { moved, type Place } from './place.ts'
import { StepForm } from './step-form.tsx'

interface Props {
  readonly draft: Place<Draft>
  readonly faults: readonly Placed[]
  /** The faults are why the plant did not take the draft, and not what it found in the saved one. */
  readonly isRefused: boolean
  /** Faults that were named by position are not where they were. */
  readonly onReordered: () => void
}

/** The recipe and its steps on the left, with how many faults each has; the fields of the chosen one beside them. */
export function DraftForm({ draft, faults, isRefused, onReordered }: Props) {
  const { t } = useLingui()
  const { steps } = draft.value
  const [chosen, setChosen] = useState<string>()
  const fields = useRef<HTMLDivElement>(null)
  const index = steps.findIndex(({ stepId }) => stepId === chosen)
  const step = steps[index]
  const arrange = (next: Draft) => {
    onReordered()
    draft.set(next)
  }
  const add = () => {
    const ids = steps.map(({ stepId }) => stepId)
    const stepId = nextId(ids, 'step')
    const at = index < 0 ? steps.length : index + 1
    const last = steps[at - 1]
    arrange({ ...draft.value, steps: steps.toSpliced(at, 0, emptyStep(stepId, last ? [last.stepId] : [])) })
    setChosen(stepId)
  }
  const goTo = (path: string) => {
    const [list, place] = path.split('/')
    setChosen(list === 'steps' ? steps[Number(place)]?.stepId : undefined)
    fields.current?.focus()
  }
  return (
    <>
      <AllFaults of={faults} isRefused={isRefused} onGo={goTo} />
      <div className="editor">
        <nav className="outline" aria-label={t`Parts of the recipe`}>
          <OutlineEntry
            word={t`The recipe`}
            isChosen={step === undefined}
            faults={faults.filter(({ path }) => !isWithin(path, 'steps') || path === 'steps').length}
            onChoose={() => setChosen(undefined)}
          />
          <ol>
            {steps.map(({ stepId, name }, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: ids are typed, and two may be the same for a moment.
              <li key={at}>
                <OutlineEntry
                  word={`${at + 1}. ${name || stepId}`}
                  isChosen={stepId === chosen}
                  faults={faults.filter(({ path }) => isWithin(path, `steps/${at}`)).length}
                  onChoose={() => setChosen(stepId)}
                />
              </li>
            ))}
          </ol>
          <Button onPress={add}>+ {t`Step`}</Button>
        </nav>
        <div className="sheet-of-part" ref={fields} tabIndex={-1}>
          {step === undefined ? (
            <HeaderForm of={draft} />
          ) : (
            <>
              <div className="step-head">
                <h2>
                  {index + 1}. {step.name || step.stepId}
                </h2>
                {index > 0 && (
                  <Button
                    kind="quiet"
                    label={t`Move the step up`}
                    onPress={() => arrange({ ...draft.value, steps: moved(steps, index, -1) })}
                  >
                    ↑
                  </Button>
                )}
                {index < steps.length - 1 && (
                  <Button
                    kind="quiet"
                    label={t`Move the step down`}
                    onPress={() => arrange({ ...draft.value, steps: moved(steps, index, 1) })}
                  >
                    ↓
                  </Button>
                )}
                <Button
                  kind="quiet"
                  why={steps.length === 1 ? t`A recipe has one step at least` : undefined}
                  onPress={() => {
                    arrange(withoutStep(draft.value, step.stepId))
                    setChosen(steps[index - 1]?.stepId)
                  }}
                >
                  <Trans>Take the step out</Trans>
                </Button>
              </div>
              <StepForm
                key={index}
                draft={draft}
                step={{
                  value: step,
                  path: `steps/${index}`,
                  set: (next) => draft.set({ ...draft.value, steps: steps.with(index, next) }),
                }}
                onRenamed={setChosen}
              />
            </>
          )}
        </div>
      </div>
    </>
  )
}

interface EntryProps {
  readonly word: string
  readonly isChosen: boolean
  readonly faults: number
  readonly onChoose: () => void
}

function OutlineEntry({ word, isChosen, faults, onChoose }: EntryProps) {
  return (
    <button type="button" aria-current={isChosen} className={faults > 0 ? 'faulty' : ''} onClick={onChoose}>
      <span>{word}</span>
      {faults > 0 && (
        <span className="count">
          <Trans>faults: {faults}</Trans>
        </span>
      )}
    </button>
  )
}

interface AllProps {
  readonly of: readonly Placed[]
  readonly isRefused: boolean
  readonly onGo: (path: string) => void
}

/** Every fault at once; a touch on one goes to its part. */
function AllFaults({ of, isRefused, onGo }: AllProps) {
  const { t } = useLingui()
  if (of.length === 0) return null
  return (
    <section className="refusal all-faults" aria-label={t`Faults`}>
      <b>
        {isRefused ? (
          <Trans>The plant cannot read the draft, and has not saved it:</Trans>
        ) : (
          <Trans>As it was saved, the plant would not take it into review:</Trans>
        )}
      </b>
      <ul>
        {of.map(({ path, violation: { code, detail } }) => (
          <li key={`${code} ${path} ${detail}`}>
            <button type="button" onClick={() => onGo(path)}>
              <Said of={detail} />
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}
