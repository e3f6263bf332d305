/**
 * Writes the documents that are made from the code: docs/openapi.json, docs/openapi-enterprise.json, docs/asyncapi.json, docs/problem-pages.json and
 * docs/measurements.md (from docs/bench/). `npm run docs` runs it.
 */
import { writeFileSync } from 'node:fs'
import manifest from '../package.json' with { type: 'json' }
import { openApi } from '../shared/http/openapi.ts'
import { asyncApi } from '../shared/messaging/asyncapi.ts'
import { allKept } from '../test/bench/keep.ts'
import { reasons } from '../test/bench/reasons.ts'
import { aboutEnterprise, aboutSite } from './about.ts'
import { described } from './describe.ts'
import { exemplified, messageExamples } from './examples.ts'
import { measurementsPage } from './measurements.ts'
import { problemPages } from './pages/problems.ts'
import { allRoutes, enterpriseRoutes } from './routes.ts'

const { version } = manifest

export const documents = {
  'openapi.json': () => exemplified(described(openApi(allRoutes, { version, ...aboutSite }))),
  'openapi-enterprise.json': () => exemplified(described(openApi(enterpriseRoutes, { version, ...aboutEnterprise }))),
  'asyncapi.json': () => described(asyncApi(version, messageExamples)),
  'problem-pages.json': problemPages,
}

export const written = (document: keyof typeof documents): string =>
  `${JSON.stringify(documents[document](), null, 1)}\n`

if (import.meta.main) {
  for (const name of Object.keys(documents) as (keyof typeof documents)[]) {
    writeFileSync(new URL(name, import.meta.url), written(name))
    console.log(`docs/${name}`)
  }
  writeFileSync(new URL('measurements.md', import.meta.url), measurementsPage(allKept(), reasons))
  console.log('docs/measurements.md')
}
