import { useLingui } from '@lingui/react/macro'
import { useNavigate } from '@tanstack/react-router'
import type { Told } from '../../api/client.ts'
import { usePlaces } from '../../api/places.ts'
import { useAct } from '../../look/acts.tsx'
import { type Answers, AskAct } from '../../look/ask-act.tsx'
import { useContainerWords } from './container-words.ts'

type Kind = Told<'listContainers'>['items'][number]['kind']

/** A container under the number that it bears, or under a new SSCC of the site. */
export function NewContainer() {
  const { t } = useLingui()
  const navigate = useNavigate()
  const { kinds } = useContainerWords()
  const { options } = usePlaces()
  const isKind = (text: string): text is Kind => Object.hasOwn(kinds, text)
  const make = useAct(
    (plant, { kind = '', containerId = '', location = '' }: Answers, key) => {
      const said = { kind: isKind(kind) ? kind : 'other', ...(location !== '' && { location }) } as const
      return containerId.trim() === ''
        ? plant.makeSsccContainer(said, { key })
        : plant.makeContainer({ containerId: containerId.trim(), ...said }, { key })
    },
    {
      done: ({ data: { containerId } }) => ({ what: t`Container ${containerId} is there` }),
      onDone: ({ data: { containerId } }) => void navigate({ to: '/containers/$containerId', params: { containerId } }),
    },
  )
  return (
    <AskAct
      word={t`New container`}
      operation="makeContainer"
      questions={[
        { name: 'kind', label: t`Kind`, options: Object.entries(kinds).map(([id, word]) => ({ id, word })) },
        {
          name: 'containerId',
          label: t`Number`,
          isOptional: true,
          hint: t`Scan the number that it bears; without one it gets an SSCC of the site.`,
        },
        { name: 'location', label: t`Place`, options, isOptional: true },
      ]}
      act={make}
    />
  )
}
