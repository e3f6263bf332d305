import { useLingui } from '@lingui/react/macro'
import { type ComponentProps, useState } from 'react'
import { Sign } from '../../look/sign.tsx'
import { useTaker } from './scanner.tsx'

/** A second person signs beside the first, who stays at the terminal: the scan of a badge says who it is. */
export function SignBeside(props: Omit<ComponentProps<typeof Sign>, 'isAnother' | 'another'>) {
  return props.isOpen ? <Open {...props} /> : null
}

function Open(props: ComponentProps<typeof Sign>) {
  const { t } = useLingui()
  const [another, setAnother] = useState<{ readonly personId: string; readonly name: string }>()
  useTaker((_, matches) => {
    const person = matches?.find((it) => it.type === 'person')
    if (!person) return undefined
    setAnother({ personId: person.personId, name: person.name })
    return t`${person.name} signs`
  })
  return <Sign {...props} isAnother another={another} />
}
