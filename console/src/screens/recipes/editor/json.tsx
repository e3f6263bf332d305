import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { TextField } from '../../../look/field.tsx'
import { type Draft, draftIn } from './draft.ts'

interface Props {
  readonly draft: Draft
  readonly onTake: (draft: Draft) => void
}

/** The draft as the API has it, to be copied out or in. A text that is no recipe changes nothing. */
export function AsJson({ draft, onTake }: Props) {
  const { t } = useLingui()
  const [text, setText] = useState(() => JSON.stringify(draft, null, 2))
  const found = draftIn(text)
  return (
    <div className="as-json">
      <TextField
        label={t`The draft, or an exported recipe`}
        isLong
        value={text}
        onChange={(next) => {
          setText(next)
          const read = draftIn(next)
          if (read) onTake(read)
        }}
        fault={found === undefined ? t`This is no recipe in JSON.` : undefined}
      />
    </div>
  )
}
