import { readFileSync } from 'node:fs'
import { Ajv } from 'ajv'

const schema = JSON.parse(readFileSync(new URL('../messaging/fixtures/epcis-2.0-schema.json', import.meta.url), 'utf8'))
const ajv = new Ajv({
  strict: false,
  allErrors: true,
  formats: {
    uri: (text: string) => /^[a-zA-Z][a-zA-Z0-9+.-]*:[^\s<>"{}|\\^`]+$/.test(text),
    'date-time': (text: string) =>
      /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(text) && !Number.isNaN(Date.parse(text)),
  },
})
const isValid = ajv.compile(schema)

/** The first five faults of an EPCIS 2.0 document by the schema of GS1. */
export const epcisFaultsOf = (document: unknown) => (isValid(document) ? [] : (isValid.errors ?? []).slice(0, 5))
