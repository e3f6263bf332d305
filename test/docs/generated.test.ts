import { readFileSync } from 'node:fs'
import { Validator } from '@seriousme/openapi-schema-validator'
import { describe, expect, it } from 'vitest'
import { documents, written } from '../../docs/generate.ts'

const names = Object.keys(documents) as (keyof typeof documents)[]

describe('The documents that are made from the code', () => {
  it.each(names)('has %s as docs/generate.ts makes it now; `npm run docs` writes it', (name) => {
    expect(readFileSync(new URL(`../../docs/${name}`, import.meta.url), 'utf8')).toBe(written(name))
  })

  const openApis = ['openapi.json', 'openapi-enterprise.json'] as const

  it.each(openApis)('has in %s a document that is valid OpenAPI 3.1', async (name) => {
    const validator = new Validator()
    const { valid, errors } = await validator.validate(documents[name]())
    expect({ valid, errors }).toEqual({ valid: true, errors: undefined })
    expect(validator.version).toBe('3.1')
  })

  it.each(openApis)('names every operation of %s once', (name) => {
    const { paths } = documents[name]() as { paths: Record<string, Record<string, { operationId: string }>> }
    const ids = Object.values(paths).flatMap((methods) => Object.values(methods).map(({ operationId }) => operationId))
    expect(ids.length).toBeGreaterThan(0)
    expect(new Set(ids).size).toBe(ids.length)
  })
})
