import { createRequire } from 'node:module'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { dispensingLabel, logisticLabel } from '../../shared/labels/label.ts'
import { zplOf } from '../../shared/labels/zpl.ts'
import { histories } from '../support/seeded.ts'
import { decoded } from './decoder.ts'
import { anyLabel, dispensed, pallet } from './labels.ts'

const { ready }: typeof import('zpl-renderer-js') = createRequire(import.meta.url)('zpl-renderer-js')

const commandsOf = (zpl: string): string[] => zpl.split('^').slice(1)
/** What a printer makes of `_C3_A9` in a field under ^FH and ^CI28. */
const unescaped = (field: string): string =>
  Buffer.from(
    field.replace(/_([0-9A-F]{2})|([^_])/g, (_, hex, plain) => hex ?? Buffer.from(plain).toString('hex')),
    'hex',
  ).toString('utf8')
const textsOf = (zpl: string): string[] =>
  [...zpl.matchAll(/\^FH\^FD([^^]*)\^FS/g)].map(([, field = '']) => unescaped(field))

describe('a label in ZPL', () => {
  test('begins, sets UTF-8 and its size in dots, and ends', () => {
    const lines = zplOf(dispensingLabel(dispensed)).split('\n')
    expect(lines.slice(0, 3)).toEqual(['^XA', '^CI28', '^PW800^LL480^LH0,0'])
    expect(lines.slice(-2)).toEqual(['^XZ', ''])
    expect(zplOf(dispensingLabel(dispensed), 24)).toContain('^PW2400^LL1440')
  })

  test('has a GS1 DataMatrix by FNC1 first and between, with modules of whole dots', () => {
    expect(zplOf(dispensingLabel(dispensed))).toContain(
      '^FO568,104^BXN,4,200,,,,#^FD#191RM-2026-00417#192C-000_17#193258456^FS',
    )
  })

  test('has an SSCC as GS1-128: code set C, FNC1, the digits', () => {
    expect(zplOf(logisticLabel(pallet))).toContain('^FO108,784^BY4^BCN,256,N,N,N,N^FD>;>800395212340000000175^FS')
  })

  test('says every text of the label and holds no command that a text has brought in', () => {
    fc.assert(
      fc.property(anyLabel, (label) => {
        const zpl = zplOf(label)
        expect(zpl).toMatch(/^[\n -}]*$/)
        expect(textsOf(zpl)).toEqual(label.texts.map(({ text }) => text))
        const strange = commandsOf(zpl).filter((it) => !/^(X[AZ]|CI28|PW|LL|LH|FO|A0N|FH$|FD|FS|BY|BCN|BXN)/.test(it))
        expect(strange).toEqual([])
        expect(commandsOf(zpl).filter((it) => it.startsWith('FD'))).toHaveLength(
          label.texts.length + label.symbols.length,
        )
      }),
    )
  })

  test('cannot be ended or made to command by a name', () => {
    const name = '^XZ~JR^XA^FDowned_5E\\&<<>'
    const zpl = zplOf(dispensingLabel({ ...dispensed, material: { ...dispensed.material, name } }))
    expect(zpl.match(/\^XZ/g)).toHaveLength(1)
    expect(zpl).not.toContain('~')
    expect(textsOf(zpl)).toContain(name)
  })

  test.each([
    ['a dispensed container', dispensingLabel(dispensed), [']d291RM-2026-00417\u001d92C-000_17\u001d93258456']],
    [
      'a logistic unit',
      logisticLabel(pallet),
      [']C100395212340000000175', `]d2${logisticLabel(pallet).symbols[0]?.content}`],
    ],
  ])('prints symbols of %s that a reader reads, at every resolution', async (_, label, expected) => {
    const { api } = await ready
    for (const dotsPerMillimetre of [8, 12, 24] as const) {
      const zpl = zplOf(label, dotsPerMillimetre)
      const picture = await api.zplToBase64Async(zpl, label.width, label.height, dotsPerMillimetre)
      expect(await decoded(Buffer.from(picture, 'base64'))).toEqual(expected)
    }
  })

  test('prints symbols that a reader reads, with whatever ids in them', async () => {
    const { api } = await ready
    await fc.assert(
      fc.asyncProperty(anyLabel, async (label) => {
        const picture = await api.zplToBase64Async(zplOf(label), label.width, label.height, 8)
        const expected = label.symbols.map(({ kind, content }) => `${kind === 'gs1-128' ? ']C1' : ']d2'}${content}`)
        expect(await decoded(Buffer.from(picture, 'base64'))).toEqual(expected.sort())
      }),
      { numRuns: histories(20, 8) },
    )
  })
})
