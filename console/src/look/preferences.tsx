import { Trans, useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { choose, type Language, languages } from '../words/language.ts'
import { Button } from './button.tsx'
import './field.css'
import { chooseTheme, preferredTheme } from './theme.ts'

/** What a person chooses for this browser: the language, and a light or a dark screen. */
export function Preferences() {
  const { t, i18n } = useLingui()
  const [theme, setTheme] = useState(preferredTheme)
  const other = theme === 'dark' ? 'light' : 'dark'
  return (
    <>
      <label className="field">
        <span className="label">
          <Trans>Language</Trans>
        </span>
        <select value={i18n.locale} onChange={({ target }) => void choose(target.value as Language)}>
          {Object.entries(languages).map(([id, word]) => (
            <option key={id} value={id}>
              {word}
            </option>
          ))}
        </select>
      </label>
      <Button
        onPress={() => {
          chooseTheme(other)
          setTheme(other)
        }}
      >
        {other === 'dark' ? t`Dark screen` : t`Light screen`}
      </Button>
    </>
  )
}
