import { describe, expect, test } from 'vitest'
import * as z from 'zod'
import { allRoutes } from '../../docs/routes.ts'
import { link } from '../../events/link.ts'

describe('a link', () => {
  test.each(['https://docs.example.com/coa/4711.pdf', 'https://intranet:8443/a?b=c@d#e', 'HTTPS://EXAMPLE.COM'])(
    'may be %s',
    (text) => expect(link.safeParse(text).success).toBe(true),
  )

  test.each([
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)//https://docs.example.com',
    ' javascript:alert(1)',
    'java\tscript:alert(1)',
    'data:text/html,<script>alert(1)</script>',
    'vbscript:x',
    'file:///etc/passwd',
    'http://docs.example.com/coa.pdf',
    'https:docs.example.com',
    'https://ada:secret@docs.example.com',
    'https://docs.example.com@evil.example',
    '//docs.example.com',
    '/coa.pdf',
    'coa.pdf',
    '',
    `https://docs.example.com/${'a'.repeat(2000)}`,
  ])('is not %j', (text) => expect(link.safeParse(text).success).toBe(false))

  test('is what every body of the API takes for a URL', () => {
    for (const { operationId, body } of allRoutes) {
      if (!body) continue
      const written = JSON.stringify(z.toJSONSchema(body, { io: 'input', unrepresentable: 'any' }))
      const links = [...written.matchAll(/"(\w*(?:href|url|uri|link)\w*)":(\{[^{}]*\})/gi)]
      for (const [, name, schema = ''] of links)
        expect({ operationId, name, ...JSON.parse(schema) }).toMatchObject({ format: 'uri', maxLength: 2000 })
    }
  })
})
