import { defineConfig } from '@lingui/cli'
import { formatter } from '@lingui/format-po'

/**
 * English stands in the source; each other language is a catalogue with the sentence that it translates. Each folder of screens has its own, which is
 * loaded with the screen.
 */
export default defineConfig({
  sourceLocale: 'en',
  locales: ['en', 'fr'],
  catalogs: [
    { path: '<rootDir>/src/screens/{name}/words/{locale}', include: ['<rootDir>/src/screens/{name}/'] },
    {
      path: '<rootDir>/src/words/catalogues/{locale}',
      include: ['<rootDir>/src/'],
      exclude: ['<rootDir>/src/screens/**'],
    },
  ],
  format: formatter({ lineNumbers: false }),
})
